"""A list brought in: a file, what it would change in the labels, and nothing kept before someone accepts it."""

from datetime import datetime
from typing import NamedTuple

import streamlit as st

from core.errors import TntError
from core.growth.bringing import Brought, brought
from core.growth.seeding.reading import BYTES, OWN_BYTES, read_seeds
from core.taxonomy.comparison import Comparison, compare
from core.taxonomy.seeds import Seeds
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.accepting import TURN, accepting
from pages.parts.errors import ICON
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.seeding import ENDINGS, FORMS

LARGEST = min(OWN_BYTES // 1_000_000, int(st.get_option("server.maxUploadSize")))  # MB
KEPT = 6  # files under review, of everyone
ABOUT = (
    "A list from elsewhere, or one you took away that someone has worked on. You see what it would change and choose "
    "what to accept; what a file does not say stays as it is."
)


class Review(NamedTuple):
    """Everything that a review depends on. A taxonomy's id may be given again, so it says since when it is there."""

    workspace: str
    taxonomy: str
    since: datetime
    version: int
    file: str
    retire: bool


def bringing_in(here: Working, now: Taxonomy) -> None:
    """Draw the choice of a file and all that it would change."""
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader(
        "List of labels",
        type=ENDINGS,
        max_upload_size=LARGEST,
        key=f"bring-in-{here.taxonomy.id}-{turn}",
        help=f"{FORMS} At most {BYTES // 1_000_000} MB, or {LARGEST} of this app’s own JSON.",
    )
    if file is None:
        st.caption(ABOUT)
        return
    review = Review(str(here.engine.url), here.taxonomy.id, here.taxonomy.at, now.version, file.file_id, retire=False)
    try:
        seeds = _seeds(file.file_id, file.name, here.taxonomy.brief.language, file.getvalue())
        found, comparison = _reviewed(review, now, seeds)
        _said(file.name, seeds, found)
        retire = _retiring(file.file_id, found.missing)
        if retire:
            found, comparison = _reviewed(review._replace(retire=True), now, seeds)
    except TntError as error:
        st.error(plain(str(error)), icon=ICON)
        return
    if not found.parts:
        st.success(f"This file changes nothing: {_as_it_is(seeds, now)}.", icon=":material/check:")
        return
    accepting(here, now, file, seeds, found, comparison, retire)


def _said(name: str, seeds: Seeds, found: Brought) -> None:
    gone = f", and {len(seeds.gone):,} no longer in use" if seeds.gone else ""
    st.markdown(f"**{plain(name)}** :gray[holds {counted(len(seeds.labels), 'label')}{gone}.]")
    for note in (*seeds.notes, *found.notes):
        st.caption(plain(note))


def _as_it_is(seeds: Seeds, now: Taxonomy) -> str:
    return "the labels are as it has them" if len(seeds.labels) == len(now.live) else "what it says is so already"


def _retiring(file_id: str, missing: int) -> bool:
    if not missing:
        return False
    return st.checkbox(
        f"Retire labels that are not in the file ({missing:,})",
        key=f"retire-missing-{file_id}",
        help="Leave this off for a list from which you want to take over only some labels.",
    )


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the list…")
def _seeds(file_id: str, name: str, language: str, _content: bytes) -> Seeds:  # noqa: ARG001 - it tells files apart
    return read_seeds(name, _content, language)


@st.cache_resource(max_entries=KEPT, show_spinner="Looking at what it would change…")
def _reviewed(review: Review, _now: Taxonomy, _seeds: Seeds) -> tuple[Brought, Comparison]:
    found = brought(_now, _seeds, review.retire)
    return found, compare(_now, found.after)
