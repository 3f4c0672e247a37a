"""Whether counter-examples would help the offline teacher to tell labels apart.

    python -m benchmarks.counter_examples [SEEDS]

The labels are those of the gold sets of the three sample corpora, each with five examples from a third of its corpus.
Counter-examples are what a person would pick: the texts of other labels that the teacher files there with most
certainty, up to three a label, from the same third. Each label's prototype is moved away from their mean, by more and
more of it, and accuracy is told over the other two thirds; the difference is a mean over seeds with twice its error.
"""

import sys
from random import Random
from statistics import mean, stdev

import numpy as np

from benchmarks.offline_teacher import Corpus, corpora
from core.classifier.embeddings import packaged
from core.taxonomy.label import Label
from core.teachers.likeness import Likeness
from core.teachers.matching import Floats, match

EXAMPLES, AGAINST = 5, 3  # a label
PARTS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)  # of the counter-examples' mean


def accuracies(corpus: Corpus, seed: int) -> list[float]:
    """Without counter-examples, then with each part of their mean taken away."""
    order = [*range(len(corpus.gold))]
    Random(seed).shuffle(order)
    pool, rest = order[: len(order) // 3], order[len(order) // 3 :]
    names = sorted({*corpus.gold})
    shown = {name: [place for place in pool if corpus.gold[place] == name][:EXAMPLES] for name in names}
    known = {corpus.documents[place].id: corpus.documents[place] for places in shown.values() for place in places}
    labels = [
        Label(id=name, name=name.replace("_", " "), examples=tuple(corpus.documents[each].id for each in shown[name]))
        for name in names
    ]
    likeness = Likeness(packaged(), [known[one].text for one in sorted(known)])
    judge = match(likeness, labels, known)
    others = [place for place in pool if corpus.documents[place].id not in known]
    traits = likeness.traits([corpus.documents[place].text for place in others])
    scores, truth = judge.scores(traits), np.array([names.index(corpus.gold[place]) for place in others])
    against = np.zeros_like(judge.prototypes)
    for label in range(len(names)):
        wrong = np.flatnonzero((scores.argmax(axis=1) == label) & (truth != label))
        worst = wrong[np.argsort(-scores[wrong, label])[:AGAINST]]
        if len(worst):
            against[label] = np.asarray(traits[worst].mean(axis=0)).ravel()
    texts = likeness.traits([corpus.documents[place].text for place in rest])
    gold = np.array([names.index(corpus.gold[place]) for place in rest])

    def accuracy(prototypes: Floats) -> float:
        return float((np.asarray(texts @ prototypes.T).argmax(axis=1) == gold).mean())

    return [accuracy(judge.prototypes - part * against) for part in (0, *PARTS)]


def compare(seeds: int) -> None:
    for corpus in corpora():
        found = [accuracies(corpus, seed) for seed in range(seeds)]
        print(f"\n{corpus.name}: accuracy {mean(each[0] for each in found):.3f} without, mean of {seeds} seeds")
        for place, part in enumerate(PARTS, start=1):
            gained = [100 * (each[place] - each[0]) for each in found]
            error = 2 * stdev(gained) / len(gained) ** 0.5
            print(f"  {part:4.2f} of their mean taken away: {mean(gained):+.2f} ± {error:.2f} points")


if __name__ == "__main__":
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
