"""The labels to take away: a file for everyone who has a use for them, of any version."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from core.store import versions
from core.taxonomy.publishing.edition import Edition
from core.taxonomy.publishing.forms import FORMS
from core.taxonomy.publishing.skos import is_address
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.publishing import edition
from pages.parts.colours import colours
from pages.parts.linked import linked
from pages.parts.marked_versions import title
from pages.parts.place import Working

VERSION = "edition"  # the query parameter that holds the version
LONGEST = 200  # characters of an address


class Purpose(NamedTuple):
    """What people want a file for, and the forms that serve it: what is written on each button, and the file."""

    title: str
    sentence: str
    files: tuple[tuple[str, str], ...]


PURPOSES = (
    Purpose(
        "Codebook for annotators",
        "What every label means, to read on a screen, print or paste into a wiki.",
        (("Web page", "codebook.html"), ("Markdown", "codebook.md")),
    ),
    Purpose(
        "Codebook for editors",
        "The same with notes, earlier names and what became of labels no longer in use.",
        (("Web page", "codebook-for-editors.html"), ("Markdown", "codebook-for-editors.md")),
    ),
    Purpose(
        "Spreadsheet",
        "For colleagues who work in a table; what they change can be brought in again.",
        (("Excel", "taxonomy.xlsx"), ("CSV", "taxonomy.csv")),
    ),
    Purpose(
        "SKOS",
        "For libraries, terminology tools and linked data.",
        (("Turtle", "taxonomy.ttl"), ("RDF/XML", "taxonomy.rdf"), ("JSON-LD", "taxonomy.jsonld")),
    ),
    Purpose(
        "Everything",
        "For another workspace or a program: the labels with every step of their history.",
        (("JSON", "taxonomy.json"),),
    ),
)


def taking_away(here: Working, before: Sequence[Taxonomy], log: Sequence[Change]) -> None:
    """Draw the choice of version and a row for each purpose. Files are made when they are asked for."""
    st.subheader("Take away", anchor=False)
    if not log:
        st.write("There are no labels to take away yet.")
        return
    names = {each.version: each.name for each in versions.named_versions(here.engine, here.taxonomy.id)}
    titles = {str(version): title(log, names, version) for version in range(len(log), 0, -1)}
    titles[str(len(log))] += " (now)"
    version = int(linked("Version", titles, VERSION))
    address, with_texts = _options(here)
    usable = not address or is_address(address)
    for purpose in PURPOSES:
        with st.container(border=True, gap="xsmall", key=f"purpose-{purpose.files[0][1].replace('.', '-')}"):
            st.markdown(f"**{purpose.title}**  \n:small[:gray[{purpose.sentence}]]")
            with st.container(horizontal=True, gap="small"):
                for written, name in purpose.files:
                    made = partial(_content, here, before[version], version, address, with_texts, name)
                    _button(here, version, written, name, made, usable or purpose.title != "SKOS")


def _options(here: Working) -> tuple[str, bool]:
    """Where addresses of labels begin, empty for the app's own, and whether texts of documents go along."""
    with st.expander("Options", key="taking-away-options"):
        with_texts = st.checkbox(
            "Include the texts of examples",
            key="with-texts",
            help="Documents may be confidential. Without this, only the JSON quotes from them; all others name "
            "examples by number, and codebooks leave them out.",
        )
        address = st.text_input(
            "Addresses of labels begin with",
            key="base-address",
            max_chars=LONGEST,
            placeholder=f"urn:tnt-studio:{here.taxonomy.id}",
            help="For SKOS: a place on the web that you keep, if you have one, such as https://example.org/topics.",
        ).strip()
        if address and not is_address(address):
            st.error("That is no address. It has to begin with https:// or urn:.", icon=":material/error:")
    return address, with_texts


def _button(here: Working, version: int, written: str, name: str, made: partial[bytes], usable: bool) -> None:
    stem, _, ending = name.partition(".")
    st.download_button(
        written,
        data=made,
        file_name=f"{here.taxonomy.id}-{version}-{stem}.{ending}",
        mime=FORMS[name].media,
        key=f"take-{name}",
        icon=":material/download:",
        on_click="ignore",
        disabled=not usable,
    )


def _content(here: Working, taxonomy: Taxonomy, version: int, address: str, with_texts: bool, name: str) -> bytes:
    published: Edition = edition(here.engine, here.taxonomy, version, address, with_texts, colours(taxonomy))
    return FORMS[name].written(published)
