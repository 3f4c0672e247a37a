from hypothesis import given, settings
from hypothesis import strategies as st

from core.growth.bringing import brought, of_labels
from core.taxonomy import edits
from core.taxonomy.gathering import Entry, Listed, gathered
from core.taxonomy.history import replay
from core.taxonomy.seeds import held
from tests.core.taxonomy.histories import grown, histories, step


def listing(*entries):
    return gathered(Listed(list(entries)))


@settings(deadline=None, max_examples=40)
@given(histories(), histories(), st.booleans(), st.data())
def test_whatever_parts_are_accepted_make_sense_and_leave_the_others(log, other, retire, data):
    now = replay(log)
    found = brought(now, held(replay(other)), retire)
    chosen = data.draw(st.sets(st.sampled_from(range(len(found.parts))))) if found.parts else set()
    labels = of_labels(found, [label.id for place in chosen for label in found.parts[place].labels])
    after = now.apply(step(labels, now))
    rest = brought(after, held(replay(other)), retire)
    assert len(chosen) < len(found.parts) or rest.parts == ()


def test_a_list_that_says_nothing_new_has_no_parts():
    found = brought(grown("A", "B"), listing(Entry("a")))
    assert (found.parts, found.missing) == ((), 1)


def test_each_label_that_changes_alone_is_a_part_of_its_own():
    found = brought(grown("A", "B"), listing(Entry("A", "new"), Entry("B", "new"), Entry("C"), Entry("D", above=2)))
    assert [part.kind for part in found.parts] == ["changed", "changed", "added"]
    assert [label.name for label in found.after.live] == ["A", "B", "C", "D"]


def test_a_part_that_has_grown_since_is_not_accepted_unseen():
    now = grown("A")
    seen = brought(now, listing(Entry("A", "new"), Entry("B")))
    wanted = [label.id for part in seen.parts for label in part.labels]
    later = now.apply(step(edits.add(now, "Bee"), now))
    merged = listing(Entry("A", "new"), Entry("B"), Entry("C", above=1))
    assert [label.name for label in of_labels(brought(later, merged), wanted)] == ["A"]


def test_labels_that_became_each_other_in_a_long_row_or_ring_are_read_in_a_moment():
    after = {number: f"l{number + 1}" for number in range(2999)}
    for last, became in (("b", "B"), ("l0", None)):
        gone = [Entry(f"L{n}", key=f"l{n}", became=(after.get(n, last),)) for n in range(3000)]
        found = brought(grown("A", "B"), gathered(Listed([Entry("B", key="b"), *gone], own=True)))
        assert len(found.parts) == 1
        assert found.after["l1"].became == ("l2",)
        assert [str(end) for end in found.after.trace("l1")] == ([became] if became else [])
