import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, runs
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.scorecard import scorecard

LABELS = (
    Label(id="cards", name="Cards", description="Cards that customers pay with, and cash machines"),
    Label(id="card", name="Card", description="Cards that customers pay with and cash machines"),
    Label(id="trips", name="Trips", description="Going abroad"),
)


def write(engine, card, labels):
    ledger.append(engine, card.id, Change(labels=labels, author="human:Ana", based_on=ledger.version(engine, card.id)))


def label(engine, card, told, repetition=0):
    """A run in which documents got labels, by their places."""
    ids = [each.id for each in documents.documents_at(engine, card.project, range(1, len(told) + 1))]
    settings = {"teacher": "llm", "repetition": repetition}
    run = runs.add_run(engine, card.project, card.id, "label", settings, "Ana")
    verdicts = [Verdict(document=each, primary=primary, confidence=1) for each, primary in zip(ids, told, strict=True)]
    version = ledger.version(engine, card.id)
    judgements.add_verdicts(engine, run, version, "llm:m", verdicts, standing=not repetition)
    runs.finish(engine, run.id, "done", "")
    return ids


@pytest.fixture
def labelled(engine, card):
    write(engine, card, LABELS)
    return label(engine, card, ["cards"] * 12 + ["card"] * 6 + [None] * 2)


def test_a_taxonomy_without_documents_or_labels_is_measured_in_nothing(engine, card):
    found = scorecard(engine, card.id)
    assert {criterion.verdict for criterion in found[1:]} == {"unknown"}


def test_each_criterion_is_read_from_what_was_said(engine, card, labelled):
    said = [
        Annotation(document=each, person="Ben", primary="cards", blind=True, drawn="random", probability=0.5, version=1)
        for each in labelled[10:15]
    ]
    judgements.add_annotations(engine, card.id, said)
    found = scorecard(engine, card.id)
    assert (found.comprehensive.estimate.value, found.comprehensive.estimate.n) == (0.1, 20)
    assert found.accurate.estimate.value == pytest.approx(0.4)
    assert found.consistent.verdict == "unknown"
    assert ("cards", "card") in [offender.labels for offender in found.concise.offenders]
    assert ("trips",) in [offender.labels for offender in found.concise.offenders]
    assert found.clear.estimate.value == 0


def test_asking_again_tells_how_steady_the_answers_are_and_moves_no_label(engine, card, labelled):
    label(engine, card, ["cards"] * 8 + ["card"] * 2, repetition=1)
    found = scorecard(engine, card.id)
    assert (found.consistent.estimate.value, found.consistent.estimate.n) == (0.8, 10)
    assert found.comprehensive.estimate.n == 20


def test_answers_given_before_and_after_an_edit_are_no_repetition(engine, card, labelled):
    write(engine, card, edits.rename(ledger.taxonomy(engine, card.id), "trips", "Travel"))
    label(engine, card, ["card"] * 20)
    assert scorecard(engine, card.id).consistent.verdict == "unknown"


def test_an_earlier_version_is_measured_by_what_was_known_then(engine, card, labelled):
    now = ledger.taxonomy(engine, card.id)
    write(engine, card, edits.merge(now, ["card"], "cards"))
    label(engine, card, ["cards"] * 20)
    then, later = scorecard(engine, card.id, version=1), scorecard(engine, card.id)
    assert (then.comprehensive.estimate.value, later.comprehensive.estimate.value) == (0.1, 0)
    assert len(then.clear.offenders) == 3
    assert len(later.clear.offenders) == 2
