"""What is kept of a trained classifier beside its bundle. Loading this loads no library that trains one."""

from pydantic import BaseModel

from core.classifier.recipe import Recipe
from core.classifier.scores import Evaluation

ENOUGH = 30  # documents judged by people, from which on their judgement decides which classifier is the best


class Report(BaseModel, frozen=True):
    """What is known of a trained classifier. `no_label` are documents left out because no label fits them, `not_used`
    those left out because there were enough.

    It never gives the labels in `only_additional`: no example has one of them as its primary label.
    """

    recipe: Recipe
    version: int
    seconds: float
    examples: int
    by_people: int
    no_label: int
    not_used: int = 0
    rare: tuple[str, ...]
    only_additional: tuple[str, ...] = ()
    people: Evaluation | None
    teacher: Evaluation | None

    @property
    def measure(self) -> Evaluation | None:
        """The scores that count: against people where enough judged, else against the teacher."""
        if self.people is not None and (self.people.n >= ENOUGH or self.teacher is None):
            return self.people
        return self.teacher
