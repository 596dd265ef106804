"""golden/tiny-*/: tiny random encoders in sentence-transformers layout. BERT, DistilBERT and MPNet have one real WordPiece
vocabulary; the tokenizers of RoBERTa and XLM-RoBERTa are tiny_tokenizers.py's.

Weights have a far larger spread than BERT's own initialisation so that gradients are not degenerate.
"""

import json
import string

import torch
from golden import GOLDEN, write_tensors
from transformers import AutoConfig, AutoModel, PreTrainedConfig

SEED = 20240
MAX_SEQUENCE_LENGTH = 48  # what sentence_bert_config.json says; tokenizer.json says 32, as the stock model disagrees

WORDS = """ask question recipe steps request next step return stop chitchat
the a i you it to do is what how much many of and in for can we should my
flour sugar egg ##s ##ing ##ed ##er water oven cut cook bake mix heat
hello thanks great ready yes no done time minutes cups""".split()

PUNCTUATION = list(".,!?'\"-:/@#%&()<>=_") + ["\u00bd", "\u20ac"]
OTHER = ["\u00df", "##\u00df", "\u03c3", "##\u03c3", "\u03c2", "##\u03c2", "\u4e2d", "\u6587", "\U00020000", "\u0928", "##\u0928", "\U0001f600"]

# The config.json of each family, but the vocabulary's size.
BERT = {
    "architectures": ["BertModel"],
    "attention_probs_dropout_prob": 0.1,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "hidden_size": 16,
    "initializer_range": 0.02,
    "intermediate_size": 32,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 64,
    "model_type": "bert",
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "pad_token_id": 0,
    "position_embedding_type": "absolute",
    "type_vocab_size": 2,
    "use_cache": True,
}
DISTILBERT = {
    "activation": "gelu",
    "architectures": ["DistilBertModel"],
    "attention_dropout": 0.1,
    "dim": 16,
    "dropout": 0.1,
    "hidden_dim": 32,
    "initializer_range": 0.02,
    "max_position_embeddings": 64,
    "model_type": "distilbert",
    "n_heads": 4,
    "n_layers": 2,
    "pad_token_id": 0,
    "qa_dropout": 0.1,
    "seq_classif_dropout": 0.2,
    "sinusoidal_pos_embds": False,
    "tie_weights_": True,
}

ROBERTA = {
    **{key: value for key, value in BERT.items() if key not in ("architectures", "position_embedding_type")},
    "architectures": ["RobertaModel"],
    "bos_token_id": 0,
    "eos_token_id": 2,
    "layer_norm_eps": 1e-5,
    "max_position_embeddings": 66,
    "model_type": "roberta",
    "pad_token_id": 1,
    "type_vocab_size": 1,
}
XLM_ROBERTA = {**ROBERTA, "architectures": ["XLMRobertaModel"], "hidden_act": "gelu_new", "model_type": "xlm-roberta"}
MPNET = {
    **{key: value for key, value in ROBERTA.items() if key not in ("type_vocab_size", "use_cache")},
    "architectures": ["MPNetModel"],
    "model_type": "mpnet",
    "relative_attention_num_buckets": 32,
}


def vocabulary() -> list[str]:
    characters = list(string.ascii_lowercase + string.digits)
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocab += PUNCTUATION + characters + ["##" + c for c in characters] + OTHER + WORDS
    seen: dict[str, None] = dict.fromkeys(vocab)  # "a" and "i" stand in two lists
    return list(seen)


# The special tokens of the WordPiece tokenizers: pad, unknown, classification, separator, mask
BERT_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
MPNET_TOKENS = ("<pad>", "[UNK]", "<s>", "</s>", "<mask>")
# MPNet's order: its padding token has the id 1
MPNET_VOCABULARY = ("<s>", "<pad>", "</s>", "[UNK]", "<mask>")


def special(vocab: list[str], token: str) -> dict:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": vocab.index(token), "content": token, **flags}


