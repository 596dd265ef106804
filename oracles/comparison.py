"""golden/comparison.json: Wilson's interval, McNemar's exact test and the percentile bootstrap over groups.

By statsmodels and scipy. It stands apart from golden.py, since it needs no torch: `pip install numpy scipy statsmodels`
at the versions of requirements.txt is enough.
"""

import importlib.metadata
import json
import os
import platform
from pathlib import Path

import numpy as np
from scipy.stats import binomtest, bootstrap
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

GOLDEN = Path(os.environ.get("ORACLES_OUT", Path(__file__).parent / "golden"))
PACKAGES = ("numpy", "scipy", "statsmodels")
PROPORTIONS = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 31), (30, 31), (533, 672), (2772, 3080), (3079, 3080), (5, 10)]
DISCORDANT = [(0, 0), (1, 0), (0, 5), (5, 5), (6, 5), (3, 12), (20, 45), (121, 86), (0, 60), (900, 1000), (5000, 4000)]
RESAMPLES = 200_000


def groups(name: str, seed: int, count: int, largest: int, shift: float) -> dict:
    """`count` groups of 1 … `largest` rows, each row -1, 0 or +1; rows of a group lean the same way."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, largest + 1, count)
    lean = random.normal(shift, 0.3 if largest > 1 else 0, count)
    values = [np.sign(np.round(random.normal(m, 0.5, n))) for m, n in zip(lean, sizes)]
    sums = np.array([v.sum() for v in values])

    def mean(index, axis=-1):
        return sums[index].sum(axis=axis) / sizes[index].sum(axis=axis)

    result = bootstrap(
        (np.arange(count),),
        mean,
        n_resamples=RESAMPLES,
        batch=5000,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed + 1),
    )
    return {
        "name": name,
        "sums": [int(s) for s in sums],
        "sizes": [int(s) for s in sizes],
        "low": float(result.confidence_interval.low),
        "high": float(result.confidence_interval.high),
        "standardError": float(result.standard_error),
    }


def main() -> None:
    wilson = []
    for correct, total in PROPORTIONS:
        low, high = proportion_confint(correct, total, alpha=0.05, method="wilson")
        wilson.append({"correct": correct, "total": total, "low": float(low), "high": float(high)})
    tests = []
    for first, second in DISCORDANT:
        if first + second == 0:
            value = 1.0  # statsmodels divides by nothing here
        else:
            value = float(mcnemar([[0, first], [second, 0]], exact=True).pvalue)
            other = binomtest(first, first + second, 0.5).pvalue
            assert abs(value - other) <= 1e-9 * other, (first, second, value, other)
        tests.append({"onlyFirst": first, "onlySecond": second, "pValue": value})
    content = {
        "versions": {"python": platform.python_version(), **{p: importlib.metadata.version(p) for p in PACKAGES}},
        "wilson": wilson,
        "mcnemar": tests,
        "bootstrap": [
            groups("rows", 1, 400, 1, 0.05),
            groups("conversations", 2, 60, 20, 0.1),
            groups("fewConversations", 3, 8, 30, 0.0),
        ],
    }
    lines = []
    for key, value in content.items():
        rows = value if isinstance(value, list) else None
        text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]" if rows else json.dumps(value)
        lines.append(f"{json.dumps(key)}: {text}")
    path = GOLDEN / "comparison.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii")
    print(f"comparison.json: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
