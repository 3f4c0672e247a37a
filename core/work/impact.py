"""What an edit of a taxonomy would do and cost, put together for a preview before it is kept."""

from typing import NamedTuple

from sqlalchemy import Engine

from core.labelling.cost import Cost
from core.labelling.impact import Crossed, Impact, Sorting, crossed, foresee, remeant
from core.store import ledger, projects, touched
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.estimates import labelling_cost


class Beside(NamedTuple):
    """Another taxonomy of the project whose table with this one changes, and how."""

    taxonomy: str
    name: str
    change: Crossed


class Foreseen(NamedTuple):
    """Everything that a preview says of an edit. `cost` is that of asking a language model about what becomes stale,
    None where nothing does or no model was named; `model` is its name."""

    impact: Impact
    beside: tuple[Beside, ...]
    cost: Cost | None
    model: str


def edited(taxonomy: Taxonomy, labels: Labels) -> Taxonomy:
    """The taxonomy as it would be. Raises InvalidTaxonomy where that would make no sense."""
    return taxonomy.apply(Change(labels=labels, author="", based_on=taxonomy.version))


def foreseen(
    engine: Engine,
    taxonomy_id: str,
    taxonomy: Taxonomy,
    labels: Labels,
    sorting: Sorting | None = None,
    model: str = "",
) -> Foreseen:
    """What touching these labels would do; `sorting` says where documents of a split label go.

    With a `model` what relabelling would cost there. Raises InvalidTaxonomy and NotFound where the edit cannot be made.
    """
    after = edited(taxonomy, labels)
    hanging = touched.hanging(engine, taxonomy_id, sorting or {})
    judged = {each.document for each in hanging.annotations}
    impact = foresee(
        hanging, taxonomy, after, {document: part for document, part in (sorting or {}).items() if document in judged}
    )
    stale = impact.documents.stale
    return Foreseen(
        impact=impact,
        beside=_beside(engine, taxonomy_id, taxonomy, after, sorting or {}),
        cost=labelling_cost(engine, taxonomy_id, stale, model=model) if stale and model else None,
        model=model,
    )


def _beside(
    engine: Engine, taxonomy_id: str, before: Taxonomy, after: Taxonomy, sorting: Sorting
) -> tuple[Beside, ...]:
    changed = remeant(before, after)
    if not changed:
        return ()
    card = projects.taxonomy_card(engine, taxonomy_id)
    cards = [each for each in projects.taxonomies(engine, card.project) if each.id != taxonomy_id]
    tables = (
        Beside(
            each.id,
            each.name,
            crossed(
                touched.met(engine, taxonomy_id, each.id, changed),
                before,
                after,
                ledger.taxonomy(engine, each.id),
                sorting,
            ),
        )
        for each in cards
    )
    return tuple(table for table in tables if table.change.cells)
