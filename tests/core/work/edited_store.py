"""A real workspace whose documents people, a teacher and a classifier have judged, and gestures with what they sort."""

from typing import NamedTuple

from sqlmodel import Session, select

from core.corpus.document import Document, document_id
from core.labelling.annotation import Annotation
from core.labelling.carry import stale_ids
from core.labelling.examples import training_rows
from core.labelling.sorting import Part, Splitting, queries, sort
from core.labelling.tally import tally
from core.store import documents, judgements, labels, ledger, projects, runs, sorting
from core.store.labels import Wanted, all_labels
from core.store.tables import AnnotationRow, PredictionRow, VerdictRow
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.history import diff, replay
from core.taxonomy.label import Label, Labels
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work.splitting import kept_beside, prepare, texts, whole_of

WORDS = ["card", "lost", "stolen", "fee", "abroad", "login"]
FIRST = tuple(Label(id=f"t{n}", name=f"Topic {n}", parent="t0" if n == 1 else None) for n in range(4))
SPLITS, PLAIN = ("split", "split", "new"), (
    *("rename", "rewrite", "move", "merge", "merge into", "halves", "retire", "retire to", "revive", "restore"),
)  # fmt: skip


class Made(NamedTuple):
    """A gesture: the labels it touches, what is written beside the change, and where it sorts documents."""

    labels: Labels
    beside: ledger.Beside | None = None
    sorting: dict[str, str] = {}  # noqa: RUF012 - never written to


