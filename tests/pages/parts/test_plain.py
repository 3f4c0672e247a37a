"""Text from outside stays text: the browser test of hostile texts found links where everything was escaped."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.plain import JOINER, plain

LINKS = re.compile(r"https?://|www\.|\S@[\w-]", re.IGNORECASE)  # what Markdown with GitHub's additions links by itself


def shown(text: str) -> str:
    """What a browser shows of it: escapes undone."""
    return re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~:$&=^])", r"\1", plain(text))


@given(st.text(st.sampled_from("ab :/.@wWhHtTpPsS<>()[]!\\*_`$|~#-+=&^\n")))
def test_nothing_in_a_plain_text_can_become_a_link(text):
    assert not LINKS.search(shown(text))


@given(st.text().filter(lambda text: JOINER not in text))
def test_a_plain_text_reads_as_it_was_written_on_one_line(text):
    assert shown(text).replace(JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize("address", ["http://evil.test/a", "HTTPS://evil.test", "www.evil.test", "ana@evil.test"])
def test_addresses_are_not_linked(address):
    assert not LINKS.search(shown(f"see {address} now"))
