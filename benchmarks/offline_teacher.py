"""Compare the offline teacher with k-means on the same vectors, over the three sample corpora.

    python benchmarks/offline_teacher.py [SEEDS]

The teacher grows a taxonomy over minibatches of 200 shuffled documents and a review, then labels every document;
those it leaves without a label count as one class of their own. V-measure against tests/gold; k-means is told the
same maximum as its number of clusters.
"""

import asyncio
import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from core.classifier.embeddings import packaged
from core.corpus.document import Document, document_id
from core.growth.improve import improve
from core.growth.minibatches import minibatches, sample
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.offline import OfflineTeacher
from core.teachers.protocol import Verdict

ROOT = Path(__file__).parents[1]


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


async def grown(corpus: Corpus, seed: int, *, tell: bool = False) -> tuple[Taxonomy, list[Verdict]]:
    teacher = OfflineTeacher(packaged(), seed)
    brief = Brief(max_labels=corpus.most)
    known = {document.id: document for document in corpus.documents}
    taxonomy = Taxonomy()
    for batch in [*minibatches(sample(corpus.documents, None, seed)), []]:
        examples = {one: known[one] for label in taxonomy.live for one in label.examples}
        change = await improve(brief, taxonomy, examples, "batch", batch, teacher)
        taxonomy = taxonomy.apply(change)
        if tell:
            print(f"  {change.reason}")
    examples = {one: known[one] for label in taxonomy.live for one in label.examples}
    return taxonomy, await teacher.assign(brief, taxonomy, examples, corpus.documents)


def main() -> None:
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    for corpus in corpora():
        print(f"\n{corpus.name}: {len(corpus.documents)} documents, at most {corpus.most} labels")
        vectors = packaged().encode([document.text for document in corpus.documents])
        scores, baselines = [], []
        print("  seed  teacher  k-means  labels  coverage  seconds")
        for seed in seeds:
            start = time.perf_counter()
            taxonomy, verdicts = asyncio.run(grown(corpus, seed))
            seconds = time.perf_counter() - start
            primary = [verdict.primary or "" for verdict in verdicts]
            scores.append(v_measure_score(corpus.gold, primary))
            kmeans = KMeans(n_clusters=corpus.most, n_init=10, random_state=seed).fit_predict(vectors)
            baselines.append(v_measure_score(corpus.gold, kmeans))
            covered = sum(map(bool, primary)) / len(primary)
            labels = len(taxonomy.live)
            print(f"  {seed:4}  {scores[-1]:7.3f}  {baselines[-1]:7.3f}  {labels:6}  {covered:8.0%}  {seconds:7.1f}")
        print(f"  mean  {sum(scores) / len(scores):7.3f}  {sum(baselines) / len(baselines):7.3f}")
        taxonomy, verdicts = asyncio.run(grown(corpus, 0, tell=True))
        counts = Counter(verdict.primary for verdict in verdicts)
        for label in taxonomy.live:
            truth = Counter(
                gold for gold, verdict in zip(corpus.gold, verdicts, strict=True) if verdict.primary == label.id
            )
            most = ", ".join(f"{gold} {count}" for gold, count in truth.most_common(2))
            print(f"  {counts[label.id]:4}  {label.name:30}  {label.description}  [{most}]")


if __name__ == "__main__":
    main()
