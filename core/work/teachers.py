"""Which teacher a run is done by. Keys come from the environment, never from a run's settings."""

from collections.abc import Mapping

from sqlalchemy import Engine

from core.classifier.embeddings import packaged
from core.store.replies import Replies
from core.store.runs import Run
from core.teachers.asking import Asking
from core.teachers.hybrid import HybridTeacher
from core.teachers.llm import LLMTeacher
from core.teachers.offline import OfflineTeacher
from core.teachers.protocol import Judge, Teacher
from core.teachers.settings import from_environment
from core.work.settings import GrowSettings, LabelSettings


def teacher_for(
    engine: Engine,
    run: Run,
    settings: GrowSettings | LabelSettings,
    environ: Mapping[str, str],
    summaries: bool | None = None,
) -> Teacher:
    """Raises TeacherError where a language model is asked for and none is set up.

    `summaries` says whether a model reads documents as summaries; None leaves it to the length of each batch. A run
    that asks again to see whether answers stay the same is not told what was answered before.
    """
    if settings.teacher == "offline":
        return OfflineTeacher(packaged(), settings.seed)
    anew = isinstance(settings, LabelSettings) and settings.repetition > 0
    model, memory = from_environment(environ, settings.model), Replies(engine, run.id, anew)
    if settings.teacher == "hybrid":
        return HybridTeacher(Asking(model, memory), packaged(), settings.seed)
    return LLMTeacher(model, memory, summaries)


def teachers_for(
    engine: Engine,
    run: Run,
    settings: GrowSettings,
    environ: Mapping[str, str],
    seeds: Mapping[int, int],
    summaries: bool | None = None,
) -> dict[int, Teacher]:
    """A teacher for each trial, by its number, with the trial's seed. Raises TeacherError.

    Those that ask a model share one line to it, so that one limit holds for all calls.
    """
    if settings.teacher == "offline":
        return {number: OfflineTeacher(packaged(), seed) for number, seed in seeds.items()}
    one = teacher_for(engine, run, settings, environ, summaries)
    if isinstance(one, HybridTeacher):
        return {number: one.seeded(seed) for number, seed in seeds.items()}
    return dict.fromkeys(seeds, one)


def judge_for(engine: Engine, run: Run, settings: GrowSettings, environ: Mapping[str, str]) -> Judge | None:
    """Who chooses between trials: the language model, where one takes part. The offline teacher cannot judge."""
    if settings.teacher == "offline":
        return None
    return LLMTeacher(from_environment(environ, settings.model), Replies(engine, run.id))
