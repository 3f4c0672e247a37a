"""One remedy that a teacher advises, as a card: what would change word by word, why, and what speaks for it."""

from collections.abc import Mapping

import streamlit as st

from core.corpus.document import Document
from core.errors import NotFound
from core.store import documents
from core.taxonomy.label import DocumentId, Label, Labels
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Evidence, Remedy
from core.work import advising, queue, requests
from core.work.advising import OVERTAKEN, Waiting
from core.work.settings import AdviseSettings
from pages.parts.choosing import choose
from pages.parts.difference import difference
from pages.parts.errors import errors_kept, errors_told, kept_error
from pages.parts.evidence import excerpt
from pages.parts.impact import impact
from pages.parts.keeping import OWN
from pages.parts.marks import signed
from pages.parts.moments import when
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.splitting import open_split

CHANGING = "changing-advice"
WHOLE = 1500  # characters of a document on hover
FIELDS = {
    "description": "",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
}
LINES = ("includes", "excludes", "edge_cases")
IN_WORDS = frozenset({"reword", "add", "tell apart"})  # what is changed before it is accepted by writing it


def remedy_card(here: Working, taxonomy: Taxonomy, waits: Waiting) -> None:
    """The remedy with the ways to decide on it."""
    key = f"{waits.run.id}-{waits.name.replace(', ', '-').replace(' ', '-')}"
    remedy = waits.remedy
    with st.container(border=True, gap="small", key=f"remedy-{key}"):
        st.markdown(f"**{plain(title(taxonomy, remedy))}**")
        for line in _rules(taxonomy, remedy):
            st.markdown(f":gray[Edge case of both:] :green-background[{plain(line)}]")
        for label in _in_order(remedy):
            _label(taxonomy, remedy, label)
        st.markdown(
            f":small[{signed(waits.teacher)} :gray[{when(waits.run.ended or waits.run.created)}:] "
            f"{plain(remedy.reason)}{_left(remedy)}]"
        )
        _evidence(here, taxonomy, remedy)
        if waits.outdated:
            st.markdown(f":orange[:material/warning:] {OVERTAKEN}")
        else:
            _foreseen(here, taxonomy, remedy, key)
        _actions(here, taxonomy, waits, key)


def title(taxonomy: Taxonomy, remedy: Remedy) -> str:
    """“Merge “Fee” into “Fees””; not yet safe for Markdown."""
    about = [f"“{taxonomy.labels[label_id].name}”" for label_id in remedy.about if label_id in taxonomy.labels]
    new = [f"“{label.name}”" for label in remedy.labels if label.in_force and label.id not in taxonomy.labels]
    match remedy.kind:
        case "merge":
            return f"Merge {about[-1]} into {about[0]}"
        case "split":
            return f"Split {about[0]} into {_listed(new)}"
        case "add":
            return f"Add {_listed(new)}"
        case "tell apart":
            return f"Tell {_listed(about)} apart"
        case "reword":
            wanted = remedy.labels[0].name
            return f"Reword {about[0]}" if f"“{wanted}”" == about[0] else f"Rename {about[0]} to “{wanted}”"


def changing_dialog(here: Working, taxonomy: Taxonomy, found: list[Waiting]) -> None:
    """Write the words of a remedy anew, if someone has asked to."""
    wanted = st.session_state.get(CHANGING)
    waits = next((each for each in found if (each.run.id, each.name) == wanted), None)
    if waits is None or waits.outdated:
        return

    @st.dialog("Change before accepting", width="large", on_dismiss=lambda: st.session_state.pop(CHANGING, None))
    def dialog() -> None:
        st.markdown(f":small[{signed(waits.teacher)} :gray[says:] {plain(waits.remedy.reason)}]")
        labels = [label for label in waits.remedy.labels if label.in_force]
        keys = {label.id: f"change-{waits.run.id}-{waits.name}-{label.id}" for label in labels}
        for label in labels:
            _fields(label, keys[label.id], few=waits.remedy.kind == "tell apart")
        kept_error()
        kept = st.button(
            "Accept as written here",
            key="change-keep",
            type="primary",
            icon=":material/check:",
            on_click=_accept_changed,
            args=(here, taxonomy, waits, keys),
        )
        if kept and CHANGING not in st.session_state:
            st.rerun()

    dialog()


