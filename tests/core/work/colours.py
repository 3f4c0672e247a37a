"""A project of small texts about three colours, which anything can tell apart, and ways to have them judged."""

import asyncio

from core.corpus.document import Document, document_id
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs
from core.store.projects import Upload
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.here import perform_here
from core.work.requests import request
from core.work.settings import TrainSettings

NAMES = {"red": "Reds", "green": "Greens", "blue": "Blues"}
WORDS = {"red": "rose ruby cherry", "green": "leaf moss emerald", "blue": "sky ocean sapphire"}
QUICK = TrainSettings(heads=("logistic",), features=("tfidf",), curve=False)


def colours(each):
    """Documents, each label's in turn, and the label of each by its id."""
    found, truth = [], {}
    for number in range(each):
        for label, line in WORDS.items():
            text = f"{line.split()[number % 3]} number {number}"
            found.append(Document(id=document_id(text), text=text))
            truth[found[-1].id] = label
    return found, truth


def place(engine, each, labels=tuple(NAMES)):
    """A project with so many documents of each label and a taxonomy of the labels."""
    found, truth = colours(each)
    project = projects.add_project(engine, "Colours", "Ana")
    upload = Upload(name="colours.csv", made_by="Ana", rows=len(found), documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, found, upload)
    card = projects.add_taxonomy(engine, project.id, "Colours", Brief())
    named = tuple(Label(id=label, name=NAMES[label]) for label in labels)
    ledger.append(engine, card.id, Change(labels=named, author="human:Ana", based_on=0))
    return card, found, truth


def tell(engine, card, said, applicable=(), confidence=0.9, **more):
    """The teacher's verdicts: a label for each document id."""
    run = runs.add_run(engine, card.project, card.id, "label", {}, "Ana")
    verdicts = [
        Verdict(
            document=one,
            primary=label,
            applicable=(label, *applicable) if label else (),
            confidence=confidence,
            **more,
        )
        for one, label in said.items()
    ]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")


def bring(engine, card, texts):
    """Further documents."""
    found = [Document(id=document_id(text), text=text) for text in texts]
    upload = Upload(name="new.csv", made_by="Ana", rows=len(found), documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, card.project, found, upload)


def annotate(engine, card, said, blind=True, person="Ana"):
    """A person's judgements: of documents drawn at random and judged blind, or of chosen ones."""
    drawn = {"drawn": "random", "probability": 0.1} if blind else {"drawn": "chosen"}
    judgements.add_annotations(
        engine,
        card.id,
        [
            Annotation(document=one, person=person, primary=label, blind=blind, version=1, **drawn)
            for one, label in said.items()
        ],
    )


def perform(engine, card, settings=QUICK):
    """The run, as it ended."""
    run = request(engine, card.id, settings, "Ana")
    return asyncio.run(perform_here(engine, run.id, lambda _: None))
