"""Compares embeddings written by our command with those of sentence-transformers.

    python compare_embeddings.py MODEL_DIR EMBEDDINGS.json [--tolerance 1e-5] [--max-length 128]

EMBEDDINGS.json is {"texts": [...], "embeddings": [[...], ...]}. Exit code 1 above the tolerance, 2 on bad input.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer, __version__


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("embeddings", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--max-length", type=int, help="the length the texts were cut at; default: the folder's own")
    args = parser.parse_args()

    content = json.loads(args.embeddings.read_text(encoding="utf-8"))
    texts, ours = content["texts"], np.array(content["embeddings"], dtype=np.float64)
    if not texts:
        print(f"no texts in {args.embeddings}", file=sys.stderr)
        return 2
    model = SentenceTransformer(str(args.model_dir), device="cpu")
    if args.max_length:
        model.max_seq_length = args.max_length
    theirs = model.encode(texts, convert_to_numpy=True)
    if ours.shape != theirs.shape:
        print(f"shape {ours.shape}, expected {theirs.shape}", file=sys.stderr)
        return 1
    difference = np.abs(ours - theirs)
    worst = int(difference.max(axis=1).argmax())
    ok = bool(difference.max() <= args.tolerance)  # false for NaN
    print(
        f"{'equal' if ok else 'DIFFERENT'}: {len(texts)} texts, max abs difference {difference.max():.3g} "
        f"(tolerance {args.tolerance:g}), worst text {texts[worst][:60]!r}, sentence-transformers {__version__}"
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
