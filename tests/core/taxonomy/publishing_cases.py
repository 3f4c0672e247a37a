"""Taxonomies to publish: random histories, and one with everything that is hard for a file."""

from datetime import UTC, datetime

from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.history import replay
from core.taxonomy.label import Label, Quote
from core.taxonomy.publishing.edition import Edition
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import step

ADDRESS = "urn:tnt-studio:tickets-topics"
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def edition(log, **fields):
    return Edition(**{"name": "Topics", "brief": Brief(), "changes": tuple(log), "address": ADDRESS, **fields})


class Log(list):
    """A history written down gesture by gesture."""

    def do(self, gesture, reason=""):
        now = replay(self)
        change = step(gesture(now), now, reason=reason, at=AT)
        now.apply(change)
        self.append(change)


def hard():
    """A hierarchy with labels merged, split, retired and renamed, in letters that files have trouble with."""
    log = Log()
    log.do(
        lambda _: (
            Label(
                id="gebühren",
                name="Gebühren & “Preise” <€>",
                description='Was etwas kostet:\n"=1+1"\\ usw.',
                includes=("- a; b | c", "two\nlines\n\n  and a gap", "=SUM(A1)", "'=quoted"),
                excludes=("@home", "#N/A"),
                edge_cases=("Zinsen → Kredite",),
                examples=("d1", "d2"),
                counter_examples=("d3",),
                quotes=(Quote(document="d1", text='Was kostet: "das"?\nNichts'),),
                notation="A 1.2",
                colour="#D55E00",
                notes="ask legal\r\nagain",
            ),
            Label(id="cards", name="=Cards / cash", parent="gebühren", locked=True, description="'tis"),
            Label(id="lost", name="Lost > stolen", parent="cards"),
            Label(id="fees", name="Fees"),
            Label(id="old", name="Old", description="nobody’s", parent="gebühren"),
            Label(id="mixed", name="Mixed", parent="fees", notation="-1"),
        )
    )
    log.do(lambda now: edits.rename(now, "lost", "-Lost"), 'clearer, "they" said\nso')
    log.do(lambda now: edits.merge(now, ["fees", "gebühren"], "gebühren"))
    log.do(lambda now: edits.split(now, "mixed", (Label(id="m1", name="+M 1"), Label(id="m2", name="Fees"))))
    log.do(lambda now: edits.retire(now, "old"), "empty")
    log.do(lambda now: edits.add(now, "Old", "another one", "cards"))
    return log


def planted(labels):
    return Taxonomy().apply(step(labels, Taxonomy()))
