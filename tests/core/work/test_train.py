"""The train run on a real store: who teaches, who measures, which classifier is put in use."""

import asyncio

import pytest

from core.classifier import bundle
from core.classifier.examples import Example, fingerprint
from core.labelling.examples import Example as Judged
from core.store import classifiers, runs
from core.work.here import perform_here
from core.work.material import manageable
from core.work.report import ENOUGH, Report
from core.work.requests import request
from core.work.settings import TrainSettings
from tests.core.work.colours import QUICK, annotate, perform, place, tell

TWO = TrainSettings(heads=("logistic",), features=("tfidf", "embeddings"), curve=False)


def only_report(engine, card):
    (made,) = classifiers.classifiers(engine, card.id)
    return Report.model_validate(made.body)


def test_what_people_judged_blind_never_teaches(engine):
    card, documents, truth = place(engine, 8)
    tell(engine, card, truth)
    blind = dict(list(truth.items())[:6])
    annotate(engine, card, blind)
    assert perform(engine, card).status == "done"
    report = only_report(engine, card)
    assert (report.examples, report.by_people) == (18, 0)
    taught = [Example(one.text, truth[one.id], (truth[one.id],)) for one in documents if one.id not in blind]
    (made,) = classifiers.classifiers(engine, card.id)
    manifest = bundle.read(classifiers.bundle(engine, made.id)).manifest
    assert manifest.training.fingerprint == fingerprint(taught)
    assert (report.people.n, report.people.method) == (6, "held out")


def test_chosen_documents_that_people_judged_teach_with_more_weight_and_do_not_measure(engine):
    card, _, truth = place(engine, 6)
    tell(engine, card, truth)
    annotate(engine, card, dict(list(truth.items())[:4]), blind=False)
    perform(engine, card)
    report = only_report(engine, card)
    assert (report.examples, report.by_people, report.people) == (18, 4, None)
    assert (report.teacher.n, report.measure) == (14, report.teacher)


@pytest.mark.parametrize("judged", [ENOUGH - 1, ENOUGH])
def test_enough_blind_judgements_decide_which_classifier_is_the_best(engine, judged):
    card, _, truth = place(engine, 20)
    tell(engine, card, truth)
    annotate(engine, card, dict(list(truth.items())[:judged]))
    perform(engine, card)
    report = only_report(engine, card)
    assert report.people.n == judged
    assert report.measure.against == ("people" if judged >= ENOUGH else "teacher")


def test_without_people_a_classifier_is_measured_against_the_teacher_that_taught_it(engine):
    card, _, truth = place(engine, 6)
    tell(engine, card, truth)
    perform(engine, card)
    report = only_report(engine, card)
    assert report.people is None
    assert (report.measure.against, report.measure.method, report.measure.n) == ("teacher", "cross-validated", 18)


def test_without_a_teacher_a_classifier_is_measured_against_the_people_who_taught_it(engine):
    card, _, truth = place(engine, 6)
    annotate(engine, card, truth, blind=False)
    perform(engine, card)
    report = only_report(engine, card)
    assert report.teacher is None
    assert (report.measure.against, report.measure.method, report.measure.n) == ("people", "cross-validated", 18)


def test_the_most_accurate_classifier_is_put_in_use(engine):
    card, _, truth = place(engine, 8)
    tell(engine, card, truth)
    ended = perform(engine, card, TWO)
    assert (ended.status, ended.done, ended.total) == ("done", 3, 3)
    made = classifiers.classifiers(engine, card.id)
    assert {each.name for each in made} == {"Logistic regression on TF-IDF", "Logistic regression on embeddings"}
    (best,) = [each for each in made if each.in_use]
    accuracies = [Report.model_validate(each.body).measure.accuracy.value for each in made]
    assert Report.model_validate(best.body).measure.accuracy.value == max(accuracies)


def test_a_resumed_run_keeps_each_classifier_once(engine):
    card, _, truth = place(engine, 4)
    tell(engine, card, truth)
    run = request(engine, card.id, TWO, "Ana")

    async def interrupted():
        performing = asyncio.create_task(perform_here(engine, run.id, lambda _: None))
        while not classifiers.classifiers(engine, card.id):
            await asyncio.sleep(0.01)
        performing.cancel()
        await asyncio.wait({performing})

    asyncio.run(asyncio.wait_for(interrupted(), 60))
    assert runs.run(engine, run.id).status == "stopped"
    runs.queue_again(engine, run.id)
    assert asyncio.run(perform_here(engine, run.id, lambda _: None)).status == "done"
    made = classifiers.classifiers(engine, card.id)
    assert sorted(each.id for each in made) == [f"{run.id}-logistic-embeddings", f"{run.id}-logistic-tfidf"]
    assert sum(each.in_use for each in made) == 1


def test_one_label_makes_a_classifier_that_always_gives_it(engine):
    card, _, truth = place(engine, 3, labels=("red",))
    tell(engine, card, {one: label for one, label in truth.items() if label == "red"})
    assert perform(engine, card).status == "done"
    (made,) = classifiers.classifiers(engine, card.id)
    model = bundle.read(classifiers.bundle(engine, made.id)).model
    assert model.judge("anything at all").primary == "red"


def test_two_documents_are_enough_to_try(engine):
    card, _, truth = place(engine, 1)
    tell(engine, card, dict(list(truth.items())[:2]))
    assert perform(engine, card).status == "done"
    assert only_report(engine, card).rare == ("green", "red")


@pytest.mark.parametrize("said", ["nothing", "no label fits", "not understood", "blind judgements only"])
def test_without_labelled_documents_to_learn_from_the_run_fails_with_a_sentence(engine, said):
    card, _, truth = place(engine, 2)
    if said == "no label fits":
        tell(engine, card, dict.fromkeys(truth))
    if said == "not understood":
        tell(engine, card, truth, needs_review=True)
    if said == "blind judgements only":
        annotate(engine, card, truth)
    ended = perform(engine, card, QUICK)
    assert (ended.status, ended.done) == ("failed", 0)
    assert ended.note == "There are no labelled documents to learn from. Label some first."
    assert classifiers.classifiers(engine, card.id) == []


def test_documents_that_no_label_fits_and_labels_that_never_come_first_are_reported(engine):
    card, _, truth = place(engine, 6)
    said = {one: None if label == "blue" else label for one, label in truth.items()}
    tell(engine, card, said, applicable=("blue",), confidence=1)
    perform(engine, card)
    report = only_report(engine, card)
    assert (report.no_label, report.only_additional) == (6, ("blue",))


def test_of_very_many_documents_a_sample_teaches_with_all_that_people_taught():
    rows = [Judged(str(n), "red", ("red",), "person" if n % 10 == 0 else "teacher", 1.0) for n in range(100)]
    taught = manageable(rows, seed=1, most=30)
    assert len(taught) == 30
    assert [row.document for row in taught if row.source == "person"] == [str(n) for n in range(0, 100, 10)]
    assert taught == manageable(rows, seed=1, most=30)
    assert len(manageable(rows, seed=1)) == 100
