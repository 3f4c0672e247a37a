"""One text with its metadata."""

import hashlib

from pydantic import BaseModel, Field

from core.taxonomy.label import DocumentId


class Document(BaseModel, frozen=True, extra="forbid"):
    """A text to be labelled. Its id is a hash of the text, so loading it twice changes nothing.

    `source_id` is what the file calls it, `copies` how often the very same text came.
    """

    id: DocumentId
    text: str = Field(min_length=1)
    metadata: dict[str, str] = Field(default_factory=dict)
    source_id: str = ""
    copies: int = Field(default=1, ge=1)


def document_id(text: str) -> DocumentId:
    """Sixteen hexadecimal digits of the text's SHA-256: enough for a hundred million documents."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
