"""A list from a file as a change to a taxonomy that is there, for a person to accept part by part.

It knows seeds and taxonomies, not files and not who decides.
"""

from collections.abc import Collection
from typing import NamedTuple

from core.growth.strands import Strand, strands
from core.taxonomy.incoming import incoming
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.seeds import Seeds
from core.taxonomy.taxonomy import Change, Taxonomy


class Brought(NamedTuple):
    """What a list would change, in parts that each make sense alone; `notes` say what could not be as the list has it.

    `after` is the taxonomy with all of it, `missing` how many labels in force the list does not have. Without parts
    the list changes nothing.
    """

    after: Taxonomy
    parts: tuple[Strand, ...]
    notes: tuple[str, ...]
    missing: int


def brought(taxonomy: Taxonomy, seeds: Seeds, retire_missing: bool = False) -> Brought:
    """Work out the parts. Raises InvalidTaxonomy where the list cannot be held beside what is there."""
    labels, notes, missing = incoming(taxonomy, seeds, retire_missing)
    change = Change(labels=labels, author="", based_on=taxonomy.version)
    return Brought(taxonomy.apply(change), tuple(strands(taxonomy, change)), notes, missing)


def of_labels(found: Brought, wanted: Collection[LabelId]) -> Labels:
    """The labels of those parts of which every label is wanted.

    So what a person accepted can be taken again from a taxonomy that others have changed since, and no part goes along
    that the person has not seen.
    """
    ids = frozenset(wanted)
    return tuple(
        label for part in found.parts if ids.issuperset(each.id for each in part.labels) for label in part.labels
    )
