"""The log of changes of each taxonomy, append-only, and the taxonomy it folds to."""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.errors import Conflict
from core.store.presence import hold
from core.store.standing import let_stand_again, let_stand_as_before
from core.store.tables import ChangeRow, TaxonomyRow
from core.store.workspace import now
from core.taxonomy.history import conflicting, replay
from core.taxonomy.taxonomy import Change, Taxonomy

Beside = Callable[[Session, int], None]  # writes what belongs to a change, given the version it makes

TRIES = 50  # writers that may take a version first before we say that it is too busy


def changes(engine: Engine, taxonomy_id: str) -> list[Change]:
    """The whole log, oldest first: the change at index n made version n + 1."""
    query = select(col(ChangeRow.body)).where(col(ChangeRow.taxonomy) == taxonomy_id).order_by(col(ChangeRow.version))
    with Session(engine) as session:
        return [Change.model_validate(body) for body in session.scalars(query)]


def taxonomy(engine: Engine, taxonomy_id: str) -> Taxonomy:
    return replay(changes(engine, taxonomy_id))


def version(engine: Engine, taxonomy_id: str) -> int:
    """How many changes there are: cheap enough to ask at every look."""
    query = select(func.max(ChangeRow.version)).where(col(ChangeRow.taxonomy) == taxonomy_id)
    with Session(engine) as session:
        return session.scalar(query) or 0


def has_batch(engine: Engine, taxonomy_id: str, batch: str) -> bool:
    query = select(col(ChangeRow.version)).where(col(ChangeRow.taxonomy) == taxonomy_id, col(ChangeRow.batch) == batch)
    with Session(engine) as session:
        return session.scalar(query) is not None


def append(engine: Engine, taxonomy_id: str, change: Change, beside: Beside | None = None) -> Taxonomy:
    """Add a change to the log and answer the taxonomy after it.

    A batch's change is added once, however often it is offered: a resumed run may offer it again. What `beside` writes
    is kept in the same transaction, or nothing is. Raises
    Conflict where labels it touches were changed since its author looked, InvalidTaxonomy, and NotFound where the
    taxonomy is gone.
    """
    for _ in range(TRIES):
        history = changes(engine, taxonomy_id)
        if change.batch and any(past.batch == change.batch for past in history):
            return replay(history)
        before = replay(history)
        _refuse_conflict(before, history, change)
        kept = change.model_copy(update={"at": change.at or now()})
        after = before.apply(kept)
        row = ChangeRow(
            taxonomy=taxonomy_id, version=after.version, batch=change.batch or None, body=kept.model_dump(mode="json")
        )
        with Session(engine) as session:
            hold(session, TaxonomyRow, taxonomy_id)
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                continue  # another writer took that version first: look again
            if beside is not None:
                beside(session, after.version)
            let_stand_again(session, taxonomy_id, before, after)
            let_stand_as_before(session, taxonomy_id, kept, after.meaning)
            session.commit()
        return after
    raise Conflict("Too many people are changing this taxonomy at once. Try again in a moment.")


def _refuse_conflict(taxonomy: Taxonomy, history: Sequence[Change], change: Change) -> None:
    both = conflicting(history, change)
    if not both:
        return
    names = ", ".join(sorted(f"“{taxonomy[label_id]}”" for label_id in both))
    authors = sorted({past.author.removeprefix("human:") for past in history[change.based_on :] if past.touched & both})
    raise Conflict(f"{names}: changed by {', '.join(authors)} in the meantime. Look at it as it is now and try again.")
