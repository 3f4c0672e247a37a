"""How the documents of a label are sorted into the parts it is to be split into. Pure; it keeps nothing.

A person's choice comes before words, words before what a teacher proposed, and that before the part that takes the
rest. Of several parts whose words match, the first gets the document.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import BaseModel, Field

from core.errors import InvalidTaxonomy
from core.labelling.query import Query, Term, fold, parse
from core.taxonomy.edits import new_id
from core.taxonomy.label import DocumentId, Label, LabelId, Labels, Quote
from core.taxonomy.taxonomy import Taxonomy

Means = Literal["hand", "words", "teacher", "rest"]


class Part(BaseModel, frozen=True, extra="forbid"):
    """A part of a label as it is being written, known by its number. `words` say which documents are its own."""

    number: int = Field(ge=1)
    name: str = ""
    description: str = ""
    words: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    edge_cases: tuple[str, ...] = ()
    examples: tuple[DocumentId, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def query(self) -> Query | None:
        """Raises InvalidTaxonomy where its words cannot be understood, and says of which part."""
        try:
            return parse(self.words)
        except InvalidTaxonomy as error:
            raise InvalidTaxonomy(f"Words of {self}: {error}") from error

    def __str__(self) -> str:
        return f"“{self.name.strip()}”" if self.name.strip() else f"part {self.number}"


class Splitting(BaseModel, frozen=True, extra="forbid"):
    """A split as far as it has been thought of: the parts, and which documents were put where by whom.

    What nothing sorts goes to the part `rest`, or to none: then it is asked again.
    """

    parts: tuple[Part, ...] = (Part(number=1), Part(number=2))
    by_hand: Mapping[DocumentId, int] = Field(default_factory=dict)
    by_teacher: Mapping[DocumentId, int] = Field(default_factory=dict)
    teacher: str = ""  # how it signs, where it has proposed the parts
    rest: int | None = None
    issued: int = 2  # the highest number a part has had

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(part.number for part in self.parts)

    @property
    def blank(self) -> bool:
        """Whether nothing has been thought of yet."""
        empty = all(part == Part(number=part.number) for part in self.parts)
        return empty and len(self.parts) == 2 and not (self.by_hand or self.by_teacher or self.rest)

    def with_part(self) -> "Splitting":
        number = self.issued + 1
        return self.model_copy(update={"parts": (*self.parts, Part(number=number)), "issued": number})

    def without_part(self, number: int) -> "Splitting":
        """What was put there is unsorted again."""
        left = tuple(part for part in self.parts if part.number != number)
        sorting = {
            field: {document: part for document, part in placed.items() if part != number}
            for field, placed in (("by_hand", self.by_hand), ("by_teacher", self.by_teacher))
        }
        rest = None if self.rest == number else self.rest
        return self.model_copy(update={"parts": left, "rest": rest, **sorting})

    def put(self, document: DocumentId, number: int | None) -> "Splitting":
        """Sort a document by hand, or take that back for None."""
        others = {each: part for each, part in self.by_hand.items() if each != document}
        chosen = {} if number is None or number not in self.numbers else {document: number}
        return self.model_copy(update={"by_hand": {**others, **chosen}})


class Text(NamedTuple):
    """A document to be sorted; `folded` is its text as it is compared."""

    document: DocumentId
    text: str
    folded: str

    @classmethod
    def of(cls, document: DocumentId, text: str) -> "Text":
        return cls(document, text, fold(text))


class Place(NamedTuple):
    """Which part a document goes to, by what, and for words which of them were found."""

    part: int
    by: Means
    terms: tuple[Term, ...] = ()


class Sorted(BaseModel, frozen=True, arbitrary_types_allowed=True):
    """Where each document goes; those that go nowhere are asked again. Both in the order they came in.

    `taken` counts for a part the documents that its words match as well but that an earlier part gets.
    """

    places: Mapping[DocumentId, Place]
    unsorted: tuple[DocumentId, ...]
    taken: Mapping[int, int]

    @cached_property
    def documents(self) -> Mapping[int, tuple[DocumentId, ...]]:
        """The documents of each part that has any."""
        found: dict[int, list[DocumentId]] = {}
        for document, place in self.places.items():
            found.setdefault(place.part, []).append(document)
        return {part: tuple(documents) for part, documents in found.items()}

    def count(self, part: int) -> int:
        return len(self.documents.get(part, ()))

    def count_by(self, means: Means) -> int:
        return sum(place.by == means for place in self.places.values())


def sort(splitting: Splitting, queries: Mapping[int, Query], texts: Iterable[Text]) -> Sorted:
    """Sort documents into parts; `queries` are those of the parts that have any, by number."""
    asked = [(number, queries[number]) for number in splitting.numbers if number in queries]
    places: dict[DocumentId, Place] = {}
    unsorted: list[DocumentId] = []
    taken = dict.fromkeys(splitting.numbers, 0)
    for document, _, folded in texts:
        matching = []
        for number, query in asked:
            terms = query.match(folded)
            if terms is not None:
                matching.append(Place(number, "words", terms))
        place = _chosen(splitting, document) or (matching[0] if matching else None) or _otherwise(splitting, document)
        if place is None:
            unsorted.append(document)
            continue
        places[document] = place
        for also in matching:
            taken[also.part] += also.part != place.part
    return Sorted(places=places, unsorted=tuple(unsorted), taken=taken)


def queries(splitting: Splitting) -> dict[int, Query]:
    """Those of the parts that have any. Raises InvalidTaxonomy."""
    asked = ((part.number, part.query()) for part in splitting.parts)
    return {number: query for number, query in asked if query is not None}


def labels_of(splitting: Splitting, taxonomy: Taxonomy, whole: Label, sorted_: Sorted) -> dict[int, Label]:
    """The parts as labels of the taxonomy, by number. Raises InvalidTaxonomy where one has no usable name.

    They stand where the whole stands. Its examples go along with the documents; a part that keeps its name keeps
    the rest of its contract too.
    """
    labels: dict[int, Label] = {}
    for part in splitting.parts:
        name = part.name.strip()
        if not name:
            raise InvalidTaxonomy("Give each part a name.")
        if len(name) > 80:
            raise InvalidTaxonomy(f"“{name[:40]}…” is too long for a name: at most 80 characters.")
        labels[part.number] = _label(part, taxonomy, whole, sorted_, {label.id for label in labels.values()})
    return labels


def proposed(parts: Labels, sorting: Mapping[DocumentId, LabelId], teacher: str, issued: int = 0) -> Splitting:
    """What a teacher proposes, to be looked at and changed. Numbers begin after those issued."""
    numbers = {label.id: number for number, label in enumerate(parts, start=issued + 1)}
    written = tuple(
        Part(
            number=numbers[label.id],
            name=label.name,
            description=label.description,
            includes=label.includes,
            excludes=label.excludes,
            edge_cases=label.edge_cases,
            examples=label.examples,
            quotes=label.quotes,
        )
        for label in parts
    )
    known = {document: numbers[label_id] for document, label_id in sorting.items() if label_id in numbers}
    return Splitting(parts=written, by_teacher=known, teacher=teacher, issued=issued + len(parts))


def _chosen(splitting: Splitting, document: DocumentId) -> Place | None:
    number = splitting.by_hand.get(document)
    return None if number is None else Place(number, "hand")


def _otherwise(splitting: Splitting, document: DocumentId) -> Place | None:
    number = splitting.by_teacher.get(document)
    if number is not None:
        return Place(number, "teacher")
    return None if splitting.rest is None else Place(splitting.rest, "rest")


def _label(part: Part, taxonomy: Taxonomy, whole: Label, sorted_: Sorted, taken: set[LabelId]) -> Label:
    name = part.name.strip()
    own = {field: value for field in ("includes", "excludes", "edge_cases") if (value := getattr(part, field))}
    own |= {"name": name, "description": part.description.strip(), "id": new_id(taxonomy, name, taken)}
    if name.casefold() == whole.name.strip().casefold():
        label = whole.model_copy(update={**own, "locked": False, "became": None})
    else:
        label = Label.model_validate({**own, "parent": whole.parent})
    places = sorted_.places
    here = [each for each in whole.examples if each in places and places[each].part == part.number]
    quotes = (*(quote for quote in whole.quotes if quote.document in here), *part.quotes)
    illustrations = {"examples": tuple(dict.fromkeys((*here, *part.examples))), "quotes": tuple(dict.fromkeys(quotes))}
    return label.model_copy(update={**illustrations, "counter_examples": ()})
