"""What a classifier learns from and what measures it: documents with labels in force, as they are known now."""

from collections.abc import Collection, Iterable, Sequence

from pydantic import BaseModel
from sqlalchemy import Engine

from core.classifier.examples import Example, Source
from core.growth.minibatches import sample
from core.labelling.annotation import Annotation
from core.labelling.carry import carry
from core.labelling.ceiling import Ceiling, ceiling
from core.labelling.examples import Example as Judged
from core.labelling.examples import training_rows
from core.store import documents, judgements, ledger, projects
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

MOST_TAUGHT = 20_000  # documents: a minute or two of work; more teach a light classifier little that is new


class Material(BaseModel, frozen=True):
    """Examples that teach, and the human gold that measures; an example of gold that no label fits has an empty one.

    `no_label` are documents left out of both because no label fits them, `not_used` those left out because there were
    enough, `alike` those whose text is that of a document of the gold but for spaces and capitals.
    """

    taxonomy: Taxonomy
    teaching: tuple[Example, ...]
    measuring: tuple[Example, ...]
    told: dict[DocumentId, LabelId | None]  # what the teacher says of the gold, where its verdict stands
    ceiling: Ceiling | None  # how far people agree among themselves; None where no two judged the same document
    no_label: int
    not_used: int
    alike: int


def material(engine: Engine, taxonomy_id: str, seed: int) -> Material:
    """What people judged blind measures and never teaches; of very many others a sample teaches. Raises NotFound."""
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    verdicts, said = judgements.verdicts(engine, taxonomy_id), judgements.annotations(engine, taxonomy_id)
    known = training_rows(verdicts, said, taxonomy)
    rows = [row for row in known.rows if row.primary is not None]
    chosen = manageable(rows, seed)
    project = projects.taxonomy_card(engine, taxonomy_id).project
    found = documents.documents(engine, project, [row.document for row in (*chosen, *known.held_out)])
    texts = {document.id: document.text for document in found}
    measuring = tuple(_example(row, texts[row.document]) for row in known.held_out)
    seen = {_folded(example.text) for example in measuring}
    teaching = tuple(_example(row, texts[row.document]) for row in chosen if _folded(texts[row.document]) not in seen)
    return Material(
        taxonomy=taxonomy,
        teaching=teaching,
        measuring=measuring,
        ceiling=_ceiling(said, taxonomy),
        told=_told(verdicts, {row.document for row in known.held_out}, taxonomy),
        no_label=len(known.rows) - len(rows) + sum(row.primary is None for row in known.held_out),
        not_used=len(rows) - len(chosen),
        alike=len(chosen) - len(teaching),
    )


def manageable(rows: Sequence[Judged], seed: int, most: int = MOST_TAUGHT) -> list[Judged]:
    """All that people taught, and of the teacher's as many, drawn at random, as make up the most we train on."""
    people = [row for row in rows if row.source == "person"]
    others = [row for row in rows if row.source != "person"]
    return [*people, *sample(others, max(0, most - len(people)), seed)]


def taught(engine: Engine, taxonomy_id: str, taxonomy: Taxonomy) -> frozenset[DocumentId]:
    """The documents that would teach a classifier now, were there no end to what it can learn."""
    verdicts, said = judgements.verdicts(engine, taxonomy_id), judgements.annotations(engine, taxonomy_id)
    known = training_rows(verdicts, said, taxonomy)
    return frozenset(row.document for row in known.rows if row.primary is not None)


def _told(
    verdicts: Iterable[Verdict], among: Collection[DocumentId], taxonomy: Taxonomy
) -> dict[DocumentId, LabelId | None]:
    clear = [verdict for verdict in verdicts if verdict.document in among and not verdict.needs_review]
    carried = {verdict.document: carry(verdict, taxonomy) for verdict in clear}
    return {document: said.primary for document, said in carried.items() if not said.stale}


def _ceiling(said: Sequence[Annotation], taxonomy: Taxonomy) -> Ceiling | None:
    found = ceiling(said, taxonomy)
    return found if found.documents else None


def _example(row: Judged, text: str) -> Example:
    source: Source = "human" if row.source == "person" else "teacher"
    return Example(text, row.primary or "", row.applicable, row.weight, source, row.shares, row.document)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
