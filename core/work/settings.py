"""What a person chooses before a run starts, with the paper's values as defaults."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from core.growth.minibatches import BATCH_SIZE, minibatches, sample

TeacherName = Literal["offline", "llm"]
Head = Literal["logistic", "trees", "network"]
Features = Literal["tfidf", "embeddings", "both"]

HEAD_NAMES = {"logistic": "Logistic regression", "trees": "LightGBM", "network": "MLP"}
FEATURE_NAMES = {"tfidf": "TF-IDF", "embeddings": "embeddings", "both": "TF-IDF and embeddings"}


class GrowSettings(BaseModel, frozen=True, extra="forbid"):
    """How a taxonomy is grown: by whom, from how many documents, in which portions."""

    teacher: TeacherName = "offline"
    model: str = ""  # empty: the model named in the environment
    sample: int | None = Field(default=1000, ge=1)
    batch_size: int = Field(default=BATCH_SIZE, ge=5, le=2000)
    seed: int = 0

    def batches(self, documents: int) -> list[Sequence[int]]:
        """Which of so many documents, by position from 1, each minibatch holds; the same every time it is asked."""
        return minibatches(sample(range(1, documents + 1), self.sample, self.seed), self.batch_size)


class LabelSettings(BaseModel, frozen=True, extra="forbid"):
    """Which documents are labelled, and by whom. `only` leaves out those that already have a valid verdict."""

    teacher: TeacherName = "offline"
    model: str = ""
    sample: int | None = Field(default=None, ge=1)
    only: Literal["all", "missing or stale"] = "all"
    seed: int = 0


class TrainSettings(BaseModel, frozen=True, extra="forbid"):
    """Which classifiers are trained side by side."""

    heads: tuple[Head, ...] = Field(default=("logistic", "trees", "network"), min_length=1)
    features: tuple[Features, ...] = Field(default=("tfidf", "embeddings"), min_length=1)
    seed: int = 0


class ScoreSettings(BaseModel, frozen=True, extra="forbid"):
    """Which classifier labels the documents that neither a person nor a teacher has judged."""

    classifier: str


Settings = GrowSettings | LabelSettings | TrainSettings | ScoreSettings
