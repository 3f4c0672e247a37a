"""Random histories made of every gesture that people and teachers have."""

from hypothesis import strategies as st

from core.errors import TntError
from core.taxonomy import edits
from core.taxonomy.history import diff, replay, standing, undo
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy

GESTURES = (
    *("add", "add", "add", "rename", "describe", "lock", "move", "move", "merge"),
    *("split", "retire", "retire to", "revive", "undo", "restore", "examples", "rewrite", "nothing"),
    *("counter-examples", "move all", "lock all"),
)


def step(labels, on, **fields):
    return Change(labels=labels, author="human:Ana", based_on=on.version, **fields)


def grown(*names):
    """A flat taxonomy, each label added by a change of its own."""
    taxonomy = Taxonomy()
    for name in names:
        taxonomy = taxonomy.apply(step(edits.add(taxonomy, name), taxonomy))
    return taxonomy


def log_of(*gestures):
    """A log of gestures, each a function from the taxonomy so far to the labels it touches."""
    log = []
    for made in gestures:
        now = replay(log)
        log.append(step(made(now), now))
    return log


def rewritten(taxonomy, label_id, **fields):
    """A label as a person has written it anew."""
    return taxonomy[label_id].model_copy(update=fields)


@st.composite
def histories(draw, longest=14):
    """A valid log. Gestures that make no sense where they fall are refused by the ledger and left out."""
    log = []
    for n in range(draw(st.integers(0, longest))):
        now = replay(log)
        try:
            change = _change(draw, draw(st.sampled_from(GESTURES if now.live else ("add",))), log, now, n)
            now.apply(change)
        except TntError:
            continue
        log.append(change)
    return log


def gesture(draw, kind, now, n):
    """The labels that a gesture touches."""
    live = [label.id for label in now.live]
    one, other = draw(st.sampled_from(live or [""])), draw(st.sampled_from(live or [""]))
    anywhere = draw(st.sampled_from([None, *live]))
    made = {
        "add": lambda: edits.add(now, draw(st.sampled_from([f"Label {n}", "Same name"])), f"about {n}", anywhere),
        "rename": lambda: edits.rename(now, one, f"Name {n}"),
        "describe": lambda: edits.rewrite(now, rewritten(now, one, description=f"meaning {n}", excludes=(f"out {n}",))),
        "lock": lambda: edits.lock(now, one, locked=not now[one].locked),
        "move": lambda: edits.move(now, one, anywhere),
        "merge": lambda: edits.merge(now, draw(st.lists(st.sampled_from(live), min_size=1, max_size=3)), one),
        "split": lambda: edits.split(now, one, _parts(draw, now, one, n)),
        "retire": lambda: edits.retire(now, one),
        "retire to": lambda: edits.retire(now, one, other),
        "revive": lambda: edits.revive(now, draw(st.sampled_from(list(now.labels)))),
        "examples": lambda: edits.choose_examples(now, one, (f"document {n}", f"document {n}")),
        "rewrite": lambda: edits.rewrite(now, rewritten(now, one, name=f"Name {n}", notes=f"why {n}", parent=anywhere)),
        "counter-examples": lambda: edits.choose_counter_examples(now, one, (f"document {n}",)),
        "move all": lambda: edits.move_all(now, draw(st.lists(st.sampled_from(live), max_size=3)), anywhere),
        "lock all": lambda: edits.lock_all(now, draw(st.lists(st.sampled_from(live), max_size=3))),
        "nothing": lambda: (),
    }
    return made[kind]()


def _change(draw, kind, log, now, n):
    if kind == "undo":
        return undo(log, draw(st.sampled_from(standing(log) or [1])), "human:Ben")
    if kind == "restore":
        then = replay(log[: draw(st.integers(0, len(log)))])
        return step(diff(now, then), now, reason=f"Restored version {then.version}")
    return step(gesture(draw, kind, now, n), now)


def _parts(draw, now, label_id, n):
    """New labels, sometimes with one that is there already; sometimes one keeps the old name."""
    above = draw(st.sampled_from([now[label_id].parent, None]))
    first = Label(id=f"part-{n}-a", name=draw(st.sampled_from([f"Part {n} a", now[label_id].name])), parent=above)
    second = Label(id=f"part-{n}-b", name=f"Part {n} b", parent=above)
    return draw(st.sampled_from([(first, second), (first, draw(st.sampled_from(now.live)))]))
