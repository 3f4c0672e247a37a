"""Train every head on every kind of features and say how good, how quick and how large each classifier is.

    python -m benchmarks.classify [FILE --text COLUMN --label COLUMN [--test FILE]] [--quick]

Without a file: the support tickets, scored by five-fold cross-validation against tests/gold. FILE is anything the app
reads; with --test the scores are those on that file instead. Times are CPU seconds of one thread, but for the latency
of one text and the time a bundle takes to load.
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import NamedTuple, get_args

from core.agreement.estimates import Estimate
from core.classifier import bundle, embeddings
from core.classifier.evaluation import cross_validated, held_out
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.portable.model import Model
from core.classifier.recipe import FeatureKind, HeadKind, Recipe
from core.classifier.training import train
from core.corpus.reading import texts

ROOT = Path(__file__).parents[1]
SCORED = 2000  # texts
HEAD = (
    "head       features    accuracy            macro-F1            train s  docs/s  load ms  latency ms    MB  setting"
)


class Row(NamedTuple):
    head: HeadKind
    features: FeatureKind
    accuracy: Estimate
    macro_f1: Estimate
    train: float  # CPU seconds, scores by cross-validation included
    speed: float  # documents a CPU second
    load: float  # ms
    latency: float  # ms
    size: float  # MB
    setting: float

    def __str__(self) -> str:
        return (
            f"{self.head:9}  {self.features:10}  {spelt(self.accuracy)}  {spelt(self.macro_f1)}  {self.train:7.1f}  "
            f"{self.speed:6.0f}  {self.load:7.0f}  {self.latency:10.2f}  {self.size:4.1f}  {self.setting:g}"
        )


def spelt(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} [{estimate.low:.3f} {estimate.high:.3f}]".ljust(18)


def tickets() -> list[Example]:
    with (ROOT / "tests/gold/support_tickets_gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row for row in csv.DictReader(file)}
    found = texts("support_tickets.csv", ROOT / "data/samples/support_tickets.csv", ("text",), "id")
    return [Example(text, gold[one]["primary"], tuple(gold[one]["all"].split("|"))) for one, text in found]


def labelled(path: Path, text: str, label: str) -> Iterator[Example]:
    """The texts of a file with the value of a column as their label; rows without one are left out."""
    for name, said in texts(path.name, path, (text,), label):
        if name:
            yield Example(said, name)


def measure(training: list[Example], test: list[Example], recipe: Recipe) -> Row:
    begun = time.process_time()
    trained = train(training, recipe)
    took = time.process_time() - begun
    scores = held_out(trained, test, "teacher", seed=0) if test else cross_validated(trained, "teacher", seed=0)
    assert scores is not None, "two labelled texts at least"
    packed = bundle.write(trained, [], Card(title="Benchmark", use_case="Benchmark"), scores)
    model = bundle.read(packed).model
    read = [example.text for example in islice(test or training, SCORED)]
    return Row(
        recipe.head,
        recipe.features,
        scores.accuracy,
        scores.macro_f1,
        took,
        len(read) / clocked(time.process_time, lambda: model.predict(read)),
        1000 * median(clocked(time.perf_counter, lambda: bundle.read(packed)) for _ in range(3)),
        latency(model, read),
        len(packed) / 1e6,
        trained.recipe.setting or 0.0,
    )


def clocked(clock: Callable[[], float], work: Callable[[], object]) -> float:
    begun = clock()
    work()
    return max(clock() - begun, 1e-9)


def latency(model: Model, read: list[str]) -> float:
    """Milliseconds that the median text takes alone."""
    return 1000 * median(clocked(time.perf_counter, lambda text=text: model.judge(text)) for text in read[:200])


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the classifiers.")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--test", type=Path, help="score on this file instead of by cross-validation")
    parser.add_argument("--quick", action="store_true", help="logistic regression only")
    given = parser.parse_args()
    training = [*labelled(given.file, given.text, given.label)] if given.file else tickets()
    test = [*labelled(given.test, given.text, given.label)] if given.test else []
    embeddings.packaged()
    labels = len({example.primary for example in training})
    how = f"scored on {len(test)} others" if test else "scored by five-fold cross-validation"
    print(f"{len(training)} texts, {labels} labels, {how}\n\n{HEAD}")
    rows = []
    heads = ("logistic",) if given.quick else get_args(HeadKind)
    for features, head in product(get_args(FeatureKind), heads):
        rows.append(measure(training, test, Recipe(head=head, features=features)))
        print(rows[-1], flush=True)
    print(f"\ntraining in all: {sum(row.train for row in rows):.0f} CPU s")


if __name__ == "__main__":
    main()
