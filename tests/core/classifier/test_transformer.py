"""The transformer in NumPy: as the reference computes it, the same in any company, and back from its files."""

import io
import json
import os
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.make_embeddings import encode
from core.classifier.minilm import WEIGHTS_SHA256, folder, kept_in
from core.classifier.portable.transformer import FILES, opened
from tests.core.classifier.cases import HOSTILE, ROOT
from tests.core.classifier.small_encoder import HEADS, LONGEST, PIECES, WIDTH, original, small_encoder

TEXTS = ["My card is lost", "refunds, refunds", "the card", "lost cards, the refund is lost", "my 漢", "", "quux"]
words = st.lists(st.sampled_from([*PIECES[4:], "refund", "quux", "é"]), max_size=30).map(" ".join)


@pytest.fixture(scope="module")
def small():
    return small_encoder()


@pytest.fixture(scope="module")
def minilm():
    place = folder({})
    if not all((place / name).is_file() for name in FILES):
        pytest.skip("make minilm has not been run here")
    return kept_in(place)


def reference(tensors, vocabulary, pieces, heads):
    """What the same encoder gives in double precision."""
    rows = np.array([[vocabulary.index(piece) for piece in pieces]])
    (mean,) = encode({name: tensor.astype(float) for name, tensor in tensors.items()}, rows, heads)
    return mean / np.linalg.norm(mean)


@pytest.mark.parametrize("text", TEXTS)
def test_a_vector_is_what_the_reference_computes(small, text):
    tensors, vocabulary = original()
    expected = reference(tensors, vocabulary, small.pieces(text), HEADS)
    assert small.encode([text])[0] == pytest.approx(expected, abs=2e-6)


def test_unknown_words_are_marked_and_known_ones_cut(small):
    assert small.pieces("My refunds, quux!") == ["[CLS]", "my", "re", "##fund", "##s", ",", "[UNK]", "[UNK]", "[SEP]"]
    assert small.pieces("[UNK] [SEP]") == ["[CLS]", *["[UNK]"] * 6, "[SEP]"], "a text cannot write marks itself"


def test_of_a_long_text_its_beginning_is_read(small):
    assert small.pieces("card " * 1000) == ["[CLS]", *["card"] * (LONGEST - 2), "[SEP]"]
    one, other = small.encode(["card " * 22, "card " * 22 + "lost " * 5000])
    assert one.tobytes() == other.tobytes()


@given(st.lists(words, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_a_text_has_the_same_vector_to_the_last_bit_in_any_company(texts, luck: random.Random):
    encoder = ENCODER  # hypothesis and fixtures do not go together
    order = luck.sample(range(len(texts)), len(texts))
    together = encoder.encode([texts[place] for place in order])
    for row, place in zip(together, order, strict=True):
        assert row.tobytes() == encoder.encode([texts[place]])[0].tobytes()


ENCODER = small_encoder()
ALONE_AND_TOGETHER = """
import numpy as np
from tests.core.classifier.small_encoder import small_encoder
encoder = small_encoder()
texts = [" ".join(["card", "lost", "my"][: 1 + number % 3] * (1 + number % 7)) for number in range(200)]
together = encoder.encode(texts)
assert all((together[number] == encoder.encode([text])[0]).all() for number, text in enumerate(texts))
"""


@pytest.mark.parametrize("processor", ["Haswell", "Prescott", "Zen"])
def test_that_holds_on_processors_that_add_up_otherwise(processor):
    environ = os.environ | {"OPENBLAS_CORETYPE": processor, "OPENBLAS_NUM_THREADS": "2"}
    subprocess.run([sys.executable, "-c", ALONE_AND_TOGETHER], cwd=ROOT, env=environ, check=True, timeout=120)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gets_a_vector_of_length_one(small, text):
    (row,) = small.encode([text])
    assert row.dtype == np.float32
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-6)


def test_no_texts_give_no_rows(small):
    assert small.encode([]).shape == (0, WIDTH)


def test_files_read_back_as_the_same_encoder(small):
    files = small.files()
    assert set(files) == set(FILES)
    assert b"Apache License" in files["LICENSE"]
    assert WEIGHTS_SHA256 in files["README.md"].decode()
    again = opened(json.loads(json.dumps(small.described())), files)
    assert again.encode(TEXTS).tobytes() == small.encode(TEXTS).tobytes()
    assert again.files() == files


def saved(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.npy", saved(np.zeros((3, WIDTH), np.float16))),
        ("words.npy", saved(np.zeros((len(PIECES), WIDTH), np.float32))),
        ("words.npy", saved(np.full((len(PIECES), WIDTH), np.nan, np.float16))),
        ("words.npy", saved(np.zeros(WIDTH, np.float16))),
        ("norms.npy", saved(np.zeros((4, 2, WIDTH), np.float16))),
        ("attention.npy", b"not numpy"),
        ("attention.npy", saved(np.zeros((2, WIDTH, 4 * WIDTH), np.float16))[:-1]),
        ("vocabulary.txt", "".join(f"{piece}\n" for piece in ["x", *PIECES[1:-1], "x"]).replace("[UNK]", "u").encode()),
        ("vocabulary.txt", b"\xff\xfe"),
    ],
)
def test_files_that_do_not_fit_are_refused(small, name, content):
    with pytest.raises(ValueError):
        opened(small.described(), {**small.files(), name: content})


def test_heads_that_do_not_divide_the_width_are_refused(small):
    for heads in (0, 5, -1):
        with pytest.raises(ValueError, match="multiple of its heads"):
            opened({**small.described(), "heads": heads}, small.files())


def test_minilm_understands_what_sentences_mean(minilm):
    late, missing, robot = minilm.encode(
        ["my salary has not arrived", "the transfer is still missing", "a robot grasps soft objects"]
    )
    assert late @ missing > late @ robot + 0.3


def test_minilm_gives_the_vectors_of_its_makers_library(minilm):
    """Golden: the first numbers that sentence-transformers 6.2 gives for the original weights."""
    golden = json.loads((ROOT / "tests" / "golden" / "minilm.json").read_text(encoding="utf-8"))
    for row, vector in zip(minilm.encode([*golden]), golden.values(), strict=True):
        assert row @ np.array(vector) > 0.999995


def test_minilm_gives_the_same_vector_in_any_company(minilm):
    texts = [" ".join(TEXTS[: 1 + number % 7]) for number in range(24)]
    together = minilm.encode(texts)
    for row, text in zip(together, texts, strict=True):
        assert row.tobytes() == minilm.encode([text])[0].tobytes()
