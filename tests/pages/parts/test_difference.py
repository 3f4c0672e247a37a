from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy.label import Label, Quote
from pages.parts.difference import difference, sides
from pages.parts.evidence import excerpt, newly_named
from pages.parts.plain import plain


def test_what_goes_is_struck_and_what_comes_is_marked() -> None:
    assert difference("Lost cards", "Lost or stolen cards") == "Lost :green-background[or stolen] cards"
    assert difference("Lost bank cards", "Lost cards") == "Lost :gray[~~bank~~] cards"


def test_wordings_with_little_in_common_stand_one_after_the_other() -> None:
    assert difference("Fees", "What it costs") == ":gray[~~Fees~~] :green-background[What it costs]"


@given(st.text(max_size=60))
def test_a_wording_that_stays_is_as_it_is(text: str) -> None:
    assert difference(text, text) == plain(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_markup_of_either_wording_stays_text(old: str, new: str) -> None:
    said = difference(old, new)
    for mark in (":gray[~~", "~~]", ":green-background[", "]"):
        said = said.replace(mark, "")
    assert "](" not in said
    assert "![" not in said


def test_an_excerpt_shows_the_quote_in_its_sentence() -> None:
    text = "My card was swallowed by the machine."
    assert excerpt(text, "swallowed by") == "My card was **swallowed by** the machine\\."


def test_an_excerpt_of_a_long_text_is_cut_between_words() -> None:
    text = "one " * 60 + "the quote " + "two " * 60
    shown = excerpt(text, "the quote")
    assert shown.startswith("…one one")
    assert shown.endswith("two…")
    assert "**the quote**" in shown


def test_a_quote_that_is_not_in_the_text_leaves_its_beginning() -> None:
    assert excerpt("A short one", "elsewhere") == "A short one"


def test_only_documents_that_were_not_named_before_have_prompted_a_change() -> None:
    before = Label(id="a", name="A", examples=("1",))
    after = before.model_copy(update={"examples": ("1", "2"), "quotes": (Quote(document="2", text="said"),)})
    assert newly_named(before, after) == {"2": "said"}
    assert newly_named(None, after) == {"1": "", "2": "said"}


def test_side_by_side_each_wording_shows_its_own_part_of_the_difference() -> None:
    assert sides("Lost bank cards", "Lost or stolen cards") == (
        "Lost :gray[~~bank~~] cards",
        "Lost :green-background[or stolen] cards",
    )
    assert sides("", "Fees") == ("", ":green-background[Fees]")


def test_a_wording_without_spaces_is_compared_by_its_characters() -> None:
    assert sides("卡片丢失", "银行卡片丢失") == ("卡片丢失", ":green-background[银行] 卡片丢失")


@given(st.text(max_size=60))
def test_a_wording_that_stays_is_as_it_is_on_both_sides(text: str) -> None:
    assert sides(text, text) == (plain(text), plain(text))
