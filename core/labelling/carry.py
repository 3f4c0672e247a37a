"""What a judgement made under an earlier version of a taxonomy means now.

A label renamed, moved or merged still means one label, and its judgements follow for nothing. A label split or
retired no longer does: its judgements are stale, and their documents have to be asked again.
"""

from typing import NamedTuple, Protocol

from core.errors import NotFound
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy


class Judgement(Protocol):
    """What verdicts, annotations and predictions have in common."""

    @property
    def document(self) -> DocumentId: ...
    @property
    def primary(self) -> LabelId | None: ...
    @property
    def applicable(self) -> tuple[LabelId, ...]: ...


class Carried(NamedTuple):
    """A judgement in the labels in force. `primary` is None where no label fits, or where it is `stale`.

    `applicable` has the primary label first; further labels that were split or retired are left out of it, and
    make nothing stale.
    """

    primary: LabelId | None
    applicable: tuple[LabelId, ...]
    stale: bool


def carry(judgement: Judgement, taxonomy: Taxonomy) -> Carried:
    """Say a judgement in the labels in force. Raises NotFound for a label of some other taxonomy."""
    primary = None if judgement.primary is None else current(taxonomy, judgement.primary)
    if judgement.primary is not None and primary is None:
        return Carried(None, (), stale=True)
    kept = (primary, *(current(taxonomy, label_id) for label_id in judgement.applicable))
    return Carried(primary, tuple(dict.fromkeys(label_id for label_id in kept if label_id is not None)), stale=False)


def current(taxonomy: Taxonomy, label_id: LabelId) -> LabelId | None:
    """The one label in force that an id means now; None once it was split or retired."""
    if label_id not in taxonomy.meaning:
        raise NotFound(f"There is no label “{label_id}” in this taxonomy.")
    return taxonomy.meaning[label_id]


def origins(taxonomy: Taxonomy) -> dict[LabelId, frozenset[LabelId]]:
    """For each label in force every id that now means exactly it, its own included."""
    ids: dict[LabelId, set[LabelId]] = {label.id: set() for label in taxonomy.live}
    for label_id, meant in taxonomy.meaning.items():
        if meant is not None:
            ids[meant].add(label_id)
    return {label_id: frozenset(meaning_it) for label_id, meaning_it in ids.items()}


def askable_again(now: Taxonomy, by: Taxonomy) -> frozenset[LabelId]:
    """Stale labels whose documents can be judged again `by` a version, perhaps an earlier one.

    Where that still has the label whole, whoever judges by it would say the same again.
    """
    return frozenset(label_id for label_id in stale_ids(now) if by.meaning.get(label_id) is None)


def stale_ids(taxonomy: Taxonomy) -> frozenset[LabelId]:
    """Every id that no longer means one label: documents whose primary label it is have to be asked again."""
    return frozenset(label_id for label_id, meant in taxonomy.meaning.items() if meant is None)
