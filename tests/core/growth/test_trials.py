import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy, TntError
from core.growth.trials import adopted, carried, followed, yielding
from core.taxonomy import edits
from core.taxonomy.history import diff, replay
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy
from tests.core.taxonomy.histories import GESTURES, gesture, grown, histories, step

PLAIN = tuple(kind for kind in GESTURES if kind not in ("undo", "restore"))


def logged(*names):
    log = []
    for name in names:
        log.append(step(edits.add(replay(log), name), replay(log)))
    return log


def by_teacher(log, *labels, name="run/batch 1"):
    return [*log, Change(labels=labels, author="llm:m", based_on=len(log), batch=name)]


def caught_up(trial, since, copied=0):
    return replay([*trial, *followed(trial, since, copied)])


@st.composite
def forks(draw):
    """A log, what people did to it since, and what a trial made of its copy."""
    base = draw(histories(longest=8))
    return base, draw(_more(base, "human:Ana", 5)), draw(_more(base, "llm:m", 5))


@st.composite
def _more(draw, base, author, longest):
    log = list(base)
    for n in range(draw(st.integers(0, longest))):
        now = replay(log)
        try:
            kind = draw(st.sampled_from(PLAIN if now.live else ("add",)))
            change = Change(labels=gesture(draw, kind, now, 100 + n), author=author, based_on=now.version)
            now.apply(change)
        except TntError:
            continue
        log.append(change)
    return log[len(base) :]


@settings(max_examples=300, deadline=None)
@given(forks())
def test_whatever_people_and_a_trial_do_the_trial_can_follow(fork):
    base, since, tried = fork
    trial = [*base, *tried]
    now, main = replay(trial), replay([*base, *since])
    for change in followed(trial, since, len(base)):
        now = now.apply(change)
    for label_id in {label_id for change in since for label_id in change.touched}:
        assert now[label_id].in_force == main[label_id].in_force
        assert now[label_id].name == main[label_id].name
        assert now[label_id].description == main[label_id].description


@settings(max_examples=300, deadline=None)
@given(forks())
def test_a_candidate_that_followed_can_be_adopted(fork):
    base, since, tried = fork
    main, candidate = replay([*base, *since]), caught_up([*base, *tried], since, len(base))
    locked = {label for label in main.live if label.locked}
    after = main.apply(step(adopted(main, candidate), main))
    assert {label.id for label in locked} <= {label.id for label in after.live}
    if not locked:
        assert set(after.live) == set(candidate.live)


@settings(max_examples=200, deadline=None)
@given(forks())
def test_a_candidate_that_has_not_followed_makes_sense_too(fork):
    base, since, tried = fork
    main = replay([*base, *since])
    main.apply(step(adopted(main, replay([*base, *tried])), main))


@given(forks())
def test_a_change_is_followed_once(fork):
    base, since, tried = fork
    trial = [*base, *tried]
    assert followed([*trial, *followed(trial, since, 3)], since, 3) == []


def test_a_rename_by_a_person_reaches_the_trial_with_its_author():
    main = logged("Late", "Fees")
    now = replay(main)
    since = [step(edits.rename(now, "late", "Delay"), now, reason="Plainer.")]
    (change,) = followed(by_teacher(main, Label(id="lost", name="Lost")), since, copied=2)
    assert (change.author, change.reason, change.batch, change.based_on) == ("human:Ana", "Plainer.", "from 3", 3)
    assert [label.name for label in change.labels] == ["Delay"]


def test_what_a_teacher_did_to_the_main_taxonomy_is_not_followed():
    main = logged("Late")
    assert followed(main, by_teacher([], Label(id="fees", name="Fees"))) == []


def test_a_trials_label_of_the_same_name_goes_into_the_persons():
    main = logged("Late")
    trial = by_teacher(main, Label(id="costs", name="Fees"), Label(id="card", name="Card fees", parent="costs"))
    since = [step(edits.add(replay(main), "Fees"), replay(main))]
    now = caught_up(trial, since)
    assert now["costs"].became == ("fees",)
    assert now["card"].parent == "fees"
    assert now.named("Fees") == now["fees"]


