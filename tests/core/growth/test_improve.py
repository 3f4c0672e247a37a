import asyncio

from core.errors import BadReply
from core.growth.improve import improve
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Proposal, Suggestion


class Scripted:
    """A teacher that says what it is told to."""

    name = "llm:scripted"

    def __init__(self, answer: Proposal | BadReply) -> None:
        self.answer = answer

    async def propose(self, brief, taxonomy, examples, batch):
        if isinstance(self.answer, BadReply):
            raise self.answer
        return self.answer

    async def assign(self, brief, taxonomy, examples, batch):
        return []


def test_a_batch_makes_a_change_that_says_who_why_and_on_what_it_is_based():
    proposal = Proposal(labels=(Suggestion(name="Fees"),), reason="Many ask about fees.", score=40)
    change = asyncio.run(improve(Brief(), Taxonomy(), {}, "run/batch 1", [], Scripted(proposal)))
    assert (change.author, change.batch, change.reason, change.score, change.based_on) == (
        "llm:scripted",
        "run/batch 1",
        "Many ask about fees.",
        40,
        0,
    )
    assert [label.name for label in change.labels] == ["Fees"]


def test_a_reply_that_stays_bad_is_a_failed_step_and_changes_nothing():
    change = asyncio.run(improve(Brief(), Taxonomy(), {}, "run/batch 1", [], Scripted(BadReply("It was cut off."))))
    assert (change.labels, change.failed) == ((), True)
    assert change.reason == "This step changed nothing. It was cut off."
    assert Taxonomy().apply(change).live == ()
