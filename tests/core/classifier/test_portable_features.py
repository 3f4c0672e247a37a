import random
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.classifier.embeddings import packaged
from core.classifier.features import learn_terms
from core.classifier.portable.features import Features, in_blocks
from core.classifier.portable.hashed import HashedWords, Hashing, folded_table
from core.classifier.portable.terms import Terms, dampened
from tests.core.classifier.cases import HOSTILE, tickets

TEXTS = [*(example.text for example in tickets(30)), *HOSTILE]
HASHING = Hashing(folded_table())
BUCKETS = np.unique(HASHING.found(TEXTS).buckets)


class Lengths:
    """An encoder whose vectors say how long a text is."""

    dimensions = 2

    def encode(self, texts):
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    def described(self):
        return {"kind": "lengths"}

    def files(self):
        return {}


WORDS, CHARACTERS = (learn_terms(TEXTS, kind) for kind in ("words", "characters"))
HASHED = HashedWords(HASHING, BUCKETS, np.linspace(1, 2, len(BUCKETS)))
ALL = Features([WORDS, CHARACTERS, HASHED], packaged(), Lengths(), 2.0)
texts = st.lists(st.text(st.characters(codec=None), max_size=40) | st.sampled_from(TEXTS), max_size=12)


def same(one, other):
    return one.columns.tolist() == other.columns.tolist() and one.values.tobytes() == other.values.tobytes()


@settings(deadline=None)
@given(texts, st.randoms(use_true_random=False))
def test_a_row_is_the_same_to_the_last_bit_in_any_company(some, luck):
    luck.shuffle(some)
    together = ALL.rows(some)
    assert together.texts == len(some)
    assert all(same(together.row(number), ALL.row(text)) for number, text in enumerate(some))


@pytest.mark.parametrize("count", [255, 256, 257, 600])
def test_blocks_leave_no_seam(count):
    some = random.Random(count).choices(TEXTS, k=count)
    together = ALL.rows(some)
    assert all(same(together.row(number), ALL.row(text)) for number, text in enumerate(some))


def test_parts_stand_side_by_side_in_order():
    row = ALL.row(TEXTS[0])
    starts = np.cumsum([0, WORDS.width, CHARACTERS.width, HASHED.width, packaged().dimensions])
    for part, start in zip(ALL.terms, starts, strict=False):
        inside = (row.columns >= start) & (row.columns < start + part.width)
        alone = part.row(TEXTS[0])
        assert (row.columns[inside] - start).tolist() == alone.columns.tolist()
        assert row.values[inside].tobytes() == alone.values.tobytes()
    assert row.columns[-258:].tolist() == [*range(starts[3], starts[3] + 258)]
    assert row.values[-258:].tolist() == [*(2 * packaged().encode(TEXTS[:1])[0]), 2 * len(TEXTS[0]), 2]
    assert ALL.width == starts[4] + 2


def test_vectors_made_before_need_not_be_made_again():
    some = TEXTS * 10
    given = ALL.rows(some, np.full((len(some), 2), 3, dtype=np.float32)).dense[:, -2:]
    assert (given == 6).all()


def test_another_scale_changes_the_vectors_only():
    one, other = ALL.rows(TEXTS), ALL.scaled(0.5).rows(TEXTS)
    assert one.values.tobytes() == other.values.tobytes()
    assert (one.dense == 4 * other.dense).all()


def test_no_texts_give_no_rows_and_no_features_give_empty_ones():
    assert ALL.rows([]).texts == 0
    assert ALL.rows([]).dense.shape == (0, 258)
    nothing = Features([], None)
    assert (nothing.width, nothing.rows(["a", "b"]).starts.tolist()) == (0, [0, 0, 0])
    assert Features([Terms("words", [], np.empty(0))], None).rows(["a b"]).starts.tolist() == [0, 0]


def test_a_term_without_weight_divides_nothing_by_zero():
    assert Terms("words", ["card"], np.zeros(1)).row("card").values.tolist() == [0.0]


@given(st.lists(st.integers(1, 10**7), max_size=40))
def test_counts_are_dampened_one_by_one(counts):
    together = dampened(np.array(counts, dtype=np.intp))
    assert together == pytest.approx(1 + np.log(counts) if counts else [], rel=1e-15)
    assert together.tolist() == [dampened(np.array([count]))[0] for count in counts]


@given(st.lists(st.integers(0, 300_000), max_size=30))
def test_blocks_hold_every_text_once_in_order_and_no_more_than_fits(lengths):
    some = [f"{number}".ljust(length, "x") for number, length in enumerate(lengths)]
    blocks = [*in_blocks(some)]
    assert [text for block in blocks for text in block] == some
    assert all(sum(map(len, block[:-1])) < 250_000 for block in blocks)


@pytest.mark.parametrize("text", ["q" * 200_000, "card late " * 20_000, "日本" * 100_000])
def test_a_long_text_takes_some_tens_of_megabytes_of_memory(text):
    ALL.row(TEXTS[0])
    tracemalloc.start()
    try:
        ALL.row(text)
        assert tracemalloc.get_traced_memory()[1] < 40e6
    finally:
        tracemalloc.stop()
