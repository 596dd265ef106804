"""Compares an exported model.onnx, in Python's onnxruntime, with the trained folder in sentence-transformers.

    python verify_export.py MODEL_DIR EXPORT_DIR --texts FILE [--tolerance 1e-5] [--batch 16]

The graph takes input_ids and attention_mask, perhaps token_type_ids (int64 [batch, sequence]), and gives
sentence_embedding [batch, hidden]. Texts are tokenised with EXPORT_DIR/tokenizer.json where there is one, cut at the
trained model's own maximum length. Exit code 1 above the tolerance, 2 on bad input.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("export_dir", type=Path)
    parser.add_argument("--texts", type=Path, required=True, help="one text per line, UTF-8")
    parser.add_argument("--model-file", default="model.onnx", help="relative to EXPORT_DIR")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--batch", type=int, default=16)
    args = parser.parse_args()

    texts = [line for line in args.texts.read_text(encoding="utf-8").split("\n") if line.strip()]
    path = args.export_dir / args.model_file
    if not texts or not path.is_file():
        print(f"no texts in {args.texts}" if not texts else f"no {path}", file=sys.stderr)
        return 2
    onnx.checker.check_model(str(path))

    model = SentenceTransformer(str(args.model_dir), device="cpu")
    expected = model.encode(texts, batch_size=args.batch, convert_to_numpy=True)

    own = args.export_dir / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(own if own.is_file() else args.model_dir / "tokenizer.json"))
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.no_padding()

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = {i.name for i in session.get_inputs()}
    unknown = names - {"input_ids", "attention_mask", "token_type_ids"}
    if unknown or "sentence_embedding" not in {o.name for o in session.get_outputs()}:
        outputs = [o.name for o in session.get_outputs()]
        print(f"unexpected inputs {sorted(unknown)} or outputs {outputs}", file=sys.stderr)
        return 2
    found = []
    for start in range(0, len(texts), args.batch):
        ids = [tokenizer.encode(t).ids for t in texts[start : start + args.batch]]
        longest = max(map(len, ids))
        feeds = {
            "input_ids": np.array([row + [0] * (longest - len(row)) for row in ids], dtype=np.int64),
            "attention_mask": np.array([[1] * len(row) + [0] * (longest - len(row)) for row in ids], dtype=np.int64),
        }
        feeds["token_type_ids"] = np.zeros_like(feeds["input_ids"])
        feeds = {n: v for n, v in feeds.items() if n in names}
        found.append(session.run(["sentence_embedding"], feeds)[0])
    found = np.concatenate(found)
    if found.shape != expected.shape:
        print(f"shape {found.shape}, expected {expected.shape}", file=sys.stderr)
        return 1

    difference = np.abs(found.astype(np.float64) - expected)
    worst = int(difference.max(axis=1).argmax())
    ok = bool(difference.max() <= args.tolerance)  # false for NaN
    print(
        f"{'equal' if ok else 'DIFFERENT'}: {len(texts)} texts, max abs difference {difference.max():.3g} "
        f"(tolerance {args.tolerance:g}), worst text {texts[worst][:60]!r}, "
        f"onnxruntime {onnxruntime.__version__}"
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
