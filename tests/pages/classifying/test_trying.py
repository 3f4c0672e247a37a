"""A text of one's own, labelled at once."""

from tests.pages.conftest import words


def test_a_text_is_labelled_at_once(visit, tickets, trained):
    app = visit("classify", project=tickets.id, tab="Try it")
    app.text_area(key="try").set_value("The cash machine swallowed my card").run()
    assert not app.exception
    assert "Card**" in words(app)
