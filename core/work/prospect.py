"""A grow run that nobody has asked for yet, and every question it would ask a language model.

The prompts are rendered with some of the run's own documents and with labels as large as models write them. It does not
know what anything costs.
"""

from collections.abc import Sequence
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
from core.labelling.cost import tokens
from core.store import documents, ledger, projects
from core.store.runs import Run
from core.store.workspace import now
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, prompts
from core.teachers.settings import ModelSettings
from core.teachers.showing import FITTED_AT_ONCE, SUMMARY_WORDS, numbered, outlined, shown
from core.work.planning import CHARACTERS_A_WORD, drafted
from core.work.settings import GrowSettings

LOOKED_AT = 100  # documents whose lengths stand for all
REASON = 40 * CHARACTERS_A_WORD  # characters of a reply besides its table
PLACED = 40  # characters of a quick look's reply for a document, besides the label's id
QUOTED = 2 * 10 * CHARACTERS_A_WORD  # characters of a label's quotes in a reply
LABEL = 90  # characters of a label in a reply besides its words: the fields' names and the numbers of its examples


NAMED = 3  # times the hybrid teacher asks for a group's name, to take the middle one
NAMED_BY = 12  # documents it shows, of the group and of others near by
NAMED_BY_WORDS = 60  # of each
NAMING = 3000  # characters of its instructions

Batches = Sequence[Sequence[Sequence[int]]]  # of each trial


class Step(NamedTuple):
    """One kind of question, by the name of its prompt, and what all of its kind take."""

    prompt: str
    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int


class Prospect(NamedTuple):
    """A run that nobody has asked for yet."""

    settings: GrowSettings
    model: ModelSettings
    plan: Plan
    brief: Brief
    taxonomy: Taxonomy  # as the teacher would see it
    drawn: Sequence[Document]  # some of the documents it would read

    @property
    def judged(self) -> list[list[int]]:
        """The documents of each round in which several trials are judged."""
        rounds = self.settings.rounds if self.settings.trials > 1 else 0
        return [self.plan.judged(number, self.settings.seed) for number in range(1, rounds + 1)]

    def batches(self, at_most: int | None) -> Batches:
        """Each trial's minibatches, or the first of them."""
        settings = self.settings
        return [
            self.plan.minibatches(trial, settings.seed, settings.batch_size, settings.batch_tokens)[:at_most]
            for trial in range(1, settings.trials + 1)
        ]


class Case(NamedTuple):
    """How a run may go: how many labels it finds and batches it reads, whether labels stay as the first batch left
    them until the review, and whether documents are shorter (-1) or longer (1) than those looked at."""

    labels: int
    batches: int | None
    settles: bool
    lean: int


def prospect(engine: Engine, taxonomy_id: str, settings: GrowSettings, model: ModelSettings) -> Prospect:
    """What a run with these settings would have to work with. Raises NotFound, NotEnoughLabels."""
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
        brief = inside_brief(card.brief, taxonomy[settings.within], settings.finer)
        return Prospect(settings, model, plan, brief, inside(taxonomy, settings.within), drawn)
    return Prospect(settings, model, plan, card.brief, taxonomy, drawn)


def questions(prospect: Prospect, case: Case) -> list[Step]:
    """Every kind of question of a run that goes so. What is asked word for word again is answered from memory."""
    read = prospect.batches(case.batches)
    table = _table(prospect, case.labels)
    if prospect.settings.teacher == "hybrid":
        asked = [_names(prospect, case), _votes(prospect, case, table)]
    else:
        asked = [
            _summaries(prospect, read),
            *_improvements(prospect, case, table, read),
            _looks(prospect, case, table, read),
            _votes(prospect, case, table),
        ]
    return [step for step in asked if step.calls]


def _improvements(prospect: Prospect, case: Case, table: Taxonomy, read: Batches) -> list[Step]:
    """The first table, its updates and its review, each answered with the whole table."""
    rewritten = sum(_reply_length(label) for label in table.live)
    quoted = rewritten + (0 if prospect.plan.summaries else QUOTED * len(table.live))
    first = [len(trial[0]) for trial in read if trial] if not prospect.taxonomy.live else []
    later = [len(batch) for trial in read for batch in (trial[1:] if first else trial)]
    reviews = [0] * len(read)
    return [
        _step(prospect, case, "create", first, REASON + quoted, {}),
        _step(prospect, case, "update", later, 2 * REASON + quoted, _told(prospect, table, "update")),
        _step(prospect, case, "review", reviews, 2 * REASON + rewritten, _told(prospect, table, "review")),
    ]


