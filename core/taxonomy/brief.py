"""What a taxonomy is for, in the words its teachers and people are given."""

from pydantic import BaseModel, Field

DEFAULT_USE_CASE = "Find out what these documents are about, so that each can be filed under one topic."


class Brief(BaseModel, frozen=True, extra="forbid"):
    """The use case and the limits a taxonomy has to keep.

    `language` is what labels are written in; empty means the language of the documents. The word limits are
    those of the paper's public prompts.
    """

    use_case: str = Field(default=DEFAULT_USE_CASE, min_length=1, max_length=2000)
    max_labels: int = Field(default=25, ge=2, le=200)
    language: str = ""
    name_words: int = Field(default=6, ge=1, le=12)
    description_words: int = Field(default=30, ge=5, le=120)
    guidance: str = Field(default="", max_length=4000)  # what people have asked of later updates
