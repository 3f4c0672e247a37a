"""How far people agree with one another: what a classifier's accuracy should be seen beside.

The labels may be the limit, not the classifier: where two people who judge the same document blind say different
things, one measure or the other has to call somebody wrong.
"""

from collections.abc import Hashable, Iterable

from pydantic import BaseModel

from core.agreement.change import both_ways, kappa_change
from core.agreement.confusion import Pair
from core.agreement.estimates import Estimate, share
from core.agreement.words import ranged
from core.labelling.annotation import Annotation
from core.labelling.pairs import people
from core.taxonomy.taxonomy import Taxonomy


class Ceiling(BaseModel, frozen=True):
    """How often two people gave the same primary label, over every two who judged a document blind."""

    agreement: Estimate  # its n is documents
    kappa: Estimate  # over all pairs, people being interchangeable
    documents: int
    people: int
    pairs: int
    seed: int


def ceiling(annotations: Iterable[Annotation], taxonomy: Taxonomy, seed: int = 0) -> Ceiling:
    """Annotations come oldest first; each person's latest of a document counts, in the labels in force.

    A document that more than two judged counts once, with the share of its pairs that agree. That no label fits is a
    judgement like any other.
    """
    compared = people(annotations, taxonomy)
    pairs: dict[Hashable, list[Pair]] = {}
    for row in (row for rows in compared.values() for row in rows):
        pairs.setdefault(row.document, []).append(row.pair)
    agreeing = sum(sum(one == other for one, other in said) / len(said) for said in pairs.values())
    mirrored = {document: both_ways(said) for document, said in pairs.items()}
    return Ceiling(
        agreement=share(agreeing, len(pairs)),
        kappa=kappa_change(mirrored, mirrored, seed).before,
        documents=len(pairs),
        people=len({person for pair in compared for person in pair}),
        pairs=sum(map(len, pairs.values())),
        seed=seed,
    )


def in_words(found: Ceiling) -> str:
    """What it means for a classifier, in one sentence."""
    if not found.documents:
        return "No document has been judged blind by two people yet, so it is not known how far people agree."
    return (
        f"Two people give the same label to {ranged(found.agreement)} of {found.documents:,} documents; a classifier "
        "cannot be expected to agree with them more often."
    )
