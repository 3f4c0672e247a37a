"""What a label is: a category as a contract between the people and the models that use it.

Knows nothing of the taxonomy it stands in.
"""

from pydantic import BaseModel, Field

LabelId = str
DocumentId = str


class Quote(BaseModel, frozen=True, extra="forbid"):
    """A passage of one of a label's examples, word for word, that shows what the label means."""

    document: DocumentId
    text: str


class Label(BaseModel, frozen=True, extra="forbid"):
    """A category: what it is called, what belongs to it, and what has become of it.

    `became` is None while the label is in force, () once retired, ("x",) when merged into x and
    ("x", "y") when split. Fields may be added with a default, never renamed: old logs must replay.
    """

    id: LabelId = Field(min_length=1)
    name: str = Field(min_length=1, max_length=80)
    description: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    edge_cases: tuple[str, ...] = ()  # doubtful cases with how they were decided, tie-breaks among them
    examples: tuple[DocumentId, ...] = ()
    counter_examples: tuple[DocumentId, ...] = ()  # look as if they belonged here, and do not
    quotes: tuple[Quote, ...] = ()
    parent: LabelId | None = None
    notation: str = Field(default="", max_length=40)  # what people's own lists call it: "A 1.2"
    colour: str = Field(default="", pattern=r"^(#[0-9A-Fa-f]{6})?$")  # empty: by its place of issue
    notes: str = ""  # for those who edit; neither teachers nor annotators see them
    locked: bool = False  # a person has settled it: teachers may not touch it
    became: tuple[LabelId, ...] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def in_force(self) -> bool:
        return self.became is None

    @property
    def definition(self) -> tuple[object, ...]:
        """What whoever judges a document by it goes by, besides its name."""
        return self.description, self.includes, self.excludes, self.edge_cases

    @property
    def illustrations(self) -> tuple[object, ...]:
        """The documents that show what it means, and what it does not."""
        return self.examples, self.counter_examples, self.quotes

    def turned_into(self, *heirs: LabelId) -> "Label":
        """This label, out of force: its documents go to the heirs, or nowhere."""
        return self.model_copy(update={"became": heirs})


Labels = tuple[Label, ...]
