"""A label's documents are sorted by hand before words before the teacher before the rest, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy
from core.labelling.sorting import Part, Splitting, Text, labels_of, proposed, queries, sort
from core.taxonomy import edits
from core.taxonomy.label import Label, Quote
from core.taxonomy.taxonomy import Change, Taxonomy

TEXTS = [
    Text.of("a", "I want a refund for my card"),
    Text.of("b", "My card was stolen"),
    Text.of("c", "The card does not work abroad"),
    Text.of("d", "Refunds take too long"),
]
CARDS = Label(id="cards", name="Cards", includes=("Plastic",), parent="money", examples=("a", "b", "c"))
TAXONOMY = Taxonomy().apply(Change(labels=(Label(id="money", name="Money"), CARDS), author="human:Ana", based_on=0))


def by_words(*words, **fields):
    parts = tuple(Part(number=n, name=f"Part {n}", words=written) for n, written in enumerate(words, start=1))
    return Splitting(parts=parts, issued=len(parts), **fields)


def sorted_(splitting):
    return sort(splitting, queries(splitting), TEXTS)


def test_the_first_part_that_matches_gets_the_document_and_what_no_words_match_is_left():
    found = sorted_(by_words("refund*", "card -abroad"))
    assert {each: place.part for each, place in found.places.items()} == {"a": 1, "b": 2, "d": 1}
    assert found.unsorted == ("c",)
    assert found.documents == {1: ("a", "d"), 2: ("b",)}
    assert found.taken == {1: 0, 2: 1}
    assert [str(term) for term in found.places["a"].terms] == ["“refund*”"]


def test_hand_comes_before_words_before_the_teacher_before_the_rest():
    found = sorted_(by_words("refund", "", by_hand={"a": 2}, by_teacher={"a": 1, "b": 1, "d": 2}, rest=1))
    assert {each: (place.part, place.by) for each, place in found.places.items()} == {
        "a": (2, "hand"),
        "b": (1, "teacher"),
        "c": (1, "rest"),
        "d": (2, "teacher"),
    }
    assert found.unsorted == ()
    assert found.count_by("rest") == 1


def test_words_that_cannot_be_understood_are_said_with_their_part():
    with pytest.raises(InvalidTaxonomy, match="Words of “Part 2”: A minus stands alone"):
        queries(by_words("refund", "card - lost"))
    with pytest.raises(InvalidTaxonomy, match="Words of part 1"):
        queries(Splitting(parts=(Part(number=1, words='"'), Part(number=2))))


def test_a_part_taken_away_gives_its_documents_back_and_its_number_is_not_given_again():
    splitting = by_words("", "", "", by_hand={"a": 2, "b": 3}, by_teacher={"c": 2}, rest=2).without_part(2)
    assert splitting.numbers == (1, 3)
    assert splitting.by_hand == {"b": 3}
    assert splitting.by_teacher == {}
    assert splitting.rest is None
    assert splitting.with_part().numbers == (1, 3, 4)


def test_sorting_by_hand_can_be_taken_back():
    splitting = by_words("", "").put("a", 1).put("b", 2).put("a", None)
    assert splitting.by_hand == {"b": 2}
    assert splitting.put("a", 7).by_hand == {"b": 2}


def test_nothing_thought_of_yet_is_blank():
    assert Splitting().blank
    assert not Splitting().put("a", 1).blank
    assert not Splitting().with_part().blank


def test_parts_stand_where_the_whole_stands_and_its_examples_go_along_with_the_documents():
    splitting = by_words("refund", "stolen")
    found = sorted_(splitting)
    parts = labels_of(splitting, TAXONOMY, CARDS, found)
    assert [(part.id, part.parent, part.examples) for part in parts.values()] == [
        ("part-1", "money", ("a",)),
        ("part-2", "money", ("b",)),
    ]
    assert TAXONOMY.apply(
        Change(labels=edits.split(TAXONOMY, "cards", tuple(parts.values())), author="human:Ana", based_on=1)
    ).trace("cards") == tuple(parts.values())


def test_a_part_that_keeps_the_name_keeps_the_contract_and_gets_an_id_of_its_own():
    splitting = Splitting(parts=(Part(number=1, name="cards"), Part(number=2, name="Cards abroad")))
    parts = labels_of(splitting, TAXONOMY, CARDS, sort(splitting, {}, TEXTS))
    assert parts[1].id == "cards-2"
    assert parts[1].includes == ("Plastic",)
    assert parts[2].includes == ()


def test_a_part_without_a_name_or_with_one_too_long_is_refused():
    for name, said in (("  ", "Give each part a name"), ("x" * 81, "too long for a name")):
        splitting = Splitting(parts=(Part(number=1, name="One"), Part(number=2, name=name)))
        with pytest.raises(InvalidTaxonomy, match=said):
            labels_of(splitting, TAXONOMY, CARDS, sort(splitting, {}, TEXTS))


def test_what_a_teacher_proposes_can_be_changed_before_it_is_kept():
    parts = (
        Label(
            id="x", name="Refunds", includes=("Money",), examples=("a",), quotes=(Quote(document="a", text="refund"),)
        ),
        Label(id="y", name="Theft"),
    )
    splitting = proposed(parts, {"a": "x", "b": "y", "c": "elsewhere"}, "llm:m", issued=4)
    assert splitting.numbers == (5, 6)
    found = sorted_(splitting.put("b", 5))
    assert {each: (place.part, place.by) for each, place in found.places.items()} == {
        "a": (5, "teacher"),
        "b": (5, "hand"),
    }
    made = labels_of(splitting, TAXONOMY, CARDS, found)[5]
    assert (made.id, made.includes, made.examples) == ("refunds", ("Money",), ("a", "b"))
    assert made.quotes == parts[0].quotes


words = st.sampled_from(["", "card", "refund*", "-card", "stolen, abroad", '"my card"'])
numbers = st.integers(1, 3)
placed = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "z"]), numbers)
splittings = st.builds(
    lambda written, hand, teacher, rest: by_words(*written, by_hand=hand, by_teacher=teacher, rest=rest),
    st.lists(words, min_size=3, max_size=3),
    placed,
    placed,
    st.none() | numbers,
)


@given(splittings)
def test_every_document_goes_to_one_part_or_is_left(splitting):
    found = sorted_(splitting)
    assert {*found.places, *found.unsorted} == {text.document for text in TEXTS}
    assert found.places.keys().isdisjoint(found.unsorted)
    assert sum(found.count(number) for number in splitting.numbers) == len(found.places)
    assert splitting.rest is None or not found.unsorted


@given(splittings)
def test_what_is_put_aside_is_taken_up_as_it_was(splitting):
    assert Splitting.model_validate_json(splitting.model_dump_json()) == splitting


@given(splittings, st.sampled_from("abcd"), numbers)
def test_a_person_has_the_last_word(splitting, document, number):
    place = sorted_(splitting.put(document, number)).places[document]
    assert (place.part, place.by) == (number, "hand")
