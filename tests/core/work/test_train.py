"""The train run on a real store: who teaches, who measures, which classifier is put in use."""

import asyncio
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest

from core.classifier import bundle
from core.classifier.examples import Example, fingerprint
from core.classifier.familiar import met, words_of
from core.corpus.document import document_id
from core.labelling.examples import Example as Judged
from core.store import classifiers, ledger, runs
from core.store.workspace import ROOT
from core.taxonomy.edits import merge
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work.here import perform_here
from core.work.material import manageable
from core.work.registry import detail_of
from core.work.report import ENOUGH, Report
from core.work.requests import request
from core.work.settings import TrainSettings
from tests.core.work.colours import NAMES, QUICK, annotate, bring, perform, place, tell

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


NOTHING = "There are no labelled documents to learn from. Label some first."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("nothing", NOTHING),
        ("not understood", NOTHING),
        ("no label fits", "of all documents judged so far it is said that no label fits."),
        ("blind judgements only", "what people judged blind (6 labelled) is kept to measure by."),
    ],
)
def test_without_labelled_documents_to_learn_from_the_run_fails_with_a_sentence(engine, said, sentence):
    card, _, truth = place(engine, 2)
    if said == "no label fits":
        tell(engine, card, dict.fromkeys(truth))
    if said == "not understood":
        tell(engine, card, truth, needs_review=True)
    if said == "blind judgements only":
        annotate(engine, card, truth)
    ended = perform(engine, card, QUICK)
    assert (ended.status, ended.done) == ("failed", 0)
    assert sentence in ended.note
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


def test_what_people_judged_blind_is_in_no_fold_no_vocabulary_no_list_and_no_file(engine):
    card, found, truth = place(engine, 8)
    planted = "Zyzzyvax quorblenated rose ruby cherry"
    bring(engine, card, [planted, f"  {planted.upper()}  "])
    ids = {document_id(text): "green" for text in (planted, f"  {planted.upper()}  ")}
    gold, twin = ids
    tell(engine, card, {**truth, **ids})
    annotate(engine, card, {gold: "green"})
    settings = TrainSettings(heads=("logistic", "svm"), features=("tfidf", "hashed"))
    assert perform(engine, card, settings).status == "done"
    for made in classifiers.classifiers(engine, card.id):
        report, detail = Report.model_validate(made.body), detail_of(engine, made.id)
        assert (report.examples, report.alike) == (len(found), 1)
        assert not {gold, twin} & {*detail.documents}
        assert [each.document for each in detail.people] == [gold]
        assert gold not in {each.document for each in (*detail.teacher, *detail.doubts)}
        packed = classifiers.bundle(engine, made.id)
        with ZipFile(BytesIO(packed)) as archive:
            assert not any(b"yzzy" in archive.read(name).lower() for name in archive.namelist())
        model = bundle.read(packed).model
        (seen,) = met([planted], model.predict([planted]), words_of(model))
        assert seen.unknown == 2 / 5


def test_a_report_says_how_it_compares_with_its_teacher_and_how_far_people_agree(engine):
    card, _, truth = place(engine, 20)
    wrong = {one: "red" for one, label in truth.items() if label == "blue"}
    tell(engine, card, {**truth, **dict(list(wrong.items())[:5])})
    gold = dict(list(truth.items())[:40])
    annotate(engine, card, gold)
    annotate(engine, card, dict(list(gold.items())[:10]), person="Ben")
    perform(engine, card)
    report = only_report(engine, card)
    assert report.beside_teacher.n == 40
    assert report.beside_teacher.second.value == 35 / 40
    assert (report.ceiling.documents, report.ceiling.agreement.value) == (10, 1.0)
    assert report.automation.n == 40
    assert detail_of(engine, classifiers.in_use(engine, card.id).id).reference.n == 20


