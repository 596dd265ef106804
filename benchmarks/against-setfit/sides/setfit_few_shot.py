"""SetFit with its defaults (pairs by oversampling, CosineSimilarityLoss, one epoch, a logistic head) on a few texts.

Settings (JSON, first argument): rows (file: {train, test: [{text, label}]}), base, threads, seed, maxSteps (-1: all).
Prints one JSON line. Seconds are training and prediction; loading modules and model is not counted.
"""

import json
import os
import resource
import sys
import tempfile
import time
import warnings

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
warnings.filterwarnings("ignore")

import torch  # noqa: E402
from datasets import Dataset  # noqa: E402
from setfit import SetFitModel, Trainer, TrainingArguments  # noqa: E402

settings = json.loads(sys.argv[1])
torch.set_num_threads(settings["threads"])
with open(settings["rows"], encoding="utf8") as file:
    rows = json.load(file)
model = SetFitModel.from_pretrained(settings["base"], device="cpu")
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder,
        seed=settings["seed"],
        max_steps=settings["maxSteps"],
        report_to="none",
        save_strategy="no",
        show_progress_bar=False,
    )
    begun = time.perf_counter()
    trainer = Trainer(model=model, args=arguments, train_dataset=Dataset.from_list(rows["train"]))
    trainer.train()
    predicted = model.predict([row["text"] for row in rows["test"]], as_numpy=True, show_progress_bar=False)
    seconds = time.perf_counter() - begun
    steps = trainer.st_trainer.state.global_step
right = sum(int(p) == row["label"] for p, row in zip(predicted, rows["test"]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(
    json.dumps(
        {"seconds": seconds, "steps": steps, "accuracy": right / len(rows["test"]), "peakMemoryBytes": peak}
    )
)
