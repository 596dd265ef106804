"""One Python program in a process of its own: side.py SETTINGS, as side.mjs: `onnxruntime` or `sentenceTransformers`."""

import json
import sys
import time

with open(sys.argv[1], encoding="utf-8") as file:
    settings = json.load(file)
texts, threads = settings["texts"], settings["threads"]


def onnxruntime_side():
    import numpy as np
    import onnxruntime as ort
    from tokenizers import Tokenizer

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    name = {"fp32": "model.onnx", "int8": "model_quantized.onnx"}[settings["precision"]]
    folder = f"{settings['models']}/exported"
    session = ort.InferenceSession(f"{folder}/onnx/{name}", options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")

    def encode(batch):
        encoded = tokenizer.encode_batch(batch)
        feeds = {
            "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], dtype=np.int64),
        }
        return session.run(["sentence_embedding"], feeds)[0]

    def everything():
        order = sorted(texts, key=len, reverse=True)
        for start in range(0, len(order), 32):
            encode(order[start : start + 32])

    return lambda text: encode([text]), everything


def sentence_transformers_side():
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(settings["trained"], device="cpu")

    def encode(batch):
        return model.encode(batch, batch_size=32, show_progress_bar=False)

    return lambda text: encode([text]), lambda: encode(texts)


one, everything = {"onnxruntime": onnxruntime_side, "sentenceTransformers": sentence_transformers_side}[
    settings["program"]
]()
for text in texts[:30]:
    one(text)
times = []
for i in range(settings["calls"]):
    began = time.perf_counter()
    one(texts[i % len(texts)])
    times.append((time.perf_counter() - began) * 1000)
times.sort()
best = float("inf")
for _ in range(settings["repeats"]):
    began = time.perf_counter()
    everything()
    best = min(best, time.perf_counter() - began)
result = {
    "p50": times[len(times) // 2],
    "p99": times[int(len(times) * 0.99)],
    "mean": sum(times) / len(times),
    "textsPerSecond": len(texts) / best,
}
print(json.dumps(result))
