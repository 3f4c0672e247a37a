"""What kind of classifier to train. Knows no library that trains one."""

from typing import Literal

from pydantic import BaseModel

HeadKind = Literal["logistic", "trees", "network"]
FeatureKind = Literal["tfidf", "embeddings", "both"]


class Recipe(BaseModel, frozen=True, extra="forbid"):
    """What kind of classifier to train. A setting of None means to choose one from the paper's grid."""

    head: HeadKind = "logistic"
    features: FeatureKind = "both"
    setting: float | None = None
    seed: int = 0
