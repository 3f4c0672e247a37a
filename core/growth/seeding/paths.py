"""Where labels stand, as tables say it: by a whole path in a cell, or by a column a level. Knows rows, not files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.corpus.table import Row
from core.errors import BadUpload
from core.taxonomy.gathering import DEPTH, Entry
from core.taxonomy.naming import cut, spoken

_STEPS: Final = (" / ", " > ", " → ", " » ", " :: ", ">", "→", "»", "::", "|", "/", "\\")

Path = tuple[str, ...]


def by_path(entries: Sequence[Entry], cells: Sequence[str]) -> list[Entry]:
    """Entries under what their paths say; a path ends with the label's own name, or with that of the one above."""
    whole = [" ".join(cell.split()) for cell in cells]
    step = next((step for step in _STEPS if any(step in path for path in whole)), _STEPS[0])
    known: dict[str, Path] = {}
    paths: list[Path] = [()] * len(entries)
    for place in sorted(range(len(entries)), key=lambda place: len(whole[place])):
        paths[place] = _path(" ".join(entries[place].name.split()), whole[place], step, known)
        known.setdefault(whole[place], paths[place])
    return _rooted(
        [entry._replace(name=(path or ("",))[-1]) for entry, path in zip(entries, paths, strict=True)], paths
    )


def _path(name: str, whole: str, step: str, known: Mapping[str, Path]) -> Path:
    """The names along a path. One that goes on from a known one by the label's name is whole, whatever is in it."""
    above = known.get(whole.removesuffix(f"{step}{name}"), ()) if name and whole.endswith(f"{step}{name}") else ()
    steps = tuple(part for part in map(str.strip, whole.split(step, DEPTH + 1)) if part)
    ends = not name or (steps and spoken(steps[-1]) == spoken(name))
    path = (name,) if name and whole == name else (*above, name) if above else steps if ends else (*steps, name)
    if len(path) > DEPTH:
        raise BadUpload(f"“{cut(whole, 40)}” goes more than {DEPTH} levels deep; flatten the list.")
    return path


def levelled(entries: Sequence[Entry], rows: Iterable[Row], columns: Sequence[str]) -> list[Entry]:
    """A label a row, the last of its levels; a level left empty above others is that of the row before."""
    named = []
    paths: list[Path] = []
    before = [""] * len(columns)
    for entry, row in zip(entries, rows, strict=True):
        cells = [row.cells.get(column, "").strip() for column in columns]
        deepest = max((place for place, cell in enumerate(cells) if cell), default=-1)
        first = next((place for place, cell in enumerate(cells) if cell), 0)
        filled = [*before[:first], *cells[first : deepest + 1]]
        before = [*filled, *[""] * (len(columns) - len(filled))]
        path = tuple(" ".join(cell.split()) for cell in filled if cell)
        paths.append(path if deepest >= 0 else ())
        named.append(entry._replace(name=path[-1] if deepest >= 0 else ""))
    return _rooted(named, paths)


def _rooted(entries: Sequence[Entry], paths: Sequence[Path]) -> list[Entry]:
    """Entries under those whose paths theirs go on from; what only stands in paths is added behind them."""
    missing = _missing(paths)
    every = [*paths, *missing]
    places = {_folded(path): place for place, path in reversed(list(enumerate(every)))}
    return [
        entry._replace(above=places.get(_folded(path[:-1])) if len(path) > 1 else None)
        for entry, path in zip([*entries, *(Entry(name=path[-1]) for path in missing)], every, strict=True)
    ]


def _missing(paths: Sequence[Path]) -> list[Path]:
    known = {_folded(path) for path in paths}
    above = {_folded(path[:end]): path[:end] for path in paths for end in range(1, len(path))}
    return [path for folded, path in above.items() if folded not in known]


def _folded(path: Path) -> Path:
    return tuple(map(spoken, path))