def _in_order(remedy: Remedy) -> Labels:
    """What goes before what stays; labels that only follow a parent are left out."""
    told = [label for label in remedy.labels if label.id in remedy.about or remedy.kind in ("split", "add")]
    return tuple(sorted(told, key=lambda label: label.in_force))


def _rules(taxonomy: Taxonomy, remedy: Remedy) -> list[str]:
    """The lines that decide between two labels: both get them."""
    if remedy.kind != "tell apart" or len(remedy.labels) < 2:
        return []
    one, other = remedy.labels
    return [line for line in one.edge_cases if line in other.edge_cases and line not in taxonomy[one.id].edge_cases]


def _label(taxonomy: Taxonomy, remedy: Remedy, label: Label) -> None:
    """One label as it is and as it would be, in the fields that differ; what is said of both is said already."""
    old = taxonomy.labels.get(label.id)
    if both := _rules(taxonomy, remedy):
        label = label.model_copy(update={"edge_cases": tuple(each for each in label.edge_cases if each not in both)})
        if label == old:
            return
    if not label.in_force:
        about = f": {plain(old.description)}" if old is not None and old.description else ""
        st.markdown(f":gray[~~{plain(label.name)}~~{about}]")
        return
    sorted_ = sum(part == label.id for part in remedy.sorting.values())
    count = f" :gray[{counted(sorted_, 'document')}]" if sorted_ else ""
    if len(_in_order(remedy)) > 1 or (old is not None and old.name != label.name) or count:
        st.markdown(f"**{difference(old.name, label.name) if old is not None else plain(label.name)}**{count}")
    for field, name in FIELDS.items():
        is_now, would_be = _written(old, field), _written(label, field)
        if is_now == would_be:
            continue
        said = difference(is_now, would_be) if is_now else f":green-background[{plain(would_be)}]"
        st.markdown(f":gray[{name}:] {said}" if name else said)


def _left(remedy: Remedy) -> str:
    """What becomes of the documents of a split label that nobody has sorted."""
    if not remedy.unsorted:
        return ""
    return f" {counted(remedy.unsorted, 'document')} could not be sorted and will be asked again."


def _evidence(here: Working, taxonomy: Taxonomy, remedy: Remedy) -> None:
    """The documents that speak for it, each under what it stands for."""
    ids = list(dict.fromkeys(each.document for each in remedy.evidence))
    known = {each.id: each for each in documents.documents(here.engine, here.project.id, ids)}
    names = {label.id: label.name for label in (*taxonomy.labels.values(), *remedy.labels)}
    several = len({each.label for each in remedy.evidence}) > 1
    with st.container(gap="xxsmall"):
        for each in remedy.evidence:
            if each.document in known:
                of = names.get(each.label, "") if several and each.label else ""
                _passage(each, known, of)


def _passage(shown: Evidence, known: Mapping[DocumentId, Document], of: str) -> None:
    text = known[shown.document].text
    said = excerpt(text, shown.quote)
    beside = " ".join(plain(each) for each in (f"{of}:" if of else "", shown.note) if each)
    told = f"**{beside}** " if beside else ""
    st.markdown(f":small[:gray[:material/format_quote: {told}{said}]]", help=plain(text[:WHOLE]))


def _foreseen(here: Working, taxonomy: Taxonomy, remedy: Remedy, key: str) -> None:
    fold = st.expander("What it would do", key=f"impact-{key}", on_change="rerun")
    if fold.open:
        with fold:
            impact(here, taxonomy, remedy.labels, remedy.sorting)