def test_a_label_that_a_trial_gave_up_comes_back_when_a_person_works_on_it():
    main = logged("Late", "Lost")
    trial = by_teacher(main, replay(main)["late"].turned_into("lost"))
    since = [step(edits.rename(replay(main), "late", "Delay"), replay(main))]
    assert {label.name for label in caught_up(trial, since).live} == {"Delay", "Lost"}


def test_a_merge_the_other_way_round_ends_as_the_person_wanted():
    main = logged("Late", "Lost")
    trial = by_teacher(main, replay(main)["lost"].turned_into("late"))
    since = [step(edits.retire(replay(main), "late", to="lost"), replay(main))]
    now = caught_up(trial, since)
    assert now["late"].became == ("lost",)
    assert [label.id for label in now.live] == ["lost"]


def test_a_label_the_trial_had_already_changed_alike_is_followed_by_a_step_without_changes():
    main = logged("Late")
    renamed = replay(main)["late"].model_copy(update={"name": "Delay"})
    since = [step((renamed,), replay(main))]
    (change,) = followed(by_teacher(main, renamed), since)
    assert change.labels == ()


def test_adopting_leaves_locked_labels_and_unheard_of_ones_alone():
    log = logged("Late", "Fees", "Lost")
    log.append(step(edits.lock(replay(log), "late"), replay(log)))
    before = replay(log)
    candidate = replay(
        by_teacher(log, before["late"].turned_into("fees"), before["lost"].turned_into(), Label(id="x", name="New"))
    )
    main = before.apply(step(edits.add(before, "Refunds"), before))
    after = main.apply(step(adopted(main, candidate), main))
    assert {label.name for label in after.live} == {"Late", "Fees", "Refunds", "New"}


def test_a_label_of_another_trial_is_carried_over_with_its_examples():
    quote = Quote(document="d1", text="charged twice")
    label = Label(id="x", name="Fees", examples=("d1",), quotes=(quote,), parent="money", locked=True)
    main = grown("Late")
    (new,) = carried(main, label)
    assert new == Label(id="fees", name="Fees", examples=("d1",), quotes=(quote,))
    main.apply(step((new,), main))


def test_a_carried_label_stays_under_its_parent_where_that_is_in_force_here():
    main = grown("Money", "Late")
    label = Label(id="x", name="Fees", parent="money")
    assert carried(main, label)[0].parent == "money"
    retired = main.apply(step(edits.retire(main, "money"), main))
    assert carried(retired, label)[0].parent is None


def test_a_carried_label_gets_an_id_of_its_own():
    main = grown("Late")
    main = main.apply(step(edits.rename(main, "late", "Delay"), main))
    assert carried(main, Label(id="late", name="Late"))[0].id == "late-2"


def test_a_label_whose_name_is_taken_is_not_carried_over():
    with pytest.raises(InvalidTaxonomy, match="There is a label “Late” already"):
        carried(grown("Late"), Label(id="x", name=" late"))


def test_labels_that_give_way_lose_links_to_what_is_not_there():
    main = grown("Late")
    orphan = Label(id="x", name="Lost", parent="nowhere")
    half = Label(id="late", name="Late", became=("x", "nowhere"))
    found = yielding(main, (orphan, half))
    assert (found[0].parent, found[1].became) == (None, ())
    main.apply(step(found, main))


@given(histories(), st.data())
def test_labels_that_already_fit_are_taken_as_they_are(log, data):
    before, after = replay(log[: data.draw(st.integers(0, len(log)))]), replay(log)
    assert set(yielding(before, diff(before, after))) == set(diff(before, after))


def test_a_label_never_ends_under_itself():
    main = grown("Delivery", "Late")
    main = main.apply(step(edits.move(main, "late", "delivery"), main))
    found = yielding(main, edits.move(Taxonomy(labels=main.labels), "delivery", "late"))
    main.apply(step(found, main))
