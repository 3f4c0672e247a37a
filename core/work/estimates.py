"""What a run will take, reckoned before it starts from the prompts it would send.

The prompts are rendered with some of the run's own documents and with labels as large as models write them. What only
the run will show is not in it: replies that have to be asked for again, and steps that end sooner than they might.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import ceil, sqrt
from statistics import stdev
from typing import NamedTuple

from sqlalchemy import Engine

from core.agreement.estimates import Z95
from core.corpus.document import Document
from core.growth.inside import inside, inside_brief
from core.growth.minibatches import sample
from core.growth.plan import Plan
from core.labelling import cost
from core.labelling.cost import Cost, tokens
from core.labelling.prices import Money, Price, Used, money, price_of
from core.store import documents, ledger, projects
from core.store.prices import prices
from core.store.runs import Run
from core.store.workspace import now
from core.taxonomy.brief import Brief
from core.taxonomy.exchange import to_markdown
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, prompts
from core.teachers.settings import ModelSettings, from_environment
from core.teachers.showing import FITTED_AT_ONCE, SUMMARY_WORDS, numbered, outlined, shown
from core.work.planning import drafted
from core.work.settings import GrowSettings

LOOKED_AT = 100  # documents whose lengths stand for all
REPLY = 260  # characters of one judgement: a label, a confidence, a reason and a quote
CHARACTERS_A_WORD = 6  # with the space, in English
REASON = 40 * CHARACTERS_A_WORD  # characters of a reply besides its table
PLACED = 40  # characters of a quick look's reply for a document, besides the label's id
QUOTED = 2 * 10 * CHARACTERS_A_WORD  # characters of a label's quotes in a reply
LABEL = 90  # characters of a label in a reply besides its words: the fields' names and the numbers of its examples


class Step(NamedTuple):
    """One kind of question, by the name of its prompt, and what all of its kind take."""

    prompt: str
    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int


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


class _Prospect(NamedTuple):
    """A run that nobody has asked for yet."""

    settings: GrowSettings
    model: ModelSettings
    plan: Plan
    brief: Brief
    taxonomy: Taxonomy  # as the teacher would see it
    drawn: Sequence[Document]  # some of the documents it would read

    def batches(self, at_most: int | None) -> list[Sequence[Sequence[int]]]:
        """Each trial's minibatches, or the first of them."""
        settings = self.settings
        return [
            self.plan.minibatches(trial, settings.seed, settings.batch_size, settings.batch_tokens)[:at_most]
            for trial in range(1, settings.trials + 1)
        ]


class _Case(NamedTuple):
    """How a run may go: how many labels it finds and batches it reads, whether labels stay as the first batch left
    them until the review, and whether documents are shorter (-1) or longer (1) than those looked at."""

    labels: int
    batches: int | None
    settles: bool
    lean: int


def labelling_cost(engine: Engine, taxonomy_id: str, asked: int, seed: int = 0, model: str = "") -> Cost:
    """What asking a language model for so many documents' labels takes: one call each, all labels in every call."""
    card = projects.taxonomy_card(engine, taxonomy_id)
    prompt = prompts.load("assign")
    labels = to_markdown(card.name, card.brief, ledger.taxonomy(engine, taxonomy_id))
    positions = sample(range(1, documents.last_position(engine, card.project) + 1), LOOKED_AT, seed)
    lengths = [len(document.text) for document in documents.documents_at(engine, card.project, positions)]
    return cost.estimate(
        lengths,
        asked if lengths else 0,
        instructions=len(prompt.system) + len(prompt.user) + len(labels),
        reply=REPLY,
        longest=prompt.header.document_words * CHARACTERS_A_WORD,
        price=price_of(model, prices(engine)),
    )


