"""A remedy in words: what would change in each label, word by word, and the documents that speak for it."""

from collections.abc import Mapping

import streamlit as st

from core.corpus.document import Document
from core.store import documents
from core.taxonomy.label import DocumentId, Label, Labels
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising.advice import Evidence, Remedy
from pages.parts.difference import difference
from pages.parts.evidence import excerpt
from pages.parts.place import Working
from pages.parts.plain import counted, plain

WHOLE = 1500  # characters of a document on hover
FIELDS = {
    "description": "",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
}


def title(taxonomy: Taxonomy, remedy: Remedy) -> str:
    """“Merge “Fee” into “Fees””; not yet safe for Markdown."""
    about = [f"“{taxonomy.labels[label_id].name}”" for label_id in remedy.about if label_id in taxonomy.labels]
    new = [f"“{label.name}”" for label in remedy.labels if label.in_force and label.id not in taxonomy.labels]
    match remedy.kind:
        case "merge":
            return f"Merge {about[-1]} into {about[0]}"
        case "split":
            return f"Split {about[0]} into {enumerated(new)}"
        case "add":
            return f"Add {enumerated(new)}"
        case "tell apart":
            return f"Tell {enumerated(about)} apart"
        case "reword":
            wanted = remedy.labels[0].name
            return f"Reword {about[0]}" if f"“{wanted}”" == about[0] else f"Rename {about[0]} to “{wanted}”"


def changes(taxonomy: Taxonomy, remedy: Remedy) -> None:
    """Every label that it is about, as it is and as it would be."""
    for line in _rules(taxonomy, remedy):
        st.markdown(f":gray[Edge case of both:] :green-background[{plain(line)}]")
    for label in _in_order(remedy):
        _label(taxonomy, remedy, label)


def left_over(remedy: Remedy) -> str:
    """What becomes of the documents of a split label that nobody has sorted."""
    if not remedy.unsorted:
        return ""
    return f" {counted(remedy.unsorted, 'document')} could not be sorted and will be asked again."


def speaking_for_it(here: Working, taxonomy: Taxonomy, remedy: Remedy) -> None:
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


def _written(label: Label | None, field: str) -> str:
    value: str | tuple[str, ...] = "" if label is None else getattr(label, field)
    return value if isinstance(value, str) else "; ".join(value)
