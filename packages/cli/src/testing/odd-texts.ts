/** Texts that no label is meant for, by kind: what keyboards, children and other countries send. */
export const oddTexts: Record<"keys" | "symbols" | "emoji" | "languages", string[]> = {
  keys: `asdf qwer|qwertz|hjkl hjkl hjkl|xcvbnm|poiu lkjh|fghj fghj|zzzzzzz|aaaaaaaaaaaa|jkjkjkjk|sdfsdf sdf|wqeqwe|lkjlkj|mnbvcx
qqq www eee|uiop|dfgh|ghjghj|vbnvbn|trewq|asd asd asd|jfkdls|a;sldkfj|gfdsa|yxcv yxcv|bnm,bnm|rtzu rtzu|tztztz|kkkkk|oiuzt
qpwoeiruty|xxxx yyyy|blorp|fnord snark|glub glub|wibble wobble|zorgblat|quux baz|brrrr|hmmmmmm|pfff|tsk tsk|grmbl|ugh
lalalala|tadaa|uh huh huh|dnsjkf nsdjkf|wefwef|rrrrr|sssss`.split(/[|\n]/),
  symbols:
    `???|!!!|...|---|#####|%%%|$$$ $$$|12345|0000|3.14159|1 2 3 4 5|42|<html>|{}[]|()|/dev/null|://|@@@|&&&|***|+=-|~~~|^^^|;;
:-)|\\n\\t|0x1f|a=b|x|q|?!|<<>>|"""|'|,|_|§§|€|1/2|100%`.split(/[|\n]/),
  emoji: [
    "😀",
    "🐒 🦧",
    "👍",
    "❤️❤️❤️",
    "🎉🎉",
    "🤷",
    "🚀 🚀",
    "😭😭😭",
    "🍕",
    "🔥",
    "🙈🙉🙊",
    "👀",
    "💯",
    "🥲",
    "🫠",
  ].concat(["", " ", "\t\n", "\u200B", "🇫🇮"]),
  languages:
    `wo ist der bahnhof|ich habe meinen schlüssel verloren|das wetter ist heute schön|können sie mir bitte helfen
je ne comprends pas la question|où est la gare|il fait très froid aujourd'hui|j'ai perdu mon parapluie|c'est la vie
dónde está la biblioteca|no entiendo nada|mañana voy a la playa con mis primos|el perro duerme en la silla
dove si trova la stazione|non capisco l'italiano|oggi piove a dirotto|il gatto dorme sul divano|vorrei un caffè
onde fica a praia|não falo português|amanhã vai chover|o carro está na garagem|obrigado e até logo
waar is het station|ik begrijp het niet|morgen gaat het regenen|de hond slaapt op de bank|dank u wel
var ligger stationen|jag förstår inte|det snöar i dag|katten sover på stolen|tack så mycket
hvor er toget|jeg forstår det ikke|i morgen regner det|hunden løber i haven|mange tak
missä on rautatieasema|en ymmärrä mitään|huomenna sataa lunta|koira nukkuu sohvalla|kiitos paljon
gdzie jest dworzec|nie rozumiem po polsku|jutro będzie padać|kot śpi na krześle|dziękuję bardzo
kde je nádraží|nerozumím česky|zítra bude pršet|pes spí na gauči|děkuji mnohokrát
hol van az állomás|nem értek semmit|holnap esni fog|a kutya a kanapén alszik|köszönöm szépen
unde este gara|nu înțeleg nimic|mâine va ploua|pisica doarme pe scaun|mulțumesc frumos
istasyon nerede|hiçbir şey anlamıyorum|yarın yağmur yağacak|köpek kanepede uyuyor|teşekkür ederim
где находится вокзал|я ничего не понимаю|завтра будет дождь|собака спит на диване|большое спасибо
πού είναι ο σταθμός|δεν καταλαβαίνω τίποτα|αύριο θα βρέξει|ο σκύλος κοιμάται|ευχαριστώ πολύ
أين المحطة|لا أفهم شيئا|غدا ستمطر|القط نائم على الكرسي|شكرا جزيلا
איפה התחנה|אני לא מבין כלום|מחר ירד גשם|הכלב ישן על הספה|תודה רבה
火车站在哪里|我什么都不懂|明天会下雨|狗睡在沙发上|非常感谢
駅はどこですか|何も分かりません|明日は雨が降ります|犬がソファで寝ています|ありがとうございます
기차역이 어디에 있나요|아무것도 모르겠어요|내일 비가 올 거예요|개가 소파에서 자요|감사합니다
स्टेशन कहाँ है|मुझे कुछ समझ नहीं आया|कल बारिश होगी|कुत्ता सो रहा है|बहुत धन्यवाद
สถานีอยู่ที่ไหน|ฉันไม่เข้าใจ|พรุ่งนี้ฝนจะตก|nhà ga ở đâu|tôi không hiểu gì cả|ngày mai trời sẽ mưa
stesheni iko wapi|sielewi kitu|kesho itanyesha mvua|asante sana|ubi est statio|nihil intellego|cras pluet`.split(
      /[|\n]/,
    ),
};
