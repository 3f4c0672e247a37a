"""The train run: each chunk trains one classifier and measures it; the last puts the best one in use.

Scores against people and against the teacher are kept apart: the first say how right a classifier is, the second
how well it imitates.
"""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy import Engine

from core.classifier import bundle
from core.classifier.evaluation import cross_validated, held_out
from core.classifier.examples import Example, Source
from core.classifier.model_card import Card
from core.classifier.recipe import Recipe
from core.classifier.training import Trained, train
from core.growth.minibatches import sample
from core.labelling.examples import Example as Judged
from core.labelling.examples import training_rows
from core.store import classifiers, documents, judgements, ledger, projects, runs
from core.store.runs import Run
from core.store.workspace import now
from core.taxonomy.taxonomy import Taxonomy
from core.version import VERSION
from core.work.report import Report
from core.work.settings import FEATURE_NAMES, HEAD_NAMES, TrainSettings

CHOOSE = "choose"
MOST_TAUGHT = 20_000  # documents: a minute or two of work; more teach a light classifier little that is new


class _Material(BaseModel, frozen=True):
    taxonomy: Taxonomy
    teaching: tuple[Example, ...]
    measuring: tuple[Example, ...]
    no_label: int
    not_used: int


def chunks(engine: Engine, run: Run) -> list[str]:  # noqa: ARG001 - every stage is asked alike
    """A name for each head on each kind of features, then the choice."""
    settings = TrainSettings.model_validate(run.settings)
    return [*(f"{head} {features}" for features in settings.features for head in settings.heads), CHOOSE]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Train and measure one classifier, or choose among those there are. Raises NotEnoughLabels."""
    if chunk == CHOOSE:
        _choose(engine, run)
        return
    head, features = chunk.split(" ")
    settings = TrainSettings.model_validate(run.settings)
    name = f"{HEAD_NAMES[head]} on {FEATURE_NAMES[features]}"
    runs.say(engine, run.id, f"Training {name}")
    recipe = Recipe.model_validate({"head": head, "features": features, "seed": settings.seed})
    await asyncio.to_thread(_train, engine, run, recipe, name)


def _train(engine: Engine, run: Run, recipe: Recipe, name: str) -> None:
    material = _material(engine, run, recipe.seed)
    trained = train(material.teaching, recipe)
    report = _report(trained, material, recipe.seed)
    card = projects.taxonomy_card(engine, run.taxonomy)
    described = Card(
        title=f"{projects.project(engine, run.project).name}: {card.name}",
        use_case=card.brief.use_case,
        taxonomy_version=material.taxonomy.version,
        made_at=now().date().isoformat(),
        made_with=f"TnT Studio {VERSION}",
    )
    packed = bundle.write(trained, material.taxonomy.live, described, report.measure)
    key = f"{run.id}-{recipe.head}-{recipe.features}"
    classifiers.add_classifier(engine, key, run.taxonomy, run.id, name, report.model_dump(mode="json"), packed)


def _material(engine: Engine, run: Run, seed: int) -> _Material:
    """Texts with labels in force. What people judged blind measures and never teaches; of very many others a sample."""
    taxonomy = ledger.taxonomy(engine, run.taxonomy)
    known = training_rows(
        judgements.verdicts(engine, run.taxonomy), judgements.annotations(engine, run.taxonomy), taxonomy
    )
    rows = [row for row in known.rows if row.primary is not None]
    gold = [row for row in known.held_out if row.primary is not None]
    teaching = manageable(rows, seed)
    found = documents.documents(engine, run.project, [row.document for row in (*teaching, *gold)])
    texts = {document.id: document.text for document in found}
    return _Material(
        taxonomy=taxonomy,
        teaching=tuple(_example(row, texts[row.document]) for row in teaching),
        measuring=tuple(_example(row, texts[row.document]) for row in gold),
        no_label=len(known.rows) + len(known.held_out) - len(rows) - len(gold),
        not_used=len(rows) - len(teaching),
    )


def manageable(rows: Sequence[Judged], seed: int, most: int = MOST_TAUGHT) -> list[Judged]:
    """All that people taught, and of the teacher's as many, drawn at random, as make up the most we train on."""
    people = [row for row in rows if row.source == "person"]
    others = [row for row in rows if row.source != "person"]
    return [*people, *sample(others, max(0, most - len(people)), seed)]


def _example(row: Judged, text: str) -> Example:
    source: Source = "human" if row.source == "person" else "teacher"
    return Example(text, row.primary or "", row.applicable, row.weight, source)


def _report(trained: Trained, material: _Material, seed: int) -> Report:
    """Against people on what they judged blind; without any, and without a teacher's labels, on what they taught."""
    teacher = cross_validated(trained, "teacher", seed)
    people = held_out(trained, material.measuring, "people", seed)
    return Report(
        recipe=trained.recipe,
        version=material.taxonomy.version,
        seconds=trained.seconds,
        examples=trained.examples,
        by_people=trained.by_people,
        no_label=material.no_label,
        not_used=material.not_used,
        rare=trained.rare,
        only_additional=trained.only_additional,
        people=people if people or teacher else cross_validated(trained, "people", seed),
        teacher=teacher,
    )


def _choose(engine: Engine, run: Run) -> None:
    """The most accurate of this run's classifiers is the one in use; of equals the faster."""
    made = classifiers.classifiers(engine, run.taxonomy, run.id)
    reports = {classifier.id: Report.model_validate(classifier.body) for classifier in made}

    def merit(classifier_id: str) -> tuple[float, float]:
        measure = reports[classifier_id].measure
        return (measure.accuracy.value or 0.0, measure.documents_per_second) if measure else (-1.0, 0.0)

    classifiers.put_in_use(engine, run.taxonomy, max(reports, key=merit))
