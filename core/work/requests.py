"""Ask for a run. The one door through which pages and command line come."""

from sqlalchemy import Engine

from core.errors import NotEnoughLabels
from core.store import ledger, projects, runs
from core.store.runs import Run, Stage
from core.work.settings import AdviseSettings, GrowSettings, LabelSettings, Settings, TrainSettings


def stage_of(settings: Settings) -> Stage:
    if isinstance(settings, GrowSettings):
        return "grow"
    if isinstance(settings, LabelSettings):
        return "label"
    if isinstance(settings, AdviseSettings):
        return "advise"
    return "train" if isinstance(settings, TrainSettings) else "score"


def request(engine: Engine, taxonomy_id: str, settings: Settings, made_by: str) -> Run:
    """Write a run down, pinning its documents and settings; a worker or `here` then performs it.

    Raises Conflict while a run of the same stage is under way, NotFound where the taxonomy is gone, and
    NotEnoughLabels where there is nothing to work with.
    """
    card = projects.taxonomy_card(engine, taxonomy_id)
    stage = stage_of(settings)
    run = runs.add_run(engine, card.project, taxonomy_id, stage, settings.model_dump(mode="json"), made_by)
    if run.documents == 0:
        runs.finish(engine, run.id, "failed", "There were no documents.")
        raise NotEnoughLabels("This project has no documents yet. Add some on the Corpus page first.")
    if stage in ("label", "advise") and not ledger.taxonomy(engine, taxonomy_id).live:
        runs.finish(engine, run.id, "failed", "There were no labels.")
        raise NotEnoughLabels("This taxonomy has no labels yet. Grow it or add labels by hand first.")
    return run
