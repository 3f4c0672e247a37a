"""A taxonomy's trained classifiers, and the one that is looked at, which stands in the address."""

from collections.abc import Sequence
from typing import NamedTuple

from pages.parts.linked import linked
from pages.parts.moments import when
from pages.parts.scores import Made
from pages.parts.shares import give_or_take
from pages.parts.twins import told_apart

LOOKED_AT = "classifier"  # the query parameter that holds its id
WIDE = 320  # pixels


class Shelf(NamedTuple):
    """Every classifier of a taxonomy, the newest first, and by id a name for each that tells it from the others."""

    trained: Sequence[Made]
    names: dict[str, str]

    @property
    def in_use(self) -> Made | None:
        return next((one for one in self.trained if one.classifier.in_use), None)

    def find(self, classifier_id: str) -> Made | None:
        return next((one for one in self.trained if one.classifier.id == classifier_id), None)


def shelf_of(trained: Sequence[Made]) -> Shelf:
    """Names are numbered from the oldest on, so that a further one of a name leaves the others as they are called."""
    return Shelf(trained, told_apart({one.classifier.id: one.classifier.name for one in reversed(trained)}))


def state(one: Made) -> str:
    """“right on 52 ± 12 %, n = 66; made 5 min ago”, ready for Markdown."""
    report = one.report
    measured = [
        f"{word} on {give_or_take(found.accuracy)}, n = {found.n:,}"
        for word, found in (("right", report.people), ("like the teacher", report.teacher))
        if found is not None
    ]
    return f":small[:gray[{'; '.join([*measured[:1], f'made {when(one.classifier.at)}'])}]]"


def looked_at(shelf: Shelf) -> Made:
    """The select box of classifiers, and the one chosen in it: the one in use until another one is."""
    first = shelf.in_use or shelf.trained[0]
    ordered = [first, *(one for one in shelf.trained if one is not first)]
    written = {
        one.classifier.id: f"{shelf.names[one.classifier.id]}{', in use' if one.classifier.in_use else ''}"
        for one in ordered
    }
    chosen = linked("Classifier", written, LOOKED_AT, width=WIDE)
    return next(one for one in ordered if one.classifier.id == chosen)
