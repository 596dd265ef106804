"""Golden file for the logistic head: scikit-learn's LogisticRegression on made data of unit rows."""
import json
import os
import platform
from pathlib import Path

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

CASES = [
    # name, labels, rows a label, width, C, spread of a label's rows, what is special
    ("two labels", 2, 30, 6, 1.0, 0.6, None),
    ("eleven labels", 11, 12, 8, 10.0, 0.5, None),
    ("77 labels", 77, 5, 12, 10.0, 0.35, None),
    ("150 labels", 150, 3, 12, 100.0, 0.3, None),
    ("separable", 3, 15, 6, 100.0, 0.05, None),
    ("collinear", 4, 15, 6, 10.0, 0.6, "collinear"),
    ("one label three times as frequent", 3, 15, 6, 1.0, 0.6, "unbalanced"),
]


def make(name, labels, rows, width, spread, special):
    random = numpy.random.default_rng(len(name) + labels)
    centres = random.normal(size=(labels, width))
    counts = [rows * 3 if special == "unbalanced" and c == 0 else rows for c in range(labels)]
    y = numpy.repeat(numpy.arange(labels), counts)
    x = centres[y] / numpy.linalg.norm(centres[y], axis=1, keepdims=True) + spread * random.normal(size=(len(y), width))
    if special == "collinear":
        x[:, 1] = 2 * x[:, 0]
        x[:, 2] = 0
    x = x / numpy.linalg.norm(x, axis=1, keepdims=True)
    return x.astype(numpy.float32), y


def main(folder: Path) -> None:
    cases = []
    for name, labels, rows, width, c, spread, special in CASES:
        x, y = make(name, labels, rows, width, spread, special)
        x = numpy.round(x, 4)
        model = LogisticRegression(C=c, solver="lbfgs", tol=1e-10, max_iter=20000).fit(x.astype(numpy.float64), y)
        probabilities = model.predict_proba(x.astype(numpy.float64))
        shown = list(range(0, len(y), max(1, len(y) // 12)))
        cases.append({
            "name": name, "c": c, "width": width, "labelCount": labels,
            "x": [round(float(v), 4) for v in x.ravel()], "labels": y.tolist(),
            "predicted": model.predict(x.astype(numpy.float64)).tolist(),
            "rows": shown, "probabilities": [[round(float(v), 7) for v in probabilities[i]] for i in shown],
        })
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "scikit-learn": sklearn.__version__}
    (folder / "logistic.json").write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")


if __name__ == "__main__":
    main(Path(os.environ.get("ORACLES_OUT", Path(__file__).parent / "golden")))
