"""How far people agree with one another: what a classifier's accuracy should be seen beside.

The labels may be the limit, not the classifier: where two people who judge the same document blind say different
things, one measure or the other has to call somebody wrong.
"""

from pydantic import BaseModel

from core.agreement.estimates import Estimate


class Ceiling(BaseModel, frozen=True):
    """How often two people gave the same primary label, over every two who judged a document blind."""

    agreement: Estimate  # its n is documents
    kappa: Estimate
    documents: int
    people: int
    pairs: int