def tokenizer_json(vocab: list[str], tokens: tuple[str, ...]) -> dict:
    pad, unk, cls_token, sep_token, _ = tokens
    cls, sep = ({"SpecialToken": {"id": t, "type_id": 0}} for t in (cls_token, sep_token))
    a = {"Sequence": {"id": "A", "type_id": 0}}
    b = [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": sep_token, "type_id": 1}}]
    ids = {t: {"id": t, "ids": [vocab.index(t)], "tokens": [t]} for t in (cls_token, sep_token)}
    return {
        "version": "1.0",
        # As in the stock all-MiniLM files: truncation and a fixed padding that a training program must not obey.
        "truncation": {"direction": "Right", "max_length": 32, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": {"Fixed": 32},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": vocab.index(pad),
            "pad_type_id": 0,
            "pad_token": pad,
        },
        "added_tokens": sorted((special(vocab, t) for t in tokens), key=lambda t: t["id"]),
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [cls, a, sep],
            "pair": [cls, a, sep, *b],
            "special_tokens": ids,
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": unk,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {token: index for index, token in enumerate(vocab)},
        },
    }


def weights(config: PreTrainedConfig) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(SEED)

    def normal(shape, std):
        return torch.randn(shape, generator=generator, dtype=torch.float64) * std

    tensors = {}
    for name, parameter in AutoModel.from_config(config).named_parameters():
        if "norm" in name.lower() and name.endswith("weight"):
            value = 1 + (torch.rand(parameter.shape, generator=generator, dtype=torch.float64) - 0.5) * 0.2  # 1 +- 0.1
        elif name.endswith("bias"):
            value = normal(parameter.shape, 0.05)
        elif "embeddings" in name or "relative" in name:
            value = normal(parameter.shape, 0.5)
        else:
            value = normal(parameter.shape, 0.2)
        tensors[name] = value.to(torch.float32)
    return tensors


def write_model(name: str, config: dict, tokenizer_class: str, tokens: tuple[str, ...] | None = None) -> None:
    """`tokens`: of a WordPiece tokenizer; without them the folder has a tokenizer already."""
    if tokens is None:
        tokens = ("<pad>", "<unk>", "<s>", "</s>", "<mask>")
        tokenizer = json.loads((GOLDEN / name / "tokenizer.json").read_text(encoding="ascii"))
        size = max(t["id"] for t in tokenizer["added_tokens"]) + 1
    else:
        vocab = vocabulary() if tokens == BERT_TOKENS else [*MPNET_VOCABULARY, *vocabulary()[5:]]
        size = len(vocab)
    folder = GOLDEN / name
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)

    def save(file: str, content) -> None:
        (folder / file).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    fields = {**config, "vocab_size": size}
    save("config.json", fields)
    pad, unk, cls, sep, mask = tokens
    word_piece = {"tokenize_chinese_chars": True, "strip_accents": None, "do_basic_tokenize": True, "never_split": None}
    if name in ("tiny-roberta", "tiny-xlm-roberta"):
        word_piece = {}
    else:
        save("tokenizer.json", tokenizer_json(vocab, tokens))
        (folder / "vocab.txt").write_text("\n".join(vocab) + "\n", encoding="utf-8")
    save(
        "tokenizer_config.json",
        {
            **({"do_lower_case": True} if word_piece else {}),
            "unk_token": unk,
            "sep_token": sep,
            "pad_token": pad,
            "cls_token": cls,
            "mask_token": mask,
            **word_piece,
            "tokenizer_class": tokenizer_class,
            "model_max_length": 64,
        },
    )
    types = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    save(
        "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"}
            for i, (path, name) in enumerate(types)
        ],
    )
    save("sentence_bert_config.json", {"max_seq_length": MAX_SEQUENCE_LENGTH, "do_lower_case": False})
    save(
        "1_Pooling/config.json",
        {
            "word_embedding_dimension": 16,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    )
    write_tensors(f"{name}/model.safetensors", weights(AutoConfig.for_model(**fields)))
    print(f"{name}: {size} tokens")


def main() -> None:
    write_model("tiny-bert", BERT, "BertTokenizer", BERT_TOKENS)
    write_model("tiny-distilbert", DISTILBERT, "DistilBertTokenizer", BERT_TOKENS)
    write_model("tiny-mpnet", MPNET, "MPNetTokenizer", MPNET_TOKENS)
    write_model("tiny-roberta", ROBERTA, "RobertaTokenizer")
    write_model("tiny-xlm-roberta", XLM_ROBERTA, "XLMRobertaTokenizer")


if __name__ == "__main__":
    main()
