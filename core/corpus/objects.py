"""JSON and JSON Lines: objects (or plain strings) to rows, one at a time wherever the form allows it."""

import json
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO, Final

from core.corpus.conversation import conversation, is_conversation
from core.corpus.encoding import encoding_of
from core.corpus.limits import FLATTENED_NESTING, GUESSING_BYTES, NESTING
from core.corpus.table import NO_ROWS, Kind, Remarks, Row, Table, Unit, storable
from core.errors import BadUpload

_TEXT: Final = "text"  # the column of items that are plain strings
_TOO_DEEP: Final = f"is nested more than {NESTING} levels deep; flatten it before loading."


def open_objects(file: BinaryIO, kind: Kind) -> Table:
    """Open JSON or JSON Lines, whichever the content is. Raises BadUpload here or when the rows are read."""
    encoding = encoding_of(file)
    text = TextIOWrapper(file, encoding)
    sample = text.read(GUESSING_BYTES).strip()
    text.seek(0)
    if not sample:
        raise BadUpload(NO_ROWS)
    first, *more = sample.split("\n", 1)
    if not sample.startswith("[") and (kind == "JSONL" or (more and _is_complete(first))):
        return _table("JSONL", "line", _lines(text), encoding)
    if sample.startswith("["):
        return _table("JSON", "item", _items(text), encoding)
    return _table("JSON", "item", _listed(text), encoding)


def cells_of(item: dict[str, Any]) -> dict[str, str]:
    """An object's values as strings: nested objects as `a.b`, conversations as texts, lists as compact JSON."""
    return dict(_flattened(item, "", 1))


def _table(kind: Kind, unit: Unit, items: Iterator[tuple[int, object]], encoding: str) -> Table:
    return Table(kind, unit, (), (_row(number, item, unit) for number, item in items), Remarks(), encoding)


def _row(number: int, item: object, unit: Unit) -> Row:
    if isinstance(item, str):
        return Row(number, {_TEXT: item})
    if not isinstance(item, dict):
        raise BadUpload(f"{unit.capitalize()} {number} is neither an object nor a text; each must be one of the two.")
    if _is_deep(item):
        raise BadUpload(f"{unit.capitalize()} {number} {_TOO_DEEP}")
    return Row(number, cells_of(item))


def _lines(text: TextIOWrapper) -> Iterator[tuple[int, object]]:
    with text:
        filled = ((number, line) for number, line in enumerate(text, start=1) if line.strip())
        for number, line in filled:
            yield number, _decoded(line.strip(), f"Line {number}", "correct or remove that line")


def _decoded(source: str, where: str, advice: str) -> object:
    try:
        decoded: object = json.loads(source)
        return decoded
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at").removesuffix(" starting")
        raise BadUpload(f"{where} is not valid JSON ({what} at character {error.pos + 1:,}); {advice}.") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadUpload(f"{where} holds a number too long to read; put it in quotes.") from error
    except RecursionError as error:
        raise BadUpload(f"{where} {_TOO_DEEP}") from error


def _listed(text: TextIOWrapper) -> Iterator[tuple[int, object]]:
    """The items of the one list inside an object, or the object itself if it is a conversation."""
    with text:
        content = text.read()
    whole = _decoded(content, "The file", "it may be cut off, so export or download it again")
    if not isinstance(whole, dict):
        raise BadUpload("The file is a single JSON value; a list of objects or of texts is needed.")
    if any(is_conversation(value) for value in whole.values()):
        return iter([(1, whole)])
    lists = {key: value for key, value in whole.items() if isinstance(value, list) and value}
    of_objects = {key: value for key, value in lists.items() if isinstance(value[0], dict)}
    candidates = of_objects if len(of_objects) == 1 else lists
    if not candidates:
        raise BadUpload("The file is one JSON object without a list in it; a list of objects or of texts is needed.")
    if len(candidates) > 1:
        names = ", ".join(repr(key[:40]) for key in list(candidates)[:4])
        raise BadUpload(f"The file holds several lists ({names}); keep the one with the documents.")
    return enumerate(next(iter(candidates.values())), start=1)


def _items(text: TextIOWrapper) -> Iterator[tuple[int, object]]:
    with text:
        yield from _windowed(text)


def _windowed(text: TextIOWrapper) -> Iterator[tuple[int, object]]:
    """The items of a list, decoded one by one from a window of the file that grows only as an item needs it."""
    decoder = json.JSONDecoder()
    window, number, ended = "", 0, False
    while "[" not in window:
        window = text.read(GUESSING_BYTES)
    at = window.index("[") + 1
    while True:
        at = _skip_space(window, at)
        found = _next_item(decoder, window, at, number)
        if found is not None:
            item, at, number = *found, number + 1
            yield number, item
            continue
        if at < len(window) and window[at] == "]":
            if window[at + 1 :].strip() or text.read().strip():
                raise BadUpload(f"Something follows the end of the list after item {number}; remove it.")
            return
        if ended:
            raise BadUpload(_broken(decoder, window, at, number))
        more = text.read(max(GUESSING_BYTES, len(window)))
        window, at, ended = window[at:] + more, 0, not more


def _next_item(decoder: json.JSONDecoder, window: str, at: int, number: int) -> tuple[object, int] | None:
    """The item after `at` and where it ends, or None if the window does not hold it and what follows it."""
    if number:
        if window[at : at + 1] != ",":
            return None
        at = _skip_space(window, at + 1)
    try:
        item, end = decoder.raw_decode(window, at)
    except RecursionError as error:
        raise BadUpload(f"Item {number + 1} {_TOO_DEEP}") from error
    except ValueError:  # perhaps only cut off; if not, it is explained at the end of the file
        return None
    return (item, end) if _skip_space(window, end) < len(window) else None


def _broken(decoder: json.JSONDecoder, window: str, at: int, number: int) -> str:
    start = _skip_space(window, at + 1 if number and window[at : at + 1] == "," else at)
    try:
        decoder.raw_decode(window, start)
    except json.JSONDecodeError as error:
        if error.pos >= len(window.rstrip()) or "Unterminated" in error.msg:
            return f"The file ends in the middle of item {number + 1}; export or download it again."
        return f"Item {number + 1} is not valid JSON ({error.msg}); correct or remove it."
    except ValueError:
        return f"Item {number + 1} holds a number too long to read; put it in quotes."
    return f"The list does not go on properly after item {number}; a comma or the closing bracket is missing."


def _skip_space(window: str, at: int) -> int:
    while at < len(window) and window[at] in " \t\n\r":
        at += 1
    return at


def _is_complete(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_deep(item: object) -> bool:
    level = [item]
    for _ in range(NESTING):
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _flattened(item: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        name = storable(f"{prefix}{key}")
        if isinstance(value, dict) and value and depth < FLATTENED_NESTING:
            yield from _flattened(value, f"{name}.", depth + 1)
        else:
            yield name, _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, list) and is_conversation(value):
        return conversation(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
