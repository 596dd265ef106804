"""golden/supervised-contrastive.json: SupCon (Khosla et al. 2020, L_out), texts of a batch and the words of all labels.

Written out text by text, as the paper's formula reads. Cases: labels with one, two and more texts, and the same text twice.
"""

import torch
from golden import write_json

H = 6
CASES = {
    "mixed": {"labels": [0, 2, 0, 1, 2, 0], "texts": [0, 1, 2, 3, 4, 5]},
    "one text a label": {"labels": [2, 0, 1], "texts": [0, 1, 2]},
    "same text twice": {"labels": [0, 0, 1, 0], "texts": [0, 0, 1, 2]},
    "same text, two labels": {"labels": [0, 1, 1], "texts": [0, 0, 1]},
}


def supervised_contrastive(texts, words, labels, sequence, scale):
    """texts [U,H], words [C,H] raw; labels [B]; sequence [B]: the row of each text."""
    t = torch.nn.functional.normalize(texts)
    w = torch.nn.functional.normalize(words)
    losses = []
    for i, label in enumerate(labels):
        others = [j for j in range(len(labels)) if sequence[j] != sequence[i]]
        candidates = [t[sequence[i]] @ t[sequence[j]] for j in others] + [t[sequence[i]] @ v for v in w]
        own = [labels[j] == label for j in others] + [c == label for c in range(len(words))]
        log_shares = torch.log_softmax(scale * torch.stack(candidates), 0)
        losses.append(-log_shares[torch.tensor(own)].mean())
    return torch.stack(losses).mean()


def main() -> None:
    generator = torch.Generator().manual_seed(5)
    results = {}
    for name, case in CASES.items():
        texts = torch.randn(max(case["texts"]) + 1, H, generator=generator, dtype=torch.float64).requires_grad_()
        words = torch.randn(3, H, generator=generator, dtype=torch.float64).requires_grad_()
        value = supervised_contrastive(texts, words, case["labels"], case["texts"], 5.0)
        value.backward()
        results[name] = {
            **case,
            "embeddings": torch.cat([texts, words]),
            "value": value,
            "gradient": torch.cat([texts.grad, words.grad]),
        }
    write_json("supervised-contrastive.json", {"scale": 5.0, "labelCount": 3, "cases": results})


if __name__ == "__main__":
    main()
