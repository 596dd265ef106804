"""Small tokenizers of the four kinds that encoders have (golden/tokenizers/, tiny-roberta/, tiny-xlm-roberta/), and golden/script-token-ids.json: what
Python's `tokenizers` makes of awkward texts in more than 20 scripts with each of them.

Trained on our own sentences (script_texts.py). Unigram normalises as XLM-R's does, by sentencepiece's own rules (nmt_nfkc).
Training gives another vocabulary in every run, so a tokenizer that is there is kept: delete its file to train it anew.
"""

import io
import json
from pathlib import Path

import sentencepiece
from golden import GOLDEN, write_json
from script_texts import AWKWARD, TRAINING
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

MAX_LENGTH = 64
SENTENCES = [sentence for sentences in TRAINING.values() for sentence in sentences]
# XLM-R's and RoBERTa's order, which MPNet's tokenizer shares
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def charsmap() -> bytes:
    """The precompiled nmt_nfkc rules: sentencepiece writes the same ones into every model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g h i j k"] * 20),
        model_writer=model,
        vocab_size=20,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return sentencepiece_model_pb2.ModelProto.FromString(model.getvalue()).normalizer_spec.precompiled_charsmap


def frame(tokenizer: Tokenizer, cls: str, sep: str) -> None:
    ids = [(token, tokenizer.token_to_id(token)) for token in (cls, sep)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{cls} $A {sep}", pair=f"{cls} $A {sep} {sep} $B {sep}", special_tokens=ids
    )


def word_piece(lowercase: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=900, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    frame(tokenizer, "[CLS]", "[SEP]")
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap()), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=900, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False, max_piece_length=8
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    mask(tokenizer)
    frame(tokenizer, "<s>", "</s>")
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def byte_level_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=700,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    mask(tokenizer)
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}
    tokenizer.post_processor = processors.RobertaProcessing(
        sep=("</s>", ids["</s>"]), cls_token=("<s>", ids["<s>"]), trim_offsets=True, add_prefix_space=False
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def mask(tokenizer: Tokenizer) -> None:
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True, normalized=False)])


TOKENIZERS = {
    "wordpiece-uncased": ("tokenizers/wordpiece-uncased.json", lambda: word_piece(True)),
    "wordpiece-cased": ("tokenizers/wordpiece-cased.json", lambda: word_piece(False)),
    "unigram": ("tiny-xlm-roberta/tokenizer.json", unigram),
    "byte-level-bpe": ("tiny-roberta/tokenizer.json", byte_level_bpe),
}


def main() -> None:
    tokenizers = {}
    for name, (file, train) in TOKENIZERS.items():
        there = Path(__file__).parent / "golden" / file
        if there.exists():
            text = there.read_text(encoding="ascii")
        else:
            text = json.dumps(json.loads(train().to_str()), ensure_ascii=True) + "\n"
        (GOLDEN / file).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / file).write_text(text, encoding="ascii")
        tokenizers[name] = Tokenizer.from_str(text)
        tokenizers[name].enable_truncation(MAX_LENGTH)
        print(name, tokenizers[name].get_vocab_size(), "tokens,", len(text), "bytes")
    texts = [(kind, text) for group in (TRAINING, AWKWARD) for kind, lines in group.items() for text in lines]
    cases = [
        {"kind": kind, "text": text, "ids": {n: t.encode(text).ids for n, t in tokenizers.items()}}
        for kind, text in texts
    ]
    write_json("script-token-ids.json", {"maxLength": MAX_LENGTH, "tokenizers": {n: file for n, (file, _) in TOKENIZERS.items()}, "cases": cases})

if __name__ == "__main__":
    main()
