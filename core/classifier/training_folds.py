"""Probabilities of examples from models that have not seen them, by cross-validation.

Knows tables of numbers; nothing of texts, nor of what is concluded.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from core.classifier.calibration import Probabilities
from core.classifier.examples import stratified_folds
from core.classifier.features import narrowed, strongest
from core.classifier.fitting import Method
from core.classifier.heads import MOST_SELECTED
from core.classifier.portable.heads import Head, Linear
from core.classifier.portable.terms import sparse_rows
from core.classifier.table import Places, Table


def unseen(table: Table, how: Method, settings: Sequence[float], folds: int) -> list[Probabilities]:
    """For each setting every example's probabilities from a model that has not seen it.

    A label unknown to that model has none.
    """
    found = [np.zeros(table.applies.shape) for _ in settings]
    fold = dealt(table, folds)
    for number in range(folds):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if not len(inside) or not len(outside):
            continue
        for probabilities, told in zip(found, told_by(table, how, settings, inside, outside), strict=True):
            probabilities[outside] = told
    return found


def told_by(
    table: Table, how: Method, settings: Sequence[float], inside: Places, outside: Places
) -> list[Probabilities]:
    """For each setting what a model that has learnt from those inside says of those outside, [outside, labels].

    Vocabularies are learnt once, from texts alone; selecting terms looks at labels, so each model does its own.
    """
    rows, most = table.rows, MOST_SELECTED[how.kind]
    if most is not None and table.features.term_width > most:
        columns = strongest(table.features, rows[inside], table.codes[inside], most)
        rows = narrowed(rows, table.features, columns)
    lesson = table._replace(rows=rows).lesson(inside, how.even)
    present, codes = np.unique(lesson.codes, return_inverse=True)
    found = []
    for head in how.fitted(lesson._replace(codes=codes), present.tolist(), settings):
        probabilities = np.zeros((len(outside), table.labels))
        probabilities[:, present] = said(head, rows[outside])
        found.append(probabilities)
    return found


def dealt(table: Table, folds: int) -> npt.NDArray[np.intp]:
    """The fold of each example, each label's dealt out evenly."""
    return np.array(stratified_folds([str(code) for code in table.codes], folds), dtype=np.intp)


def said(head: Head, rows: csr_matrix) -> Probabilities:
    """A head's probabilities for many rows at once, [n, labels]; what it says of one alone, but for rounding."""
    if isinstance(head, Linear):
        logits = rows @ head.weights + head.biases
        raised: Probabilities = np.exp(logits - logits.max(axis=1, keepdims=True), dtype=np.float64)
        raised /= raised.sum(axis=1, keepdims=True)
        return raised
    return head.probabilities_of(sparse_rows(rows.indptr, rows.indices, rows.data, rows.shape[1]))
