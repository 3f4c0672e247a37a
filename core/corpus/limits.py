"""How large a file may be before it is refused with a sentence, each limit with its reason."""

from typing import Final

FILE_BYTES: Final = 500_000_000  # some two million tickets; more fits no curator's machine or patience
ROWS: Final = 1_000_000  # documents are held in memory while they are folded: some 2 GB at this size
COLUMNS: Final = 2_000  # a table with more is a matrix, or its delimiter was guessed wrongly
CELL_CHARACTERS: Final = 5_000_000  # a long book has two million; beyond, it is an unclosed quote or a dump

ARCHIVE_MEMBERS: Final = 100_000  # a file a document: as many as the largest corpus the app is tested with
EXPANDED_BYTES: Final = 1_000_000_000  # what a ZIP, XLSX or Parquet file may unpack to: twice the largest file
EXPANSION: Final = 200  # text packs four to twenty times, repetitive XML fifty; bombs start at a thousand
EXPANSION_FLOOR: Final = 20_000_000  # below this many unpacked bytes any ratio is harmless

NESTING: Final = 100  # JSON inside JSON; people and programs stay below ten
FLATTENED_NESTING: Final = 4  # deeper values stay compact JSON: a column named a.b.c.d.e helps nobody

GUESSING_ROWS: Final = 1_000  # enough to see which column holds the text and which the ids
GUESSING_BYTES: Final = 262_144  # read to guess delimiter and encoding
SHOWN_ROWS: Final = 20  # in the preview
