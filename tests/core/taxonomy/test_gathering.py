import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadUpload
from core.taxonomy.gathering import DEPTH, DESCRIPTION, MOST, Entry, Listed, gathered
from core.taxonomy.label import Label
from core.taxonomy.seeds import Seed, Seeds, as_labels
from core.taxonomy.taxonomy import Change, Taxonomy


def mended(entries) -> Seeds:
    return gathered(Listed(list(entries)))


def tree(*entries: Entry) -> list[tuple[str, str | None]]:
    seeds = mended(entries).labels
    return [(seed.name, None if seed.parent is None else seeds[seed.parent].name) for seed in seeds]


def test_a_list_keeps_its_order_with_parents_before_children():
    entries = (Entry("Lost", parent="Cards"), Entry("Fees"), Entry("Cards"), Entry("Stolen", parent="cards"))
    assert tree(*entries) == [("Cards", None), ("Lost", "Cards"), ("Stolen", "Cards"), ("Fees", None)]


def test_parents_are_known_by_key_before_name_and_by_place_before_both():
    entries = (Entry("A", key="1"), Entry("1", key="2"), Entry("B", parent="1"), Entry("C", parent="1", above=1))
    assert tree(*entries) == [("A", None), ("B", "A"), ("1", None), ("C", "1")]


def test_entries_without_a_name_are_left_out_and_what_stood_under_them_moves_up():
    seeds = mended([Entry("Cards"), Entry(" \n", above=0), Entry("Lost", above=1)])
    assert seeds.labels == (Seed("Cards"), Seed("Lost", parent=0))
    assert seeds.notes == ("Left out, as they have no name: 1.",)


def test_one_name_under_one_parent_is_one_label_with_what_all_of_them_say():
    seeds = mended([Entry("Fees", includes=("a",)), Entry("fees ", "What it costs", ("b",)), Entry("Yearly", above=1)])
    assert seeds.labels == (Seed("Fees", "What it costs", ("a", "b")), Seed("Yearly", parent=0))
    assert seeds.notes == ("More than one entry had the same name; they were taken together: “fees”.",)


def test_one_name_in_two_places_is_two_labels_and_the_higher_keeps_its_name():
    entries = (Entry("Cards"), Entry("Fees", above=0), Entry("Account"), Entry("Fees", above=2), Entry("Fees"))
    assert [name for name, _ in tree(*entries)] == ["Cards", "Fees (Cards)", "Account", "Fees (Account)", "Fees"]


def test_a_label_named_like_the_one_above_is_that_one():
    assert tree(Entry("Cards"), Entry("cards", above=0), Entry("Lost", above=1)) == [("Cards", None), ("Lost", "Cards")]


def test_labels_that_stand_under_themselves_are_opened_where_the_list_says_its_top_is():
    ring = (Entry("A", parent="C"), Entry("B", parent="A"), Entry("C", parent="B", top=True))
    assert tree(*ring) == [("C", None), ("A", "C"), ("B", "A")]
    assert mended(ring).notes == ("Labels stood under themselves; these were put at the top: “C”.",)


def test_a_parent_that_is_not_there_is_said():
    assert mended([Entry("Lost", parent="Cards")]).notes == (
        "What these stand under is not in the list, so they were put at the top: “Lost”.",
    )


def test_long_names_and_descriptions_are_cut_and_said():
    seeds = mended([Entry("x" * 90), Entry("x" * 91), Entry("Cards", "y" * (DESCRIPTION + 1))])
    assert [len(seed.name) for seed in seeds.labels] == [80, 80, 5]
    assert seeds.labels[0].name != seeds.labels[1].name
    assert len(seeds.labels[2].description) == DESCRIPTION
    assert any("Names were cut at 80 characters" in note for note in seeds.notes)
    assert any("shortened: “Cards”" in note for note in seeds.notes)


def test_what_a_database_cannot_hold_is_taken_out():
    assert mended([Entry("A\0\ud800B\x07", "half \udfff")]).labels == (Seed("A �B", "half �"),)


def test_an_empty_a_very_long_and_a_very_deep_list_are_refused():
    with pytest.raises(BadUpload, match="No names of labels"):
        mended([Entry(""), Entry(" ")])
    with pytest.raises(BadUpload, match="more than 20,000 labels"):
        mended(Entry(f"n{number}") for number in range(MOST + 1))
    with pytest.raises(BadUpload, match="more than 30 levels deep"):
        mended(Entry(f"n{number}", above=number - 1 if number else None) for number in range(DEPTH + 1))


SAID = st.sampled_from(["", "A", "a", "B", "C", "A (B)", "x" * 80, "x" * 85, "x" * 90, "1", "\ud800"])

ENTRIES = st.builds(Entry, SAID, st.sampled_from(["", "d"]), key=SAID, parent=SAID, above=st.none(), top=st.booleans())


@given(
    st.lists(ENTRIES, max_size=12),
    st.lists(SAID.filter(str.strip), max_size=4, unique_by=lambda name: name.strip().casefold()[:80]),
)
def test_any_list_becomes_labels_that_any_taxonomy_can_hold(entries, there):
    labels = tuple(
        Label(id=f"l{n}", name=name[:80], locked=n == 0) for n, name in enumerate(there) if "\ud800" not in name
    )
    before = Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))
    if not any(entry.name for entry in entries):
        return
    seeds = mended(entries)
    now = before.apply(Change(labels=as_labels(before, seeds), author="human:Ana", based_on=1))
    assert {seed.name.casefold() for seed in seeds.labels} <= {label.name.casefold() for label in now.live}
    for label in labels:
        assert now[label.id].model_copy(update={"description": label.description}) == label
    assert as_labels(now, seeds) == ()
