"""Parts put together as one Parquet file, in order, with no more than a part in memory.

It knows parts. It does not know how they came about.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from core.scoring.places import Place, readable, said_plainly, written_whole


def put_together(folder: Place, names: Sequence[str], into: Place, said: dict[str, str]) -> None:
    """One file of the parts' rows; `said` is kept in its footer. The file is there in full or not at all."""
    with said_plainly(f"{into.path} cannot be written"), written_whole(into) as path:
        writer: parquet.ParquetWriter | None = None
        try:
            for name in names:
                with readable(folder.inside(name)) as source, parquet.ParquetFile(source) as part:
                    table = part.read(use_threads=False)
                writer = writer or _writer(path, table)
                writer.write_table(table)
            if writer:
                writer.add_key_value_metadata(said)
        finally:
            if writer:
                writer.close()


def _writer(path: Path, table: pa.Table) -> parquet.ParquetWriter:
    dictionaries = ["primary", "all.list.element"]
    return parquet.ParquetWriter(path, table.schema, store_schema=False, use_dictionary=dictionaries)
