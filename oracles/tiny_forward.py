"""golden/<tiny model>-forward.json: hidden states and poolings of a tiny encoder in float64, a sequence at a time."""

import torch
import torch.nn.functional as F
from golden import TINY_MODELS, mean_pool, pad, tiny_model, tiny_tokenizer, write_json
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers.activations import ACT2FN

TEXTS = ["stop", "how much flour do i need?", "hello, what is the next step of my cake", "bake it 20 minutes, thanks!"]


def pooled(hidden: torch.Tensor, mode: str) -> torch.Tensor:
    """By sentence-transformers' own class."""
    features = {"token_embeddings": hidden[None], "attention_mask": torch.ones(1, len(hidden), dtype=torch.int64)}
    return Pooling(hidden.shape[1], pooling_mode=mode)(features)["sentence_embedding"][0]


def write_forward(name: str) -> None:
    model = tiny_model(name)
    tokenizer = tiny_tokenizer(20, name)
    sequences = [[118], [2, 3]] + [tokenizer.encode(text).ids for text in TEXTS]
    sequences.append([5 + (37 * i) % 150 for i in range(20)])  # no [CLS], no [SEP]
    cases = []
    for ids in sequences:
        out = model(input_ids=torch.tensor([ids]), output_hidden_states=True)
        hidden = [h[0] for h in out.hidden_states]  # embeddings, then each layer: N + 1 of [S,H]
        mean = hidden[-1].mean(0)
        cases.append(
            {
                "inputIds": ids,
                "hiddenStates": hidden,
                "pooled": {mode: pooled(hidden[-1], mode) for mode in Pooling.POOLING_MODES},
                "normalisedMean": F.normalize(mean, dim=0),
            }
        )

    # All of them in one padded batch must say the same.
    ids, mask = pad(sequences, model.config.pad_token_id)
    with torch.no_grad():
        batch = mean_pool(model(input_ids=ids, attention_mask=mask).last_hidden_state, mask)
    worst = max(float((batch[i] - c["pooled"]["mean"]).abs().max()) for i, c in enumerate(cases))
    assert worst < 1e-12, worst
    print("padded against alone:", worst, "lengths:", [len(s) for s in sequences])
    content = {"model": name, "dtype": "float64", "cases": cases}
    if name == "tiny-mpnet":
        distances = torch.arange(-600, 601)
        content["relativeBuckets"] = {"first": -600, "buckets": model.encoder.relative_position_bucket(distances)}
    if name == "tiny-xlm-roberta":
        x = torch.linspace(-120, 120, 97, dtype=torch.float64) ** 3 / 120**2
        content["activations"] = {"x": x, **{f: ACT2FN[f](x) for f in ("gelu", "gelu_new", "relu", "silu")}}
    write_json(f"{name}-forward.json", content)


def main() -> None:
    for name in TINY_MODELS:
        write_forward(name)


if __name__ == "__main__":
    main()
