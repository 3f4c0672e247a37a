"""Standing verdicts counted by label and by the version of the taxonomy that the teacher went by."""

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from core.labelling.definitions import MadeUnder
from core.store.tables import VerdictRow


def made_under(engine: Engine, taxonomy_id: str) -> list[MadeUnder]:
    """Labels are as they were given; verdicts that a person should look at are not among them."""
    query = (
        select(col(VerdictRow.primary), col(VerdictRow.version), func.count())
        .where(col(VerdictRow.taxonomy) == taxonomy_id, col(VerdictRow.standing), ~col(VerdictRow.needs_review))
        .group_by(col(VerdictRow.primary), col(VerdictRow.version))
    )
    with Session(engine) as session:
        return [MadeUnder(*row) for row in session.execute(query)]