def _looks(prospect: Prospect, case: Case, table: Taxonomy, read: Batches) -> Step:
    """How the labels fit: after every batch and after the review, and once on the test documents."""
    plan = prospect.plan
    looks = sum(2 if case.settles else len(trial) + 1 for trial in read)
    calls = [*_calls(len(plan.measured)) * looks, *_calls(len(plan.tested)) * len(read)]
    placed = PLACED + max((len(label.id) for label in table.live), default=0)
    reply = placed * sum(calls) / len(calls) if calls else 0
    return _step(prospect, case, "fit", calls, reply, _told(prospect, table, "fit"))


def _votes(prospect: Prospect, case: Case, table: Taxonomy) -> Step:
    candidate = {"number": 1, "labels": [outlined(label, table) for label in table.live]}
    shown_beside = [len(batch) for batch in prospect.judged]
    candidates: dict[str, object] = {"candidates": [candidate] * prospect.settings.trials}
    return _step(prospect, case, "choose", shown_beside, REASON, candidates)


def _names(prospect: Prospect, case: Case) -> Step:
    """Each group of documents is named several times; nobody is asked for anything else."""
    calls = NAMED * case.labels * prospect.settings.trials
    drawn = [prompts.shorten(document.text, NAMED_BY_WORDS) for document in prospect.drawn]
    beside = NAMED_BY * sum(map(len, drawn)) / len(drawn) if drawn else 0
    table = _table(prospect, case.labels)
    reply = sum(_reply_length(label) for label in table.live) / max(1, len(table.live))
    return Step("name", prospect.model.model, calls, tokens(calls * (NAMING + beside)), tokens(calls * reply))


def _step(
    prospect: Prospect, case: Case, name: str, calls: Sequence[int], reply: float, told: dict[str, object]
) -> Step:
    """One call for each entry of `calls`, which is how many documents it shows; `reply` is in characters a call."""
    prompt = prompts.load(name)
    values = {
        "brief": prospect.brief,
        "max_labels": case.labels,
        "quotes": not prospect.plan.summaries,
        "documents": [],
        **told,
    }
    texts = [_text(document, prospect.plan, prompt) for document in prospect.drawn]
    each = _each(prompt, values, texts, prospect.plan, case.lean)
    whole = _length(prompt, values) * len(calls) + each * sum(calls)
    return Step(name, prospect.model.model, len(calls), tokens(whole), tokens(reply * len(calls)))


def _told(prospect: Prospect, table: Taxonomy, name: str) -> dict[str, object]:
    known = {document.id: document for document in prospect.drawn}
    return {"labels": shown(table, known, prompts.load(name).header.example_words)}


def _calls(texts: int) -> list[int]:
    """How many documents each call shows, of so many."""
    return [min(FITTED_AT_ONCE, texts - start) for start in range(0, texts, FITTED_AT_ONCE)]


def _summaries(prospect: Prospect, read: Batches) -> Step:
    """One call for each of the documents that are read at least once, where it is longer than its summary."""
    plan, prompt = prospect.plan, prompts.load("summarise")
    distinct = len({*chain(*chain(*read), plan.measured, plan.tested, *prospect.judged)})
    long = [each for each in prospect.drawn if guards.words(each.text) > SUMMARY_WORDS]
    calls = round(distinct * len(long) / len(prospect.drawn)) if plan.summaries and prospect.drawn else 0
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
    if not texts:
        return 0
    added = _length(prompt, {**values, "documents": numbered(texts)}) - _length(prompt, values)
    unseen = max(0.0, 1 - len(texts) / len(plan.train))
    doubt = Z95 * stdev(map(len, texts)) * sqrt(unseen / len(texts)) if len(texts) > 1 else 0
    return added / len(texts) + lean * doubt


def _table(prospect: Prospect, labels: int) -> Taxonomy:
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
