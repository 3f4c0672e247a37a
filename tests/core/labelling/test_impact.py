from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core.errors import TntError
from core.labelling.carry import carry
from core.labelling.examples import grouped, training_rows
from core.labelling.impact import NO_LABEL, Crossed, Hanging, Met, Moves, Rows, Unread, crossed, foresee
from core.labelling.settle import settle
from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.labelling.judgements import annotation, verdict
from tests.core.taxonomy.histories import gesture, grown, histories, rewritten, step

KINDS = ("rename", "describe", "move", "merge", "merge", "split", "split", "retire", "retire to", "revive")
PARTS = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))


def hanging(annotations=(), verdicts=(), predictions=(), one_by_one=()):
    """What the store would have read: counts, except of documents that people judged or that are named."""
    single = {each.document for each in annotations} | set(one_by_one)
    told = {each.document: each.primary for each in verdicts if not each.needs_review}
    predicted = {each.document: each.primary for each in predictions}
    counts = Counter(
        (document in told, told.get(document), document in predicted, predicted.get(document))
        for document in {*told, *predicted} - single
    )
    return Hanging(
        unread=tuple(Unread(*given, count) for given, count in counts.items()),
        annotations=tuple(annotations),
        verdicts=tuple(each for each in verdicts if each.document in single),
        predictions=tuple(each for each in predictions if each.document in single),
    )


@st.composite
def judged(draw, taxonomy):
    """Annotations, verdicts and predictions of a few documents, each with any label there ever was."""
    labels = st.sampled_from([None, *taxonomy.labels])
    documents = [f"d{number}" for number in range(draw(st.integers(1, 6)))]
    people = st.tuples(
        st.sampled_from(documents), st.sampled_from(["Ana", "Ben", "Cleo"]), labels, st.booleans(), st.booleans()
    )
    annotations = [
        annotation(document, person, label, blind=blind, drawn="random" if random else "chosen")
        for document, person, label, blind, random in draw(st.lists(people, max_size=6))
    ]
    teachers = st.tuples(st.sampled_from(documents), labels, st.booleans())
    verdicts = {
        document: verdict(document, label, needs_review=unclear)
        for document, label, unclear in draw(st.lists(teachers, max_size=6))
    }
    machines = st.tuples(st.sampled_from(documents), labels)
    predictions = {document: verdict(document, label) for document, label in draw(st.lists(machines, max_size=6))}
    return annotations, [*verdicts.values()], [*predictions.values()]


def meant(judgement, taxonomy):
    carried = carry(judgement, taxonomy)
    return None if carried.stale else carried.primary or NO_LABEL


def moves(judgements, before, after):
    return fates([(meant(each, before), meant(each, after)) for each in judgements])


def fates(ends):
    stands = [old is not None and new is not None for old, new in ends]
    return Moves(
        total=len(ends),
        moved=sum(both and old != new for both, (old, new) in zip(stands, ends, strict=True)),
        stale=sum(old is not None and new is None for old, new in ends),
        again=sum(old is None and new is not None for old, new in ends),
    )


def rows(before, after):
    old, new = ({each.document: each.primary for each in side} for side in (before, after))
    both = old.keys() & new.keys()
    return Rows(
        before=len(old),
        after=len(new),
        relabelled=sum(old[each] != new[each] for each in both),
        lost=len(old.keys() - both),
        gained=len(new.keys() - both),
    )


def of_record(taxonomy, annotations, verdicts, predictions):
    said = grouped(annotations)
    told, predicted = ({each.document: each for each in side} for side in (verdicts, predictions))
    records = {
        document: settle(taxonomy, said.get(document, ()), told.get(document), predicted.get(document))
        for document in {*said, *told, *predicted}
    }
    return {
        document: None if record.source is None else record.primary or NO_LABEL for document, record in records.items()
    }


@given(histories(longest=8), st.data())
def test_what_is_foreseen_is_what_carrying_settling_and_training_say_afterwards(log, data):
    before = replay(log)
    if not before.live:
        return
    try:
        touched = gesture(data.draw, data.draw(st.sampled_from(KINDS)), before, 99)
        after = before.apply(step(touched, before))
    except TntError:
        return
    annotations, verdicts, predictions = data.draw(judged(before))
    gone = [each.document for each in verdicts if meant(each, after) is None]
    parts = st.sampled_from([label.id for label in after.live]) if after.live else None
    sorting = {document: data.draw(parts) for document in gone if parts is not None and data.draw(st.booleans())}

    found = foresee(hanging(annotations, verdicts, predictions, sorting), before, after, sorting)

    then = [each for each in verdicts if each.document not in sorting]
    then += [verdict(document, part) for document, part in sorting.items()]
    old, new = training_rows(verdicts, annotations, before), training_rows(then, annotations, after)
    assert found.training == rows(old.rows, new.rows)
    assert found.measuring == rows(old.held_out, new.held_out)
    records = (
        of_record(before, annotations, verdicts, predictions),
        of_record(after, annotations, then, predictions),
    )
    known = {document for document, now in records[0].items() if document in records[1]}
    ends = [(records[0][document], records[1][document]) for document in known]
    assert found.documents._replace(total=0) == fates(ends)._replace(total=0)
    assert found.annotations == moves(annotations, before, after)
    assert found.predictions == moves(predictions, before, after)
    assert found.verdicts == fates(
        [
            (None if each.needs_review else meant(each, before), sorting.get(each.document) or meant(each, after))
            for each in verdicts
            if not each.needs_review or each.document in sorting
        ]
    )


