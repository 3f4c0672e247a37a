"""The support tickets under the labels that people gave them: what advice on them has to find is known."""

import csv
from collections import Counter

import pytest

from core.classifier.embeddings import packaged
from core.store.workspace import ROOT
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.advising.matter import Matter
from tests.scripted_server import scripted_server
from tests.shelf import Shelf

GOLD = ROOT / "tests" / "gold"


def rows(name):
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(filed, unfiled=(), labels=None, **more):
    """A matter of documents by label id; `labels` are the labels where more is known of them than an id."""
    known = labels or {label_id: Label(id=label_id, name=label_id.capitalize()) for label_id in filed}
    taxonomy = Taxonomy().apply(Change(labels=tuple(known.values()), author="human:Ana", based_on=0))
    plain = {"disputed": (), "judged": Counter(), "together": Counter(), "theirs": frozenset(), "sample": 200}
    return Matter(
        brief=more.pop("brief", Brief(use_case="Route support tickets.", max_labels=16)),
        taxonomy=taxonomy,
        filed=filed,
        counts={label_id: len(some) for label_id, some in filed.items()},
        unfiled=list(unfiled),
        seed=0,
        **{**plain, **more},
    )


def changed(matter, labels, filed):
    """The matter after an edit."""
    taxonomy = matter.taxonomy.apply(Change(labels=labels, author="human:Ana", based_on=matter.taxonomy.version))
    counts = {label_id: len(some) for label_id, some in filed.items()}
    return matter._replace(taxonomy=taxonomy, filed=filed, counts=counts)


def merged(matter, into, *others):
    """As if people had never told these labels apart."""
    filed = {label_id: list(some) for label_id, some in matter.filed.items()}
    for other in others:
        filed[into] += filed.pop(other)
    return changed(matter, edits.merge(matter.taxonomy, (into, *others), into), filed)


def without(matter, *label_ids):
    """As if these labels were missing."""
    filed = {label_id: some for label_id, some in matter.filed.items() if label_id not in label_ids}
    lost = [document for label_id in label_ids for document in matter.filed[label_id]]
    after = changed(matter, edits.retire_all(matter.taxonomy, label_ids), filed)
    return after._replace(unfiled=[*matter.unfiled, *lost])


@pytest.fixture(scope="session")
def vectors():
    return packaged()


@pytest.fixture(scope="session")
def tickets(documents):
    gold = {row["id"]: row["primary"] for row in rows("support_tickets_gold.csv")}
    told = {row["label"]: row for row in rows("support_tickets_labels.csv")}
    filed = {label_id: [] for label_id in told if label_id != "other_off_topic"}
    unfiled = []
    for document in documents:
        filed.get(gold[document.source_id], unfiled).append(document)
    labels = {
        label_id: Label(id=label_id, name=told[label_id]["name"], description=told[label_id]["description"])
        for label_id in filed
    }
    return made(filed, unfiled, labels, theirs=frozenset(filed))


@pytest.fixture
def model():
    with scripted_server() as server:
        yield server


@pytest.fixture
def shelf():
    return Shelf()
