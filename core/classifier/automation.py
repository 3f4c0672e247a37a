"""How much can be left to a classifier if it is asked to be right often enough, and people do the rest.

A document is labelled automatically where the confidence reaches a threshold. Knows outcomes against people's labels
only; they are taken for a simple random sample, as the documents that people judge blind are. This is the one thing
that is chosen on them, so that what it promises is measured on documents that had no part in choosing.
"""

from typing import Literal

from pydantic import BaseModel

from core.agreement.estimates import Estimate

Basis = Literal["lower bound", "value", "out of reach"]


class Point(BaseModel, frozen=True):
    """A threshold: the share of documents that reach it, and how often those are right."""

    threshold: float
    automatic: Estimate
    accuracy: Estimate  # its n is the number of documents that reach the threshold


class Choice(BaseModel, frozen=True):
    """The lowest threshold with the wanted accuracy, and what to expect of it.

    `basis` says what reached it: the one-sided 90 % lower bound of the accuracy, or only its value, or nothing did.
    `automatic` and `accuracy` are those of documents that had no part in choosing: each was decided upon by a
    threshold that the other folds chose. `seen_automatic` and `seen_accuracy` are those of the documents it was
    chosen on, which flatter.
    """

    n: int
    wanted: float
    threshold: float | None  # None where it is out of reach
    basis: Basis
    automatic: Estimate
    accuracy: Estimate
    seen_automatic: Estimate
    seen_accuracy: Estimate
    seed: int
