"""What the Python sides share: settings, threads, the optimizer groups of sentence-transformers' fit, accuracy."""

import json
import os
import sys
import warnings

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
warnings.filterwarnings("ignore")

import torch  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402
from sentence_transformers.sentence_transformer.losses import OnlineContrastiveLoss  # noqa: E402

from transformers.utils import logging as transformers_logging  # noqa: E402

transformers_logging.disable_progress_bar()
settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
torch.manual_seed(settings.get("seed", 42))


def load_texts() -> dict:
    with open(settings["texts"], encoding="utf8") as file:
        return json.load(file)


def load_model() -> SentenceTransformer:
    model = SentenceTransformer(settings["base"], device="cpu")
    model.max_seq_length = settings["maxSequenceLength"]
    return model


def optimizer_and_schedule(model, learning_rate: float, total_steps: int, warmup_ratio: float = 0.1):
    """AdamW without decay on biases and LayerNorm, linear warm-up and decay: the old `fit`."""
    no_decay = ["bias", "LayerNorm.bias", "LayerNorm.weight"]
    named = list(model.named_parameters())
    groups = [
        {"params": [p for n, p in named if not any(x in n for x in no_decay)], "weight_decay": 0.01},
        {"params": [p for n, p in named if any(x in n for x in no_decay)], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=learning_rate)
    warmup = max(1, int(warmup_ratio * total_steps))

    def factor(step: int) -> float:
        if step < warmup:
            return step / warmup
        return max(0.0, (total_steps - step) / max(1, total_steps - warmup))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def finish_step(model, loss, optimizer, schedule) -> None:
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()


def accuracy(model, rows, label_words) -> float:
    """Nearest label by cosine (embeddings have length 1)."""
    texts = model.encode([row["text"] for row in rows], convert_to_tensor=True, show_progress_bar=False)
    labels = model.encode(label_words, convert_to_tensor=True, show_progress_bar=False)
    predicted = (texts @ labels.T).argmax(dim=1).tolist()
    return sum(p == row["label"] for p, row in zip(predicted, rows)) / len(rows)


def finish(**result) -> None:
    print(json.dumps(result))
