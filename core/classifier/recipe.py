"""What kind of classifier to train. Knows no library that trains one."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, model_validator

HeadKind = Literal["logistic", "svm", "trees", "network"]
FeatureKind = Literal["hashed", "tfidf", "embeddings", "both", "encoder", "everything"]
Structure = Literal["flat", "per parent"]
Profile = Literal["fast", "balanced", "accurate"]

ENCODED: tuple[FeatureKind, ...] = ("encoder", "everything")  # those that need a sentence encoder
MINILM = "minilm"  # the encoder whose weights travel in the bundle


class Recipe(BaseModel, frozen=True, extra="forbid"):
    """What kind of classifier to train. A setting or a scale of None means to choose one by cross-validation.

    `encoder` names the sentence encoder: "minilm", "sentence-transformers:NAME" or "server:MODEL". `scale` is how much
    vectors count beside terms. `even` gives rare labels the weight of common ones. `distrust` lets likely errors of the
    teacher count for less.
    """

    head: HeadKind = "logistic"
    features: FeatureKind = "both"
    encoder: str = ""
    structure: Structure = "flat"
    setting: float | None = None
    scale: float | None = None
    even: bool = False
    distrust: bool = False
    seed: int = 0

    @model_validator(mode="after")
    def _has_an_encoder_where_one_is_needed(self) -> "Recipe":
        if (self.features in ENCODED) != bool(self.encoder):
            raise ValueError("name a sentence encoder for the features that need one, and for no others")
        return self


PROFILES: Mapping[Profile, Recipe] = {
    "fast": Recipe(head="svm", features="hashed"),
    "balanced": Recipe(head="svm", features="both"),
    "accurate": Recipe(head="svm", features="everything", encoder=MINILM),
}
