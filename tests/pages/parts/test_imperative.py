import pytest

from core.growth.strands import Strand
from pages.parts.imperative import title


def part(*said):
    return Strand((), (), "changed", said)


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (["Merged “A” into “B”"], "Merge “A” into “B”"),
        (["Renamed “A” to “B”", "Redefined “B”"], "Rename “A” to “B”"),
        (["Redefined “B”"], "Reword “B”"),
        (["Merged “A” into “B”", "Moved “C” to the top"], "Merge “A” into “B”; move “C” to the top"),
        ([f"Added “{name}”" for name in "ABCDE"], "Add “A”; add “B”; add “C” and 2 more"),
        (["Changed what became of “A”"], "Change what became of “A”"),
    ],
)
def test_a_part_is_called_by_what_it_would_do(said, called):
    assert title(part(*said)) == called