def judged(engine, chance, size=14):
    """A project of its own in the workspace; the first four labels, and judgements of all sorts."""
    project = projects.add_project(engine, "Letters", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    said = [f"{' '.join(chance.sample(WORDS, 3))} {number}" for number in range(size)]
    made = [Document(id=document_id(each), text=each) for each in said]
    upload = projects.Upload(name="x.csv", made_by="Ana", rows=size, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    ledger.append(engine, card.id, Change(labels=FIRST, author="human:Ana", based_on=0))
    ids = [each.id for each in made]
    _label(engine, card, chance, [each for each in ids if chance.random() < 0.8])
    _label(engine, card, chance, [each for each in ids if chance.random() < 0.3])
    _label(engine, card, chance, [each for each in ids if chance.random() < 0.3], repetition=1)
    judgements.add_annotations(engine, card.id, [_said(chance, chance.choice(ids)) for _ in range(size)])
    predicted = [_verdict(chance, each) for each in ids if chance.random() < 0.5]
    judgements.add_predictions(engine, card.id, "one", 1, predicted)
    return card


def gesture(engine, card, chance, log, n):
    """Any gesture. Raises InvalidTaxonomy or NotFound where it makes no sense."""
    now = replay(log)
    kind = chance.choice((*SPLITS, *PLAIN))
    one, other = (chance.choice([label.id for label in now.live]) for _ in range(2))
    if kind == "split":
        return _split(engine, card, chance, now, one, n)
    if kind == "new":
        return _new(engine, card, chance, now, n)
    halves = (Label(id=f"half-{n}", name=f"Half {n}"), chance.choice([Label(id=f"h-{n}", name=f"H {n}"), now[other]]))
    surviving = now[one].model_copy(update={"name": f"Merged {n}"})
    plain = {
        "rename": lambda: edits.rename(now, one, f"Name {n}"),
        "rewrite": lambda: edits.rewrite(now, now[one].model_copy(update={"description": f"meaning {n}"})),
        "move": lambda: edits.move(now, one, chance.choice([None, other])),
        "merge": lambda: edits.merge(now, [one, other], one),
        "merge into": lambda: edits.merge(now, [one, other], one, surviving),
        "halves": lambda: edits.split(now, one, halves),
        "retire": lambda: edits.retire_all(now, {one, other}),
        "retire to": lambda: edits.retire(now, one, other),
        "revive": lambda: edits.revive(now, chance.choice(list(now.labels)), f"Again {n}"),
        "restore": lambda: diff(now, replay(log[: chance.randint(1, len(log))])),
    }
    return Made(plain[kind]())


def state(engine, card):
    """The labels in force, and all that is known of every document by them."""
    now = ledger.taxonomy(engine, card.id)
    told, said = judgements.verdicts(engine, card.id), judgements.annotations(engine, card.id)
    counts = labels.counts(engine, card.project, card.id, stale=stale_ids(now))
    counted = tally(counts, now)
    examples = training_rows(told, said, now)
    return {
        "labels": {label.id: label for label in now.live},
        "told": {
            each.document: (now.meaning[each.primary] if each.primary else None, each.primary is None) for each in told
        },
        "rows": {each.document: each for each in examples.rows},
        "measuring": {each.document: each for each in examples.held_out},
        "disputed": set(examples.disputed),
        "counts": {label: {by: n for by, n in by_source.items() if n} for label, by_source in counted.by_label.items()},
        "stale": counted.stale,
        "unclear": sum(count.documents for count in counts if count.needs_review),
    }


def meanings(engine, card):
    """What every judgement ever made means, by where it is kept."""
    meaning = ledger.taxonomy(engine, card.id).meaning
    return {key: row["primary"] and meaning[row["primary"]] for key, row in judgement_rows(engine, card).items()}


def judgement_rows(engine, card):
    """Every judgement ever made, whole, but for the mark that it stands."""
    with Session(engine) as session:
        return {
            (type(row).__name__, getattr(row, "run", None) or getattr(row, "id", None), row.document): row.model_dump(
                exclude={"standing"}
            )
            for table in (VerdictRow, AnnotationRow, PredictionRow)
            for row in session.exec(select(table).where(table.taxonomy == card.id))
        }


def _label(engine, card, chance, ids, **settings):
    run = runs.add_run(engine, card.project, card.id, "label", settings, "Ana")
    judgements.add_verdicts(engine, run, 1, "offline", [_verdict(chance, each) for each in ids], not settings)
    runs.finish(engine, run.id, "done")


def _verdict(chance, document):
    review = chance.random() < 0.1
    primary = None if review else chance.choice([None, "t0", "t0", "t1", "t2", "t3"])
    further = () if primary is None else tuple(dict.fromkeys((primary, chance.choice(FIRST).id)))
    return Verdict(
        document=document, primary=primary, applicable=further, confidence=chance.random(), needs_review=review
    )


def _said(chance, document):
    blind = chance.random() < 0.6
    return Annotation(
        document=document,
        person=chance.choice(["Ana", "Ben", "Cem"]),
        primary=chance.choice([None, "t0", "t0", "t1", "t2", "t3"]),
        blind=blind,
        drawn="random" if blind else "chosen",
        version=1,
    )


def _split(engine, card, chance, now, label_id, n):
    """By words, by hand and by a teacher, with or without a part for the rest."""
    whole = whole_of(now, card.project, card.id, label_id)
    read = texts(engine, whole)
    parts = tuple(
        Part(number=number, name=f"Part {n} {number}", words=chance.choice(["", *WORDS])) for number in (1, 2)
    )
    by_hand, by_teacher = (
        {each.document: chance.choice((1, 2)) for each in read if chance.random() < 0.3} for _ in range(2)
    )
    splitting = Splitting(
        parts=parts, by_hand=by_hand, by_teacher=by_teacher, teacher="offline", rest=chance.choice([None, 1])
    )
    found = sort(splitting, queries(splitting), read)
    prepared = prepare(now, label_id, splitting, found)
    beside = kept_beside(whole, now[label_id], splitting, found, prepared, read, "Ana")
    return Made(prepared.labels, beside, dict(prepared.sorting))


def _new(engine, card, chance, now, n):
    """A label for some of the documents that no label fits."""
    added = edits.add(now, f"New {n}")
    whole = sorting.Whole(card.project, card.id, frozenset(), stale_ids(now))
    uncovered = all_labels(engine, card.project, card.id, Wanted(labels=frozenset()), stale=whole.stale)
    to = {row.document: sorting.Assigned(added[0].id, "offline", "", "") for row in uncovered if chance.random() < 0.6}

    def beside(session, version):
        sorting.keep_sorted(session, whole, version, "Ana", "Sorted", to)

    return Made(added, beside, dict.fromkeys(to, added[0].id))
