import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.publishing.codebook_page import to_html
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import histories, step
from tests.core.taxonomy.publishing_cases import edition, hard

VOID = ("meta", "br")


class Page(HTMLParser):
    """What a browser would find, with every element closed in its order."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.links, self.anchors, self.tags = [], [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.links += [attributes["href"]] if "href" in attributes else []
        self.anchors += [attributes["id"]] if "id" in attributes else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def of(*labels, **fields):
    return to_html(edition([step(labels, Taxonomy())], **fields), "editors")


@given(histories())
@settings(deadline=None, max_examples=50)
def test_every_label_in_use_has_an_entry_that_the_contents_lead_to(log):
    page = Page(to_html(edition(log)))
    assert len(page.anchors) == len(set(page.anchors)) == len(replay(log).live)
    assert page.links == ([f"#{anchor}" for anchor in page.anchors] if len(page.anchors) > 1 else [])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "</style>&amp;", "'a'"])
def test_nothing_that_people_or_models_wrote_is_markup(text):
    label = Label(id="a", name=text, description=text, includes=(text,), notes=text, notation=text, examples=("d",))
    page = Page(of(label, Label(id="b", name="B"), name=text, language=text, called=text, texts={"d": text}))
    assert {"script", "img"}.isdisjoint(page.tags)
    assert "".join(page.texts).count(text) >= 8


def test_the_page_needs_nothing_from_elsewhere_and_may_run_nothing():
    html = to_html(edition(hard()))
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert not re.search(r"https?://|src=|@import|url\(", html)


def test_labels_stand_in_their_own_colours_and_a_colour_is_nothing_else():
    html = of(
        Label(id="a", name="A", colour="#D55E00"),
        Label(id="b", name="B"),
        Label(id="c", name="C"),
        colours={"a": "#000000", "b": "#0072B2", "c": "red;background:url(x)"},
    )
    assert "--label:#D55E00" in html and "--label:#0072B2" in html
    assert "#000000" not in html.split("</style>")[1] and "url(" not in html


def test_it_is_in_the_language_of_the_labels_and_says_which_version_it_is():
    html = to_html(edition(hard(), language="de", called="agreed with legal"), "editors")
    assert '<html lang="de">' in html
    assert "Version 6, “agreed with legal”, 4 March 2026" in html
    assert "Fees: merged into" in html and "Also called" in html
    assert "Fees: merged into" not in to_html(edition(hard()))
