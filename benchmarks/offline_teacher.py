"""Compare the offline teacher with k-means on the same vectors, over the three sample corpora.

    python -m benchmarks.offline_teacher [SEEDS]

The teacher grows a taxonomy over minibatches and a review, then labels every document; those it leaves without a label
count as one class of their own. It reads every document, or as a grow run does the 60 % it is to learn from, in batches
as the product makes them and in small ones; "unseen" is V-measure over the other 40 % alone, which is higher for being
over fewer documents. V-measure against tests/gold; k-means is told the same maximum as its number of clusters, and sees
every document.
"""

import asyncio
import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from core.classifier.embeddings import packaged
from core.corpus.document import Document, document_id
from core.growth.improve import improve
from core.growth.minibatches import BATCH_SIZE, minibatches, sample
from core.growth.plan import split
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.offline import OfflineTeacher
from core.teachers.prompts import load
from core.work.planning import CHARACTERS_A_TOKEN, CHARACTERS_A_WORD
from core.work.settings import GrowSettings

ROOT = Path(__file__).parents[1]
SMALL = 60  # documents in a batch, to see what many batches do
EVERY = 0
READINGS = (("every document", EVERY), ("60 %, as in the product", BATCH_SIZE), (f"60 %, {SMALL} at a time", SMALL))


class Corpus(NamedTuple):
    name: str
    most: int
    documents: list[Document]
    gold: list[str]


def corpora() -> list[Corpus]:
    tickets = rows("data/samples/support_tickets.csv")
    papers = rows("data/samples/paper_abstracts.csv")
    with (ROOT / "data/samples/assistant_conversations.jsonl").open(encoding="utf-8") as file:
        talks = [json.loads(line) for line in file]
    return [
        corpus("support_tickets", 16, {row["id"]: row["text"] for row in tickets}, "primary"),
        corpus("paper_abstracts", 12, {row["id"]: f"{row['title']}\n{row['abstract']}" for row in papers}, "primary"),
        corpus("assistant_conversations", 14, {talk["id"]: spoken(talk) for talk in talks}, "domain"),
    ]


def corpus(name: str, most: int, texts: dict[str, str], column: str) -> Corpus:
    gold = {row["id"]: row[column] for row in rows(f"tests/gold/{name}_gold.csv")}
    fields = {
        row["label"]: row["parent"] or row["label"] for row in rows(f"tests/gold/{name}_labels.csv") if "parent" in row
    }
    documents = [Document(id=document_id(text), text=text, source_id=one) for one, text in texts.items()]
    return Corpus(name, most, documents, [fields.get(gold[one], gold[one]) for one in texts])


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spoken(talk: dict[str, list[dict[str, str]]]) -> str:
    return "\n".join(f"{message['role']}: {message['content']}" for message in talk["messages"])


class Grown(NamedTuple):
    """A taxonomy, the changes that led to it, and the label it gives each document of the corpus."""

    taxonomy: Taxonomy
    changes: list[Change]
    found: list[str]


async def grown(corpus: Corpus, batches: Sequence[Sequence[Document]], seed: int) -> Grown:
    teacher = OfflineTeacher(packaged(), seed)
    brief = Brief(max_labels=corpus.most)
    known = {document.id: document for document in corpus.documents}
    taxonomy, changes = Taxonomy(), []
    for batch in [*batches, []]:
        examples = {one: known[one] for label in taxonomy.live for one in label.examples}
        changes.append(await improve(brief, taxonomy, examples, "batch", batch, teacher))
        taxonomy = taxonomy.apply(changes[-1])
    examples = {one: known[one] for label in taxonomy.live for one in label.examples}
    found = await teacher.fit(brief, taxonomy, examples, corpus.documents)
    return Grown(taxonomy, changes, [label or "" for label in found])


def read(corpus: Corpus, most: int, seed: int) -> tuple[list[list[Document]], list[int]]:
    """The minibatches of a grow run's first trial, and the places of the documents that it only measures with."""
    longest = load("update").header.document_words * CHARACTERS_A_WORD
    lengths = [min(len(document.text), longest) for document in corpus.documents]
    tokens = {place: -(-length // CHARACTERS_A_TOKEN) for place, length in enumerate(lengths)}
    plan = split(range(len(corpus.documents)), tokens, seed)
    batches = plan.minibatches(1, seed, most, GrowSettings().batch_tokens)
    return [[corpus.documents[place] for place in batch] for batch in batches], [*plan.validation, *plan.test]


def every(corpus: Corpus, seed: int) -> tuple[list[list[Document]], list[int]]:
    return [[*batch] for batch in minibatches(sample(corpus.documents, None, seed))], []


def compare(corpus: Corpus, seeds: int) -> None:
    print(f"\n{corpus.name}: {len(corpus.documents)} documents, at most {corpus.most} labels, mean of {seeds} seeds")
    vectors = packaged().encode([document.text for document in corpus.documents])
    baseline = [
        v_measure_score(corpus.gold, KMeans(n_clusters=corpus.most, n_init=10, random_state=seed).fit_predict(vectors))
        for seed in range(seeds)
    ]
    print("  read                      batches  V-measure  unseen  coverage  labels  new later  seconds")
    print(f"  {'k-means, every document':24} {'':8}  {mean(baseline):9.3f}")
    for name, most in (
        ("every document", 0),
        ("60 %, as in the product", BATCH_SIZE),
        (f"60 %, {SMALL} at a time", SMALL),
    ):
        rows = []
        for seed in range(seeds):
            batches, unseen = read(corpus, most, seed) if most != EVERY else every(corpus, seed)
            start = time.perf_counter()
            one = asyncio.run(grown(corpus, batches, seed))
            seconds = time.perf_counter() - start
            gold, found = [corpus.gold[place] for place in unseen], [one.found[place] for place in unseen]
            first = {label.id for label in one.changes[0].labels}
            rows.append(
                (
                    len(batches),
                    v_measure_score(corpus.gold, one.found),
                    v_measure_score(gold, found) if unseen else 0.0,
                    sum(map(bool, one.found)) / len(one.found),
                    len(one.taxonomy.live),
                    len({label.id for label in one.taxonomy.live} - first),
                    seconds,
                )
            )
        batch, v, v_unseen, covered, labels, new, seconds = (mean(column) for column in zip(*rows, strict=True))
        apart = f"{v_unseen:6.3f}" if unseen else f"{'':6}"
        print(f"  {name:24} {batch:8.1f}  {v:9.3f}  {apart}  {covered:8.0%}  {labels:6.1f}  {new:9.1f}  {seconds:7.1f}")


def tell(corpus: Corpus) -> None:
    """What happens in a run of the first seed, batch by batch, and what comes of it."""
    batches, _ = read(corpus, SMALL, 0)
    one = asyncio.run(grown(corpus, batches, 0))
    for batch, change in zip([*batches, []], one.changes, strict=True):
        print(f"  {len(batch):4}  {change.reason}")
    counts = Counter(one.found)
    for label in one.taxonomy.live:
        truth = Counter(gold for gold, found in zip(corpus.gold, one.found, strict=True) if found == label.id)
        most = ", ".join(f"{gold} {count}" for gold, count in truth.most_common(2))
        print(f"  {counts[label.id]:4}  {label.name:30}  {label.description}  [{most}]")


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for corpus in corpora():
        compare(corpus, seeds)
        tell(corpus)


if __name__ == "__main__":
    main()
