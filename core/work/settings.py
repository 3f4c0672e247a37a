"""What a person chooses before a run starts, with the paper's values as defaults."""

from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from core.classifier.recipe import MINILM, FeatureKind, HeadKind, Profile, Structure
from core.growth.freedom import Freedom
from core.growth.minibatches import BATCH_SIZE
from core.taxonomy.label import LabelId
from core.teachers.advising.advice import Question

TeacherName = Literal["offline", "hybrid", "llm"]

PROFILE_NAMES: dict[Profile, str] = {"fast": "Fast", "balanced": "Balanced", "accurate": "Accurate"}
HEAD_NAMES: dict[HeadKind, str] = {
    "logistic": "Logistic regression",
    "svm": "Linear SVM",
    "trees": "LightGBM",
    "network": "MLP",
}
FEATURE_NAMES: dict[FeatureKind, str] = {
    "hashed": "hashed words",
    "tfidf": "TF-IDF",
    "embeddings": "embeddings",
    "both": "TF-IDF and embeddings",
    "encoder": "a sentence encoder",
    "everything": "TF-IDF, embeddings and a sentence encoder",
}


class GrowSettings(BaseModel, frozen=True, extra="forbid"):
    """How a taxonomy is grown: by whom, from which documents, how often, and how much people have a say in between.

    `freedom` says what a teacher may do with the labels there are at the start: anything, only add others, or only
    fill in what their contracts lack. `within` is a label to be divided into at most `finer` ones. `like` is another
    run whose documents are read again, to compare two teachers. `chooser` decides between trials; it matters with
    several.
    """

    teacher: TeacherName = "offline"
    model: str = ""  # empty: the model named in the environment
    sample: int | None = Field(default=1000, ge=1)
    batch_size: int = Field(default=BATCH_SIZE, ge=5, le=2000)
    batch_tokens: int = Field(default=16_000, ge=500)  # of documents in one prompt
    summaries: Literal["of long documents", "always", "never"] = "of long documents"
    trials: int = Field(default=3, ge=1, le=10)  # the paper's are 10
    step_by_step: bool = False
    freedom: Freedom = "all"
    within: LabelId = ""
    finer: int = Field(default=8, ge=2, le=100)
    like: str = ""
    saturation: int = Field(default=3, ge=0, le=50)  # minibatches in a row that bring nothing; 0 reads to the end
    rounds: int = Field(default=6, ge=1, le=50)  # times the candidates are judged, each time in another order
    chooser: Literal["person", "teacher"] = "person"
    seed: int = 0

    @property
    def drafts(self) -> bool:
        """Whether the taxonomy stays as it is until someone chooses."""
        return bool(self.trials > 1 or self.within or self.like)

    @model_validator(mode="after")
    def _one_at_a_time(self) -> "GrowSettings":
        if self.step_by_step and self.drafts:
            raise ValueError("step by step there is one trial, and no label to divide")
        return self


class LabelSettings(BaseModel, frozen=True, extra="forbid"):
    """Which documents are labelled, and by whom. `only` leaves out those that already have a valid verdict.

    Or it asks only about those that the last scoring left without a label because the classifier was not sure
    (`abstained`), or about those whose label the classifier in use doubts (`doubted`).
    A `repetition` above 0 asks again about documents that have a verdict, to see whether the answers stay the same; the
    labels of record stay as they are.
    """

    teacher: TeacherName = "offline"
    model: str = ""
    sample: int | None = Field(default=None, ge=1)
    only: Literal["all", "missing or stale", "stale", "abstained", "doubted"] = "all"
    repetition: int = Field(default=0, ge=0)
    seed: int = 0


class TrainSettings(BaseModel, frozen=True, extra="forbid"):
    """Which classifiers are trained side by side: profiles, and every head on every kind of features named.

    Who names heads and features gets no profiles unless they are named too, as in settings from before there were any.
    `encoder` is used by the features that need one. Where labels have parents, each is trained once for each of
    the `structures`. `distrust` lets likely errors of the teacher count for less where that measurably helps. `curve`
    asks whether more labelled documents would make it better.
    """

    profiles: tuple[Profile, ...] = ("fast", "balanced")
    heads: tuple[HeadKind, ...] = ()
    features: tuple[FeatureKind, ...] = ()
    encoder: str = Field(default=MINILM, min_length=1)
    structures: tuple[Structure, ...] = Field(default=("flat", "per parent"), min_length=1)
    even: bool = False
    distrust: Literal["measure", "never"] = "measure"
    curve: bool = True
    seed: int = 0

    @model_validator(mode="before")
    @classmethod
    def _named_instead_of_profiles(cls, given: Any) -> Any:  # noqa: ANN401 - whatever was stored
        if isinstance(given, dict) and given.get("heads") and "profiles" not in given:
            return {**given, "profiles": ()}
        return given

    @model_validator(mode="after")
    def _something_to_train(self) -> "TrainSettings":
        if bool(self.heads) != bool(self.features):
            raise ValueError("name heads together with the features they look at")
        if not (self.profiles or self.heads):
            raise ValueError("name at least one classifier to train")
        return self


PAPER = TrainSettings(heads=("logistic", "trees", "network"), features=("tfidf", "embeddings"))  # section 4.3


class ScoreSettings(BaseModel, frozen=True, extra="forbid"):
    """Which classifier labels the documents that neither a person nor a teacher has judged.

    Those of which it is less sure than `at_least` stay without a label.
    """

    classifier: str
    at_least: float = Field(default=0.0, ge=0, le=1)


class AdviseSettings(BaseModel, frozen=True, extra="forbid"):
    """What a teacher is asked about the labels there are. Nothing changes until someone accepts what it says.

    `labels` are those it is about, or all where there are none; a tie-break is about two.
    """

    question: Question
    labels: tuple[LabelId, ...] = ()
    parts: int = Field(default=3, ge=2, le=10)  # at most, when a label is split
    teacher: TeacherName = "offline"
    model: str = ""
    sample: int = Field(default=200, ge=10, le=2000)  # documents read at most
    seed: int = 0


Settings = GrowSettings | LabelSettings | TrainSettings | ScoreSettings | AdviseSettings
