"""One thing done with several labels: move, lock or colour them. What it does is shown before it is kept."""

from collections.abc import Callable

import streamlit as st

from core.errors import TntError
from core.taxonomy import edits
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.choosing import others, path_of
from pages.parts.colours import COLOURS, dot
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

OWN = ""  # the colour that a label has by its place
TOP = ""  # what the list of parents calls the top level


def move_all(here: Working, taxonomy: Taxonomy, label_ids: tuple[LabelId, ...]) -> None:
    """Put them under one label, or at the top."""
    families = {*label_ids, *(below.id for label_id in label_ids for below in taxonomy.below(label_id))}
    parent = st.selectbox(
        "Move them under",
        [TOP, *others(taxonomy, families)],
        format_func=lambda each: "The top level" if each == TOP else path_of(taxonomy, each),
        key="move-under",
    )
    to = parent or None
    _keeping(
        here,
        taxonomy,
        lambda now: edits.move_all(now, label_ids, to),
        "Move them" if to is None else f"Move under {plain(taxonomy[to].name)}",
        "They all stand there already.",
        "move-several",
    )


def lock_all(here: Working, taxonomy: Taxonomy, label_ids: tuple[LabelId, ...]) -> None:
    """Settle them, or free them again."""
    locked = sum(taxonomy[label_id].locked for label_id in label_ids)
    st.caption(f"{_of(locked, len(label_ids))} locked. Teachers leave a locked label as it is; people may change it.")
    wanted = st.radio(
        "They are then",
        [True, False],
        index=0 if locked < len(label_ids) else 1,
        format_func=lambda lock: "Locked" if lock else "Open to teachers",
        horizontal=True,
        key=f"lock-or-not-{locked}-{len(label_ids)}",
    )
    count = counted(len(label_ids) - locked if wanted else locked, "label")
    _keeping(
        here,
        taxonomy,
        lambda now: edits.lock_all(now, label_ids, wanted),
        f"{'Lock' if wanted else 'Unlock'} {count}",
        f"All of them are {'locked' if wanted else 'open'} already.",
        "lock-several",
    )


def colour_all(here: Working, taxonomy: Taxonomy, label_ids: tuple[LabelId, ...]) -> None:
    """One colour for all of them, on every page and chart, or each its own again."""
    now_of = {taxonomy[label_id].colour for label_id in label_ids}
    shared = next(iter(now_of)) if len(now_of) == 1 and now_of <= {*COLOURS} else OWN
    colour = st.pills(
        "Colour of all of them",
        [OWN, *COLOURS],
        default=shared,
        required=True,
        format_func=lambda each: dot(each) if each else "Each its own",
        key=f"colour-all-{hash(label_ids):x}",
        help="Every one of these can be told from the light and the dark background.",
    )
    _keeping(
        here,
        taxonomy,
        lambda now: edits.rewrite_all(now, [now[each].model_copy(update={"colour": colour}) for each in label_ids]),
        "Colour them" if colour else "Give each its own",
        "They have it already.",
        "colour-several",
    )


def _keeping(
    here: Working, taxonomy: Taxonomy, gesture: Callable[[Taxonomy], Labels], does: str, otherwise: str, key: str
) -> None:
    """What a gesture would do, with its button; a sentence where it would change nothing."""
    try:
        if touched := gesture(taxonomy):
            impact(here, taxonomy, touched)
    except TntError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if not touched:
        st.caption(otherwise)
        return
    reason = st.text_input("Why (optional)", key=f"{key}-reason", max_chars=300, placeholder="Kept with the change")
    st.button(does, key=key, type="primary", on_click=keep, args=(here, taxonomy.version, gesture, reason))


def _of(some: int, whole: int) -> str:
    if some in (0, whole):
        return "None of them is" if not some else "All of them are"
    return f"{some:,} of {whole:,} {'is' if some == 1 else 'are'}"
