"""Growing as people see it: trials side by side, steps they decide on, edits respected, what is kept apart measured."""

import asyncio

import pytest

from core.corpus.document import Document, document_id
from core.errors import NotFound
from core.growth.fitting import Fit
from core.growth.plan import Plan
from core.store import documents, findings, judgements, ledger, projects, runs, trials
from core.store.projects import Upload
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.history import replay, undo
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work import queue, steering
from core.work.choosing import adopt
from core.work.here import perform_here
from core.work.measuring import candidates, latest_growth
from core.work.requests import request
from core.work.settings import GrowSettings
from tests.conftest import loaded
from tests.kept import put_back, workspace_in
from tests.scripted_model import kind


def grown(engine, card, settings):
    return perform(engine, request(engine, card.id, settings, "Ana").id)


@pytest.fixture(scope="module")
def grown_once(beginning, documents, tmp_path_factory):
    """A workspace with a run of three trials that is done and waits for someone to choose."""
    folder = tmp_path_factory.mktemp("grown")
    with workspace_in(folder, beginning) as engine:
        card = projects.add_taxonomy(engine, loaded(engine, documents).id, "Topics", Brief(max_labels=8))
        run = grown(engine, card, GrowSettings(sample=200, batch_size=30))
    return folder / "workspace.db", run


@pytest.fixture
def run(engine, grown_once):
    kept, run = grown_once
    put_back(engine, kept)
    return run


def perform(engine, run_id, between=lambda run: None):
    return asyncio.run(perform_here(engine, run_id, between))


def change(engine, taxonomy_id, labels, author="human:Ana"):
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    return ledger.append(engine, taxonomy_id, Change(labels=labels, author=author, based_on=taxonomy.version))


def test_trials_leave_the_taxonomy_alone_until_someone_chooses(engine, run):
    assert run.status == "done", run.note
    found = candidates(engine, run)
    assert len(found.trials) == 3
    assert all(
        len(trial.taxonomy.live) >= 2 and trial.fit is not None and trial.test is not None for trial in found.trials
    )
    assert found.marked in (1, 2, 3) and found.chosen is None
    assert not ledger.taxonomy(engine, run.taxonomy).live
    assert [each.id for each in projects.taxonomies(engine, run.project)] == [run.taxonomy]

    after = adopt(engine, run, 2, "Ana")
    assert {label.name for label in after.live} == {label.name for label in found.trials[1].taxonomy.live}
    assert candidates(engine, run).chosen.trial == 2


def test_choosing_another_candidate_later_replaces_the_first(engine, run):
    adopt(engine, run, 1, "Ana")
    after = adopt(engine, run, 3, "Ben")
    third = candidates(engine, run).trials[2].taxonomy
    assert {label.name for label in after.live} == {label.name for label in third.live}


def test_a_choice_that_was_undone_does_not_stand_in_the_way_of_another(engine, run):
    chosen = adopt(engine, run, 1, "Ana")
    ledger.append(engine, run.taxonomy, undo(ledger.changes(engine, run.taxonomy), chosen.version, "human:Ana"))
    after = adopt(engine, run, 2, "Ana")
    second = candidates(engine, run).trials[1].taxonomy
    assert {label.name for label in after.live} == {label.name for label in second.live}


def test_a_label_of_another_trial_is_carried_over_by_itself(engine, run):
    names = {label.name for label in adopt(engine, run, 1, "Ana").live}
    others = [label for label in candidates(engine, run).trials[1].taxonomy.live if label.name not in names]
    assert others
    after = steering.carry_over(engine, run, 2, others[0].id, "human:Ana")
    assert {label.name for label in after.live} == names | {others[0].name}


def test_the_command_line_takes_the_candidate_that_was_found_best(engine, card):
    run = grown(engine, card, GrowSettings(sample=120, chooser="teacher"))
    found = candidates(engine, run)
    assert found.chosen.trial == found.marked and found.chosen.by == ""
    assert ledger.taxonomy(engine, card.id).live


def test_one_trial_grows_the_taxonomy_itself(engine, card):
    run = grown(engine, card, GrowSettings(sample=200, batch_size=40, trials=1))
    assert run.status == "done", run.note
    assert ledger.taxonomy(engine, card.id).live
    assert [trial.taxonomy for trial in trials.trials(engine, run.id)] == [card.id]


def test_documents_kept_apart_are_never_read(engine, card, model):
    run = grown(engine, card, GrowSettings(teacher="llm", sample=100, trials=2, rounds=2))
    assert run.status == "done", run.note
    plan = findings.finding(engine, run.id, "plan", Plan)
    assert (len(plan.train), len(plan.validation), len(plan.test)) == (60, 20, 20)
    apart = documents.documents_at(engine, card.project, [*plan.validation, *plan.test])
    read = "".join(
        message["content"]
        for call in model.calls
        if call["response_format"]["json_schema"]["name"] in ("create", "update")
        for message in call["messages"]
    )
    assert read and not any(document.text in read for document in apart)


