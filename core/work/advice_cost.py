"""What asking a teacher for advice will take at most, reckoned before it starts."""

from collections.abc import Mapping
from math import ceil
from statistics import fmean
from typing import NamedTuple

from sqlalchemy import Engine

from core.growth.minibatches import sample
from core.labelling.cost import tokens
from core.labelling.prices import Money, Used, money
from core.store import documents, projects
from core.store.prices import prices
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import prompts
from core.teachers.advising.ask_topics import FEWEST, READ_AT_ONCE
from core.teachers.advising.model import PAIRS
from core.teachers.advising.offline import RULES
from core.teachers.advising.parts import PLENTY
from core.teachers.advising.showing import READ, READ_OF_TWO
from core.teachers.contrast import BESIDE, INSIDE
from core.teachers.group_names import TAKES
from core.teachers.showing import FITTED_AT_ONCE
from core.work.advise import parts_of
from core.work.planning import CHARACTERS_A_WORD
from core.work.settings import AdviseSettings

LOOKED_AT = 100  # documents whose lengths stand for all
REPLY = 700  # characters


class AdviceCost(NamedTuple):
    """The most that a question can take; `money` is None where a price is missing."""

    calls: int
    tokens: int
    money: Money | None


class _Question(NamedTuple):
    """One kind of call: its prompt, how often it is asked, and how many documents each shows."""

    prompt: str
    calls: int
    shown: int
    labels: int  # in words, beside the documents


def advice_cost(
    engine: Engine,
    taxonomy_id: str,
    taxonomy: Taxonomy,
    count: Mapping[LabelId | None, int],
    settings: AdviseSettings,
) -> AdviceCost:
    """`count` is how many documents each label has, and under None how many have none."""
    if settings.teacher == "offline":
        return AdviceCost(0, 0, None)
    asked = [each for each in _questions(taxonomy, count, settings) if each.calls]
    project = projects.taxonomy_card(engine, taxonomy_id).project
    positions = sample(range(1, documents.last_position(engine, project) + 1), LOOKED_AT, 0)
    lengths = [*documents.lengths(engine, project, positions).values()] or [0]
    label = fmean(_length(each) for each in taxonomy.live) if taxonomy.live else 0.0
    read = ceil(sum(_read(each, lengths, label) for each in asked))
    written = tokens(REPLY * sum(each.calls for each in asked))
    calls = sum(each.calls for each in asked)
    return AdviceCost(
        calls, tokens(read) + written, money([Used(settings.model, calls, tokens(read), written)], prices(engine))
    )


def _questions(taxonomy: Taxonomy, count: Mapping[LabelId | None, int], settings: AdviseSettings) -> list[_Question]:
    labels = [label_id for part in parts_of(taxonomy, settings) for label_id in part]
    pairs = len(taxonomy.live) * (len(taxonomy.live) - 1) // 2
    by_likeness = settings.teacher == "hybrid"
    match settings.question:
        case "wording":
            known = sum(count.get(label_id, 0) > 0 for label_id in labels)
            return [_Question("wording", known, READ + BESIDE, 3)]
        case "overlaps":
            most = min(PAIRS, pairs)
            return [_Question("overlaps", most, 2 * READ_OF_TWO, 2), _Question("tie_break", most, 2 * READ_OF_TWO, 2)]
        case "tie-break":
            return [_Question("tie_break", min(RULES, pairs) if not settings.labels else 1, 2 * READ_OF_TWO, 2)]
        case "hidden topics" if by_likeness:
            return [_Question("name", TAKES * settings.parts * len(labels), INSIDE + BESIDE, 1)]
        case "hidden topics":
            large = [count.get(label_id, 0) for label_id in labels if count.get(label_id, 0) >= FEWEST]
            looks = sum(ceil(min(size, settings.sample) / FITTED_AT_ONCE) for size in large)
            return [_Question("split", len(large), READ_AT_ONCE, 1), _Question("fit", looks, FITTED_AT_ONCE, 3)]
        case "uncovered" if by_likeness:
            return [_Question("name", TAKES * PLENTY if count.get(None) else 0, INSIDE + BESIDE, 1)]
        case "uncovered":
            looks = ceil(min(count.get(None, 0), settings.sample) / FITTED_AT_ONCE)
            return [
                _Question("uncovered", min(looks, 1), READ_AT_ONCE, len(taxonomy.live)),
                _Question("fit", looks, FITTED_AT_ONCE, 5),
            ]


def _read(question: _Question, lengths: list[int], label: float) -> float:
    """Characters of all calls of a kind."""
    prompt = prompts.load(question.prompt)
    cut = prompt.header.document_words * CHARACTERS_A_WORD
    document = fmean(min(length, cut) for length in lengths)
    whole = len(prompt.system) + len(prompt.user) + question.labels * label + question.shown * document
    return question.calls * whole


def _length(label: Label) -> int:
    return len(label.name) + len(label.description) + sum(map(len, (*label.includes, *label.excludes)))
