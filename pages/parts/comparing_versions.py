"""Any two versions of a taxonomy side by side: what is on the left became what is on the right."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.store import documents
from core.taxonomy.comparison import Comparison, Entry, compare
from core.taxonomy.label import DocumentId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import colours
from pages.parts.compared_label import HEADINGS, Row, Scene, rows
from pages.parts.linked import linked
from pages.parts.marked_versions import title
from pages.parts.marks import author_name
from pages.parts.place import Working
from pages.parts.plain import plain

VIEW, STEPS, COMPARED = "history", "Step by step", "Two versions"
VIEWS = (STEPS, COMPARED)
FROM, TO = "from", "to"  # the query parameters that hold the versions
ON_A_PAGE = 25
EXCERPT = 90  # characters of an example


def ask_to_compare(old: int, new: int) -> None:
    """Turn to the comparison of two versions."""
    st.session_state[VIEW] = COMPARED
    st.query_params[FROM], st.query_params[TO] = str(old), str(new)


def comparing_versions(
    here: Working, before: Sequence[Taxonomy], log: Sequence[Change], names: Mapping[int, str]
) -> None:
    """Draw the choice of two versions and what differs between them. `before[n]` is version n."""
    first, second = _chosen(log, names)
    old, new = before[first], before[second]
    comparison = compare(old, new)
    st.caption(_between(log, first, second))
    if not comparison.entries:
        st.write("No label differs between these two." if first != second else "Choose two different versions.")
        return
    wanted = _filtered(comparison, f"{first}-{second}")
    pages = -(-len(wanted) // ON_A_PAGE)
    page = st.pagination(pages, key=f"compare-page-{first}-{second}-{len(wanted)}") if pages > 1 else 1
    shown = wanted[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    if not shown:
        st.write("No label that differs is called that.")
        return
    scene = Scene(old, new, colours(before[-1]), _texts(here, shown))
    _pair(Row(f":gray[{plain(title(log, names, first))}]", f":gray[{plain(title(log, names, second))}]"))
    heading = None
    for entry in shown:
        if heading != entry.kinds[0]:
            heading = entry.kinds[0]
            count = sum(each.kinds[0] == heading for each in wanted)
            st.markdown(f"##### {HEADINGS[heading]} :gray[{count:,}]", anchors=False)
        with st.container(border=True, gap="xsmall", key=f"differs-{entry.id}"):
            for row in rows(scene, entry):
                _pair(row)


def _chosen(log: Sequence[Change], names: Mapping[int, str]) -> tuple[int, int]:
    """The two versions of the address; without them, the latest and the one with a name or the step before it."""
    titles = {str(version): title(log, names, version) for version in range(len(log), -1, -1)}
    if st.query_params.get(TO) not in titles:
        st.query_params[TO] = str(len(log))
    if st.query_params.get(FROM) not in titles:
        named = max((version for version in names if version < len(log)), default=len(log) - 1)
        st.query_params[FROM] = str(named)
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False):
        first = int(linked("From", titles, FROM))
        st.button("Swap", key="swap-versions", icon=":material/swap_horiz:", on_click=_swap)
        second = int(linked("To", titles, TO))
    return first, second


def _swap() -> None:
    st.query_params[FROM], st.query_params[TO] = st.query_params[TO], st.query_params[FROM]


def _between(log: Sequence[Change], first: int, second: int) -> str:
    """“9 steps lie between them, by Ana and the offline teacher.”"""
    steps = log[min(first, second) : max(first, second)]
    authors = list(dict.fromkeys(plain(author_name(change.author)) for change in steps))
    if not steps:
        return "This is one and the same version."
    listed = enumerated(authors)
    said = "One step lies" if len(steps) == 1 else f"{len(steps):,} steps lie"
    backwards = " The later version is on the left." if first > second else ""
    return f"{said} between them, by {listed}.{backwards}"


def _filtered(comparison: Comparison, key: str) -> tuple[Entry, ...]:
    """What differs, of the kinds and with the name that the person asks for."""
    counts = comparison.kinds
    if len(comparison.entries) == 1:
        return comparison.entries
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = st.pills(
            "Show",
            list(counts),
            selection_mode="multi",
            format_func=lambda kind: f"{HEADINGS[kind]} {counts.get(kind, 0):,}",
            key=f"kinds-{key}",
            wrap=True,
        )
        part = ""
        if len(comparison.entries) > ON_A_PAGE:
            part = st.text_input("Name contains", key=f"compared-name-{key}", width=200).strip().casefold()
    of = kinds or list(counts)
    return tuple(entry for entry in comparison.entries if {*of} & {*entry.kinds} and _is_called(entry, part))


def _is_called(entry: Entry, part: str) -> bool:
    return not part or any(part in label.name.casefold() for label in (entry.old, entry.new) if label is not None)


def _texts(here: Working, shown: Sequence[Entry]) -> dict[DocumentId, str]:
    """The beginnings of the documents that are an example on one side only."""
    ids = {
        document
        for entry in shown
        if entry.old is not None and entry.new is not None
        for each in entry.differences
        if each.field in ("examples", "counter_examples")
        for document in {*each.before} ^ {*each.after}
    }
    found = documents.documents(here.engine, here.project.id, sorted(ids))
    return {each.id: each.text if len(each.text) <= EXCERPT else f"{each.text[:EXCERPT]}…" for each in found}


def _pair(row: Row) -> None:
    left, right = st.columns(2)
    left.markdown(row.left, anchors=False)
    right.markdown(row.right, anchors=False)