def _actions(here: Working, taxonomy: Taxonomy, waits: Waiting, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if waits.outdated:
            st.button(
                "Ask again", key=f"again-{key}", icon=":material/refresh:", on_click=_ask_again, args=(here, waits)
            )
        else:
            st.button(
                "Accept",
                key=f"accept-{key}",
                icon=":material/check:",
                on_click=_accept,
                args=(here, taxonomy, waits),
            )
            st.button("Change…", key=f"change-{key}", icon=":material/edit:", on_click=_change, args=(here, waits))
        st.button(
            "Decline",
            key=f"decline-{key}",
            type="tertiary",
            icon=":material/close:",
            help="The labels stay as they are, and this is not suggested again.",
            on_click=_decline,
            args=(here, waits),
        )


def _fields(label: Label, key: str, few: bool) -> None:
    """What may be written of a label; of a rule, its lines only."""
    if few:
        st.markdown(f"**{plain(label.name)}**")
    else:
        st.text_input("Name", label.name, max_chars=80, key=f"{key}-name")
        st.text_area("Description", label.description, key=f"{key}-description", height=90)
    titles = {field: f"{FIELDS[field]}, one a line" for field in LINES}
    for field in ("edge_cases", "excludes") if few else ("includes", "excludes"):
        st.text_area(titles[field], "\n".join(getattr(label, field)), key=f"{key}-{field}", height=90)


@errors_kept()
def _accept_changed(here: Working, taxonomy: Taxonomy, waits: Waiting, keys: Mapping[str, str]) -> None:
    written = tuple(
        label if label.id not in keys else _as_written(label, keys[label.id]) for label in waits.remedy.labels
    )
    after = advising.accept_changed(here.engine, waits.run, waits.name, written, taxonomy.version, here.person)
    st.session_state.pop(CHANGING, None)
    _made_here(here, after)


def _as_written(label: Label, key: str) -> Label:
    form = st.session_state
    texts = {field: form[f"{key}-{field}"].strip() for field in ("name", "description") if f"{key}-{field}" in form}
    lists = {
        field: tuple(line.strip() for line in form[f"{key}-{field}"].splitlines() if line.strip())
        for field in LINES
        if f"{key}-{field}" in form
    }
    return Label.model_validate({**label.model_dump(), **texts, **lists})


@errors_told()
def _accept(here: Working, taxonomy: Taxonomy, waits: Waiting) -> None:
    after = advising.accept(here.engine, waits.run, waits.name, here.person)
    _made_here(here, after)
    st.toast(f"{plain(title(taxonomy, waits.remedy))}: done. Undo is at the top.", icon=":material/check:")


@errors_told()
def _decline(here: Working, waits: Waiting) -> None:
    advising.decline(here.engine, waits.run, waits.name, here.person)


@errors_told()
def _change(here: Working, waits: Waiting) -> None:
    """Open the editor that fits: the split dialog, the merge panel, or the words."""
    remedy = waits.remedy
    if remedy.kind in IN_WORDS:
        st.session_state[CHANGING] = (waits.run.id, waits.name)
        return
    if not remedy.about:
        raise NotFound(advising.GONE)
    advising.take_up(here.engine, waits.run, waits.name, here.person)
    if remedy.kind == "split":
        parts = tuple(label for label in remedy.labels if label.in_force and label.id in remedy.sorting.values())
        open_split(here, remedy.about[0], parts, remedy.sorting, waits.teacher)
        return
    choose(list(remedy.about))
    st.session_state["tab"] = "Labels"


@errors_told()
def _ask_again(here: Working, waits: Waiting) -> None:
    settings = AdviseSettings.model_validate(waits.run.settings)
    run = requests.request(
        here.engine, here.taxonomy.id, advising.again(waits.remedy, waits.question, settings), here.person
    )
    queue.hand_over(here.engine, run.id)


def _made_here(here: Working, after: Taxonomy) -> None:
    """A step taken in this tab is no one else's doing, and stands in no one's way."""
    st.session_state[OWN] = st.session_state.get(OWN, frozenset()) | {(here.taxonomy.id, after.version)}


def _written(label: Label | None, field: str) -> str:
    value: str | tuple[str, ...] = "" if label is None else getattr(label, field)
    return value if isinstance(value, str) else "; ".join(value)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
