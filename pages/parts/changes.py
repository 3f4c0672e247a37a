"""One change of a taxonomy as a card: who did what, why, and what prompted it."""

import streamlit as st

from core.taxonomy.history import describe
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.plain import plain

EXAMPLES = "Chose other examples for"
KINDS = {  # how core.taxonomy.history.describe begins its sentences, with an icon
    "Added": ":material/add_circle:",
    "Merged": ":material/call_merge:",
    "Split": ":material/call_split:",
    "Renamed": ":material/edit:",
    "Retired": ":material/do_not_disturb_on:",
    "Redefined": ":material/notes:",
    "Moved": ":material/subdirectory_arrow_right:",
    "Locked": ":material/lock:",
    "Unlocked": ":material/lock_open:",
    "Brought back": ":material/undo:",
    "Renumbered": ":material/tag:",
    "Recoloured": ":material/palette:",
    "Noted something on": ":material/sticky_note_2:",
    EXAMPLES: ":material/format_quote:",
}
SHOWN = 20  # sentences of a kind; a first batch may add dozens


def grouped(before: Taxonomy, change: Change) -> dict[str, list[str]]:
    """What a change did, by kind: {"Merged": ["“A” and “B” into “C”"]}."""
    groups: dict[str, list[str]] = {}
    for sentence in describe(before, change):
        kind = next(kind for kind in KINDS if sentence.startswith(f"{kind} "))
        groups.setdefault(kind, []).append(sentence.removeprefix(kind).strip())
    return {kind: groups[kind] for kind in KINDS if kind in groups}


def change_card(before: Taxonomy, change: Change, heading: str, prompted_by: str) -> None:
    """Draw a change. `heading` names the step, `prompted_by` says what its author was looking at; both are plain."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(heading)}**  {facts(change, prompted_by)}")
        what_changed(before, change)


def facts(change: Change, prompted_by: str) -> str:
    """Who, what prompted it, when and how it was marked, in small print ready for Markdown."""
    marked = "" if change.score is None else f"its mark {change.score:.0f} of 100"
    said = [signed(change.author), plain(prompted_by), when(change.at), marked]
    return f":small[:gray[{' · '.join(fact for fact in said if fact)}]]"


def what_changed(before: Taxonomy, change: Change) -> None:
    """What a change did, a line a kind, and why."""
    groups = grouped(before, change)
    if not groups:
        sign = ":orange[:material/warning:]" if change.failed else ":gray[:material/check:]"
        st.markdown(f"{sign} {plain(change.reason or 'Nothing had to change.')}")
        return
    for kind, sentences in groups.items():
        if kind == EXAMPLES and len(sentences) > 1:  # names would drown what matters
            st.markdown(f":gray[{KINDS[kind]}] **{kind} {len(sentences)} labels**")
            continue
        count = f" {len(sentences)}" if len(sentences) > 1 else ""
        shown = "; ".join(sentences[:SHOWN]) if " into " in sentences[0] else ", ".join(sentences[:SHOWN])
        more = f" and {len(sentences) - SHOWN} more" if len(sentences) > SHOWN else ""
        st.markdown(f":gray[{KINDS[kind]}] **{kind}{count}**  {plain(shown + more)}")
    if change.reason:
        st.caption(plain(change.reason))
