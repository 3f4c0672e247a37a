"""The train run: each chunk trains one classifier and measures it; the last puts the best one in use.

Scores against people and against the teacher are kept apart: the first say how right a classifier is, the second
how well it imitates.
"""

import asyncio

from sqlalchemy import Engine

from core.classifier import bundle
from core.classifier.model_card import Card, Findings
from core.classifier.reliability import reliability
from core.errors import NotEnoughLabels
from core.store import classifiers, ledger, projects, runs
from core.store.runs import Run
from core.store.workspace import now
from core.version import VERSION
from core.work.appraisal import appraised
from core.work.candidates import Candidate, candidates
from core.work.learning import learn
from core.work.material import Material, material
from core.work.registry import choose
from core.work.report import Report
from core.work.settings import TrainSettings
from core.work.teaching import teach

CURVE, CHOOSE = "curve", "choose"


def chunks(engine: Engine, run: Run) -> list[str]:
    """A name for each classifier, one for the learning curve, then the choice.

    Where no label has a parent, one structure is like another.
    """
    settings = TrainSettings.model_validate(run.settings)
    deep = any(label.parent is not None for label in ledger.taxonomy(engine, run.taxonomy).live)
    wanted = settings if deep else settings.model_copy(update={"structures": ("flat",)})
    curve = [CURVE] if settings.curve else []
    return [*(each.part for each in candidates(wanted)), *curve, CHOOSE]


async def perform(engine: Engine, run: Run, chunk: str) -> None:
    """Train and measure one classifier, or choose among those there are. Raises NotEnoughLabels."""
    if chunk == CHOOSE:
        choose(engine, run)
        return
    settings = TrainSettings.model_validate(run.settings)
    if chunk == CURVE:
        runs.say(engine, run.id, "Asking whether more labels would help")
        await asyncio.to_thread(_learn, engine, run, settings.seed)
        return
    every = settings.model_copy(update={"structures": ("flat", "per parent")})
    candidate = next(each for each in candidates(every) if each.part == chunk)
    runs.say(engine, run.id, f"Training {candidate.name}")
    await asyncio.to_thread(_train, engine, run, candidate)


def _train(engine: Engine, run: Run, candidate: Candidate) -> None:
    known = material(engine, run.taxonomy, candidate.recipe.seed)
    _insist_on_teaching(known)
    taught = teach(engine, known.taxonomy, known.teaching, candidate.recipe)
    report, detail = appraised(taught, known, candidate)
    card = projects.taxonomy_card(engine, run.taxonomy)
    described = Card(
        title=f"{projects.project(engine, run.project).name}: {card.name}",
        use_case=card.brief.use_case,
        taxonomy_version=known.taxonomy.version,
        made_at=now().date().isoformat(),
        made_with=f"TnT Studio {VERSION}",
    )
    findings = Findings(
        people=report.people,
        teacher=report.teacher,
        ceiling=known.ceiling.agreement if known.ceiling else None,
        reliability=reliability(detail.people or detail.teacher, candidate.recipe.seed),
    )
    packed = bundle.write(taught.trained, known.taxonomy.live, described, report.measure, findings, detail.reference)
    classifiers.add_classifier(
        engine,
        f"{run.id}-{candidate.part.replace(' ', '-')}",
        run.taxonomy,
        run.id,
        candidate.name,
        report.model_dump(mode="json"),
        packed,
        detail.model_dump(mode="json"),
    )


def _insist_on_teaching(known: Material) -> None:
    """Raises NotEnoughLabels where documents are labelled, and none of them may or can teach."""
    if known.teaching or not (known.measuring or known.no_label):
        return
    labelled = sum(bool(example.primary) for example in known.measuring)
    if labelled:
        raise NotEnoughLabels(
            f"No document is left to learn from: what people judged blind ({labelled:,} labelled) is kept to measure "
            "by. Have a teacher label the others on the Label page, or bring more documents."
        )
    raise NotEnoughLabels(
        "There is nothing to learn from: of all documents judged so far it is said that no label fits."
    )


def _learn(engine: Engine, run: Run, seed: int) -> None:
    """With the quickest of the run's classifiers, since it is taught several times."""
    reports = [Report.model_validate(each.body) for each in classifiers.classifiers(engine, run.taxonomy, run.id)]
    quick = min(reports, key=lambda report: report.seconds)
    learn(engine, run, material(engine, run.taxonomy, seed), quick.recipe)
