"""Seeded batches of token ids for the tiny encoders: distinct texts, all label words, every text x label pair."""

import random

from golden import LABEL_WORDS, tiny_tokenizer

WORDS = """how much flour sugar do i need what is the next step of my steps for water can we cook bake mix heat the oven
hello thanks great ready yes no done time minutes cups egg eggs cut it baking heated 2 10 350 return stop ? ! , .""".split()


def texts(rng: random.Random, count: int, longest: int, name: str) -> list[str]:
    """`count` texts of 1 to longest - 2 words whose token ids differ from each other's and from every label's."""
    tokenizer = tiny_tokenizer(longest, name)
    ids = lambda text: tuple(tokenizer.encode(text).ids)  # noqa: E731
    taken = {ids(label) for label in LABEL_WORDS}
    found: list[str] = []
    while len(found) < count:
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, longest - 2)))
        if ids(text) not in taken:
            taken.add(ids(text))
            found.append(text)
    return found


def grouped_batch(rng: random.Random, count: int, name: str, longest: int = 20) -> dict:
    """sequences: `count` texts then 5 label words, distinct; pairs text-major: left = text, right = label, 0/1."""
    tokenizer = tiny_tokenizer(longest, name)
    lines = texts(rng, count, longest, name) + LABEL_WORDS
    label_index = [rng.randrange(len(LABEL_WORDS)) for _ in range(count)]
    pairs = [(b, count + c, int(label_index[b] == c)) for b in range(count) for c in range(len(LABEL_WORDS))]
    left, right, target = (list(column) for column in zip(*pairs))
    sequences = [tokenizer.encode(line).ids for line in lines]
    assert len({tuple(s) for s in sequences}) == len(sequences)
    return {
        "texts": lines,
        "sequences": sequences,
        "textCount": count,
        "labelIndex": label_index,
        "left": left,
        "right": right,
        "target": target,
    }
