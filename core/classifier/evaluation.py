"""How good a classifier is, measured on documents it has not learnt from, and against whose labels.

Agreement with a teacher is not truth, so every measure says against whom it is. Knows nothing of bundles or pages.
"""

import math
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier import embeddings
from core.classifier.examples import Against, Example, Plan, in_stable_order, stratified_folds
from core.classifier.portable.codec import model_files
from core.classifier.portable.model import Model, Prediction
from core.classifier.recipe import Recipe
from core.classifier.scores import Confusion, Evaluation, Interval, LabelScore
from core.classifier.training import Trained, train
from core.errors import NotEnoughLabels
from core.taxonomy.label import LabelId

FOLDS = 5
MOST_CROSS_VALIDATED = 5000  # examples; with more, as many of them are used
RESAMPLES = 1000
_TIMED = 200  # documents
_NORMAL_95 = 1.959963984540054


class _Judged(NamedTuple):
    example: Example
    prediction: Prediction


def evaluate(trained: Trained, plan: Plan, seed: int) -> Evaluation:
    """Score on what the plan holds out, else by five-fold cross-validation of the same recipe and setting.

    Cross-validation scores people's documents only when it is against people, and the teacher's only when it is
    against the teacher. Raises NotEnoughLabels when there are fewer than two documents to score on.
    """
    if plan.held_out:
        predictions = trained.model.predict(example.text for example in plan.held_out)
        judged = [_Judged(*pair) for pair in zip(plan.held_out, predictions, strict=True)]
        return _scored(judged, plan.against, "held out", trained.model, seed)
    judged = list(_cross_validated(plan.training, trained.recipe, plan.against))
    return _scored(judged, plan.against, "cross-validated", trained.model, seed)


def wilson(successes: int, n: int) -> Interval:
    """A proportion with Wilson's score interval (Wilson 1927): honest for small n and near 0 and 1."""
    share, z2 = successes / n, _NORMAL_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _NORMAL_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(value=share, low=max(0.0, centre - half), high=min(1.0, centre + half))


def _cross_validated(examples: Sequence[Example], recipe: Recipe, against: Against) -> Iterable[_Judged]:
    kept = in_stable_order(examples)[:MOST_CROSS_VALIDATED]
    fold = stratified_folds([example.primary for example in kept], FOLDS)
    wanted = "human" if against == "people" else "teacher"
    for number in range(FOLDS):
        scored = [e for e, place in zip(kept, fold, strict=True) if place == number and e.source == wanted]
        inside = [e for e, place in zip(kept, fold, strict=True) if place != number]
        if scored and inside:
            model = train(inside, recipe).model
            yield from map(_Judged, scored, model.predict(example.text for example in scored))


def _scored(
    judged: Sequence[_Judged], against: Against, method: Literal["held out", "cross-validated"], model: Model, seed: int
) -> Evaluation:
    if len(judged) < 2:
        raise NotEnoughLabels(f"There are {len(judged)} labelled documents to measure on. At least 2 are needed.")
    actual = [example.primary for example, _ in judged]
    given = [prediction.primary for _, prediction in judged]
    labels = sorted({*actual, *given, *model.labels})
    table = _table(labels, actual, given)
    right = int(table.trace())
    return Evaluation(
        against=against,
        method=method,
        n=len(judged),
        accuracy=wilson(right, len(judged)),
        macro_f1=_macro_f1(table, seed),
        applicable_f1=_applicable_f1(judged),
        baseline=max(Counter(actual).values()) / len(judged),
        labels=tuple(_label_score(label, place, table) for place, label in enumerate(labels)),
        confusions=tuple(_confusions(labels, table)),
        documents_per_second=_speed(model, [example.text for example, _ in judged[:_TIMED]]),
        size_bytes=_size(model),
        seed=seed,
    )


def _table(labels: Sequence[LabelId], actual: Sequence[LabelId], given: Sequence[LabelId]) -> npt.NDArray[np.int64]:
    """Documents by their actual label (rows) and the one given (columns)."""
    code = {label: place for place, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for pair, count in Counter(zip(actual, given, strict=True)).items():
        table[code[pair[0]], code[pair[1]]] = count
    return table


def _label_score(label: LabelId, place: int, table: npt.NDArray[np.int64]) -> LabelScore:
    right, support, given = int(table[place, place]), int(table[place].sum()), int(table[:, place].sum())
    return LabelScore(
        label=label,
        precision=right / given if given else 0.0,
        recall=right / support if support else 0.0,
        f1=2 * right / (support + given) if support + given else 0.0,
        support=support,
    )


def _confusions(labels: Sequence[LabelId], table: npt.NDArray[np.int64]) -> Iterable[Confusion]:
    pairs = [(row, column) for row, column in np.argwhere(table).tolist() if row != column]
    for row, column in sorted(pairs, key=lambda pair: -table[pair]):
        yield Confusion(actual=labels[row], predicted=labels[column], count=int(table[row, column]))


def _macro_f1(table: npt.NDArray[np.int64], seed: int) -> Interval:
    """Drawing documents with replacement is drawing the table's cells by their shares."""
    size, n = len(table), int(table.sum())
    draws = np.random.default_rng(seed).multinomial(n, table.ravel() / n, size=RESAMPLES).reshape(-1, size, size)
    low, high = np.quantile(_mean_f1(draws), [0.025, 0.975])
    return Interval(value=float(_mean_f1(table[None])[0]), low=float(low), high=float(high))


def _mean_f1(tables: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Macro-F1 of each table, over the labels that occur in it."""
    right = np.einsum("tii->ti", tables)
    support, given = tables.sum(axis=2), tables.sum(axis=1)
    f1 = 2 * right / np.maximum(support + given, 1)
    occurs = support > 0
    means: npt.NDArray[np.float64] = (f1 * occurs).sum(axis=1) / occurs.sum(axis=1)
    return means


def _applicable_f1(judged: Sequence[_Judged]) -> float:
    right = sum(len({*example.labels} & {*prediction.applicable}) for example, prediction in judged)
    size = sum(len(example.labels) + len(prediction.applicable) for example, prediction in judged)
    return 2 * right / size


def _speed(model: Model, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    model.predict(texts)
    return len(texts) / max(time.perf_counter() - started, 1e-9)


def _size(model: Model) -> int:
    """The bytes of the model's own files, compressed as a bundle compresses them."""
    files = [*model_files(model).values(), *(embeddings.packaged_files().values() if model.features.vectors else ())]
    return sum(len(zlib.compress(content)) for content in files)
