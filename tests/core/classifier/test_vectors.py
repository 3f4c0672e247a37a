import io
import random
from typing import BinaryIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.classifier.embeddings import packaged, packaged_files
from core.classifier.portable.vectors import FILES, StaticVectors

# Cut by the tokeniser of all-MiniLM-L6-v2 itself; what it calls unknown is left out.
CUT = {
    "My card hasn't arrived yet!": "my card hasn ' t arrived yet !",
    "¿Dónde está mi transferencia de 1.250,00 €?": "¿ don ##de est ##a mi transfer ##encia de 1 . 250 , 00 € ?",
    "カードが届きません": "カ ##ー ##ト ##か き ##ま ##せ ##ん",
    "Überweisung verspätet, bitte prüfen": "uber ##wei ##sun ##g ve ##rs ##pate ##t , bit ##te pr ##uf ##en",
    "ΟΔΟΣ Σίσυφος": "ο ##δ ##ο ##σ σ ##ι ##σ ##υ ##φ ##ος",
    "naïve café\u200bs\x00 a\x0bb": "naive cafes ab",
    "0\x1fk 0\x85k": "0 ##k 0 ##k",
    "state-of-the-art LLMs @2026": "state - of - the - art ll ##ms @ 202 ##6",
    "한국어 카드": "ᄒ ##ᅡ ##ᆫ ##ᄀ ##ᅮ ##ᆨ ##ᄋ ##ᅥ ᄏ ##ᅡ ##ᄃ ##ᅳ",
    "İstanbul straße": "istanbul st ##raße",
}


@pytest.mark.parametrize("text", CUT)
def test_texts_are_cut_as_the_original_tokeniser_cuts_them(text: str) -> None:
    assert " ".join(packaged().pieces(text)) == CUT[text]


@pytest.mark.parametrize("text", CUT)
def test_a_vector_is_made_of_just_the_pieces(text: str) -> None:
    one, other = packaged().encode([text, text.replace(" ", "\n\t ")])
    assert one.tobytes() == other.tobytes() and one.any()


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_texts_without_known_pieces_and_no_others_are_zero(text: str) -> None:
    assert packaged().encode([text])[0].any() == any(True for _ in packaged().pieces(text))


def test_texts_of_like_meaning_lie_closer_than_others() -> None:
    late, missing, robot = packaged().encode(
        ["my salary has not arrived", "the transfer is still missing", "a robot grasps soft objects"]
    )
    assert late @ missing > late @ robot + 0.2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=12), st.randoms(use_true_random=False))
def test_a_text_has_the_same_vector_to_the_last_bit_in_any_company(texts: list[str], luck: random.Random) -> None:
    order = list(range(len(texts)))
    luck.shuffle(order)
    together = packaged().encode([texts[i] for i in order])
    for row, i in zip(together, order, strict=True):
        assert row.tobytes() == packaged().encode([texts[i]])[0].tobytes()


def test_the_order_of_the_words_does_not_matter_to_the_last_bit() -> None:
    words = ["the", "card", "I", "ordered", "in", "May", "never", "came", "and", "nobody", "answers", "us"] * 50
    shuffled = random.Random(0).sample(words, len(words))
    one, other = packaged().encode([" ".join(words), " ".join(shuffled)])
    assert one.tobytes() == other.tobytes()


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_rows_have_length_one_or_are_zero(text: str) -> None:
    (row,) = packaged().encode([text])
    assert row.dtype == np.float32
    assert np.linalg.norm(row) == pytest.approx(1 if row.any() else 0, abs=1e-5)


def test_nothing_known_gives_zeros_and_no_texts_give_no_rows() -> None:
    assert not packaged().encode(["", "  \n ", "\x00\u200b", "𒀀" * 5]).any()
    assert packaged().encode([]).shape == (0, packaged().dimensions)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["a\u0315\u0301", "!", "漢", "x", "hello world ", "\ud800", "bcdfg" * 19 + "."])
def test_a_megabyte_of_anything_is_encoded(piece: str) -> None:
    (row,) = packaged().encode([(piece * 1_000_000)[:1_000_000]])
    assert np.isfinite(row).all()


def test_the_packaged_files_read_back_as_the_same_vectors() -> None:
    files = packaged_files()
    assert set(files) == {*FILES, "LICENSE", "README.md"}

    def opened(name: str) -> BinaryIO:
        return io.BytesIO(files[name])

    text = ["Where is my refund?"]
    assert (StaticVectors.read(opened).encode(text) == packaged().encode(text)).all()
    assert sum(map(len, files.values())) < 8_500_000


def test_a_table_whose_parts_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one row for each"):
        StaticVectors(["a", "b"], np.zeros((3, 4), np.int8), np.ones(3, np.float16))