def test_after_every_step_the_same_documents_are_measured(engine, run):
    for trial in (1, 2, 3):
        fits = findings.findings(engine, run.id, f"fit/{trial}/", Fit)
        assert {"batch 1", "batch 2", "batch 3", "batch 4", "review"} <= set(fits)
        assert {len(fit.labels) for fit in fits.values()} == {40}


def test_the_model_judges_the_candidates_in_other_orders_each_time(engine, card, model):
    run = grown(engine, card, GrowSettings(teacher="llm", sample=60, rounds=6))
    found = candidates(engine, run)
    assert found.tally.rounds == 6
    assert {vote.order for vote in found.votes} == {(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)}
    assert found.order.sentence


def test_step_by_step_each_change_waits_and_only_what_is_accepted_comes(engine, card):
    run = grown(engine, card, GrowSettings(sample=200, batch_size=60, trials=1, step_by_step=True))
    assert run.status == "asking"
    assert not ledger.taxonomy(engine, card.id).live
    first = steering.proposal(engine, run)
    assert len(first.parts) >= 3
    after = steering.decide(engine, run, {0, 1}, "Ana")
    assert len(after.live) == sum(len(part.labels) for part in first.parts[:2])
    with pytest.raises(NotFound):
        steering.decide(engine, run, {0}, "Ben")

    steps = 0
    while run.status == "asking" and steps < 10:
        queue.resume(engine, run.id)
        run = perform(engine, run.id)
        waiting = steering.proposal(engine, run)
        if waiting is not None:
            steering.decide(engine, run, (), "Ana")
            steps += 1
    assert run.status == "done", run.note
    assert {label.id for label in ledger.taxonomy(engine, card.id).live} == {label.id for label in after.live}
    assert any("Declined by Ana." in past.reason for past in ledger.changes(engine, card.id))


def test_a_part_that_someone_changed_meanwhile_cannot_be_accepted(engine, card):
    change(engine, card.id, edits.add(replay([]), "Cards", "Texts that mention cards."))
    run = grown(engine, card, GrowSettings(sample=200, trials=1, step_by_step=True))
    waiting = steering.proposal(engine, run)
    touched = next(
        place for place, part in enumerate(waiting.parts) if any(label.id == "cards" for label in part.labels)
    )
    change(engine, card.id, edits.rename(ledger.taxonomy(engine, card.id), "cards", "Bank cards"), "human:Ben")
    assert steering.proposal(engine, run).outdated == {touched}


def test_a_lock_made_while_trials_run_holds_in_every_trial(engine, card):
    run = request(engine, card.id, GrowSettings(sample=200, batch_size=30), "Ana")
    done = []

    def lock(now):
        if now.done >= 1 and not done:
            done.append(now.done)
            labels = edits.add(
                ledger.taxonomy(engine, card.id), "Complaints about staff", "Unfriendly or unhelpful staff."
            )
            change(engine, card.id, labels)
            change(engine, card.id, edits.lock(ledger.taxonomy(engine, card.id), labels[0].id))

    ended = perform(engine, run.id, lock)
    assert ended.status == "done" and done and done[0] < 4
    for trial in candidates(engine, ended).trials:
        assert trial.taxonomy["complaints-about-staff"].locked and trial.taxonomy["complaints-about-staff"].in_force


def test_given_labels_may_be_kept_as_they_are_and_only_others_added(engine, card):
    given = edits.add(replay([]), "Transfers abroad", "Money sent to another country.")
    change(engine, card.id, given)
    run = grown(engine, card, GrowSettings(sample=200, trials=1, freedom="extend"))
    assert run.status == "done", run.note
    after = ledger.taxonomy(engine, card.id)
    assert after["transfers-abroad"] == given[0]
    assert len(after.live) > 1


def test_given_labels_may_only_have_their_descriptions_filled_in(engine, card, model):
    change(engine, card.id, edits.add(replay([]), "Cards"))
    change(engine, card.id, edits.add(ledger.taxonomy(engine, card.id), "Transfers", "Ours to define."))
    run = grown(engine, card, GrowSettings(teacher="llm", sample=60, trials=1, freedom="describe"))
    assert run.status == "done", run.note
    after = ledger.taxonomy(engine, card.id)
    assert {label.name for label in after.live} == {"Cards", "Transfers"}
    assert after["transfers"].description == "Ours to define."


def test_one_limit_holds_for_all_calls_and_a_first_table_does_not_wait_for_all_summaries(
    engine, card, model, monkeypatch
):
    monkeypatch.setenv("TNT_CONCURRENCY", "4")
    model.delay = 0.01
    run = grown(engine, card, GrowSettings(teacher="llm", sample=100, batch_size=20, summaries="always"))
    assert run.status == "done", run.note
    assert model.most_at_once == 4
    kinds = [kind(call) for call in model.calls]
    assert kinds[kinds.index("create") :].count("summarise") > 20


