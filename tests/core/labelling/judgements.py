"""Short ways to say who judged what in the tests of this room."""

from core.labelling.annotation import Annotation
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.teachers.protocol import Verdict
from tests.core.taxonomy.histories import grown, step


def verdict(document, primary, *further, confidence=0.9, **fields):
    applicable = () if primary is None else (primary, *further)
    return Verdict(document=document, primary=primary, applicable=applicable, confidence=confidence, **fields)


def annotation(document, person, primary, *further, blind=True, drawn="random", probability=0.5, **fields):
    return Annotation(
        document=document,
        person=person,
        primary=primary,
        applicable=() if primary is None else (primary, *further),
        blind=blind,
        drawn=drawn,
        probability=probability if drawn == "random" else None,
        version=4,
        **fields,
    )


def edited():
    """Refunds holds what was Money back, Delivery was split into Late and Lost, Spam was retired; Bills was renamed."""
    taxonomy = grown("Refunds", "Money back", "Delivery", "Spam", "Bills")
    parts = (Label(id="late", name="Late"), Label(id="lost", name="Lost"))
    for gesture in (
        lambda now: edits.merge(now, ["money-back"], "refunds"),
        lambda now: edits.split(now, "delivery", parts),
        lambda now: edits.retire(now, "spam"),
        lambda now: edits.rename(now, "bills", "Invoices"),
    ):
        taxonomy = taxonomy.apply(step(gesture(taxonomy), taxonomy))
    return taxonomy
