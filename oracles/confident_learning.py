"""golden/confident-learning.json: thresholds, confident joint, label issues and label quality by cleanlab.

Stands apart from golden.py, since it needs no torch: `pip install numpy cleanlab` at the versions of requirements.txt is enough.
"""

import importlib.metadata
import json
import os
import platform
from pathlib import Path

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

GOLDEN = Path(os.environ.get("ORACLES_OUT", Path(__file__).parent / "golden"))
PACKAGES = ("numpy", "scikit-learn", "cleanlab")


def made(seed: int, rows: int, labels: int, wrong: float, sharpness: float):
    """Probabilities around true labels, and given labels of which a share is wrong."""
    random = np.random.default_rng(seed)
    true = np.concatenate([np.arange(labels), random.integers(0, labels, rows - labels)])
    logits = random.normal(size=(rows, labels))
    logits[np.arange(rows), true] += sharpness
    shares = np.exp(logits)
    given = true.copy()
    for row in random.choice(np.arange(labels, rows), int(wrong * rows), replace=False):
        given[row] = (given[row] + random.integers(1, labels)) % labels
    return np.round(shares / shares.sum(axis=1, keepdims=True), 6), given


def by_the_paper(probabilities, thresholds):
    """The largest probability among those that reach their threshold; -1: none does (equation 2)."""
    reached = np.where(probabilities >= thresholds - 1e-6, probabilities, -1)
    return np.where(reached.max(axis=1) < 0, -1, reached.argmax(axis=1))


def case(name: str, probabilities, given) -> dict:
    thresholds = get_confident_thresholds(given, probabilities)
    joint, off_diagonal = compute_confident_joint(
        given, probabilities, calibrate=False, return_indices_of_off_diagonals=True
    )
    paper = by_the_paper(probabilities, thresholds)
    counts = np.zeros_like(joint)
    for row, column in zip(given, paper):
        if column >= 0:
            counts[row, column] += 1
    np.fill_diagonal(counts, counts.diagonal().clip(min=1))  # as cleanlab does
    issues = find_label_issues(given, probabilities, filter_by="confident_learning", min_examples_per_class=0, n_jobs=1)
    return {
        "name": name,
        "labelCount": int(probabilities.shape[1]),
        "probabilities": probabilities.ravel().tolist(),
        "labels": given.tolist(),
        "thresholds": thresholds.tolist(),
        "joint": joint.ravel().tolist(),
        "issues": np.flatnonzero(issues).tolist(),
        "normalizedMargin": get_label_quality_scores(
            given, probabilities, method="normalized_margin", adjust_pred_probs=False
        ).tolist(),
        # cleanlab takes the largest of all where two thresholds are reached, the paper the largest of those reached
        "differsFromPaper": bool((joint != counts).any()),
    }


def main() -> None:
    # The last text: two thresholds are reached, the largest probability's is not
    odd = np.array([[0.9, 0.05, 0.05], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1], [0.36, 0.34, 0.3], [0.5, 0.25, 0.25]])
    odd[5] = [0.4, 0.32, 0.28]
    odd[1], odd[2] = [0.4, 0.3, 0.3], [0.45, 0.3, 0.25]
    cases = [
        case("threeLabels", *made(1, 60, 3, 0.1, 2.0)),
        case("elevenLabels", *made(2, 200, 11, 0.05, 3.0)),
        case("unsure", *made(3, 80, 4, 0.2, 0.7)),
        case("allRight", *made(4, 40, 3, 0.0, 4.0)),
        case("largestBelowItsThreshold", odd, np.array([0, 1, 2, 0, 0, 1])),
    ]
    content = {
        "versions": {"python": platform.python_version(), **{p: importlib.metadata.version(p) for p in PACKAGES}},
        "cases": cases,
    }
    lines = [f'"versions": {json.dumps(content["versions"])}', '"cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]"]
    path = GOLDEN / "confident-learning.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii")
    print(f"confident-learning.json: {path.stat().st_size:,} bytes")
    for one in cases:
        print(one["name"], "issues", len(one["issues"]), "differs", one["differsFromPaper"])


if __name__ == "__main__":
    main()