def test_reading_may_be_ended_early_and_is_still_reviewed(engine, card, model):
    model.delay = 0.3  # the run is looked at twice a second
    settings = GrowSettings(teacher="llm", sample=300, batch_size=20, trials=1, saturation=0)
    run = request(engine, card.id, settings, "Ana")
    perform(engine, run.id, lambda now: steering.end_here(engine, now, "Ana") if now.done == 2 else None)
    ended = runs.run(engine, run.id)
    assert ended.status == "done"
    steps = [past.batch.partition("/")[2] for past in ledger.changes(engine, card.id)]
    assert "review" in steps and len(steps) < 9


def test_a_run_stops_reading_when_nothing_new_comes(engine, card, model):
    run = grown(engine, card, GrowSettings(teacher="llm", sample=200, batch_size=10, trials=1, saturation=2))
    assert run.status == "done", run.note
    steps = [past.batch.partition("/")[2] for past in ledger.changes(engine, card.id)]
    assert "review" in steps and len(steps) < 12
    assert "nothing new" in candidates(engine, run).trials[0].enough


def test_a_label_is_divided_into_finer_ones_from_its_own_documents(engine, card):
    grown(engine, card, GrowSettings(sample=300, trials=1))
    taxonomy = ledger.taxonomy(engine, card.id)
    label, other = taxonomy.live[:2]
    texts = documents.documents_at(engine, card.project, range(1, 601))
    mine, rest = texts[:120], texts[120:160]
    labelling = runs.add_run(engine, card.project, card.id, "label", {}, "Ana")
    verdicts = [Verdict(document=each.id, primary=label.id, confidence=1) for each in mine]
    verdicts += [Verdict(document=each.id, primary=other.id, confidence=1) for each in rest]
    judgements.add_verdicts(engine, labelling, taxonomy.version, "offline", verdicts)

    run = grown(engine, card, GrowSettings(within=label.id, trials=1))
    assert run.status == "done", run.note
    plan = findings.finding(engine, run.id, "plan", Plan)
    assert {*plan.train, *plan.validation, *plan.test} == set(range(1, 121))
    assert ledger.taxonomy(engine, card.id) == taxonomy
    after = adopt(engine, run, 1, "Ana")
    children = after.children(label.id)
    assert len(children) >= 2
    assert [each for each in after.live if each.parent != label.id] == list(taxonomy.live)


def test_a_label_without_documents_cannot_be_divided(engine, card):
    change(engine, card.id, edits.add(replay([]), "Cards"))
    run = grown(engine, card, GrowSettings(within="cards", trials=1))
    assert run.status == "failed"
    assert "Label the documents first" in run.note


def test_another_teacher_is_compared_on_the_same_documents(engine, card, model):
    run = grown(engine, card, GrowSettings(teacher="llm", sample=100, trials=1))
    before = ledger.taxonomy(engine, card.id)
    other = grown(engine, card, GrowSettings(teacher="offline", trials=1, like=run.id))
    assert other.status == "done", other.note
    assert findings.finding(engine, other.id, "plan", Plan) == findings.finding(engine, run.id, "plan", Plan)
    assert ledger.taxonomy(engine, card.id) == before
    assert latest_growth(engine, card.id).id == run.id
    assert candidates(engine, other).trials[0].test is not None


def test_guidance_goes_into_the_next_batch_and_its_version_is_noted(engine, card, model):
    run = request(
        engine, card.id, GrowSettings(teacher="llm", sample=200, batch_size=20, trials=1, saturation=0), "Ana"
    )

    model.delay = 0.2  # several batches to each look at the run

    def guide(now):
        brief = projects.taxonomy_card(engine, card.id).brief
        if now.done >= 1 and not brief.guidance:
            projects.set_brief(engine, card.id, brief.model_copy(update={"guidance": "Keep fees apart."}), "Ana")

    assert perform(engine, run.id, guide).status == "done"
    log = ledger.changes(engine, card.id)
    assert {past.brief for past in log} == {1, 2}
    told = ["Keep fees apart." in call["messages"][0]["content"] for call in model.calls]
    assert any(told) and not all(told)
    assert [wording.made_by for wording in projects.briefs(engine, card.id)] == ["", "Ana"]


def test_few_documents_are_all_read(engine):
    project = projects.add_project(engine, "Few", "Ana")
    texts = ["My card is lost", "The app crashes", "Where is my transfer"]
    made = [Document(id=document_id(text), text=text) for text in texts]
    upload = Upload(name="few.csv", made_by="Ana", rows=3, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=3))
    run = grown(engine, card, GrowSettings())
    assert run.status == "done", run.note
    assert all(trial.taxonomy.live and trial.fit is None for trial in candidates(engine, run).trials)


def test_a_project_that_is_deleted_takes_its_trials_with_it(engine, card):
    run = grown(engine, card, GrowSettings(sample=60))
    drafts = [trial.taxonomy for trial in trials.trials(engine, run.id)]
    projects.delete_project(engine, card.project)
    assert trials.trials(engine, run.id) == []
    assert all(ledger.changes(engine, draft) == [] for draft in drafts)
    with pytest.raises(NotFound):
        projects.taxonomy_card(engine, drafts[0])
