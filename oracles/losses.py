"""golden/losses.json: float64 values and gradients of the losses on given embeddings, edge cases included.

Two kinds of cases. *Random* ones keep every pair at least SMALLEST_GAP away from a threshold or the margin. *Exact*
ones (ties, duplicates, equal embeddings) use four-dimensional vectors of powers of two whose norms, cosines and
differences are exact in float32 and float64, so that a tie is a tie in any order of summation.
"""

import torch
import torch.nn.functional as F
from golden import distance_metrics, hard_pair_gap, label_softmax, library_loss, write_json

SMALLEST_GAP = 1e-3
H = 6
MARGINS = {"cosine": 0.5, "euclidean": 1.0, "manhattan": 2.0}  # the default 0.5 for cosine


def legacy_online_contrastive(distances, target, margin):
    """The rule of sentence-transformers <= 6.0.0: the fallback when the other group has at most one element."""
    negs, poss = distances[target == 0], distances[target == 1]
    negative_pairs = negs[negs < (poss.max() if len(poss) > 1 else negs.mean())]
    positive_pairs = poss[poss > (negs.min() if len(negs) > 1 else poss.mean())]
    return positive_pairs.pow(2).sum() + F.relu(margin - negative_pairs).pow(2).sum()


def hard_pairs(distances, target):
    """The 6.2.0 rule again, as indices: what a test can show when a value differs."""
    negative, positive = target == 0, target == 1
    negs, poss = distances[negative], distances[positive]
    hard = torch.zeros_like(negative)
    if len(negs):
        hard |= negative & (distances < (poss.max() if len(poss) else negs.mean()))
    if len(poss):
        hard |= positive & (distances > (negs.min() if len(negs) else poss.mean()))
    return hard.nonzero().flatten().tolist()


def random_pairs(target, spread, generator):
    """Left and right [P,H]: right = left + noise; `spread` small = similar pairs. Norms differ from 1."""
    left = torch.randn(len(target), H, generator=generator, dtype=torch.float64) * 0.6
    noise = torch.randn(len(target), H, generator=generator, dtype=torch.float64)
    scale = torch.tensor([spread[t] for t in target], dtype=torch.float64).unsqueeze(1)
    return left, left + scale * noise


def random_cases() -> dict:
    """Name -> (left, right, target); searched by seed until every distance, raw and normalised, keeps its gap."""
    mixed = [1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0]
    plans = {
        "mixed": (mixed, {1: 0.35, 0: 0.45}),
        "onlyPositives": ([1] * 6, {1: 0.4}),
        "onlyNegatives": ([0] * 6, {0: 0.4}),
        "onePositiveManyNegatives": ([0, 0, 0, 1, 0, 0, 0, 0], {1: 0.5, 0: 0.4}),
        "oneNegativeManyPositives": ([1, 1, 1, 0, 1, 1], {1: 0.4, 0: 0.4}),
        "onePositiveOneNegative": ([1, 0], {1: 0.6, 0: 0.25}),
        "zeroHardPairs": ([1, 0, 0, 1, 0, 1, 0], {1: 0.04, 0: 0.5}),
        "singlePositive": ([1], {1: 0.4}),
        "singleNegative": ([0], {0: 0.2}),
    }
    cases = {}
    for name, (target, spread) in plans.items():
        y = torch.tensor(target)
        for seed in range(100_000):
            generator = torch.Generator().manual_seed(seed)
            left, right = random_pairs(target, spread, generator)
            if all(acceptable(name, *pair, y) for pair in ((left, right), (F.normalize(left), F.normalize(right)))):
                cases[name] = (left, right, y)
                break
        else:
            raise SystemExit(f"no seed for {name}")
    return cases


def acceptable(name, left, right, y) -> bool:
    for distance, metric in distance_metrics().items():
        d = metric(left, right)
        if len(y) > 1 and hard_pair_gap(d, y, MARGINS[distance]) < SMALLEST_GAP:
            return False
        positives, negatives = d[y == 1], d[y == 0]
        if name == "zeroHardPairs" and not positives.max() + SMALLEST_GAP < negatives.min():
            return False
        if name == "onePositiveOneNegative" and not (positives > negatives).all():
            return False  # both hard
        if name == "mixed" and len(hard_pairs(d, y)) < 4:
            return False
    return True


def exact_cases() -> dict:
    """Vectors of +-0.5 (norm 1) and multiples by powers of two: exact ties in all three distances."""
    a, b, c, d, e = ([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, -0.5], [0.5, 0.5, -0.5, -0.5], [-0.5] * 4, [-0.5, 0.5, 0.5, 0.5])
    two = [2.0, 2.0, 2.0, 2.0]
    plans = {
        # (left, right, target): cosine distances of a pair are 0, 0.5, 1, 1.5 or 2 and come out exact.
        # The hardest positive ties with a negative, the nearest negative with a positive: strict < and > exclude them.
        "ties": [(a, b, 1), (a, b, 0), (a, c, 0), (a, c, 1), (b, a, 0), (a, d, 0), (a, a, 1), (a, b, 1)],
        # The same pairs several times; as 1:2 the same pair also stands under both targets.
        "duplicatedPairs": [(a, b, 0), (a, b, 0), (a, c, 1), (a, c, 1), (a, d, 0), (a, a, 1), (a, c, 0), (a, b, 0)],
        # Distance exactly 0 (cosine) in positives and negatives, also with different norms.
        "equalEmbeddings": [(a, a, 1), (a, a, 0), (two, a, 0), (b, b, 1), (c, a, 1), (a, d, 0), (e, e, 0)],
        "allPairsEqual": [(a, b, 1), (a, b, 0), (a, b, 1), (a, b, 0)],
    }
    tensors = {}
    for name, rows in plans.items():
        left, right, target = zip(*rows)
        tensors[name] = (
            torch.tensor(left, dtype=torch.float64),
            torch.tensor(right, dtype=torch.float64),
            torch.tensor(target),
        )
    return tensors


