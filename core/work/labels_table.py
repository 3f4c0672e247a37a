"""The labels of record as a table: what people download, and what `tnt run` writes."""

from collections.abc import Iterator

from sqlalchemy import Engine

from core.labelling.carry import carry, stale_ids
from core.store import labels, ledger
from core.store.labels import Labelled, Wanted
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict

COLUMNS = ("id", "primary", "all", "confidence", "source")
SEPARATOR = " | "


def labels_table(engine: Engine, project_id: str, taxonomy_id: str) -> Iterator[dict[str, str]]:
    """One row a document, in order of arrival, in the names of the labels in force.

    `id` is the file's own where it had one. Documents without a label have an empty `primary`; those nobody has judged
    have an empty `source` too.
    """
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    for row in labels.all_labels(engine, project_id, taxonomy_id, Wanted(judged=False), stale=stale_ids(taxonomy)):
        yield _row(taxonomy, row)


def _row(taxonomy: Taxonomy, row: Labelled) -> dict[str, str]:
    said = Verdict(document=row.document, primary=row.primary, applicable=row.applicable, confidence=0)
    carried = carry(said, taxonomy)
    return {
        "id": row.source_id or row.document,
        "primary": taxonomy[carried.primary].name if carried.primary else "",
        "all": SEPARATOR.join(taxonomy[label_id].name for label_id in carried.applicable),
        "confidence": "" if row.confidence is None else f"{row.confidence:.3f}",
        "source": row.source or "",
    }
