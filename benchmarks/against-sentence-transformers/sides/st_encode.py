"""sentence-transformers' encode on the test split: the best of batch sizes 32 and 64."""

import time

from common import finish, load_model, load_texts, settings

texts = [row["text"] for row in load_texts()["test"]]
model = load_model()
best = None
for batch_size in (32, 64):
    model.encode(texts[:64], batch_size=batch_size, show_progress_bar=False)
    for _ in range(settings["repeats"]):
        begun = time.perf_counter()
        model.encode(texts, batch_size=batch_size, show_progress_bar=False)
        seconds = time.perf_counter() - begun
        if best is None or seconds < best[0]:
            best = (seconds, batch_size)
finish(seconds=best[0], batchSize=best[1], textsPerSecond=len(texts) / best[0])
