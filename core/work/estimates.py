"""What a run will take, reckoned before it starts from the prompts it would send.

What only the run will show is not in it: replies that have to be asked for again, and questions that have been answered
before.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Engine

from core.growth.minibatches import sample
from core.labelling import cost
from core.labelling.cost import Cost
from core.labelling.prices import Money, Price, Used, money, price_of
from core.store import documents, projects
from core.store.prices import prices
from core.store.versions import labelled_by
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, prompts
from core.teachers.settings import from_environment
from core.work.planning import CHARACTERS_A_WORD
from core.work.prospect import LOOKED_AT, Case, Step, prospect, questions
from core.work.settings import GrowSettings

REPLY = 260  # characters of one judgement: a label, a confidence, a reason and a quote


class Total(NamedTuple):
    """What several steps take together; `money` is None where a price is missing."""

    calls: int
    prompt_tokens: int
    completion_tokens: int
    money: Money | None

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


class GrowCost(NamedTuple):
    """What growing takes, where it reads to the end and finds as many labels as it may. `low` is half as many labels
    that soon settle, `high` the longest documents that 95 samples in 100 would show. `unpriced` are models without a
    price.
    """

    steps: tuple[Step, ...]
    expected: Total
    low: Total
    high: Total
    unpriced: tuple[str, ...]


def labelling_cost(engine: Engine, taxonomy_id: str, asked: int, seed: int = 0, model: str = "") -> Cost:
    """What asking a language model for so many documents' labels takes: one call each, all labels in every call."""
    card = projects.taxonomy_card(engine, taxonomy_id)
    prompt = prompts.load("assign")
    labels = _characters(labelled_by(engine, taxonomy_id))
    positions = sample(range(1, documents.last_position(engine, card.project) + 1), LOOKED_AT, seed)
    lengths = [len(document.text) for document in documents.documents_at(engine, card.project, positions)]
    return cost.estimate(
        lengths,
        asked if lengths else 0,
        instructions=len(prompt.system) + len(prompt.user) + labels,
        reply=REPLY,
        longest=prompt.header.document_words * CHARACTERS_A_WORD,
        price=price_of(model, prices(engine)),
    )


def _characters(taxonomy: Taxonomy) -> int:
    """How much the labels add to every call."""
    return sum(
        len(text)
        for label in taxonomy.live
        for text in (label.name, label.description, *label.includes, *label.excludes, *label.edge_cases)
    )


def growing_cost(engine: Engine, taxonomy_id: str, settings: GrowSettings, environ: Mapping[str, str]) -> GrowCost:
    """What a grow run with these settings would take, if none of its questions had been answered before.

    Raises TeacherError where no language model is set up, NotEnoughLabels where a label to divide has no documents.
    """
    known = prices(engine)
    if settings.teacher == "offline":
        return _reckoned([], [], [], known)
    run = prospect(engine, taxonomy_id, settings, from_environment(environ, settings.model))
    least = 1 + settings.saturation if settings.saturation else None
    standing = len(run.taxonomy.live)
    most = standing if settings.freedom == "describe" else guards.limit(run.brief, run.taxonomy)
    few = max(standing, most // 2)
    return _reckoned(
        questions(run, Case(most, None, settles=False, lean=0)),
        questions(run, Case(few, least, settles=True, lean=-1)),
        questions(run, Case(most, None, settles=False, lean=1)),
        known,
    )


def _reckoned(expected: list[Step], low: list[Step], high: list[Step], known: Mapping[str, Price]) -> GrowCost:
    unpriced = dict.fromkeys(step.model for step in expected if price_of(step.model, known) is None)
    return GrowCost(tuple(expected), _total(expected, known), _total(low, known), _total(high, known), tuple(unpriced))


def _total(steps: Iterable[Step], known: Mapping[str, Price]) -> Total:
    used = [Used(*step[1:]) for step in steps]
    return Total(
        sum(each.calls for each in used),
        sum(each.prompt_tokens for each in used),
        sum(each.completion_tokens for each in used),
        money(used, known),
    )
