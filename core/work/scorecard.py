"""The scorecard of a taxonomy at a version, from what teacher and people had said by then."""

import numpy as np
from sqlalchemy import Engine

from core.agreement.confusion import Pair
from core.labelling.pairs import judged, teacher_and_people
from core.labelling.scorecard import Near, Scorecard, accurate, clear, comprehensive, concise, consistent
from core.labelling.tally import tally
from core.store import at_version, documents, judgements, ledger, projects
from core.taxonomy.history import replay
from core.taxonomy.taxonomy import Taxonomy
from core.work.measuring import likeness

ALIKE = 0.85  # cosine of two labels' wordings; the nearest two of the samples' hand-made lists are at 0.74
MOST_COMPARED = 2000  # labels in force, past which every one with every other takes seconds and gigabytes


def scorecard(engine: Engine, taxonomy_id: str, version: int | None = None) -> Scorecard:
    """Of the latest version where none is named."""
    log = ledger.changes(engine, taxonomy_id)
    at = len(log) if version is None else version
    taxonomy = replay(log[:at])
    counts = tally(at_version.given_at(engine, taxonomy_id, at), taxonomy)
    said = [each for each in judgements.annotations(engine, taxonomy_id) if each.version <= at]
    told = at_version.verdicts_at(engine, taxonomy_id, at, sorted({each.document for each in said}))
    pairs = [row.pair for row in teacher_and_people(told, said, taxonomy)]
    project = projects.taxonomy_card(engine, taxonomy_id).project
    return Scorecard(
        version=at,
        comprehensive=comprehensive(counts, documents.count_documents(engine, project)),
        consistent=consistent(answers(engine, taxonomy_id, taxonomy)),
        clear=clear(taxonomy),
        accurate=accurate(judged(told, said, taxonomy)),
        concise=concise(taxonomy, counts, near(taxonomy), pairs),
    )


def answers(engine: Engine, taxonomy_id: str, taxonomy: Taxonomy) -> list[Pair]:
    """The first and the last answer of a teacher asked more than once about a document while labels stayed the same.

    What it said after the labels had been edited is no repetition.
    """
    pairs: list[Pair] = []
    for asked in judgements.repeated(engine, taxonomy_id):
        said = [each for each in asked.answers if each.version <= taxonomy.version and not each.needs_review]
        alike = [each for each in said if each.version == said[-1].version]
        meant = [None if each.primary is None else taxonomy.meaning.get(each.primary) for each in alike]
        if len(alike) > 1:
            pairs.append((meant[0], meant[-1]))
    return pairs


def near(taxonomy: Taxonomy) -> list[Near]:
    """Labels in force that say nearly the same of themselves, the nearest first; none of very long lists."""
    live = taxonomy.live
    if not 2 <= len(live) <= MOST_COMPARED:
        return []
    cosines = np.triu(likeness(taxonomy), k=1)
    found = [Near(live[one].id, live[other].id, cosines[one, other]) for one, other in np.argwhere(cosines >= ALIKE)]
    return sorted(found, key=lambda each: -each.likeness)
