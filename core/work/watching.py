"""Whether documents that came since the classifier in use was trained are still like those it was made with."""

from typing import NamedTuple

from sqlalchemy import Engine

from core.classifier.drift import Drift, drift, warnings
from core.classifier.encoders import told_as_ours
from core.classifier.familiar import met, words_of
from core.classifier.portable.codec import open_model
from core.growth.minibatches import sample
from core.store import classifiers, documents, ledger, projects, runs
from core.work.registry import detail_of

MOST_LOOKED_AT = 1000  # documents, drawn at random: half a second or so


class Watched(NamedTuple):
    """New documents against those of the training, in numbers and in sentences; no sentence, nothing to worry about."""

    since: int  # documents that came since
    drift: Drift
    warnings: tuple[str, ...]


def drift_of(engine: Engine, taxonomy_id: str, seed: int = 0) -> Watched | None:
    """As the classifier in use sees them, whoever has labelled them; of many a random sample.

    None where there is no classifier, none that kept what it was made with, or no new document. Raises TeacherError
    where a sentence encoder outside does not answer.
    """
    used = classifiers.in_use(engine, taxonomy_id)
    detail = detail_of(engine, used.id) if used else None
    if used is None or detail is None or detail.reference is None:
        return None
    project = projects.taxonomy_card(engine, taxonomy_id).project
    trained_with = runs.run(engine, used.run).documents
    new = range(trained_with + 1, documents.last_position(engine, project) + 1)
    if not new:
        return None
    texts = [one.text for one in documents.documents_at(engine, project, sample(new, MOST_LOOKED_AT, seed))]
    model, _ = open_model(classifiers.bundle(engine, used.id))
    with told_as_ours():
        said = model.predict(texts)
    found = drift(met(texts, said, words_of(model)), detail.reference, seed)
    names = {label.id: label.name for label in ledger.taxonomy(engine, taxonomy_id).labels.values()}
    return Watched(len(new), found, tuple(warnings(found, names, detail.reference)))
