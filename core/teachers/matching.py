"""How well texts fit labels, and when none fits. Knows what labels say and which texts exemplify them.

Counter-examples and edge cases are left aside. Prototypes moved away from their counter-examples tell labels apart a
point better in one corpus and a point worse in another (measured, benchmarks/counter_examples.py); an edge case names
the other label's words as well as its own.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.corpus.document import Document
from core.taxonomy.label import DocumentId, Label
from core.teachers.likeness import Likeness

Floats = NDArray[np.float64]

SAYING = 1.5  # a label's own words weigh like this many examples
USUAL_LENGTH = 0.5  # of a prototype averaged from a dozen examples
VAGUE = 0.85  # of that, below which a label's examples have too little in common to draw further texts
TEMPERATURES = (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
TEMPERATURE = 0.1  # without examples to fit it to
OUTSIDE = 0.35  # of how well its own examples usually fit a label: less, and no label fits
LEAST = 0.06  # the same floor without examples


class Match(NamedTuple):
    """Prototypes of labels and what a score against them is worth.

    A label's prototype is the mean of its examples and of what it says of itself. A score is a text's product with
    it, brought to the scale of a dozen examples. `temperature` turns scores into probabilities: the one that best
    predicts the labels of half of the examples from the other half. `floor` is the score below which no label fits.
    """

    prototypes: Floats  # [labels, traits]
    temperature: float
    floor: float

    def scores(self, traits: sparse.csr_matrix) -> Floats:
        return np.asarray(traits @ self.prototypes.T)

    def probabilities(self, scores: Floats) -> Floats:
        """For each label and, in the last column, for none of them."""
        return _softmax(np.column_stack([scores, np.full(len(scores), self.floor)]) / self.temperature)


def match(likeness: Likeness, labels: Sequence[Label], examples: Mapping[DocumentId, Document]) -> Match:
    """Learn from labels in force what fits them; ones without known examples stand for what they say."""
    known = [[examples[one].text for one in dict.fromkeys(label.examples) if one in examples] for label in labels]
    sayings = likeness.traits([saying(label) for label in labels])
    traits = likeness.traits([text for texts in known for text in texts])
    owners = np.repeat(np.arange(len(labels)), [len(texts) for texts in known])
    return fitted(traits, owners, sayings)


def saying(label: Label) -> str:
    return ". ".join([label.name, label.description, *label.includes])


def fitted(traits: sparse.csr_matrix, owners: NDArray[np.intp], sayings: sparse.csr_matrix) -> Match:
    """The match of labels to their members, one row of traits each, and to one row each of what they say."""
    count = sayings.shape[0]
    member = sparse.csr_matrix((np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(count, len(owners)))
    sums = np.asarray((member @ traits).todense()) + SAYING * np.asarray(sayings.todense())
    sizes = np.bincount(owners, minlength=count) + SAYING
    lengths = np.linalg.norm(sums, axis=1) / sizes
    many = sizes > 4
    usual = float(np.median(lengths[many])) if many.any() else USUAL_LENGTH
    lengths = np.where(many, np.maximum(lengths, VAGUE * usual), usual)
    prototypes = sums / (sizes * lengths)[:, None]
    if len(owners) < 2:
        return Match(prototypes, TEMPERATURE, LEAST)
    scores = _halved(traits, owners, prototypes)
    own = scores[np.arange(len(owners)), owners]
    return Match(prototypes, _temperature(scores, owners), max(LEAST, OUTSIDE * float(np.median(own))))


def _halved(traits: sparse.csr_matrix, owners: NDArray[np.intp], prototypes: Floats) -> Floats:
    """Scores of the members against every label, where a label's own is made of the other half of its members."""
    scores = np.asarray(traits @ prototypes.T)
    places = np.zeros(len(owners), np.intp)
    for owner in np.unique(owners):
        mine = np.flatnonzero(owners == owner)
        places[mine] = np.arange(len(mine)) % 2
        for half in (0, 1):
            these, others = mine[places[mine] == half], mine[places[mine] != half]
            if len(others):
                mean = np.asarray(traits[others].mean(axis=0)).ravel()
                scores[these, owner] = traits[these] @ (mean / max(float(np.linalg.norm(mean)), 1e-9))
    return scores


def _temperature(scores: Floats, owners: NDArray[np.intp]) -> float:
    if scores.shape[1] < 2:
        return TEMPERATURE
    rows = np.arange(len(owners))
    return max(TEMPERATURES, key=lambda t: float(np.log(_softmax(scores / t)[rows, owners] + 1e-9).sum()))


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
