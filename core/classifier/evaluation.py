"""How good a classifier is, measured on documents it has not learnt from, and against whose labels.

Agreement with a teacher is not truth, so every measure says against whom it is. Knows nothing of bundles or pages.
"""

import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.agreement.estimates import Estimate, share
from core.classifier import embeddings
from core.classifier.examples import Against, Example
from core.classifier.portable.codec import model_files
from core.classifier.portable.model import Model
from core.classifier.scores import Confusion, Evaluation, LabelScore
from core.classifier.training import Judged, Trained
from core.taxonomy.label import LabelId

FEWEST = 2  # documents: of one there is nothing to say
RESAMPLES = 1000
_TIMED = 200  # documents


def held_out(trained: Trained, examples: Sequence[Example], against: Against, seed: int) -> Evaluation | None:
    """Score on examples that were kept out of training; None where there are fewer than two."""
    predictions = trained.model.predict(example.text for example in examples)
    return _scored([*map(Judged, examples, predictions)], against, "held out", trained.model, seed)


def cross_validated(trained: Trained, against: Against, seed: int) -> Evaluation | None:
    """Score on the training examples themselves, each judged by a model that had not learnt from it.

    People's documents are scored when it is against people, the teacher's when it is against the teacher; None where
    there are fewer than two of them. Those models shared their vocabulary, setting, temperature and thresholds with
    the one that was trained, and these were found with all examples in sight: that may flatter the scores a little. On
    the sample tickets it does not show: how the folds happen to fall matters more.
    """
    wanted = "human" if against == "people" else "teacher"
    judged = [each for each in trained.unseen if each.example.source == wanted]
    return _scored(judged, against, "cross-validated", trained.model, seed)


def _scored(
    judged: Sequence[Judged], against: Against, method: Literal["held out", "cross-validated"], model: Model, seed: int
) -> Evaluation | None:
    if len(judged) < FEWEST:
        return None
    actual = [example.primary for example, _ in judged]
    given = [prediction.primary for _, prediction in judged]
    labels = sorted({*actual, *given, *model.labels})
    table = _table(labels, actual, given)
    return Evaluation(
        against=against,
        method=method,
        n=len(judged),
        accuracy=share(int(table.trace()), len(judged)),
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


def _macro_f1(table: npt.NDArray[np.int64], seed: int) -> Estimate:
    """Drawing documents with replacement is drawing the table's cells by their shares."""
    size, n = len(table), int(table.sum())
    draws = np.random.default_rng(seed).multinomial(n, table.ravel() / n, size=RESAMPLES).reshape(-1, size, size)
    low, high = np.quantile(_mean_f1(draws), [0.025, 0.975])
    value = float(_mean_f1(table[None])[0])
    return Estimate(value=value, low=float(low), high=float(high), n=n, method="bootstrap over documents, percentiles")


def _mean_f1(tables: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Macro-F1 of each table, over the labels that occur in it."""
    right = np.einsum("tii->ti", tables)
    support, given = tables.sum(axis=2), tables.sum(axis=1)
    f1 = 2 * right / np.maximum(support + given, 1)
    occurs = support > 0
    means: npt.NDArray[np.float64] = (f1 * occurs).sum(axis=1) / occurs.sum(axis=1)
    return means


def _applicable_f1(judged: Sequence[Judged]) -> float:
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
