"""A project whose documents a teacher has labelled, with classifiers that learnt from them."""

import pytest

from core.labelling.annotation import Annotation
from core.store import classifiers, documents, judgements, ledger, projects, runs
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.requests import request
from core.work.settings import TrainSettings

GIVEN = ("card", "app", "salary")


@pytest.fixture
def judged(engine, tickets):
    """Forty-eight of the sixty tickets labelled by the teacher."""
    card = projects.taxonomies(engine, tickets.id)[0]
    labels = tuple(Label(id=name.casefold(), name=name) for name in ("Card", "App", "Salary"))
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=0))
    run = runs.add_run(engine, tickets.id, card.id, "label", {}, "human:Ana")
    ids = documents.document_ids(engine, tickets.id)[:48]
    verdicts = [Verdict(document=each, primary=GIVEN[at % 3], confidence=0.9) for at, each in enumerate(ids)]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    return card


@pytest.fixture
def trained(engine, judged, performed):
    """Two classifiers."""
    settings = TrainSettings(heads=("logistic",), features=("tfidf", "embeddings"))
    assert performed(request(engine, judged.id, settings, "human:Ana").id).status == "done"
    return classifiers.classifiers(engine, judged.id)


@pytest.fixture
def measured(engine, judged, performed):
    """One classifier, measured on thirty documents that two people judged blind and that it is not always right on."""
    ids = documents.document_ids(engine, judged.project)[:30]
    said = [
        Annotation(
            document=each,
            person=person,
            primary=GIVEN[(at + (at % 7 == 0)) % 3] if person == "Bo" or at % 5 else GIVEN[0],
            blind=True,
            drawn="random",
            probability=0.5,
            version=1,
        )
        for at, each in enumerate(ids)
        for person in ("Bo", "Cy")
    ]
    judgements.add_annotations(engine, judged.id, said)
    settings = TrainSettings(profiles=("fast",), curve=False)
    assert performed(request(engine, judged.id, settings, "human:Ana").id).status == "done"
    return classifiers.classifiers(engine, judged.id)[0]
