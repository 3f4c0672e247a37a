from hypothesis import given
from hypothesis import strategies as st

from core.agreement.sampling import Drawn
from core.labelling.batches import Said, annotation, doubtful_batch, place_in_queue, random_batch, reserved

IDS = st.sets(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=40)
RANDOM = Drawn("d", "random", 0.1)
SAID = Said("cards", ("cards", "app"), "unclear", 3.0)


@given(IDS, st.integers(0, 45), st.integers(1, 20), st.integers(0, 5))
def test_the_same_place_in_the_queue_is_the_same_batch_and_batches_never_overlap(population, start, size, seed):
    batch = random_batch(population, start, size, seed)
    assert batch == random_batch(population, start, size, seed)
    following = random_batch(population, start + size, size, seed)
    assert not {each.document for each in batch} & {each.document for each in following}


@given(IDS, st.integers(1, 20), st.integers(0, 5))
def test_batches_one_after_the_other_hold_every_document_once(population, size, seed):
    batches = [random_batch(population, start, size, seed) for start in range(0, len(population), size)]
    drawn = [each.document for batch in batches for each in batch]
    assert sorted(drawn) == sorted(population)


def test_the_probability_is_that_of_the_draw_from_what_was_left():
    population = [f"d{n}" for n in range(100)]
    assert {each.probability for each in random_batch(population, 0, 50, 0)} == {0.5}
    assert {each.probability for each in random_batch(population, 50, 25, 0)} == {0.5}


@given(IDS, st.integers(0, 40), st.integers(0, 5))
def test_someone_goes_on_where_they_left_off(population, judged, seed):
    done = [each.document for each in random_batch(population, 0, judged, seed)] if judged else []
    assert place_in_queue(population, done, seed) == len(done)


@given(IDS, st.integers(0, 10), st.integers(1, 10), st.integers(0, 5))
def test_doubtful_documents_are_never_those_that_chance_will_pick_first(population, start, size, seed):
    confidences = {document: len(document) / 10 for document in population}
    batch = doubtful_batch(confidences, population, start, size, seed)
    assert not {each.document for each in batch} & reserved(population, seed)
    assert all(each.probability is None and each.drawn == "doubtful" for each in batch)


def test_a_first_judgement_is_blind_and_counts():
    said = annotation("Ana", RANDOM, SAID, version=3, earlier=None, revealed=False)
    assert said.blind and said.counts and not said.changed_after_reveal
    assert (said.primary, said.applicable, said.note, said.probability, said.version) == (
        "cards", ("cards", "app"), "unclear", 0.1, 3,
    )  # fmt: skip


def test_a_correction_before_the_reveal_is_still_blind():
    first = annotation("Ana", RANDOM, SAID, 3, None, revealed=False)
    assert annotation("Ana", RANDOM, SAID, 3, first, revealed=False).counts


def test_what_is_changed_after_the_reveal_never_counts_nor_does_what_follows_it():
    first = annotation("Ana", RANDOM, SAID, 3, None, revealed=False)
    second = annotation("Ana", RANDOM, SAID, 3, first, revealed=True)
    third = annotation("Ana", RANDOM, SAID, 3, second, revealed=False)
    assert second.changed_after_reveal and not second.counts
    assert third.changed_after_reveal and not third.counts
