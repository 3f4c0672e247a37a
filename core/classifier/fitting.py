"""How labels are told apart: all against each other, or first the topmost and then each one's children.

Knows lessons in numbers; nothing of texts, nor of how settings are chosen.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from core.classifier.heads import fit
from core.classifier.portable.heads import Head, Linear, Nested
from core.classifier.recipe import HeadKind, Recipe
from core.classifier.table import Lesson, Places
from core.taxonomy.label import LabelId

Path: TypeAlias = tuple[LabelId, ...]  # from the topmost label down to one

NESTING: tuple[HeadKind, ...] = ("svm", "logistic")  # heads that can be put together to a tree


class Method(NamedTuple):
    """What is the same for every fit of a recipe. Paths are those of all labels by code, none where all are equals."""

    kind: HeadKind
    seed: int
    even: bool
    paths: tuple[Path, ...] = ()

    def fitted(self, lesson: Lesson, labels: Sequence[int], settings: Sequence[float]) -> list[Head]:
        """A head for each setting that tells these labels apart; the lesson's codes are places among them."""
        if not self.paths:
            return fit(self.kind, settings, *lesson, len(labels), self.seed)
        return self._nested(lesson, grouped([self.paths[label] for label in labels]), settings)

    def _nested(self, lesson: Lesson, choices: "Choices", settings: Sequence[float]) -> list[Head]:
        found: list[list[Linear]] = [[] for _ in settings]
        for group in choices.groups:
            inside = np.flatnonzero(group[lesson.codes] >= 0)
            rows, codes, weights = lesson.rows[inside], group[lesson.codes[inside]], lesson.weights[inside]
            heads = fit(self.kind, settings, rows, codes, weights, int(group.max()) + 1, self.seed)
            for parts, head in zip(found, heads, strict=True):
                parts += [head] if isinstance(head, Linear) else []
        return [choices.head(parts) for parts in found]


class Choices(NamedTuple):
    """A tree of choices. Each group has for every label the column that leads to it, -1 where none does."""

    groups: tuple[npt.NDArray[np.intp], ...]
    parents: tuple[int, ...]  # below which column each group stands, counted over all groups, -1 for the topmost
    leaves: Places  # the column at which each label is reached

    def head(self, parts: Sequence[Linear]) -> Head:
        """The groups' heads as one; a single group is no tree."""
        if len(parts) == 1:
            return parts[0]
        weights, biases = (np.hstack([part.weights for part in parts]), np.hstack([part.biases for part in parts]))
        groups = np.repeat(np.arange(len(parts)), [part.labels for part in parts])
        numbers = (np.array(each, dtype=np.int32) for each in (groups, self.parents, self.leaves))
        return Nested(weights, biases, *numbers)


def method(recipe: Recipe, labels: Sequence[LabelId], parents: Mapping[LabelId, LabelId | None]) -> Method:
    """Raises ValueError where the recipe's head cannot be put together to a tree."""
    if recipe.structure == "flat":
        return Method(recipe.head, recipe.seed, recipe.even)
    if recipe.head not in NESTING:
        raise ValueError(f"a head for each parent can be {' or '.join(NESTING)}, not {recipe.head}")
    return Method(recipe.head, recipe.seed, recipe.even, tuple(path(label, parents) for label in labels))


def path(label: LabelId, parents: Mapping[LabelId, LabelId | None]) -> Path:
    """The label's ancestors, topmost first, then itself; a parent that is its own ancestor is left out."""
    found = [label]
    above = parents.get(label)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return tuple(reversed(found))


def grouped(paths: Sequence[Path]) -> Choices:
    """The choices that lead down to labels with these paths.

    A label that has others below it is chosen once more, among them.
    """
    above = {found[:depth] for found in paths for depth in range(1, len(found))}
    ends = [(*found, found[-1]) if found in above else found for found in paths]
    groups: list[npt.NDArray[np.intp]] = []
    parents: list[int] = []
    leaves = np.zeros(len(ends), dtype=np.intp)
    waiting: list[tuple[Path, int]] = [((), -1)]
    columns = 0
    for prefix, parent in waiting:
        below = [label for label, end in enumerate(ends) if end[: len(prefix)] == prefix]
        steps = sorted({ends[label][len(prefix)] for label in below})
        group = np.full(len(ends), -1, dtype=np.intp)
        for label in below:
            group[label] = steps.index(ends[label][len(prefix)])
            if len(ends[label]) == len(prefix) + 1:
                leaves[label] = columns + group[label]
        further = sorted({ends[label][: len(prefix) + 1] for label in below if len(ends[label]) > len(prefix) + 1})
        waiting += [(longer, columns + steps.index(longer[-1])) for longer in further]
        groups.append(group)
        parents.append(parent)
        columns += len(steps)
    return Choices(tuple(groups), tuple(parents), leaves)