def test_distrust_is_measured_on_what_people_taught_and_used_only_where_it_helps(engine):
    card, _, truth = place(engine, 30)
    ids = list(truth)
    told = {one: "red" if place % 5 == 0 else truth[one] for place, one in enumerate(ids)}
    tell(engine, card, told)
    annotate(engine, card, {one: truth[one] for one in ids[:36]}, blind=False)
    perform(engine, card, QUICK)
    report = only_report(engine, card)
    assert report.distrust.n == 36
    assert report.recipe.distrust == (report.distrust.verdict == "better")
    doubted = detail_of(engine, classifiers.in_use(engine, card.id).id).doubts
    assert {each.document for each in doubted} <= {*ids[36:]}
    assert doubted
    perform(engine, card, QUICK.model_copy(update={"distrust": "never"}))
    newest = classifiers.classifiers(engine, card.id)[0]
    assert Report.model_validate(newest.body).distrust is None


def test_where_labels_have_parents_both_structures_are_trained(engine):
    card, _, truth = place(engine, 8)
    parent = Label(id="any", name="Any colour")
    children = tuple(Label(id=label, name=NAMES[label], parent="any") for label in ("red", "green"))
    ledger.append(engine, card.id, Change(labels=(parent, *children), author="human:Ana", based_on=1))
    tell(engine, card, truth)
    ended = perform(engine, card, TrainSettings(profiles=("fast",), curve=False))
    assert (ended.status, ended.total) == ("done", 3)
    assert {each.name for each in classifiers.classifiers(engine, card.id)} == {"Fast", "Fast, per parent"}


def test_a_run_that_is_killed_goes_on_where_it_was(engine, tmp_path):
    card, _, truth = place(engine, 8)
    tell(engine, card, truth)
    run = request(engine, card.id, TWO, "Ana")
    script = (
        "import asyncio, os; from core.store.workspace import open_workspace; from core.work.here import perform_here;"
        f"engine = open_workspace({str(engine.url)!r});"
        f"asyncio.run(perform_here(engine, {run.id!r}, lambda run: run.done and os.kill(os.getpid(), 9)))"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=120, check=False)
    assert killed.returncode == -9
    (first,) = classifiers.classifiers(engine, card.id)
    assert asyncio.run(perform_here(engine, run.id, lambda _: None)).status == "done"
    made = classifiers.classifiers(engine, card.id)
    assert {each.id: each.at for each in made}[first.id] == first.at
    assert len(made) == 2


def test_labels_that_change_while_it_trains_are_told_by_each_classifiers_version(engine):
    card, _, truth = place(engine, 8)
    tell(engine, card, truth)
    run = request(engine, card.id, TWO, "Ana")

    def edit(_):
        now = ledger.taxonomy(engine, card.id)
        if now.version == 1 and classifiers.classifiers(engine, card.id):
            change = Change(labels=merge(now, ["red"], "blue"), author="human:Ana", based_on=1)
            ledger.append(engine, card.id, change)

    assert asyncio.run(perform_here(engine, run.id, edit)).status == "done"
    assert {Report.model_validate(each.body).version for each in classifiers.classifiers(engine, card.id)} <= {1, 2}
    assert classifiers.in_use(engine, card.id) is not None


def test_an_encoder_that_is_not_there_fails_the_run_with_a_sentence(engine):
    card, _, truth = place(engine, 4)
    tell(engine, card, truth)
    settings = TrainSettings(heads=("svm",), features=("encoder",), encoder="nowhere:nothing", curve=False)
    ended = perform(engine, card, settings)
    assert (ended.status, classifiers.classifiers(engine, card.id)) == ("failed", [])
    assert ended.note.startswith("There is no sentence encoder")


def test_reports_of_classifiers_from_before_are_still_read():
    estimate = {"value": 0.5, "low": 0.2, "high": 0.8, "n": 9, "method": "share"}
    scores = {
        "against": "teacher", "method": "cross-validated", "n": 9, "accuracy": estimate, "macro_f1": estimate,
        "applicable_f1": 0.5, "baseline": 0.5, "labels": [], "confusions": [], "documents_per_second": 9,
        "size_bytes": 9, "seed": 0,
    }  # fmt: skip
    old = {
        "recipe": {"head": "trees", "features": "tfidf", "setting": 5, "seed": 0}, "version": 3, "seconds": 1.5,
        "examples": 9, "by_people": 2, "no_label": 0, "rare": ["red"], "people": None, "teacher": scores,
    }  # fmt: skip
    report = Report.model_validate(old)
    assert (report.measure.n, report.profile, report.ceiling, report.labels) == (9, None, None, ())
