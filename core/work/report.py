"""What is kept of a trained classifier beside its bundle. Loading this loads no library that trains one.

The report is small and read with every list of classifiers; the detail is read when someone looks closely at one.
"""

from typing import Literal

from pydantic import BaseModel

from core.classifier.automation import Choice
from core.classifier.drift import Reference
from core.classifier.examples import Against
from core.classifier.learning_curve import LearningCurve
from core.classifier.outcomes import Outcome
from core.classifier.paired import Comparison
from core.classifier.recipe import Profile, Recipe
from core.classifier.scores import Evaluation
from core.labelling.ceiling import Ceiling
from core.taxonomy.label import DocumentId, LabelId

WANTED = 0.9  # how often automatic labels should be right, until someone asks for more or less
ENOUGH = 30  # documents judged by people, from which on their judgement decides which classifier is the best


class Report(BaseModel, frozen=True):
    """What is known of a trained classifier. `no_label` are documents left out because no label fits them, `not_used`
    those left out because there were enough, `alike` those whose text people judged blind under another spelling.

    It never gives the labels in `only_additional`: no example has one of them as its primary label. Whether doubted
    labels of the teacher do count for less is in the recipe; `distrust` is what that was decided by, measured on what
    people taught. What has a default was not kept of classifiers trained before.
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
    profile: Profile | None = None
    data: str = ""  # the fingerprint of its examples: the same examples, the same fingerprint
    labels: tuple[tuple[LabelId, int], ...] = ()  # how many examples each label had, most first
    alike: int = 0
    beside_teacher: Comparison | None = None  # the classifier first, its teacher second, both against people
    ceiling: Ceiling | None = None  # how far people agree among themselves
    automation: Choice | None = None  # the threshold chosen on what people judged blind
    noise: float | None = None  # the share of the teacher's labels that are wrong, as estimated from what it doubts
    distrust: Comparison | None = None  # how often it is right with distrust (first) and without; None: not measured

    @property
    def measure(self) -> Evaluation | None:
        """The scores that count: against people where enough judged, else against the teacher."""
        if self.people is not None and (self.people.n >= ENOUGH or self.teacher is None):
            return self.people
        return self.teacher


class Doubt(BaseModel, frozen=True):
    """A document whose label, as the teacher gave it, a classifier that had not learnt from it doubts."""

    document: DocumentId
    given: LabelId
    likely: LabelId  # what the classifier says instead; the same label where it is only unsure
    confidence: float  # of the label given, 0 to 1: the lower, the more it is in doubt


class Detail(BaseModel, frozen=True):
    """What is only read on demand. `people` are outcomes on human gold, `teacher` those on the teacher's documents.

    Where there is neither gold nor a teacher, `people` are what people taught, each judged by a model that had not
    learnt from it. Labels are those in force when it was trained.
    """

    people: tuple[Outcome, ...] = ()
    teacher: tuple[Outcome, ...] = ()
    documents: tuple[DocumentId, ...] = ()  # those it learnt from
    primaries: tuple[LabelId, ...] = ()  # and what it was told they are, in the same order
    reference: Reference | None = None
    doubts: tuple[Doubt, ...] = ()  # the most doubtful first


class MoreLabels(BaseModel, frozen=True):
    """A learning curve, and whose labels the documents kept aside have: to imitate the teacher is not to be right."""

    against: Against
    recipe: Recipe
    curve: LearningCurve


Why = Literal[
    "first", "not compared", "better", "as good", "no better", "clearly worse", "a person's stays", "not measured"
]

SAID: dict[Why, str] = {
    "first": "It is the first one.",
    "not compared": "The one before and this one cannot be compared on enough documents that people judged blind.",
    "better": "It is surely better than the one before, on the same documents judged by people.",
    "as good": "It is not surely worse than the one before, on the same documents of people, and was taught later.",
    "no better": "It is right on fewer of the same documents of people than the one in use, with the same labels.",
    "clearly worse": "It is surely worse than the one in use, on the same documents judged by people.",
    "a person's stays": "A person chose the one in use, and it is not sure that this one is better.",
    "not measured": "A person chose the one in use, and the two cannot be compared on enough documents of people's.",
}


class Chosen(BaseModel, frozen=True):
    """The best classifier of a training run, and whether it took the place of the one in use.

    `comparison` has the best one first and the one that was in use second, on the same documents judged by people.
    """

    best: str
    former: str  # empty where none was in use
    put_in_use: bool
    why: Why
    comparison: Comparison | None

    @property
    def said(self) -> str:
        return SAID[self.why]
