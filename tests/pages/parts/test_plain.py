"""Text from outside stays text: the browser test of hostile texts found links where everything was escaped."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.plain import JOINER, LEFTWARDS, plain

TURNED = re.compile(  # what Markdown with GitHub's and Streamlit's additions makes of text that is not escaped
    r"https?://|www\.|\S@[\w-]|:material/|:[\w+-]+:|->|<-|--|>=|<=|~=", re.IGNORECASE
)


def shown(text: str) -> str:
    """What a browser shows of it: escapes undone, without the marks round what is written leftwards."""
    unescaped = re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~:$&=^])", r"\1", plain(text))
    return re.sub(r"(?s)^\u2068(.*)\u2069$", r"\1", unescaped) if LEFTWARDS.search(text) else unescaped


@given(st.text(st.sampled_from("ab :/.@wWhHtTpPsS<>()[]!\\*_`$|~#-+=&^\n")))
def test_nothing_in_a_plain_text_turns_into_something_else(text):
    assert not TURNED.search(shown(text))


@given(st.text().filter(lambda text: JOINER not in text))
def test_a_plain_text_reads_as_it_was_written_on_one_line(text):
    assert shown(text).replace(JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize(
    "word",
    ["http://evil.test/a", "HTTPS://evil.test", "www.evil.test", "ana@evil.test", ":material/home:", ":smile:", "->"],
)
def test_addresses_icons_and_arrows_stay_words(word):
    assert not TURNED.search(shown(f"see {word} now"))


def test_a_name_written_leftwards_leaves_the_numbers_round_it_where_they_are():
    assert plain("الرسوم") == "\u2068الرسوم\u2069"
    assert plain("Fees") == "Fees"
