import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.portable.hashed import SIZE, HashedWords, Hashing, alone_table, folded_table
from tests.core.classifier.cases import HOSTILE

FOLDED = folded_table()
ALONE = alone_table()
HASHING = Hashing(FOLDED)
MASK = 0xFFFFFFFF
texts = st.lists(st.text(st.characters(codec=None), max_size=60), max_size=6)
WORDS = ["card", "cards", "late", "İstanbul", "ß", "猫", "ก", "x", "_", "é"]
words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def spelt_out(text, bits=18):
    """The buckets of a text, character by character as the format says it."""
    found, word, before = [], [], None
    for character in f"{text} ":
        code = ord(character)
        folded = int(FOLDED[code]) if code < SIZE else 0
        alone = code < SIZE and ALONE[code]
        ended = [word] if len(word) > 1 and (folded == 0 or alone) else []
        word = [] if folded == 0 or alone else [*word, folded]
        for codes in [*ended, *([[folded]] if folded and alone else [])]:
            number = hashed(codes)
            found.append(number)
            found += [] if before is None else [paired(before, number)]
            before = number
    return [number & ((1 << bits) - 1) for number in found]


def hashed(codes):
    number = 2166136261
    for code in codes:
        number = ((number ^ code) * 16777619) & MASK
    number ^= number >> 15
    number = (number * 0x2C1B3C6D) & MASK
    return number ^ (number >> 12)


def paired(before, number):
    pair = ((before * 0x9E3779B1) & MASK) ^ ((number + 0x7F4A7C15) & MASK)
    pair ^= pair >> 15
    pair = (pair * 0x85EBCA6B) & MASK
    return pair ^ (pair >> 13)


def found(some, bits=18):
    starts, buckets = Hashing(FOLDED, bits).found(some)
    return [buckets[start:end].tolist() for start, end in pairwise(starts)]


def learnt(some):
    buckets = np.unique(HASHING.found(some).buckets)
    return HashedWords(HASHING, buckets, 1 + np.arange(len(buckets)) / 7)


@given(texts, st.sampled_from([4, 18, 24]))
def test_words_and_pairs_are_hashed_as_the_format_says(some, bits):
    assert found(some, bits) == [spelt_out(text, bits) for text in some]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_hashed_as_the_format_says(text):
    assert found([text]) == [spelt_out(text)]


def test_these_are_the_buckets_for_good():
    assert found(["The card, THE card 猫 x"]) == [[242013, 80828, 52385, 242013, 231975, 80828, 52385, 44057, 183262]]


def test_a_word_is_of_two_characters_or_stands_alone():
    assert [
        len(one) for one in found(["a", "ab", "ab c de", "猫", "ไป", "a 猫b", "x_", "e\u0301", "\ud800\ud801"])
    ] == [*(0, 1, 3, 1, 3, 1, 1, 1, 0)]


def test_case_does_not_matter_but_what_has_no_single_lower_case_stays():
    assert found(["ΟΔΟΣ Überweisung"]) == found(["οδοσ überweisung"])
    assert found(["İstanbul"]) != found(["istanbul"])


def test_the_table_holds_word_characters_in_lower_case_and_nothing_else():
    for code in range(SIZE):
        character = chr(code)
        within = character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
        assert (FOLDED[code] != 0) == within
    assert FOLDED[ord("É")] == ord("é")
    assert not any(chr(code).isalnum() for code in range(SIZE, 0x110000))


def test_folding_neither_makes_nor_unmakes_a_character_that_stands_alone():
    within = np.flatnonzero(FOLDED)
    assert np.array_equal(ALONE[within], ALONE[FOLDED[within]])


@given(st.lists(words, max_size=5))
def test_a_row_is_summed_in_the_order_of_first_occurrence(some):
    part = learnt(some)
    for text in some:
        columns, values = part.row(text)
        order = list(dict.fromkeys(spelt_out(text)))
        weights = [(1 + np.log(spelt_out(text).count(bucket))) * part.idf[part.columns[bucket]] for bucket in order]
        square = 0.0
        for weight in weights:
            square += weight * weight
        assert part.buckets[columns].tolist() == order
        assert values.tolist() == [weight / np.sqrt(square) for weight in weights]


def test_buckets_not_seen_in_training_count_for_nothing():
    part = learnt(["lost card"])
    assert part.width == 3
    assert len(part.row("stolen wallet").columns) == 0
    assert part.row("lost wallet").values.tolist() == [1.0]


def test_keeping_some_buckets_keeps_their_weights():
    part = learnt(["lost card and stolen wallet"])
    kept = part.keeping(np.array([0, 3]))
    assert kept.buckets.tolist() == part.buckets[[0, 3]].tolist()
    assert kept.idf.tolist() == part.idf[[0, 3]].tolist()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["a", "ab ", "猫", "é🔥 ", "\ud800", "a\u0301", "0123456789 "])
def test_a_megabyte_of_anything_is_hashed(piece):
    text = (piece * 1_000_000)[:1_000_000]
    assert np.isfinite(learnt([text]).row(text).values).all()
