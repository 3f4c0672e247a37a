"""A part of a change called by what it would do: history says “Merged”, before it has happened it is “Merge”."""

from core.growth.strands import Strand

IMPERATIVES = {  # how core.taxonomy.history.describe begins its sentences, before it has happened
    "Added": "Add",
    "Merged": "Merge",
    "Split": "Split",
    "Renamed": "Rename",
    "Retired": "Retire",
    "Redefined": "Reword",
    "Moved": "Move",
    "Locked": "Lock",
    "Unlocked": "Unlock",
    "Brought back": "Bring back",
    "Chose": "Choose",
    "Renumbered": "Renumber",
    "Recoloured": "Recolour",
    "Noted": "Note",
    "Changed": "Change",
}
UNTOLD = ("Redefined ", "Chose ")  # beside anything else
TOLD = 3  # things that one part does; the rest are counted


def title(part: Strand) -> str:
    """“Merge “A” into “B”; rename “B” to “C””; that something is reworded as well is seen below it."""
    telling = [sentence for sentence in part.said if not sentence.startswith(UNTOLD)] or [*part.said[:1]]
    said = [_imperative(sentence) for sentence in telling[:TOLD]]
    more = f" and {len(telling) - TOLD:,} more" if len(telling) > TOLD else ""
    return "; ".join([said[0], *(sentence[:1].lower() + sentence[1:] for sentence in said[1:])]) + more


def _imperative(sentence: str) -> str:
    told = next((told for told in IMPERATIVES if sentence.startswith(f"{told} ")), "")
    return IMPERATIVES.get(told, "") + sentence.removeprefix(told)
