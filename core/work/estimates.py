"""What a run will take, reckoned before it starts."""

from sqlalchemy import Engine

from core.growth.minibatches import sample
from core.labelling import cost
from core.labelling.cost import Cost
from core.store import documents, ledger, projects
from core.taxonomy.exchange import to_markdown
from core.teachers import prompts

LOOKED_AT = 100  # documents whose lengths stand for all
REPLY = 260  # characters of one judgement: a label, a confidence, a reason and a quote
CHARACTERS_A_WORD = 6  # with the space, in English


def labelling_cost(engine: Engine, taxonomy_id: str, asked: int, seed: int = 0) -> Cost:
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
    )
