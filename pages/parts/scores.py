"""A classifier with what was reported of it when it was trained."""

from collections.abc import Sequence
from typing import NamedTuple

from core.store.classifiers import Classifier
from core.work.report import Report


class Made(NamedTuple):
    """A classifier with what was reported of it."""

    classifier: Classifier
    report: Report


def made(classifiers: Sequence[Classifier]) -> list[Made]:
    return [Made(each, Report.model_validate(each.body)) for each in classifiers]
