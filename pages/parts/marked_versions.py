"""Versions with a name, and the one by which documents are labelled: how they are called, and how they get there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from core.errors import TntError
from core.store import versions
from core.store.versions import LONGEST
from core.taxonomy.taxonomy import Change
from pages.parts.keeping import REFUSAL
from pages.parts.place import Working
from pages.parts.plain import plain

FREEZING = (
    "Documents can be labelled by this version while people go on editing; what they change later is followed as usual."
)


def day(moment: datetime | None) -> str:
    """“12 Nov 2026”; empty where it is not known."""
    return "" if moment is None else f"{moment.astimezone(UTC).day} {moment.astimezone(UTC):%b %Y}"


def title(log: Sequence[Change], names: Mapping[int, str], version: int) -> str:
    """“Version 12, agreed with legal, 12 Nov 2026”: no two versions are called the same. Not yet safe for Markdown."""
    if version == 0:
        return "Before the first step"
    parts = [f"Version {version}", names.get(version, ""), day(log[version - 1].at)]
    return ", ".join(part for part in parts if part)


def frozen_banner(here: Working, log: Sequence[Change], names: Mapping[int, str]) -> None:
    """Say by which version documents are labelled, where that is not the latest, and let it be the latest again."""
    frozen = here.taxonomy.frozen
    if frozen is None:
        return
    later = len(log) - frozen
    unused = (
        f" The {'one step since is' if later == 1 else f'{later:,} steps since are'} not used for it." if later else ""
    )
    called = f", “{plain(names[frozen])}”" if frozen in names else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False, key="frozen"):
        st.markdown(
            f":violet[:material/ac_unit:] Labelling goes by **version {frozen}**{called}.{unused} "
            "Labels given by it follow what people change, as usual.",
            width="stretch",
        )
        st.button(
            "Label by the latest again", key="unfreeze", icon=":material/update:", on_click=freeze, args=(here, None)
        )


def freeze(here: Working, version: int | None) -> None:
    """Have documents labelled by a version, or by the latest; where that cannot be, `troubles` says why."""
    try:
        versions.freeze(here.engine, here.taxonomy.id, version)
    except TntError as error:
        st.session_state[REFUSAL] = str(error)


def naming(here: Working, version: int, name: str) -> None:
    """A form for what a version is called."""
    key = f"name-{version}"
    with st.form(f"naming-{version}", border=False):
        st.text_input("Name of this version", name, key=key, max_chars=LONGEST, placeholder="v1 agreed with legal")
        st.form_submit_button(
            "Keep the name",
            key=f"keep-{key}",
            icon=":material/bookmark:",
            on_click=_name,
            args=(here, version, key),
            help="An empty name takes it away.",
        )


def _name(here: Working, version: int, key: str) -> None:
    try:
        versions.name_version(here.engine, here.taxonomy.id, version, st.session_state[key], here.person)
    except TntError as error:
        st.session_state[REFUSAL] = str(error)
