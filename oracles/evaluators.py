"""golden/evaluators.json: the metrics of the evaluators of sentence-transformers 6.2.0 and of scikit-learn.

The library's own evaluators run on a stand-in model whose "sentences" are keys of a table of embeddings. Ties are
repeated pairs (bitwise equal scores); scores that are not ties keep a distance of 1e-9 from each other.
"""

import tempfile
import warnings
from pathlib import Path

import numpy as np
from golden import plain, write_json
from sentence_transformers.sentence_transformer.evaluation import (
    BinaryClassificationEvaluator,
    EmbeddingSimilarityEvaluator,
)
from sentence_transformers.util import (
    pairwise_cos_sim,
    pairwise_dot_score,
    pairwise_euclidean_sim,
    pairwise_manhattan_sim,
)
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix

warnings.filterwarnings("ignore")
FUNCTIONS = ["cosine", "dot", "euclidean", "manhattan"]
SIMILARITY = {
    "cosine": pairwise_cos_sim,
    "dot": pairwise_dot_score,
    "euclidean": pairwise_euclidean_sim,
    "manhattan": pairwise_manhattan_sim,
}


class TableModel:
    """What the evaluators ask of a model: encode, the similarity's name, somewhere to store metrics."""

    similarity_fn_name = "cosine"

    class model_card_data:
        @staticmethod
        def set_evaluation_metrics(*_args) -> None: ...

    def __init__(self, table: dict[str, np.ndarray]):
        self.table = table

    def encode(self, sentences, **_options) -> np.ndarray:
        return np.stack([self.table[s] for s in sentences])


def run(evaluator, model) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        metrics = evaluator(model, folder, epoch=0.5, steps=40)
        evaluator(model, folder, epoch=1, steps=80)  # appends
        text = (Path(folder) / evaluator.csv_file).read_bytes().decode()
    lines = text.split("\r\n")
    assert len(lines) == 4 and lines[3] == ""
    return {
        "metrics": metrics,
        "primaryMetric": evaluator.primary_metric,
        "csv": {"file": evaluator.csv_file, "lineEnd": "\r\n", "lines": lines[:3]},
    }


def pair_case(name: str, left, right, left_index, right_index, target, graded) -> dict:
    table = {f"l{i}": v for i, v in enumerate(left)} | {f"r{i}": v for i, v in enumerate(right)}
    model = TableModel(table)
    one, two = [f"l{i}" for i in left_index], [f"r{i}" for i in right_index]
    scores = {f: SIMILARITY[f](left[left_index], right[right_index]).numpy() for f in FUNCTIONS}
    for f, s in scores.items():  # a tie is a repeated pair, nothing else
        by_pair = {(i, j): x for i, j, x in zip(left_index, right_index, s)}
        assert len(set(s)) == len(set(by_pair.values()))
        distinct = np.sort(np.array(list(set(s))))
        assert len(distinct) < 2 or np.diff(distinct).min() > 1e-9, (name, f)
    binary, similarity = {}, {}
    for functions in ([f] for f in FUNCTIONS):
        binary[functions[0]] = run(
            BinaryClassificationEvaluator(one, two, target, similarity_fn_names=functions), model
        )
        similarity[functions[0]] = run(
            EmbeddingSimilarityEvaluator(one, two, graded, similarity_fn_names=functions), model
        )
    binary["all"] = run(BinaryClassificationEvaluator(one, two, target, similarity_fn_names=FUNCTIONS), model)
    similarity["all"] = run(EmbeddingSimilarityEvaluator(one, two, graded, similarity_fn_names=FUNCTIONS), model)
    binary["default"] = run(BinaryClassificationEvaluator(one, two, target, name="dev"), model)
    similarity["default"] = run(EmbeddingSimilarityEvaluator(one, two, graded, name="dev"), model)
    similarity["defaultOnTargets"] = run(EmbeddingSimilarityEvaluator(one, two, target), model)
    return {
        "name": name,
        "leftEmbeddings": left,
        "rightEmbeddings": right,
        "left": left_index,
        "right": right_index,
        "target": target,
        "graded": graded,
        "scores": scores,
        "binaryClassification": binary,
        "embeddingSimilarity": similarity,
    }


