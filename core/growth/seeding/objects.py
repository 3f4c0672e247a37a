"""Labels in JSON: a list of names, a list of objects, or a tree of either."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from core.errors import BadUpload
from core.growth.seeding.headings import Part, called, parts
from core.growth.seeding.tables import passages
from core.taxonomy.gathering import Entry, Listed, bounded

_NESTING: Final = 100  # JSON inside JSON; people and programs stay below ten
_AROUND: Final = (  # what an object around the list calls it
    *("labels", "categories", "taxonomy", "topics", "themes", "concepts", "classes", "intents", "tags", "items"),
    *("children", "data", "kategorien", "themen", "begriffe", "klassen"),
)


class _Found(NamedTuple):
    """Something in the tree: what it is, the name its parent gives it, and the place of the label above it."""

    value: object
    name: str
    above: int | None
    depth: int


def decoded(text: str, first_line: int = 1) -> object:
    """The content of a JSON file, or of one line of it. Raises BadUpload with the line where it breaks."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno + first_line - 1:,}, character {error.colno:,}"
        raise BadUpload(f"This is not valid JSON, or only a part of it ({where}); export the list again.") from error
    except ValueError as error:
        raise BadUpload("This JSON holds a number too long to read; put it in quotes.") from error
    except RecursionError as error:
        raise BadUpload(f"This JSON is nested more than {_NESTING} levels deep; flatten it.") from error


def decoded_lines(text: str) -> list[object]:
    """The content of JSON Lines. Raises BadUpload with the line where it breaks."""
    return [decoded(line, number) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def object_entries(content: object) -> Listed:
    """The labels of a decoded file, in its order. Raises BadUpload."""
    entries: list[Entry] = []
    neither = 0
    waiting = [_Found(_inside(content), "", None, 0)]
    while waiting:
        found = waiting.pop()
        if found.depth > _NESTING:
            raise BadUpload(f"This JSON is nested more than {_NESTING} levels deep; flatten it.")
        if isinstance(found.value, list) and not found.name:
            waiting.extend(
                _Found(value, "", found.above, found.depth + 1) for value in reversed(list(bounded(found.value)))
            )
            continue
        if isinstance(found.value, dict) and not found.name and not _is_label(found.value):
            waiting.extend(
                _Found(value, str(name), found.above, found.depth + 1)
                for name, value in reversed(list(bounded(found.value.items())))
            )
            continue
        entry = _entry(found)
        if entry is None:
            neither += 1
            continue
        place = len(entries)
        entries.append(entry)
        waiting.extend(_Found(value, "", place, found.depth + 1) for value in reversed(list(_below(found))))
    notes = (f"Left out, as they are neither names nor objects: {neither:,}.",) if neither else ()
    return Listed(entries, notes)


def _inside(content: object) -> object:
    """The list in the object around it, if that is what the object is."""
    if not isinstance(content, dict) or _is_label(content):
        return content
    around = {called(str(key)): value for key, value in content.items() if isinstance(value, dict | list)}
    return next((around[name] for name in _AROUND if name in around), content)


def _is_label(value: Mapping[str, object]) -> bool:
    """Whether an object says what it is called: else its keys are names themselves."""
    name = parts(value).get("name")
    return name is not None and isinstance(value[name], str | int)


def _entry(found: _Found) -> Entry | None:
    value = found.value
    if isinstance(value, str):
        named = Entry(found.name, value) if found.name else Entry(value)
        return named._replace(above=found.above)
    if isinstance(value, dict) and (not found.name or _is_contract(value)):
        fields = parts(value)
        return Entry(
            name=found.name or _told(value, fields, "name"),
            description=_told(value, fields, "description"),
            includes=_listed(value, fields, "includes"),
            excludes=_listed(value, fields, "excludes"),
            key=_told(value, fields, "id"),
            parent=_told(value, fields, "parent"),
            above=found.above,
        )
    return Entry(found.name, above=found.above) if found.name else None


def _below(found: _Found) -> Iterator[object]:
    """What stands under a label: its children by that name, or all there is under a bare name."""
    value = found.value
    if isinstance(value, dict) and (not found.name or _is_contract(value)):
        yield from (value[key] for key in value if parts([key]).keys() & {"children"})
    elif isinstance(value, dict | list):
        yield value


def _is_contract(value: Mapping[str, object]) -> bool:
    """Whether an object under a name tells about that label, instead of naming those below it."""
    return bool(parts(value).keys() & {"description", "includes", "excludes", "children", "id", "parent"})


def _told(value: Mapping[str, object], fields: Mapping[Part, str], part: Part) -> str:
    said = value.get(fields.get(part, ""))
    return str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""


def _listed(value: Mapping[str, object], fields: Mapping[Part, str], part: Part) -> tuple[str, ...]:
    said = value.get(fields.get(part, ""))
    if isinstance(said, list):
        return tuple(each for each in said if isinstance(each, str))
    return passages(said) if isinstance(said, str) else ()
