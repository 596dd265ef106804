"""golden/adamw.json: 50 steps of torch.optim.AdamW in float64 with decay groups, clipping and WarmupLinear."""

import torch
from golden import write_json
from transformers import (
    get_constant_schedule,
    get_constant_schedule_with_warmup,
    get_cosine_schedule_with_warmup,
    get_linear_schedule_with_warmup,
)

STEPS, WARMUP_STEPS, LEARNING_RATE, WEIGHT_DECAY, MAX_GRAD_NORM = 50, 5, 1e-2, 0.01, 1.0
SHAPES = {"dense.weight": (3, 4), "word_embeddings.weight": (5, 2), "dense.bias": (4,), "LayerNorm.weight": (3,)}


def decays(name: str) -> bool:
    return not any(part in name for part in ("bias", "LayerNorm.bias", "LayerNorm.weight"))


def gradient(step: int, name: str, generator) -> torch.Tensor:
    """Scales from 0.02 to 3 over the steps, so that clipping acts in some and not in others; step 20 is all zero."""
    g = torch.randn(SHAPES[name], generator=generator, dtype=torch.float64) * (0.02 + 3 * ((step * 7) % 11) / 10)
    if step == 20:
        g = torch.zeros_like(g)
    if name == "word_embeddings.weight":
        g[step % 5] = 0  # a row that no text of the batch contains ...
        if step < 25:
            g[4] = 0  # ... and one that is first seen at step 25
    return g


def schedules() -> dict:
    def factors(make, steps=STEPS):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        scheduler = make(optimizer)
        found = []
        for _ in range(steps):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return found

    plans = []
    for warmup in (0, 5, 0.1):
        plans += [
            ("linear", warmup, lambda o, w=warmup: get_linear_schedule_with_warmup(o, w, STEPS)),
            ("constant", warmup, lambda o, w=warmup: get_constant_schedule_with_warmup(o, w)),
            ("cosine", warmup, lambda o, w=warmup: get_cosine_schedule_with_warmup(o, w, STEPS)),
        ]
    entries = [{"name": n, "warmupSteps": w, "totalSteps": STEPS, "factors": factors(f)} for n, w, f in plans]
    entries.append({"name": "constantWithoutWarmup", "totalSteps": STEPS, "factors": factors(get_constant_schedule)})
    # Asked beyond its end, and with a warm-up as long as the whole run.
    entries.append(
        {
            "name": "linear",
            "warmupSteps": 3,
            "totalSteps": 10,
            "factors": factors(lambda o: get_linear_schedule_with_warmup(o, 3, 10), 14),
        }
    )
    entries.append(
        {
            "name": "linear",
            "warmupSteps": 10,
            "totalSteps": 10,
            "factors": factors(lambda o: get_linear_schedule_with_warmup(o, 10, 10), 12),
        }
    )
    return {"schedules": entries}


def main() -> None:
    generator = torch.Generator().manual_seed(5)
    parameters = {
        n: torch.nn.Parameter(torch.randn(s, generator=generator, dtype=torch.float64)) for n, s in SHAPES.items()
    }
    initial = {n: p.detach().clone() for n, p in parameters.items()}
    groups = [
        {"params": [p for n, p in parameters.items() if decays(n)], "weight_decay": WEIGHT_DECAY},
        {"params": [p for n, p in parameters.items() if not decays(n)], "weight_decay": 0.0},
    ]
    # foreach and fused off: the plain loop, the formulas as written in torch/optim/adam.py.
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, foreach=False, fused=False)
    scheduler = get_linear_schedule_with_warmup(optimizer, WARMUP_STEPS, STEPS)

    steps, snapshots = [], []
    for step in range(STEPS):
        gradients = {n: gradient(step, n, generator) for n in SHAPES}
        for n, p in parameters.items():
            p.grad = gradients[n].clone()
        norm = torch.nn.utils.clip_grad_norm_(list(parameters.values()), MAX_GRAD_NORM)
        steps.append(
            {
                "step": step,
                "learningRate": optimizer.param_groups[0]["lr"],
                "gradientNorm": norm,
                "gradients": gradients,
            }
        )
        optimizer.step()
        scheduler.step()
        if (step + 1) % 10 == 0:
            state = {n: optimizer.state[p] for n, p in parameters.items()}
            snapshots.append(
                {
                    "afterSteps": step + 1,
                    "parameters": {n: p.detach().clone() for n, p in parameters.items()},
                    "firstMoments": {n: s["exp_avg"].clone() for n, s in state.items()},
                    "secondMoments": {n: s["exp_avg_sq"].clone() for n, s in state.items()},
                }
            )
    clipped = sum(float(s["gradientNorm"]) > MAX_GRAD_NORM for s in steps)
    print(f"{clipped} of {STEPS} steps clipped")
    write_json(
        "adamw.json",
        {
            "dtype": "float64",
            "config": {
                "learningRate": LEARNING_RATE,
                "betas": [0.9, 0.999],
                "epsilon": 1e-8,
                "weightDecay": WEIGHT_DECAY,
                "maxGradNorm": MAX_GRAD_NORM,
                "schedule": "linear",
                "warmupSteps": WARMUP_STEPS,
                "totalSteps": STEPS,
            },
            "decay": {n: decays(n) for n in SHAPES},
            "initial": initial,
            "steps": steps,
            "snapshots": snapshots,
            **schedules(),
        },
    )


if __name__ == "__main__":
    main()
