"""A real, tiny language model: only the form of what comes back is looked at, never its sense."""

import asyncio
import os

import pytest

from core.corpus.document import Document, document_id
from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.llm import LLMTeacher
from core.teachers.settings import ModelSettings
from tests.local_model import local_model, missing
from tests.shelf import Shelf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("TNT_SLOW"), reason="runs a language model of 98 MB: set TNT_SLOW=1"),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
    pytest.mark.timeout(600),
]

BRIEF = Brief(use_case="Route support tickets to a team.", max_labels=2)  # few: a tiny model fills every place
TEXTS = (
    "My new card has not arrived yet.",
    "Why was I charged a fee for this transfer?",
    "The app crashes when I open it.",
    "The courier never brought my card.",
    "I cannot sign in on my new phone.",
    "What does the premium plan cost?",
)
BATCH = [Document(id=document_id(text), text=text) for text in TEXTS]
LABELS = (
    Label(id="card-delivery", name="Card delivery", description="Cards that are on their way."),
    Label(id="fees", name="Fees", description="What the service costs."),
    Label(id="app", name="App trouble", description="The app does not open or crashes."),
)
TAXONOMY = Taxonomy().apply(Change(labels=LABELS, author="t", based_on=0))


@pytest.fixture(scope="module")
def served():
    with local_model() as (base_url, key):
        yield ModelSettings(model="smollm2", base_url=base_url, api_key=key, concurrency=1, timeout=300, patience=600)


def test_a_tiny_model_gives_verdicts_of_the_right_form(served):
    memory = Shelf()
    verdicts = asyncio.run(LLMTeacher(served, memory).assign(BRIEF, TAXONOMY, {}, BATCH[:2]))
    assert [verdict.document for verdict in verdicts] == [document.id for document in BATCH[:2]]
    ids = {label.id for label in LABELS}
    for verdict, document in zip(verdicts, BATCH[:2], strict=True):
        assert verdict.primary is None or verdict.primary in ids
        assert verdict.quote in document.text
        assert verdict.reason or not verdict.needs_review
    assert sum(reply.completion_tokens for reply in memory.values()) > 0


def test_a_tiny_model_proposes_a_taxonomy_of_the_right_form_or_is_refused_in_a_sentence(served):
    try:
        proposal = asyncio.run(LLMTeacher(served, Shelf()).propose(BRIEF, Taxonomy(), {}, BATCH))
    except BadReply as error:
        assert str(error).endswith(".")
        return
    assert 1 <= len(proposal.labels) <= BRIEF.max_labels
    assert all(label.name for label in proposal.labels)