def contrastive_results(cases) -> list[dict]:
    results = []
    for case, (left, right, target) in cases.items():
        for normalise in (False, True):
            for distance, margin in MARGINS.items():
                for loss in ("contrastive", "onlineContrastive"):
                    u, v = left.clone().requires_grad_(), right.clone().requires_grad_()
                    un, vn = (F.normalize(u, dim=1), F.normalize(v, dim=1)) if normalise else (u, v)
                    value = library_loss(loss, distance, margin)(un, vn, target)
                    value.backward()
                    entry = {
                        "case": case,
                        "loss": loss,
                        "distance": distance,
                        "margin": margin,
                        "normalise": normalise,
                        "value": value,
                        "gradLeft": u.grad,
                        "gradRight": v.grad,
                    }
                    d = distance_metrics()[distance](un, vn).detach()
                    entry["distances"] = d
                    if loss == "onlineContrastive":
                        old = legacy_online_contrastive(d, target, margin)
                        entry["hardPairs"] = hard_pairs(d, target)
                        entry["legacyValue"] = old
                        entry["legacyDiffers"] = bool(abs(old - value) > 1e-9)
                    results.append(entry)
    return results


def other_results() -> tuple[dict, list[dict]]:
    generator = torch.Generator().manual_seed(11)
    texts = torch.randn(7, H, generator=generator, dtype=torch.float64) * 0.8
    labels = torch.randn(4, H, generator=generator, dtype=torch.float64) * 0.8
    right = texts + 0.8 * torch.randn(7, H, generator=generator, dtype=torch.float64)
    # Eighths: exact in float32, to which CosineSimilarityLoss casts its targets.
    graded = torch.tensor([1.0, 0.25, 0.0, 0.625, 0.25, 0.875, 0.0], dtype=torch.float64)
    binary = torch.tensor([1, 0, 0, 1, 0, 1, 0])
    repeated = right.clone()
    repeated[3] = repeated[0]  # the same positive twice in a batch: its own false negative
    inputs = {
        "softmax": {"left": texts, "right": labels, "labelIndex": [2, 0, 3, 3, 1, 0, 2]},
        "ranking": {"left": texts, "right": right},
        "rankingRepeated": {"left": texts, "right": repeated},
        "graded": {"left": texts, "right": right, "target": graded},
        "binary": {"left": texts, "right": right, "target": binary},
        "constant": {"left": texts, "right": right, "target": torch.ones(7, dtype=torch.float64)},
    }
    plans = [
        ("labelSoftmax", "softmax"),
        ("multipleNegativesRanking", "ranking"),
        ("multipleNegativesRanking", "rankingRepeated"),
        ("coSent", "graded"),
        ("coSent", "binary"),
        ("coSent", "constant"),
        ("cosineSimilarity", "graded"),
        ("cosineSimilarity", "binary"),
    ]
    results = []
    for loss, case in plans:
        for normalise in (False, True):
            u, v = (inputs[case][k].clone().requires_grad_() for k in ("left", "right"))
            un, vn = (F.normalize(u, dim=1), F.normalize(v, dim=1)) if normalise else (u, v)
            if loss == "labelSoftmax":
                value = label_softmax(un, vn, torch.tensor(inputs[case]["labelIndex"]))
            else:
                value = library_loss(loss)(un, vn, inputs[case].get("target"))
            value.backward()
            results.append(
                {
                    "case": case,
                    "loss": loss,
                    **({} if loss == "cosineSimilarity" else {"scale": 20.0}),
                    "normalise": normalise,
                    "value": value,
                    "gradLeft": u.grad,
                    "gradRight": v.grad,
                }
            )
    return inputs, results


def main() -> None:
    cases = {**random_cases(), **exact_cases()}
    contrastive = contrastive_results(cases)
    inputs, others = other_results()
    differing = sorted({r["case"] for r in contrastive if r.get("legacyDiffers")})
    print("legacy rule differs in:", differing)
    for r in contrastive:
        if r["loss"] == "onlineContrastive" and not r["normalise"]:
            print(r["case"], r["distance"], float(r["value"].detach()), r["hardPairs"], float(r["legacyValue"]))
    write_json(
        "losses.json",
        {
            "dtype": "float64",
            "pairCases": {n: {"left": l, "right": r, "target": t} for n, (l, r, t) in cases.items()},
            "pairResults": contrastive,
            "otherCases": inputs,
            "otherResults": others,
        },
    )


if __name__ == "__main__":
    main()
