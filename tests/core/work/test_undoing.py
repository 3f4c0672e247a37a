"""Whatever is done to labels on a real workspace, undone step by step, leaves every judgement as it was."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import Session, select

from core.errors import Conflict, InvalidTaxonomy, NotFound, TntError
from core.labelling.annotation import Annotation
from core.store import judgements, ledger, runs
from core.store.tables import AnnotationRow, VerdictRow
from core.taxonomy.history import checked, diff, replay, undo
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.impact import foreseen
from tests.core.work.edited_store import gesture, judged, judgement_rows, meanings, state

ON_A_STORE = settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)


def steps(engine, card, chance, most=5):
    """Each step that makes sense, with the taxonomy before, the change and what it sorts; it is kept when asked on."""
    for n in range(chance.randint(1, most)):
        log = ledger.changes(engine, card.id)
        now = replay(log)
        if not now.live:
            return
        try:
            made = gesture(engine, card, chance, log, n)
            change = Change(labels=made.labels, author="human:Ana", based_on=now.version)
            now.apply(change)
        except TntError:
            continue
        if change.labels:
            yield now, change, made
            ledger.append(engine, card.id, change, made.beside)


def keep(engine, card, labels):
    now = ledger.taxonomy(engine, card.id)
    if labels:
        ledger.append(engine, card.id, Change(labels=labels, author="human:Ben", based_on=now.version))


def stands_twice(engine, card):
    """Documents of which more than one judgement of a kind is marked as standing: there must be none."""
    with Session(engine) as session:
        return [
            document
            for row in (VerdictRow, AnnotationRow)
            for document in session.exec(
                select(row.document)
                .where(row.taxonomy == card.id, row.standing)
                .group_by(row.document)
                .having(func.count() > 1)
            )
        ]


def take_back(engine, card, version):
    ledger.append(engine, card.id, undo(ledger.changes(engine, card.id), version, "human:Ben"))


@ON_A_STORE
@given(st.randoms(use_true_random=False))
def test_steps_undone_in_reverse_leave_everything_as_it_was_and_redone_as_it_became(engine, chance):
    card = judged(engine, chance)
    first, meant = state(engine, card), meanings(engine, card)
    known = judgement_rows(engine, card)
    list(steps(engine, card, chance))
    last, version = state(engine, card), ledger.version(engine, card.id)
    for made in range(version, 1, -1):
        take_back(engine, card, made)
    assert state(engine, card) == first
    assert meanings(engine, card).items() >= meant.items()
    for made in range(ledger.version(engine, card.id), version, -1):
        take_back(engine, card, made)
    assert state(engine, card) == last
    assert judgement_rows(engine, card).items() >= known.items()  # none was changed or deleted
    assert stands_twice(engine, card) == []


@ON_A_STORE
@given(st.randoms(use_true_random=False))
def test_any_version_can_be_restored_and_left_again(engine, chance):
    card = judged(engine, chance)
    list(steps(engine, card, chance))
    log, last = ledger.changes(engine, card.id), state(engine, card)
    then = replay(log[: chance.randint(1, len(log))])
    keep(engine, card, diff(replay(log), then))
    assert {label.id: label for label in then.live} == state(engine, card)["labels"]
    keep(engine, card, diff(ledger.taxonomy(engine, card.id), replay(log)))
    assert state(engine, card) == last


@ON_A_STORE
@given(st.randoms(use_true_random=False))
def test_what_a_preview_foresees_of_any_step_comes_true(engine, chance):
    card = judged(engine, chance)
    for before, change, made in steps(engine, card, chance, most=2):
        old = state(engine, card)
        found = foreseen(engine, card.id, before, change.labels, made.sorting).impact
        ledger.append(engine, card.id, change, made.beside)
        new = state(engine, card)
        waiting = [each["stale"] + each["unclear"] for each in (old, new)]
        assert found.documents.stale - found.documents.again == waiting[1] - waiting[0]
        for rows, which in ((found.training, "rows"), (found.measuring, "measuring")):
            pairs = [(old[which].get(each), new[which].get(each)) for each in {**old[which], **new[which]}]
            assert (rows.before, rows.after) == (len(old[which]), len(new[which]))
            assert rows.lost == sum(after is None for _, after in pairs)
            assert rows.gained == sum(ahead is None for ahead, _ in pairs)
            assert rows.relabelled == sum(
                ahead is not None and after is not None and ahead.primary != after.primary for ahead, after in pairs
            )
        return


def test_people_who_edit_split_undo_judge_and_label_at_the_same_time_lose_nothing(engine):
    card = judged(engine, Random(1))
    ids = [each.document for each in judgements.verdicts(engine, card.id)]

    def edit(person):
        chance = Random(person)
        for n in range(10):
            log = ledger.changes(engine, card.id)
            now = replay(log)
            try:
                made = gesture(engine, card, chance, log, f"{person}-{n}")
                if made.labels:
                    change = Change(labels=made.labels, author=f"human:{person}", based_on=now.version)
                    ledger.append(engine, card.id, change, made.beside)
                take_back(engine, card, chance.choice([*range(2, len(log))] or [1]))
            except (Conflict, InvalidTaxonomy, NotFound):
                continue

    def judge():
        for document in ids:
            said = Annotation(document=document, person="Dan", primary="t1", blind=True, drawn="random", version=1)
            judgements.add_annotations(engine, card.id, [said])

    def label():
        for n in range(5):
            run = runs.add_run(engine, card.project, card.id, "label", {}, "Ana")
            told = [Verdict(document=each, primary=f"t{n % 4}", confidence=1) for each in ids]
            judgements.add_verdicts(engine, run, 1, "offline", told)
            runs.finish(engine, run.id, "done")

    before = judgement_rows(engine, card)
    with ThreadPoolExecutor(4) as threads:
        deeds = [threads.submit(edit, 2), threads.submit(edit, 3), threads.submit(judge), threads.submit(label)]
        for deed in deeds:
            deed.result(60)
    after = judgement_rows(engine, card)
    assert after.items() >= before.items()
    assert sum(row.get("person") == "Dan" for row in after.values()) == len(ids)
    assert stands_twice(engine, card) == []
    assert checked(ledger.changes(engine, card.id)).version == ledger.version(engine, card.id)
