from core.corpus.document import Document
from core.taxonomy.comparison import Difference
from pages.parts.wording import named_in, reworded


def test_a_sentence_is_compared_word_by_word():
    said = reworded(Difference("description", ("About cards",), ("About bank cards",)), {})
    assert said == "**Description** About :green-background[bank] cards"


def test_of_a_list_only_the_lines_that_differ_are_shown():
    before, after = ("lost cards", "cards swallowed by a machine"), ("lost cards", "cards eaten by a machine", "chips")
    said = reworded(Difference("includes", before, after), {})
    assert "lost cards" not in said
    assert "chips" in said
    assert reworded(Difference("includes", ("a", "b"), ("a", "c", "d")), {}).count("  \n") == 3


def test_documents_that_come_and_go_are_shown_by_how_they_begin():
    change = Difference("examples", ("d1", "d2"), ("d2", "d3"))
    assert named_in([change]) == ["d1", "d3"]
    said = reworded(change, {"d3": Document(id="d3", text="My card\n\nis gone")})
    assert ":green-background[My card is gone]" in said
    assert "a document that is gone" in said


def test_a_place_a_colour_and_a_lock_are_said_in_words():
    assert "the top level" in reworded(Difference("parent", (), ("Money", "Cards")), {})
    assert "its own" in reworded(Difference("colour", (), ("#0072B2",)), {})
    assert reworded(Difference("locked", (), ("locked",)), {}) == "**Locked**"


def test_no_wording_becomes_a_link_or_an_image():
    said = reworded(Difference("notes", (), ("![x](https://evil/x)",)), {})
    assert "![x](" not in said
