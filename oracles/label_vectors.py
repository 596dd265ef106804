"""golden/label-vectors.{json,safetensors}: label vectors trained beside the tiny BERT.

The loss is the cross-entropy of each text's own label under softmax(scale * cosine to a vector of every label); the
vectors start at the embeddings of the label words and are parameters of their own, decayed by AdamW as matrices are.
"""

import random

import torch
from golden import embed, is_key_bias, label_softmax, tiny_model, write_json, write_tensors
from tiny_batches import grouped_batch
from training_20_steps import decays
from transformers import get_linear_schedule_with_warmup

STEPS, WARMUP_STEPS, WEIGHT_DECAY, MAX_GRAD_NORM, SCALE = 20, 2, 0.01, 1.0, 20.0
LEARNING_RATE = 1e-3
VECTORS = "label_vectors"


def start(dtype: torch.dtype, label_words: list[list[int]]):
    """The model and the vectors [C,H] at the embeddings of the label words."""
    model = tiny_model("tiny-bert", dtype)
    with torch.no_grad():
        vectors = torch.nn.Parameter(embed(model, label_words).clone())
    return model, vectors


def loss_of(model, vectors, batch) -> torch.Tensor:
    texts = embed(model, batch["sequences"][: batch["textCount"]])
    return label_softmax(texts, vectors, torch.tensor(batch["labelIndex"]), SCALE)


def gradients(batch: dict) -> tuple[torch.Tensor, dict]:
    """Value and gradients of one batch, with vectors that have moved away from the words."""
    model, vectors = start(torch.float64, batch["sequences"][batch["textCount"] :])
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        vectors += 0.1 * torch.randn(vectors.shape, generator=generator, dtype=torch.float64)
    value = loss_of(model, vectors, batch)
    value.backward()
    named = {n: p.grad for n, p in model.named_parameters() if not n.startswith("pooler.")}
    assert all(g is not None for g in named.values())
    finite_difference(model, vectors, batch, named)
    return value, {"start": vectors.detach(), VECTORS: vectors.grad, **named}


def finite_difference(model, vectors, batch, named) -> None:
    """A check of the oracle itself: a central difference along one random direction of all parameters."""
    generator = torch.Generator().manual_seed(1)
    parameters = {**{n: p for n, p in model.named_parameters() if n in named}, VECTORS: vectors}
    directions = {n: torch.randn(p.shape, generator=generator, dtype=torch.float64) for n, p in parameters.items()}
    expected = sum((parameters[n].grad * directions[n]).sum() for n in parameters)
    h, values = 1e-6, []
    with torch.no_grad():
        for sign in (+1, -2, +1):
            for n, d in directions.items():
                parameters[n].add_(sign * h * d)
            values.append(loss_of(model, vectors, batch))
    measured = (values[0] - values[1]) / (2 * h)
    assert abs(measured - expected) < 1e-6 * max(1.0, abs(expected)), (measured, expected)


def train(batches: list[dict], dtype: torch.dtype):
    """-> (the vectors before step one, all parameters after the last, a record a step)."""
    first = batches[0]
    model, vectors = start(dtype, first["sequences"][first["textCount"] :])
    named = {**dict(model.named_parameters()), VECTORS: vectors}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for n, p in named.items() if decays(n)], "weight_decay": WEIGHT_DECAY},
            {"params": [p for n, p in named.items() if not decays(n)], "weight_decay": 0.0},
        ],
        lr=LEARNING_RATE,
        foreach=False,
        fused=False,
    )
    scheduler = get_linear_schedule_with_warmup(optimizer, WARMUP_STEPS, STEPS)
    before, records = vectors.detach().clone(), []
    for batch in batches:
        value = loss_of(model, vectors, batch)
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_(named.values(), MAX_GRAD_NORM)
        records.append({"loss": value.detach(), "gradientNorm": norm})
        optimizer.step()
        scheduler.step()
    return before, {n: p.detach().clone() for n, p in named.items() if not n.startswith("pooler.")}, records


def main() -> None:
    rng = random.Random(7)
    batch = grouped_batch(rng, 8, "tiny-bert")
    value, tensors = gradients(batch)
    batches = [grouped_batch(rng, 6, "tiny-bert", longest=16) for _ in range(STEPS)]
    before, weights64, records64 = train(batches, torch.float64)
    _, weights32, records32 = train(batches, torch.float32)
    rest = [n for n in weights64 if not is_key_bias(n)]
    print("float32 against float64", max(float((weights32[n] - weights64[n]).abs().max()) for n in rest))
    print("losses", [round(float(r["loss"]), 3) for r in records64])
    write_tensors(
        "label-vectors.safetensors",
        {
            **{f"gradients/{n}": g for n, g in tensors.items()},
            "start": before,
            **{f"float64/{n}": w for n, w in weights64.items()},
            **{f"float32/{n}": w for n, w in weights32.items()},
        },
    )
    write_json(
        "label-vectors.json",
        {
            "model": "tiny-bert",
            "config": {
                "scale": SCALE,
                "learningRate": LEARNING_RATE,
                "weightDecay": WEIGHT_DECAY,
                "maxGradNorm": MAX_GRAD_NORM,
                "schedule": "linear",
                "warmupSteps": WARMUP_STEPS,
                "totalSteps": STEPS,
            },
            "batch": batch,
            "value": value,
            "batches": batches,
            "steps": [{"float64": a, "float32": b} for a, b in zip(records64, records32)],
        },
    )


if __name__ == "__main__":
    main()
