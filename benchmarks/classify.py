"""The three profiles beside what else one could take: how good, how quick, how large. Or every head on every feature.

    python -m benchmarks.classify [FILE --text COLUMN --label COLUMN] [--test FILE] [--rivals PYTHON]
    python -m benchmarks.classify FILE --test FILE --few 8 32
    python -m benchmarks.classify --heads

Without a file: the support tickets against tests/gold; FILE is anything the app reads. Without --test a fifth is kept
for scoring. PYTHON has fastText and model2vec (see rivals.py). The accurate profile is left out where MiniLM is not
there (`make minilm`). Times are CPU seconds, of one thread where a library lets itself be told so; a speed is the best
of three. --few trains on so many examples a label, three times, and shows every single kind of features beside the
profiles, which choose by validation.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from statistics import mean, median, stdev
from typing import NamedTuple, get_args

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from core.agreement.estimates import Estimate, share
from core.classifier import bundle, embeddings
from core.classifier.encoders import open_encoder
from core.classifier.examples import Example, stratified_folds
from core.classifier.model_card import Card
from core.classifier.portable.model import Model
from core.classifier.recipe import ENCODED, MINILM, PROFILES, FeatureKind, HeadKind, Recipe
from core.classifier.training import Trained, train
from core.corpus.reading import texts
from core.errors import TntError
from core.scoring.scorer import scorer_of

ROOT = Path(__file__).parents[1]
SEEDS = 3
HEAD = "what                              accuracy, 95 %       train CPU s  wall s   docs/CPU-s  load ms  one ms    MB"
SINGLE: tuple[FeatureKind, ...] = ("tfidf", "embeddings", "encoder")


class Row(NamedTuple):
    name: str
    accuracy: Estimate
    train: float  # CPU seconds, with all that choosing and calibrating takes
    speed: float  # documents a CPU second
    wall: float | None = None
    load: float | None = None  # ms
    latency: float | None = None  # ms
    size: float | None = None  # MB

    def __str__(self) -> str:
        low, value, high = self.accuracy.low or 0, self.accuracy.value or 0, self.accuracy.high or 0
        told = (
            f"{100 * value:.2f} ({100 * low:.1f}-{100 * high:.1f})",
            f"{self.train:11.1f}",
            spelt(self.wall, 6, 1),
            f"{self.speed:11,.0f}",
            spelt(self.load, 7, 0),
            spelt(self.latency, 6, 2),
            spelt(self.size, 5, 1),
        )
        return f"{self.name:32}  {told[0]:19}  {'  '.join(told[1:])}"


def spelt(number: float | None, width: int, digits: int) -> str:
    return " " * width if number is None else f"{number:{width}.{digits}f}"


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


def divided(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    fold = stratified_folds([example.primary for example in examples], 5)
    test = [example for example, number in zip(examples, fold, strict=True) if number == 0]
    return [example for example, number in zip(examples, fold, strict=True) if number], test


def clocked(clock: Callable[[], float], work: Callable[[], object]) -> float:
    begun = clock()
    work()
    return max(clock() - begun, 1e-9)


def speed(predict: Callable[[], object], documents: int) -> float:
    predict()
    return documents / min(clocked(time.process_time, predict) for _ in range(3))


def right(given: Sequence[str], test: Sequence[Example]) -> Estimate:
    return share(sum(one == example.primary for one, example in zip(given, test, strict=True)), len(test))


def scikit_learn() -> Iterator[tuple[str, Pipeline]]:
    def words(highest: int) -> TfidfVectorizer:
        return TfidfVectorizer(ngram_range=(1, highest), sublinear_tf=True, min_df=2, max_features=50_000)

    def both() -> object:
        runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, max_features=50_000)
        return make_union(words(2), runs)

    yield "scikit-learn's defaults: TF-IDF, LR", make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    yield "scikit-learn word 1-2, SVC", make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LinearSVC())
    yield "scikit-learn word+char, LR", make_pipeline(both(), LogisticRegression(C=10, max_iter=1000))
    yield "scikit-learn word+char, SVC", make_pipeline(both(), LinearSVC(C=0.5))


def fitted(pipeline: Pipeline, name: str, training: list[Example], test: list[Example]) -> Row:
    seen, labels = [example.text for example in training], [example.primary for example in training]
    unseen = [example.text for example in test]
    took = clocked(time.process_time, lambda: pipeline.fit(seen, labels))
    return Row(
        name, right(pipeline.predict(unseen).tolist(), test), took, speed(lambda: pipeline.predict(unseen), len(test))
    )


def rivals(python: Path, train_file: Path, test_file: Path) -> Iterator[Row]:
    command = [python, ROOT / "benchmarks/rivals.py", train_file, test_file]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(command, capture_output=True, text=True, env=alone, check=False)
    for line in ended.stdout.splitlines():
        if line.startswith('{"name"'):
            said = json.loads(line)
            yield Row(said["name"], share(said["right"], said["n"]), said["train"], said["speed"])
    if ended.returncode:
        sys.stderr.write(f"{ended.stderr.strip().splitlines()[-1]}\n")


def ours(name: str, recipe: Recipe, training: list[Example], test: list[Example]) -> Row:
    begun = time.perf_counter(), time.process_time()
    trained = made(recipe, training)
    wall, took = time.perf_counter() - begun[0], time.process_time() - begun[1]
    packed = bundle.write(trained, [], Card(title="Benchmark", use_case="Benchmark"), None)
    model = bundle.read(packed).model
    unseen = [example.text for example in test]
    given = [said.primary for said in model.predict(unseen)]
    return Row(
        name,
        right(given, test),
        took,
        speed(scorer(model, unseen), len(test)),
        wall,
        1000 * median(clocked(time.perf_counter, lambda: bundle.read(packed)) for _ in range(5)),
        1000 * median(clocked(time.perf_counter, lambda text=text: model.judge(text)) for text in unseen[:200]),
        len(packed) / 1e6,
    )


def made(recipe: Recipe, training: list[Example]) -> Trained:
    encoder = open_encoder(recipe.encoder, os.environ) if recipe.encoder else None
    return train(training, recipe, encoder=encoder)


def scorer(model: Model, unseen: list[str]) -> Callable[[], object]:
    """How the bulk scorer would do it: compiled where the features are hashed."""
    score, column = scorer_of(model), pa.array(unseen)
    return lambda: score(column)


def few(sizes: Sequence[int], training: list[Example], test: list[Example], encoded: bool) -> None:
    """The mean and spread over three draws of accuracy, with so many examples a label."""
    single = [kind for kind in SINGLE if encoded or kind != "encoder"]
    recipes = {f"{kind} alone": _alone(kind) for kind in single}
    recipes |= {name: recipe for name, recipe in PROFILES.items() if encoded or not recipe.encoder}
    print("what                " + "".join(f"{size:>5} a label   " for size in sizes))
    found: dict[str, list[str]] = defaultdict(list)
    for size, (name, recipe) in product(sizes, recipes.items()):
        hits = []
        for seed in range(SEEDS):
            trained = made(recipe.model_copy(update={"seed": seed}), drawn(training, size, seed))
            given = [said.primary for said in trained.model.predict(example.text for example in test)]
            hits.append(100 * (right(given, test).value or 0))
        found[name].append(f"{mean(hits):6.2f} ± {stdev(hits):4.2f}")
    for name, told in found.items():
        print(f"{name:18}  {'   '.join(told)}", flush=True)


def _alone(kind: FeatureKind) -> Recipe:
    return Recipe(head="svm", features=kind, encoder=MINILM if kind in ENCODED else "")


def drawn(examples: list[Example], size: int, seed: int) -> list[Example]:
    by_label: dict[str, list[Example]] = defaultdict(list)
    for place in np.random.default_rng(seed).permutation(len(examples)):
        by_label[examples[place].primary].append(examples[place])
    return [example for label in sorted(by_label) for example in by_label[label][:size]]


def encoder_there() -> bool:
    try:
        open_encoder(MINILM, os.environ)
    except TntError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the classifiers.")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--test", type=Path, help="score on this file instead of a fifth of FILE")
    parser.add_argument("--rivals", type=Path, metavar="PYTHON", help="an interpreter that has fastText and model2vec")
    parser.add_argument("--few", type=int, nargs="+", metavar="N", help="train on N examples a label only")
    parser.add_argument("--heads", action="store_true", help="every head on every kind of features that comes along")
    given = parser.parse_args()
    training = [*labelled(given.file, given.text, given.label)] if given.file else tickets()
    if given.test:
        test = [*labelled(given.test, given.text, given.label)]
    else:
        training, test = divided(training)
    embeddings.packaged()
    print(f"{len(training)} texts, {len({one.primary for one in training})} labels, scored on {len(test)} others\n")
    with threadpool_limits(limits=1):
        if given.few:
            few(given.few, training, test, encoder_there())
            return
        print(HEAD)
        if given.heads:
            kinds = (kind for kind in get_args(FeatureKind) if kind not in ENCODED)
            for kind, head in product(kinds, get_args(HeadKind)):
                print(ours(f"{head} on {kind}", Recipe(head=head, features=kind), training, test), flush=True)
            return
        compared(given, training, test)


def compared(given: argparse.Namespace, training: list[Example], test: list[Example]) -> None:
    rows = {name: fitted(pipeline, name, training, test) for name, pipeline in scikit_learn()}
    for row in rows.values():
        print(row, flush=True)
    if given.rivals and given.test:
        for row in rivals(given.rivals, given.file, given.test):
            print(row, flush=True)
    encoded = encoder_there()
    for name, recipe in PROFILES.items():
        if encoded or not recipe.encoder:
            rows[name] = ours(name, recipe, training, test)
            print(rows[name], flush=True)
    for name, reference in (("fast", "scikit-learn word 1-2, SVC"), ("balanced", "scikit-learn word+char, SVC")):
        print(f"\n{name}: {rows[name].speed / rows[reference].speed:.2f} times the speed of {reference}", end="")
    print()


if __name__ == "__main__":
    main()
