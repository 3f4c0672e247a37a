"""Labels of record counted and filtered: what managers' charts and the documents behind them rest on."""

import pytest

from core.labelling.annotation import Annotation
from core.store import documents, judgements, labels, projects, runs
from core.store.labels import Wanted
from core.taxonomy.brief import Brief
from core.teachers.protocol import Verdict


@pytest.fixture
def card(engine, project):
    """Four documents judged by a teacher, who could not be understood about two of them."""
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    first = documents.document_ids(engine, project.id)[:4]
    verdicts = [
        Verdict(document=first[0], primary="fees", confidence=1),
        Verdict(document=first[1], primary=None, confidence=1),
        Verdict(document=first[2], primary=None, confidence=0, needs_review=True),
        Verdict(document=first[3], primary=None, confidence=0, needs_review=True),
    ]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    runs.finish(engine, run.id, "done")
    return card


def said(document, primary):
    return Annotation(document=document, person="Ana", primary=primary, blind=False, drawn="chosen", version=1)


def test_what_the_teacher_did_not_say_clearly_is_counted_apart_until_a_person_says_it(engine, project, card):
    ids = documents.document_ids(engine, project.id)
    judgements.add_annotations(engine, card.id, [said(ids[3], "fees")])
    found = {
        (row.primary, row.source, row.needs_review): row.documents
        for row in labels.counts(engine, project.id, card.id, stale=frozenset())
    }
    assert found == {
        ("fees", "teacher", False): 1,
        (None, "teacher", False): 1,
        (None, "teacher", True): 1,
        ("fees", "person", False): 1,
        (None, None, False): len(ids) - 4,
    }


def test_no_label_fits_does_not_show_what_was_not_understood(engine, project, card):
    total, shown = labels.page_of_labels(
        engine, project.id, card.id, Wanted(labels=frozenset()), 0, 10, stale=frozenset()
    )
    assert (total, [row.needs_review for row in shown]) == (1, [False])


def test_documents_with_any_of_several_values_and_without_the_classifiers_can_be_asked_for(engine, project, card):
    added = [
        each.model_copy(update={"id": f"m{at}", "text": f"text {at}", "metadata": {"day": str(at)}})
        for at, each in enumerate(
            documents.documents(engine, project.id, documents.document_ids(engine, project.id)[:3])
        )
    ]
    upload = projects.Upload(name="more.csv", made_by="Ana", rows=3, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, added, upload)
    judgements.add_predictions(engine, card.id, "c", 1, [Verdict(document="m0", primary="fees", confidence=1)])
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    judgements.add_verdicts(engine, run, 1, "offline", [Verdict(document="m1", primary="fees", confidence=1)])
    among = Wanted(among=(("day", frozenset({"0", "1"})),))
    assert labels.page_of_labels(engine, project.id, card.id, among, 0, 10, stale=frozenset())[0] == 2
    without = among.model_copy(update={"not_by": "classifier"})
    assert [
        row.document for row in labels.page_of_labels(engine, project.id, card.id, without, 0, 10, stale=frozenset())[1]
    ] == ["m1"]


def test_every_kind_of_judgement_changes_the_stamp(engine, project, card):
    first = documents.document_ids(engine, project.id)[0]
    stamps = [labels.stamp(engine, project.id, card.id)]
    judgements.add_annotations(engine, card.id, [said(first, "fees")])
    stamps.append(labels.stamp(engine, project.id, card.id))
    judgements.add_predictions(engine, card.id, "c", 1, [Verdict(document=first, primary="fees", confidence=1)])
    stamps.append(labels.stamp(engine, project.id, card.id))
    judgements.add_predictions(engine, card.id, "d", 1, [Verdict(document=first, primary="fees", confidence=1)])
    stamps.append(labels.stamp(engine, project.id, card.id))
    run = runs.add_run(engine, project.id, card.id, "label", {}, "human:Ana")
    judgements.add_verdicts(engine, run, 1, "offline", [Verdict(document=first, primary="fees", confidence=1)])
    stamps.append(labels.stamp(engine, project.id, card.id))
    assert len(set(stamps)) == len(stamps)
