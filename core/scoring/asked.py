"""What was asked for, kept beside the parts that are done, so that the same command goes on and another does not.

It knows files by their size and stamp, and a classifier by its checksum.
"""

import json

from pydantic import BaseModel, ValidationError

from core.errors import BadUpload
from core.scoring.places import Place, exists, make_folder, names_in, read_bytes, said_plainly, write_whole

FILE = "_asked.json"  # readers of Parquet folders pass over names with an underscore in front


class Asked(BaseModel, frozen=True):
    """Everything on which the labels and the way they are cut into parts depend."""

    version: int = 1
    classifier: str  # checksum
    files: tuple[tuple[str, int, str], ...]  # path, size and stamp of each
    text: tuple[str, ...]
    id_column: str
    ids: bool
    at_least: float | None
    rows: int  # in all
    rows_a_part: int


def begin_or_go_on(folder: Place, asked: Asked) -> frozenset[str]:
    """Keep what is asked in an empty or new folder, or find it there: the names of parts that are done.

    Raises BadUpload when the folder holds something else, or what was asked for then is not what is asked for now.
    """
    with said_plainly(f"{folder.path} cannot be written"):
        names = names_in(folder)
        if FILE in names:
            _refuse_another(folder, asked)
            return frozenset(name for name in names if name.endswith(".parquet") and not name.startswith("_"))
        if names:
            raise BadUpload(f"{folder.path} holds other files already. Name a folder that is empty or not there yet.")
        if exists(folder) and not folder.files.isdir(folder.path):
            raise BadUpload(f"{folder.path} is a file. Name a folder, or a file that ends with .parquet.")
        make_folder(folder)
        write_whole(folder.inside(FILE), asked.model_dump_json(indent=1).encode())
    return frozenset()


def _refuse_another(folder: Place, asked: Asked) -> None:
    try:
        before = Asked.model_validate(json.loads(read_bytes(folder.inside(FILE))))
    except (ValueError, ValidationError) as error:
        raise BadUpload(f"{folder.path} was begun by something else. Name another place for the labels.") from error
    if before == asked:
        return
    changed = [what for what, differs in _differences(before, asked) if differs]
    raise BadUpload(
        f"{folder.path} was begun with {' and '.join(changed) or 'other settings'}. "
        "Remove it to begin again, or name another place for the labels."
    )


def _differences(before: Asked, now: Asked) -> list[tuple[str, bool]]:
    settings = ("text", "id_column", "ids", "at_least", "rows_a_part", "version")
    return [
        ("another classifier", before.classifier != now.classifier),
        ("other input files, or they have changed since", before.files != now.files or before.rows != now.rows),
        ("other options", any(getattr(before, name) != getattr(now, name) for name in settings)),
    ]