def growing_cost(engine: Engine, taxonomy_id: str, settings: GrowSettings, environ: Mapping[str, str]) -> GrowCost:
    """What a grow run with these settings would take, if none of its questions had been answered before.

    Raises TeacherError where no language model is set up, NotEnoughLabels where a label to divide has no documents.
    """
    known = prices(engine)
    if settings.teacher == "offline":
        return _reckoned([], [], [], known)
    prospect = _prospect(engine, taxonomy_id, settings, from_environment(environ, settings.model))
    least = 1 + settings.saturation if settings.saturation else None
    standing = len(prospect.taxonomy.live)
    most = standing if settings.freedom == "describe" else guards.limit(prospect.brief, prospect.taxonomy)
    few = max(standing, most // 2)
    cases = (
        _Case(most, None, settles=False, lean=0),
        _Case(few, least, settles=True, lean=-1),
        _Case(most, None, settles=False, lean=1),
    )
    return _reckoned(*(_steps(prospect, case) for case in cases), known)


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


def _prospect(engine: Engine, taxonomy_id: str, settings: GrowSettings, model: ModelSettings) -> _Prospect:
    card = projects.taxonomy_card(engine, taxonomy_id)
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    run = Run(
        id="",
        project=card.project,
        taxonomy=taxonomy_id,
        stage="grow",
        settings=settings.model_dump(mode="json"),
        documents=documents.last_position(engine, card.project),
        made_by="",
        status="waiting",
        created=now(),
    )
    plan = drafted(engine, run, settings)
    drawn = documents.documents_at(engine, card.project, sample(plan.train, LOOKED_AT, settings.seed))
    if settings.within:
        brief = inside_brief(card.brief, taxonomy[settings.within])
        return _Prospect(settings, model, plan, brief, inside(taxonomy, settings.within), drawn)
    return _Prospect(settings, model, plan, card.brief, taxonomy, drawn)


def _steps(prospect: _Prospect, case: _Case) -> list[Step]:
    """Every question of a run. Labels that stay as they are are not measured again: the same answer is kept."""
    settings, plan, brief, model = prospect.settings, prospect.plan, prospect.brief, prospect.model
    table = _table(prospect, case.labels)
    known = {document.id: document for document in prospect.drawn}
    read = prospect.batches(case.batches)
    values: dict[str, object] = {"brief": brief, "max_labels": case.labels, "quotes": not plan.summaries}

    def step(name: str, calls: int, texts: int, reply: float, values: dict[str, object]) -> Step:
        prompt = prompts.load(name)
        shown_as = [_text(document, plan, prompt) for document in prospect.drawn]
        whole = (
            _length(prompt, {**values, "documents": []}) * calls
            + _each(prompt, values, shown_as, plan, case.lean) * texts
        )
        return Step(name, model.model, calls, tokens(whole), tokens(reply))

    def told(name: str) -> dict[str, object]:
        return {**values, "labels": shown(table, known, prompts.load(name).header.example_words)}

    rewritten = sum(_reply_length(label) for label in table.live)
    quoted = 0 if plan.summaries else QUOTED * len(table.live)
    first = [trial[0] for trial in read if trial] if not prospect.taxonomy.live else []
    later = [batch for trial in read for batch in (trial[1:] if first else trial)]
    measured, tested = len(plan.measured), len(plan.tested)
    looks = sum(2 if case.settles else len(trial) + 1 for trial in read)  # after every batch, and after the review
    fits = looks * ceil(measured / FITTED_AT_ONCE) + settings.trials * ceil(tested / FITTED_AT_ONCE)
    fitted = looks * measured + settings.trials * tested
    votes = [plan.judged(number, settings.seed) for number in range(1, settings.rounds + 1)] if len(read) > 1 else []
    tables = [{"number": 1, "labels": [outlined(label, table) for label in table.live]}] * settings.trials
    placed = PLACED + max((len(label.id) for label in table.live), default=0)
    steps = [
        _summaries(prospect, len({*chain(*chain(*read), plan.measured, plan.tested, *votes)})),
        step("create", len(first), sum(map(len, first)), len(first) * (REASON + rewritten + quoted), values),
        step(
            "update", len(later), sum(map(len, later)), len(later) * (2 * REASON + rewritten + quoted), told("update")
        ),
        step("review", settings.trials, 0, settings.trials * (2 * REASON + rewritten), told("review")),
        step("fit", fits, fitted, fitted * placed, told("fit")),
        step("choose", len(votes), sum(map(len, votes)), len(votes) * REASON, {**values, "candidates": tables}),
    ]
    return [step for step in steps if step.calls]


def _summaries(prospect: _Prospect, read: int) -> Step:
    """One call for each of the documents that are read at least once, where it is longer than its summary."""
    plan, prompt = prospect.plan, prompts.load("summarise")
    long = [each for each in prospect.drawn if guards.words(each.text) > SUMMARY_WORDS]
    calls = round(read * len(long) / len(prospect.drawn)) if plan.summaries and prospect.drawn else 0
    values: dict[str, object] = {"brief": prospect.brief, "words": SUMMARY_WORDS}
    sent = [
        _length(prompt, {**values, "document": prompts.shorten(each.text, prompt.header.document_words)})
        for each in long
    ]
    prompt_tokens = tokens(calls * sum(sent) / len(sent)) if sent else 0
    return Step(
        "summarise",
        prospect.model.summariser,
        calls,
        prompt_tokens,
        tokens(calls * (SUMMARY_WORDS + 3) * CHARACTERS_A_WORD),
    )


def _text(document: Document, plan: Plan, prompt: prompts.Prompt) -> str:
    """A document as a prompt shows it; its first words stand for its summary."""
    return prompts.shorten(document.text, SUMMARY_WORDS if plan.summaries else prompt.header.document_words)


def _length(prompt: prompts.Prompt, values: dict[str, object]) -> int:
    return sum(len(message["content"]) for message in prompt.render(values))


def _each(prompt: prompts.Prompt, values: dict[str, object], texts: Sequence[str], plan: Plan, lean: int) -> float:
    """Characters that one document adds to a prompt; with `lean`, at an end of what 95 samples in 100 would show."""
    if not texts or "documents" not in prompt.user:
        return 0
    added = _length(prompt, {**values, "documents": numbered(texts)}) - _length(prompt, {**values, "documents": []})
    unseen = max(0.0, 1 - len(texts) / len(plan.train))
    doubt = Z95 * stdev(map(len, texts)) * sqrt(unseen / len(texts)) if len(texts) > 1 else 0
    return added / len(texts) + lean * doubt


def _table(prospect: _Prospect, labels: int) -> Taxonomy:
    """The labels there are, and others as models write them, up to a number."""
    brief, live = prospect.brief, prospect.taxonomy.live
    word = "w" * (CHARACTERS_A_WORD - 1)
    phrases = (" ".join([word] * 5),) * 2
    ids = [document.id for document in prospect.drawn[:2]]
    made = [
        Label(
            id=f"{word}-{word}-{word}-{number}",
            name=" ".join([word] * min(3, brief.name_words))[:80],
            description=" ".join([word] * ceil(brief.description_words * 0.6)),
            includes=phrases,
            excludes=phrases,
            examples=tuple(ids),
        )
        for number in range(max(0, labels - len(live)))
    ]
    return Taxonomy.model_construct(labels={label.id: label for label in (*live, *made)}, version=1)


def _reply_length(label: Label) -> int:
    words = (label.name, label.description, *label.includes, *label.excludes)
    return LABEL + sum(len(text) + 3 for text in words) + len(label.id)