def three():
    return grown("Delivery", "Refunds", "Bills")


def kept(taxonomy, labels):
    return taxonomy.apply(step(labels, taxonomy))


def test_a_rename_moves_nothing_and_says_how_many_were_judged_by_the_earlier_name():
    before = three()
    after = kept(before, edits.rename(before, "delivery", "Parcels"))
    said = [verdict("1", "delivery"), verdict("2", "delivery"), verdict("3", "bills")]
    found = foresee(hanging([annotation("4", "Ana", "delivery")], said), before, after)
    assert found.documents == Moves(total=4, moved=0, stale=0, again=0)
    assert found.training == Rows(before=3, after=3, relabelled=0, lost=0, gained=0)
    assert found.reworded == 3


def test_another_definition_counts_as_another_wording_and_another_place_does_not():
    before, said = three(), hanging(verdicts=[verdict("1", "delivery")])
    defined = edits.rewrite(before, rewritten(before, "delivery", excludes=("returns",)))
    assert foresee(said, before, kept(before, defined)).reworded == 1
    assert foresee(said, before, kept(before, edits.move(before, "delivery", "bills"))).reworded == 0


def test_a_merge_moves_everything_that_hangs_on_what_goes():
    before = three()
    after = kept(before, edits.merge(before, ["refunds"], "bills"))
    said = [verdict("1", "refunds"), verdict("2", "bills"), verdict("3", None)]
    people = [annotation("4", "Ana", "refunds"), annotation("4", "Ben", "bills"), annotation("5", "Ana", "refunds")]
    found = foresee(hanging(people, said, [verdict("6", "refunds")]), before, after)
    assert found.verdicts == Moves(total=3, moved=1, stale=0, again=0)
    assert found.annotations == Moves(total=3, moved=2, stale=0, again=0)
    assert found.predictions == Moves(total=1, moved=1, stale=0, again=0)
    assert found.judged == Moves(total=2, moved=1, stale=0, again=0)
    assert found.measuring == Rows(before=1, after=2, relabelled=1, lost=0, gained=1)  # Ana and Ben no longer tie


def test_a_split_leaves_waiting_what_nobody_sorted():
    before = three()
    after = kept(before, edits.split(before, "delivery", PARTS))
    said = [verdict(str(number), "delivery") for number in range(5)] + [verdict("5", "bills")]
    people = [annotation("0", "Ana", "delivery")]
    unsorted = foresee(hanging(people, said), before, after)
    assert unsorted.documents == Moves(total=6, moved=0, stale=5, again=0)
    assert unsorted.judged == Moves(total=1, moved=0, stale=1, again=0)
    assert unsorted.training == Rows(before=5, after=1, relabelled=0, lost=4, gained=0)
    assert unsorted.measuring == Rows(before=1, after=0, relabelled=0, lost=1, gained=0)

    sorting = {"0": "late", "1": "late", "2": "lost"}
    some = foresee(hanging(people, said, one_by_one=sorting), before, after, sorting)
    assert some.documents == Moves(total=6, moved=3, stale=2, again=0)
    assert some.training == Rows(before=5, after=4, relabelled=2, lost=2, gained=1)


def test_a_document_with_a_prediction_that_stands_does_not_have_to_be_asked_again():
    before = three()
    after = kept(before, edits.retire(before, "delivery"))
    said = hanging(verdicts=[verdict("1", "delivery"), verdict("2", "delivery")], predictions=[verdict("1", "bills")])
    found = foresee(said, before, after)
    assert found.verdicts.stale == 2
    assert found.documents == Moves(total=2, moved=1, stale=1, again=0)


def test_what_is_brought_back_counts_again():
    before = three()
    retired = kept(before, edits.retire(before, "delivery"))
    found = foresee(
        hanging(verdicts=[verdict("1", "delivery")]), retired, kept(retired, edits.revive(retired, "delivery"))
    )
    assert found.documents == Moves(total=1, moved=0, stale=0, again=1)
    assert found.training.gained == 1


def test_the_table_with_another_taxonomy_changes_where_documents_of_both_move():
    before, other = three(), kept(grown("Angry", "Calm"), ())
    met = [
        Met("1", ("refunds",), ("angry",)),
        Met("2", ("refunds",), ("angry",)),
        Met("3", ("refunds",), (None,)),
        Met("4", ("bills", "refunds"), ("calm",)),  # a person said bills before the teacher
    ]
    merged = kept(before, edits.merge(before, ["refunds"], "bills"))
    assert crossed(met, before, merged, other) == Crossed(cells=4, moved=3, left=0, joined=0)
    retired = kept(before, edits.retire(before, "refunds"))
    assert crossed(met, before, retired, other) == Crossed(cells=2, moved=0, left=3, joined=0)
    assert crossed(met, retired, before, other) == Crossed(cells=2, moved=0, left=0, joined=3)
    without = kept(other, edits.retire(other, "angry"))
    assert crossed(met, before, merged, without) == Crossed(cells=2, moved=1, left=0, joined=0)
    split = kept(before, edits.split(before, "refunds", PARTS))
    assert crossed(met, before, split, other, {"1": "late"}) == Crossed(cells=3, moved=1, left=2, joined=0)


def test_an_empty_workspace_has_nothing_to_move():
    found = foresee(hanging(), Taxonomy(), kept(Taxonomy(), edits.add(Taxonomy(), "First")))
    assert found.documents == Moves(0, 0, 0, 0)
