"""What has to be judged again, because a label was split or retired: which documents, and by whom.

It asks nobody; the label run and the page on which people judge do.
"""

from sqlalchemy import Engine

from core.labelling.carry import askable_again, stale_ids
from core.store import labels, ledger, projects
from core.store.versions import labelled_by
from core.taxonomy.label import DocumentId


def without_judgement(engine: Engine, taxonomy_id: str) -> dict[DocumentId, int]:
    """Documents that were judged and of whose judgements none stands, each with its place in the order of arrival.

    Left out are those that would get the same label again, because labelling goes by a version that still has it.
    """
    project_id = projects.taxonomy_card(engine, taxonomy_id).project
    now = ledger.taxonomy(engine, taxonomy_id)
    gone = askable_again(now, labelled_by(engine, taxonomy_id))
    return labels.places(engine, project_id, taxonomy_id, gone, stale=stale_ids(now)) if gone else {}
