"""golden/<tiny model>-gradients.{json,safetensors}: float64 gradients of every weight of a tiny encoder per loss."""

import random

import torch
from golden import (
    TINY_MODELS,
    distance_metrics,
    embed,
    hard_pair_gap,
    is_key_bias,
    label_softmax,
    library_loss,
    tiny_model,
    write_json,
    write_tensors,
)
from tiny_batches import grouped_batch

SEED = 7
SMALLEST_GAP = 1e-4
# The contrastive margins are chosen so that both terms have pairs on both sides of the margin.
MARGINS = {"cosine": 0.5, "euclidean": 0.8, "manhattan": 2.5}


def write_gradients(name: str) -> None:
    model = tiny_model(name)
    seed = SEED
    while True:  # the first seed whose pairs all keep clear of thresholds and margins
        batch = grouped_batch(random.Random(seed), 8, name)
        with torch.no_grad():
            e = embed(model, batch["sequences"])
            target = torch.tensor(batch["target"])
            gaps = {
                d: hard_pair_gap(metric(e[batch["left"]], e[batch["right"]]), target, MARGINS[d])
                for d, metric in distance_metrics().items()
            }
            sides = []
            for d, metric in distance_metrics().items():
                negatives = metric(e[batch["left"]], e[batch["right"]])[target == 0]
                sides.append(bool((negatives < MARGINS[d]).any() and (negatives > MARGINS[d]).any()))
        if min(gaps.values()) > SMALLEST_GAP and all(sides) and len(set(batch["labelIndex"])) >= 4:
            break
        seed += 1
    print("batch seed", seed, "gaps", gaps)

    count = batch["textCount"]
    left, right, target = (torch.tensor(batch[k]) for k in ("left", "right", "target"))
    # Multiple negatives ranking: one text per label that occurs, its own label words as the positive.
    first_of_label = {label: text for text, label in reversed(list(enumerate(batch["labelIndex"])))}
    mnr = sorted((text, count + label) for label, text in first_of_label.items())
    mnr_left, mnr_right = (torch.tensor(c) for c in zip(*mnr))

    # Families share one builder: BERT and DistilBERT show that every loss's gradient arrives, the others need one.
    few = name not in ("tiny-bert", "tiny-distilbert")
    runs = []
    for distance, margin in MARGINS.items():
        for loss in ("onlineContrastive", "contrastive"):
            runs.append({"loss": loss, "distance": distance, "margin": margin, "pairs": "all"})
    runs.append({"loss": "labelSoftmax", "scale": 20.0, "pairs": "labels"})
    runs.append({"loss": "multipleNegativesRanking", "scale": 20.0, "pairs": "ranking"})
    runs.append({"loss": "coSent", "scale": 20.0, "pairs": "all"})
    runs.append({"loss": "cosineSimilarity", "pairs": "all"})

    if few:
        runs = [run for run in runs if run["loss"] == "labelSoftmax"]
    tensors = {}
    for run in runs:
        model.zero_grad(set_to_none=True)
        e = embed(model, batch["sequences"])
        e.retain_grad()
        if run["loss"] == "labelSoftmax":
            value = label_softmax(e[:count], e[count:], torch.tensor(batch["labelIndex"]))
        elif run["loss"] == "multipleNegativesRanking":
            value = library_loss(run["loss"])(e[mnr_left], e[mnr_right], torch.empty(0))
        else:
            loss = library_loss(run["loss"], run.get("distance"), run.get("margin"))
            value = loss(e[left], e[right], target)
        value.backward()
        run["name"] = run["loss"] + (f".{run['distance']}" if "distance" in run else "")
        run["value"] = value
        gradients = {n: p.grad for n, p in model.named_parameters() if not n.startswith("pooler.")}
        assert all(p.grad is None for n, p in model.named_parameters() if n.startswith("pooler."))
        assert all(g is not None for g in gradients.values())
        run["gradientNorm"] = torch.stack([g.norm() for g in gradients.values()]).norm()
        run["largestKeyBiasGradient"] = max(g.abs().max() for n, g in gradients.items() if is_key_bias(n))
        assert run["largestKeyBiasGradient"] < 1e-12 * max(1.0, run["gradientNorm"])
        tensors[f"{run['name']}/embeddings"] = e.grad
        tensors.update({f"{run['name']}/{n}": g for n, g in gradients.items()})
        finite_difference(model, batch, run, gradients, (left, right, target, mnr_left, mnr_right))
        print(run["name"], float(value.detach()), "gradient norm", float(run["gradientNorm"]))

    with torch.no_grad():
        embeddings = embed(model, batch["sequences"])
    write_json(
        f"{name}-gradients.json",
        {
            "model": name,
            "dtype": "float64",
            "batch": batch,
            "ranking": {"left": mnr_left, "right": mnr_right},
            "embeddings": embeddings,
            "losses": runs,
        },
    )
    write_tensors(f"{name}-gradients.safetensors", tensors)


def finite_difference(model, batch, run, gradients, pairs) -> None:
    """A check of the oracle itself: a central difference along one random direction of all weights."""
    left, right, target, mnr_left, mnr_right = pairs
    generator = torch.Generator().manual_seed(1)
    directions = {n: torch.randn(g.shape, generator=generator, dtype=torch.float64) for n, g in gradients.items()}
    expected = sum((gradients[n] * directions[n]).sum() for n in gradients)

    def value() -> torch.Tensor:
        e, count = embed(model, batch["sequences"]), batch["textCount"]
        if run["loss"] == "labelSoftmax":
            return label_softmax(e[:count], e[count:], torch.tensor(batch["labelIndex"]))
        if run["loss"] == "multipleNegativesRanking":
            return library_loss(run["loss"])(e[mnr_left], e[mnr_right], torch.empty(0))
        return library_loss(run["loss"], run.get("distance"), run.get("margin"))(e[left], e[right], target)

    h = 1e-6
    with torch.no_grad():
        parameters = dict(model.named_parameters())
        values = []
        for sign in (+1, -2, +1):
            for n, d in directions.items():
                parameters[n].add_(sign * h * d)
            values.append(value())
    measured = (values[0] - values[1]) / (2 * h)
    assert abs(measured - expected) < 1e-6 * max(1.0, abs(expected)), (run["name"], measured, expected)


def main() -> None:
    for name in TINY_MODELS:
        write_gradients(name)


if __name__ == "__main__":
    main()
