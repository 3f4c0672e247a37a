"""What people ask of the next batch in free words, with what was asked before. Kept as versions of the brief."""

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from core.store import projects
from core.store.projects import Wording
from core.taxonomy.taxonomy import Change
from pages.parts.errors import errors_told
from pages.parts.marks import PERSON
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import plain

QUESTION = "What should the next batch heed?"
EXAMPLE = "Keep fees and limits apart. Name products as our customers do."
DEAF = "The offline teacher groups texts by their words and cannot read this. A language model heeds it."


def guidance_field(here: Working, key: str, label: str = QUESTION) -> None:
    """The text itself, for a form or on its own."""
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief
    st.text_area(label, value=brief.guidance, max_chars=4000, height=84, key=key, placeholder=EXAMPLE)


@errors_told()
def keep_guidance(here: Working, key: str) -> None:
    """Put what was typed into the brief, as a version of its own; the same words again change nothing."""
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief
    wanted = brief.model_copy(update={"guidance": (st.session_state[key] or "").strip()})
    projects.set_brief(here.engine, here.taxonomy.id, wanted, here.author)


def earlier(here: Working, log: Sequence[Change]) -> None:
    """Every wording there has been, the newest first, with the step from which on it held."""
    said = _guidances(projects.briefs(here.engine, here.taxonomy.id))
    for place in range(len(said) - 1, -1, -1):
        wording = said[place]
        until = said[place + 1].version if place + 1 < len(said) else None
        facts = [
            f"{PERSON} {plain(wording.made_by.removeprefix('human:'))}" if wording.made_by else "",
            when(wording.at),
            _held(log, wording.version, until),
        ]
        words = f"“{plain(wording.brief.guidance)}”" if wording.brief.guidance else "Nothing in particular"
        st.markdown(f":small[{words}  :gray[{' · '.join(fact for fact in facts if fact)}]]")


def _guidances(wordings: Sequence[Wording]) -> list[Wording]:
    """The wordings that changed the guidance; an empty first one says nothing."""
    changed = [after for before, after in pairwise(wordings) if after.brief.guidance != before.brief.guidance]
    return [*(wording for wording in wordings[:1] if wording.brief.guidance), *changed]


def _held(log: Sequence[Change], version: int, until: int | None) -> str:
    """From which step on a teacher was told; empty before the first."""
    heeded = (
        change.batch.partition("/")[2]
        for change in log
        if change.batch and not change.by_person and change.brief >= version and (until is None or change.brief < until)
    )
    first = next(heeded, "")
    return f"from {first} on" if first else "for the next batch" if until is None else "never used"
