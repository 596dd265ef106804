"""Writes every golden file: `python make_all.py`. With --check: writes them elsewhere and compares with golden/.

Numbers are compared, not bytes: another CPU rounds the last digit differently.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = [
    "tiny_tokenizers",
    "tiny_models",
    "tiny_forward",
    "tiny_gradients",
    "losses",
    "adamw",
    "training_20_steps",
    "label_vectors",
    "supervised_contrastive",
    "evaluators",
    "comparison",
    "token_ids",
    "embeddings_minilm",
    "logistic",
    "confident_learning",
]


def differences(a, b, where: str, tolerance: float):
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        for key in a:
            if key not in ("versions", "noise", "gap"):
                yield from differences(a[key], b[key], f"{where}.{key}", 1e-5 if key == "float32" else tolerance)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            yield from differences(x, y, f"{where}[{i}]", tolerance)
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
        if abs(a - b) > tolerance * max(1.0, abs(a)):
            yield f"{where}: {a} against {b}"
    elif a != b:
        yield f"{where}: {a!r} against {b!r}"


def compare(old: Path, new: Path) -> list[str]:
    if old.suffix == ".safetensors":
        from golden import is_key_bias
        from safetensors.numpy import load_file

        a, b = load_file(old), load_file(new)
        if a.keys() != b.keys():
            return ["other tensors"]
        # Float32 key biases are rounding noise that Adam makes large: steps x learning rate is all that bounds them.
        bound = lambda n: 1e-9 if a[n].dtype == "float64" else 2e-2 if is_key_bias(n) else 1e-5  # noqa: E731
        return [n for n in a if abs(a[n] - b[n]).max() > bound(n)]
    if old.suffix == ".json":
        a, b = json.loads(old.read_text(encoding="utf-8")), json.loads(new.read_text(encoding="utf-8"))
        return list(differences(a, b, "", 1e-5 if isinstance(a, dict) and a.get("dtype") == "float32" else 1e-9))
    return [] if old.read_bytes() == new.read_bytes() else ["other bytes"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) if args.check else HERE / "golden"
        for script in SCRIPTS:
            subprocess.run(
                [sys.executable, "-W", "ignore", str(HERE / f"{script}.py")],
                check=True,
                stdout=subprocess.DEVNULL if args.check else None,
                env={**os.environ, "ORACLES_OUT": str(out), "TRANSFORMERS_VERBOSITY": "error"},
            )
        if not args.check:
            return 0
        golden = HERE / "golden"
        names = sorted(p.relative_to(golden) for p in golden.rglob("*") if p.is_file())
        made = sorted(p.relative_to(out) for p in out.rglob("*") if p.is_file())
        bad = 0 if names == made else 1
        if bad:
            print("files differ:", set(names) ^ set(made))
        for name in set(names) & set(made):
            found = compare(golden / name, out / name)
            if found:
                bad += 1
                print(f"{name}: {len(found)} differences, first {found[0]}")
        identical = sum((golden / n).read_bytes() == (out / n).read_bytes() for n in set(names) & set(made))
        print(f"{len(names)} files, {identical} byte-identical, {bad} that differ")
        return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
