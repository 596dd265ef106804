"""The same work as our grouped step in PyTorch: each distinct sequence of a batch once, padded; one forward pass."""

import json
import time

from common import OnlineContrastiveLoss, finish, finish_step, load_model, optimizer_and_schedule, settings, torch

with open(settings["batchFile"], encoding="utf8") as file:
    batches = json.load(file)
model = load_model()
loss_function = OnlineContrastiveLoss(model)
optimizer, schedule = optimizer_and_schedule(model, 5e-5, len(batches))
model.train()
seconds, tokens = [], 0
for step, batch in enumerate(batches[: settings["warmUp"] + settings["steps"]]):
    features = model.preprocess(batch["strings"])  # not timed: ours tokenises once a run
    begun = time.perf_counter()
    embeddings = model(features)["sentence_embedding"]
    target = torch.tensor(batch["target"])
    pairs = [embeddings[torch.tensor(batch["left"])], embeddings[torch.tensor(batch["right"])]]
    finish_step(model, loss_function.compute_loss_from_embeddings(pairs, target), optimizer, schedule)
    if step >= settings["warmUp"]:
        seconds.append(time.perf_counter() - begun)
        tokens += int(features["attention_mask"].sum())
finish(stepSeconds=sum(seconds) / len(seconds), steps=len(seconds), tokens=tokens, tokensPerSecond=tokens / sum(seconds))
