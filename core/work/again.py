"""What has to be judged again, because a label was split or retired: which documents, and by whom.

It asks nobody; the label run and the page on which people judge do.
"""

from collections.abc import Collection
from typing import Literal, NamedTuple

from sqlalchemy import Engine

from core.labelling.again import Again, judged_again
from core.labelling.carry import askable_again, stale_ids
from core.labelling.examples import grouped
from core.store import judgements, labels, ledger, projects
from core.store.ambiguous import ambiguous, told_when
from core.store.runs import Run
from core.store.versions import labelled_by
from core.taxonomy.label import DocumentId, LabelId
from core.work.settings import LabelSettings


class Gone(NamedTuple):
    """Labels that no longer mean one label, and those of them whose documents can be judged again.

    Not those that the version still has by which documents are labelled: they would get the same label again.
    """

    stale: frozenset[LabelId]
    askable: frozenset[LabelId]


def gone(engine: Engine, taxonomy_id: str) -> Gone:
    now = ledger.taxonomy(engine, taxonomy_id)
    frozen = projects.taxonomy_card(engine, taxonomy_id).frozen is not None
    return Gone(stale_ids(now), askable_again(now, labelled_by(engine, taxonomy_id) if frozen else now))


def without_judgement(engine: Engine, taxonomy_id: str) -> dict[DocumentId, int]:
    """Documents that were judged and of whose judgements none stands, each with its place in the order of arrival.

    Only those that can be judged again.
    """
    stale, askable = gone(engine, taxonomy_id)
    if not askable:
        return {}
    project_id = projects.taxonomy_card(engine, taxonomy_id).project
    return labels.places(engine, project_id, taxonomy_id, askable, stale=stale)


def as_before(run: Run | None, only: Literal["missing or stale", "stale", "abstained", "doubted"]) -> LabelSettings:
    """Settings that ask the teacher of a label run about more; the offline teacher where there was no run."""
    settings = LabelSettings.model_validate(run.settings if run else {})
    return settings.model_copy(update={"only": only, "sample": None, "repetition": 0})


def queue_of(engine: Engine, taxonomy_id: str, person: str, reserved: Collection[DocumentId], seed: int) -> list[Again]:
    """What a person is to judge again: what they judged themselves, then what nobody's judgement stands of.

    `reserved` are documents at the head of the random queue, see core.labelling.batches.
    """
    stale, askable = gone(engine, taxonomy_id)
    own = {each.document for each in ambiguous(engine, taxonomy_id, askable) if each.person == person}
    others = without_judgement(engine, taxonomy_id).keys() - own
    if not own and not others:
        return []
    said = grouped(judgements.annotations(engine, taxonomy_id))
    told = told_when(engine, taxonomy_id, [*own, *others], stale)
    return judged_again(person, own, others, said, told, reserved, seed)
