"""Split a label by content: read its documents, sort them, and keep the parts and the sorting in one step."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from core.labelling.carry import origins, stale_ids
from core.labelling.query import passages
from core.labelling.sorting import Place, Sorted, Splitting, Text, labels_of
from core.store import unfinished
from core.store.ledger import Beside
from core.store.sorting import Assigned, Whole, keep_chosen, keep_sorted, texts_of
from core.taxonomy import edits
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy

BY_QUERY = "query"  # how verdicts are signed that rest on words someone looked for


class Prepared(NamedTuple):
    """A split that can be kept: the labels it touches and the taxonomy as they will be, the parts by number, and
    which part each document goes to."""

    labels: Labels
    after: Taxonomy
    parts: Mapping[int, Label]
    sorting: Mapping[DocumentId, LabelId]


def whole_of(taxonomy: Taxonomy, project_id: str, taxonomy_id: str, label_id: LabelId) -> Whole:
    """A label in force, with every id that means it."""
    return Whole(project_id, taxonomy_id, origins(taxonomy)[label_id], stale_ids(taxonomy))


def texts(engine: Engine, whole: Whole) -> list[Text]:
    """The documents of a label, ready to be sorted, the most doubtful first: 20,000 in about a second."""
    return [Text.of(document, text) for document, text in texts_of(engine, whole)]


def prepare(taxonomy: Taxonomy, label_id: LabelId, splitting: Splitting, sorted_: Sorted) -> Prepared:
    """Raises InvalidTaxonomy where the parts make no sense in the taxonomy as it is."""
    whole = taxonomy[label_id]
    parts = labels_of(splitting, taxonomy, whole, sorted_)
    labels = edits.split(taxonomy, label_id, tuple(parts.values()))
    after = taxonomy.apply(Change(labels=labels, author="", based_on=taxonomy.version))
    sorting = {document: parts[place.part].id for document, place in sorted_.places.items()}
    return Prepared(labels, after, parts, sorting)


def kept_beside(
    whole: Whole,
    label: Label,
    splitting: Splitting,
    sorted_: Sorted,
    prepared: Prepared,
    read: Sequence[Text],
    person: str,
) -> Beside:
    """What to write beside the change that splits `label`: who sorted which document where, and why.

    What was put aside while the split was thought of is done with, too.
    """
    by_hand = {each: prepared.sorting[each] for each, place in sorted_.places.items() if place.by == "hand"}
    texts_by_id = {text.document: text.text for text in read}
    otherwise = {
        document: _assigned(place, label, splitting, prepared, texts_by_id[document])
        for document, place in sorted_.places.items()
        if place.by != "hand"
    }

    def beside(session: Session, version: int) -> None:
        after = prepared.after.model_copy(update={"version": version})  # others may have changed other labels meanwhile
        keep_sorted(session, whole, version, person, f"Sorted when “{label}” was split", otherwise)
        keep_chosen(session, whole, after, person, by_hand)
        unfinished.forget(session, whole.taxonomy, person, unfinished.name_of_split(label.id))

    return beside


def _assigned(place: Place, label: Label, splitting: Splitting, prepared: Prepared, text: str) -> Assigned:
    part = prepared.parts[place.part].id
    if place.by == "teacher":
        return Assigned(part, splitting.teacher, f"Sorted to it when “{label}” was split", "")
    if place.by == "rest":
        return Assigned(part, BY_QUERY, f"What was left of “{label}” when it was split", "")
    if not place.terms:
        query = next(written.query() for written in splitting.parts if written.number == place.part)
        missing = " nor ".join(map(str, query.without)) if query else ""
        return Assigned(
            part, BY_QUERY, f"Contains neither {missing}" if " nor " in missing else f"Without {missing}", ""
        )
    start, end = next(iter(passages(place.terms, text)), (0, 0))
    return Assigned(part, BY_QUERY, f"Contains {' and '.join(map(str, place.terms))}", text[start:end])
