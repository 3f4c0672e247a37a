"""The compiled scorer: on every text it says what the model itself says, and it never leaves the text's bytes."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier.portable.features import Features
from core.classifier.portable.hashed import HashedWords, Hashing, folded_table
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import NEVER, Model
from core.errors import BadUpload
from core.scoring.compiled import compiled_scorer
from core.scoring.compiling import compiled
from core.scoring.scorer import as_texts, is_fast, scorer_of, strings

LABELS = 5
KNOWN = "card fee lost 卡 費 ไทย été naïve cafe_au 7up ǅ İstanbul straße नमस्ते ok 42"
WORDS = KNOWN.split()
HASHING = Hashing(folded_table(), bits=12)


def model(labels=LABELS, thresholds=None, applies=False, seed=0, texts=(KNOWN, "why is the fee so high")):
    random = np.random.default_rng(seed)
    buckets = np.unique(HASHING.found([*texts, *texts[::-1]]).buckets)
    terms = HashedWords(HASHING, buckets, 1 + random.random(len(buckets)))

    def head():
        return Linear(random.normal(size=(len(buckets), labels)) * 3, random.normal(size=labels))

    names = [f"label-{number}" for number in range(labels)]
    return Model(names, Features([terms], None), head(), thresholds or [0.2] * labels, head() if applies else None)


MODELS = {
    "thresholds": model(),
    "a second head": model(applies=True, thresholds=[0.4] * LABELS),
    "one label": model(labels=1, thresholds=[NEVER]),
    "many labels": model(labels=77, thresholds=[0.01] * 77),
}
SCORERS = {name: compiled_scorer(each) for name, each in MODELS.items()}


def agree(which, texts, array=None):
    """Every label and its order as the model says, and its confidence to the ninth place."""
    scored = SCORERS[which](pa.array(texts, pa.string()) if array is None else array)
    said = MODELS[which].predict(texts)
    labels = MODELS[which].labels
    found = [
        tuple(labels[label] for label in scored.labels[start:end])
        for start, end in zip(scored.starts[:-1], scored.starts[1:], strict=True)
    ]
    assert found == [one.applicable for one in said]
    assert [labels[label] for label in scored.primary] == [one.primary for one in said]
    assert np.abs(scored.confidence - [one.confidence for one in said]).max(initial=0) < 1e-9


characters = st.characters(exclude_categories=("Cs",))
texts = st.lists(
    st.one_of(
        st.text(characters, max_size=60),
        st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
        st.text(st.sampled_from("aB é卡ก\0\u0301\u200d🙂_0߷\U0001f1e6\U00031fff\U00032000\U0010ffff\n'"), max_size=40),
    ),
    max_size=8,
)


@pytest.mark.parametrize("which", MODELS)
@given(texts)
def test_labels_are_those_of_the_model_on_any_text(which, texts):
    agree(which, texts)


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_bytes_that_are_not_utf_8_count_as_their_replacement(contents):
    agree("thresholds", [content.decode("utf-8", "replace") for content in contents], pa.array(contents, pa.binary()))


def test_every_character_folds_as_in_the_model():
    everything = "".join(chr(code) for code in range(0x33000) if not 0xD800 <= code < 0xE000)
    learnt = model(texts=(" ".join(everything[start : start + 3] for start in range(0, len(everything), 3)),))
    scored = compiled_scorer(learnt)(pa.array([everything, everything[::-1], everything.upper()]))
    said = learnt.predict([everything, everything[::-1], everything.upper()])
    assert scored.confidence == pytest.approx([one.confidence for one in said], abs=1e-9)


def test_a_megabyte_of_words_is_counted_to_the_end():
    random = np.random.default_rng(1)
    long = " ".join(random.choice(WORDS, 200_000).tolist())
    assert len(long.encode()) > 1_000_000
    agree("thresholds", [long, "x" * 1_000_000, "card " * 250_000, ""])


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()],
    ids=str,
)
def test_every_form_of_text_column_is_read_also_sliced_and_with_nulls(kind):
    texts = ["lost card", None, "", "why is the fee", "été", "naïve 卡 費", None, "ok 42"] * 5
    if "binary" in str(kind):
        whole = pa.array([None if text is None else text.encode() for text in texts], kind)
    else:
        whole = pa.array(texts, kind)
    for start, length in ((0, 40), (3, 11), (7, 1), (40, 0)):
        array = as_texts(whole.slice(start, length))
        agree("thresholds", [text or "" for text in texts[start : start + length]], array)


def test_a_null_is_an_empty_text_even_where_bytes_stand_under_it():
    offsets = np.array([0, 4, 8], dtype=np.int32)
    validity = pa.py_buffer(bytes([0b01]))
    array = pa.StringArray.from_buffers(2, pa.py_buffer(offsets), pa.py_buffer(b"cardlost"), validity)
    agree("thresholds", ["card", ""], array)


def test_repeated_texts_may_come_as_a_dictionary():
    array = pa.array(["lost card", "ok 42", None, "lost card"]).dictionary_encode()
    agree("thresholds", ["lost card", "ok 42", "", "lost card"], as_texts(array))


def test_a_column_of_nothing_is_empty_texts():
    agree("thresholds", ["", ""], as_texts(pa.nulls(2)))


def test_a_column_of_numbers_is_refused():
    with pytest.raises(BadUpload, match="holds int64, not text"):
        as_texts(pa.array([1, 2]))


def test_plain_columns_are_not_copied():
    array = pa.array(["lost card", "ok"])
    assert as_texts(array) is array


def test_labels_that_are_equally_likely_come_in_the_models_order():
    terms = MODELS["thresholds"].features.terms[0]
    even = Model(
        [f"label-{n}" for n in range(4)],
        Features([terms], None),
        Linear(np.zeros((terms.width, 4), dtype=np.float32), np.array([0, 1, 1, 0], dtype=np.float32)),
        [0.1] * 4,
    )
    scored = compiled_scorer(even)(pa.array(["card", "", "lost fee"]))
    assert scored.labels.tolist() == [1, 2, 0, 3] * 3
    assert scored.starts.tolist() == [0, 4, 8, 12]


def test_more_labels_a_text_than_expected_are_all_kept():
    eager = model(labels=20, thresholds=[0.0] * 20)
    texts = ["lost card", "fee", "été"] * 50
    scored = compiled_scorer(eager)(pa.array(texts))
    said = eager.predict(texts)
    assert [eager.labels[label] for label in scored.labels] == [label for one in said for label in one.applicable]


def test_a_model_of_another_kind_is_asked_itself():
    other = Model(["a", "b"], Features([], None), Linear(np.empty((0, 2)), np.array([0.0, 1.0])), [NEVER, NEVER])
    assert not is_fast(other) and is_fast(MODELS["thresholds"])
    scored = scorer_of(other)(pa.array(["anything", None]))
    assert scored.labels.tolist() == [1, 1] and scored.starts.tolist() == [0, 1, 2]
    assert strings(pa.array([b"ok\xff", None])) == ["ok\ufffd", ""]


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same():
    found = {}
    exec("def double(number): return 2 * number", found)  # of no file, so that there is no folder to keep it in
    assert compiled(found["double"])(21) == 42
