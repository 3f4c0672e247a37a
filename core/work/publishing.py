"""An edition of a taxonomy from what a workspace holds: its log up to a version, its language, texts of examples."""

from collections.abc import Mapping

from sqlalchemy import Engine

from core.store import documents, ledger
from core.store.projects import TaxonomyCard
from core.store.versions import named_versions
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.publishing.edition import Edition
from core.taxonomy.taxonomy import Taxonomy
from core.taxonomy.vocabulary import tag_of
from core.teachers.languages import spoken


def edition(
    engine: Engine,
    card: TaxonomyCard,
    version: int | None = None,
    address: str = "",
    with_texts: bool = False,
    colours: Mapping[LabelId, str] | None = None,
) -> Edition:
    """A taxonomy as it was at a version, None for now. Without an address its labels have one that begins with urn:."""
    made = Edition(
        name=card.name,
        brief=card.brief,
        changes=tuple(ledger.changes(engine, card.id)[:version]),
        address=address or f"urn:tnt-studio:{card.id}",
        colours=colours,
    )
    names = {each.version: each.name for each in named_versions(engine, card.id)}
    return made.model_copy(
        update={
            "language": _language(card, made.taxonomy),
            "called": names.get(made.version, ""),
            "texts": _texts(engine, card.project, made.taxonomy) if with_texts else None,
        }
    )


def _language(card: TaxonomyCard, taxonomy: Taxonomy) -> str:
    """The tag of what the brief asks for, or else of what descriptions are clearly written in, or else English."""
    texts = [text for label in taxonomy.live for text in (label.name, label.description)]
    return tag_of(card.brief.language) or tag_of(spoken(texts)) or "en"


def _texts(engine: Engine, project_id: str, taxonomy: Taxonomy) -> dict[DocumentId, str]:
    named = dict.fromkeys(
        document for label in taxonomy.labels.values() for document in (*label.examples, *label.counter_examples)
    )
    return {document.id: document.text for document in documents.documents(engine, project_id, list(named))}