def pair_cases() -> list[dict]:
    rng = np.random.default_rng(3)

    def embeddings(count: int, width: int = 5) -> np.ndarray:
        return np.round(rng.normal(size=(count, width)), 9)  # 9 digits: no chance ties in Manhattan

    def noisy_targets(left, right, li, ri, share, noise):
        c = SIMILARITY["cosine"](left[li], right[ri]).numpy() + rng.normal(size=len(li)) * noise
        return [int(x) for x in c >= np.quantile(c, 1 - share)]

    cases = []
    for name, l, r, pairs, share, noise in (
        ("repeatedPairs", 30, 12, 300, 0.4, 0.5),
        ("oneInEleven", 25, 11, 275, 1 / 11, 0.5),
        ("manyTies", 4, 3, 200, 0.5, 0.8),
        ("fewPairs", 4, 3, 7, 0.5, 0.3),
    ):
        left, right = embeddings(l), embeddings(r)
        li, ri = rng.integers(0, l, pairs).tolist(), rng.integers(0, r, pairs).tolist()
        if name == "oneInEleven":  # every text with every label
            li, ri = ([i for i in range(25) for _ in range(11)], list(range(11)) * 25)
        graded = [float(g) for g in np.round(rng.uniform(size=pairs) * 8) / 8]  # ties in the gold scores too
        cases.append(pair_case(name, left, right, li, ri, noisy_targets(left, right, li, ri, share, noise), graded))

    left, right = embeddings(6), embeddings(6)
    index = list(range(6))
    graded = [0.0, 0.25, 0.5, 0.75, 1.0, 0.5]
    # No threshold beats "all negative" (a single positive with the worst score), and everything of one kind.
    order = SIMILARITY["cosine"](left, right).numpy().argsort()
    worst = [int(i == order[0]) for i in index]
    cases.append(pair_case("allNegativeIsBest", left, right, index, index, worst, graded))
    cases.append(pair_case("onlyPositives", left, right, index, index, [1] * 6, graded))
    cases.append(pair_case("onlyNegatives", left, right, index, index, [0] * 6, graded))
    cases.append(pair_case("constantGraded", left, right, index, index, [1, 0, 1, 0, 0, 1], [0.5] * 6))
    # One pair repeated: constant scores.
    cases.append(pair_case("constantScores", left, right, [2] * 6, [3] * 6, [1, 0, 1, 0, 0, 1], graded))
    return cases


def nearest_label() -> dict:
    """argmax of the cosine over label embeddings; of equal ones the first wins (numpy's argmax)."""
    rng = np.random.default_rng(8)
    labels = np.round(rng.normal(size=(6, 5)), 4)
    labels[4] = labels[1]  # bitwise the same label: never predicted
    truth = rng.integers(0, 6, 80)
    texts = np.round(labels[truth] + rng.normal(size=(80, 5)) * 0.8, 4)
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)  # noqa: E731
    cosine = unit(texts) @ unit(labels).T
    cosine[:, 4] = cosine[:, 1]
    top = np.sort(np.delete(cosine, 4, axis=1), axis=1)
    assert (top[:, -1] - top[:, -2]).min() > 1e-6
    predicted = cosine.argmax(1)
    return {
        "textEmbeddings": texts,
        "labelEmbeddings": labels,
        "labelIndex": truth,
        "predicted": predicted,
        "accuracy": accuracy_score(truth, predicted),
        "correct": int((truth == predicted).sum()),
    }


def classification() -> list[dict]:
    rng = np.random.default_rng(13)
    cases = []
    for name, names, count, draw in (
        ("labelNeverPredicted", ["ask", "chitchat", "request", "return", "stop"], 200, [0.35, 0.3, 0.25, 0.1, 0.0]),
        ("labelNeverTrue", ["a", "b", "c", "d"], 60, [0.25, 0.25, 0.25, 0.25]),
        ("allRight", ["a", "b", "c"], 30, None),
    ):
        c = len(names)
        truth = rng.integers(0, c - 1 if name == "labelNeverTrue" else c, count)
        guess = rng.choice(c, count, p=draw) if draw else truth
        predicted = np.where((rng.uniform(size=count) < 0.6) & (np.array(draw or [1] * c)[truth] > 0), truth, guess)
        report = classification_report(
            truth, predicted, labels=list(range(c)), target_names=names, output_dict=True, zero_division=0
        )
        cases.append(
            {
                "name": name,
                "labels": names,
                "labelIndex": truth,
                "predicted": predicted,
                "accuracy": accuracy_score(truth, predicted),
                "perLabel": {n: report[n] for n in names},
                "macro": report["macro avg"],
                "weighted": report["weighted avg"],
                "confusionMatrix": confusion_matrix(truth, predicted, labels=list(range(c))),
            }
        )
    return cases


def main() -> None:
    cases = pair_cases()
    for c in cases:
        d = plain(c["binaryClassification"]["all"]["metrics"])
        print(c["name"], len(c["target"]), {k: d[k] for k in ("cosine_accuracy", "cosine_f1", "cosine_ap", "cosine_mcc")})
    print("\n".join(cases[0]["binaryClassification"]["default"]["csv"]["lines"]))
    print("\n".join(cases[0]["embeddingSimilarity"]["all"]["csv"]["lines"]))
    write_json(
        "evaluators.json",
        {"dtype": "float64", "pairCases": cases, "nearestLabel": nearest_label(), "classification": classification()},
    )


if __name__ == "__main__":
    main()
