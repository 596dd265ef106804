"""sentence-transformers on the seed's recipe: 64 shuffled pairs a step through its own OnlineContrastiveLoss.

`steps`: so many timed steps (after `warmUp`), or 0 for the whole epoch with accuracy at its end.
"""

import random
import time

from common import OnlineContrastiveLoss, accuracy, finish, finish_step, load_model, load_texts, optimizer_and_schedule
from common import settings, torch

started = time.perf_counter()
texts = load_texts()
words = texts["labelWords"]
model = load_model()
loss_function = OnlineContrastiveLoss(model)
pairs = [
    (row["text"], words[label], 1 if label == row["label"] else 0)
    for row in texts["train"]
    for label in range(len(words))
]
random.Random(settings.get("seed", 42)).shuffle(pairs)
batch_pairs = settings["batchPairs"]
per_epoch = len(pairs) // batch_pairs
optimizer, schedule = optimizer_and_schedule(model, 2e-5, per_epoch)
whole = settings["steps"] == 0
warm_up = 0 if whole else settings["warmUp"]
model.train()
seconds = []
for step in range(per_epoch if whole else min(per_epoch, warm_up + settings["steps"])):
    begun = time.perf_counter()
    batch = pairs[step * batch_pairs : (step + 1) * batch_pairs]
    features = [model.preprocess([pair[0] for pair in batch]), model.preprocess([pair[1] for pair in batch])]
    loss = loss_function(features, torch.tensor([pair[2] for pair in batch]))
    finish_step(model, loss, optimizer, schedule)
    if step >= warm_up:
        seconds.append(time.perf_counter() - begun)
result = {"stepSeconds": sum(seconds) / len(seconds), "steps": len(seconds), "stepsPerEpoch": per_epoch}
if whole:
    result["trainSeconds"] = time.perf_counter() - started
    model.eval()
    result["testAccuracy"] = accuracy(model, texts["test"], words)
    result["validationAccuracy"] = accuracy(model, texts["validation"], words)
finish(**result)
