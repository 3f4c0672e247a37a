"""Conversations as texts: turns with their roles in front, so that people and models see who said what."""

from typing import Any, Final

_SPEAKERS: Final = {"human": "User", "gpt": "Assistant", "ai": "Assistant", "bot": "Assistant", "model": "Assistant"}


def is_conversation(value: object) -> bool:
    """A list of turns, each with a role (or `from`) and what was said (`content` or `value`)."""
    return isinstance(value, list) and bool(value) and all(_is_turn(turn) for turn in value)


def conversation(turns: list[dict[str, Any]]) -> str:
    """The turns as "User: ...", "Assistant: ..." with an empty line between; turns without words are left out."""
    said = ((_speaker(turn), _words(turn.get("content", turn.get("value")))) for turn in turns)
    return "\n\n".join(f"{speaker}: {words}" for speaker, words in said if words)


def _is_turn(turn: object) -> bool:
    if not isinstance(turn, dict):
        return False
    return isinstance(turn.get("role", turn.get("from")), str) and ("content" in turn or "value" in turn)


def _speaker(turn: dict[str, Any]) -> str:
    role = str(turn.get("role", turn.get("from"))).strip()
    return _SPEAKERS.get(role.casefold(), role.capitalize())


def _words(content: object) -> str:
    if isinstance(content, str):
        return content.strip()
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return ""
    return "\n".join(words for words in map(_part, content) if words)


def _part(part: object) -> str:
    if isinstance(part, str):
        return part.strip()
    if not isinstance(part, dict):
        return ""
    text = part.get("text")
    if isinstance(text, str):
        return text.strip()
    return f"[{part.get('type', 'something other than text')}]"
