"""Groups of documents as labels: how a label is split into groups, and how groups of unfiled documents become labels.

The same for whoever named the groups.
"""

from collections.abc import Mapping, Sequence

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.label import DocumentId, Label, LabelId, Labels
from core.taxonomy.naming import enumerated
from core.teachers.advising import remedies
from core.teachers.advising.advice import Answer, Remedy
from core.teachers.advising.matter import Matter
from core.teachers.advising.parts import Division
from core.teachers.grouping import Grouping
from core.teachers.groups import Group
from core.teachers.quoting import quoted
from core.teachers.suggesting import counted, typical
from core.teachers.wording import Wording

SHOWN = 2  # documents of each new label that are quoted beside the remedy
STEADY = "Each half of them, drawn at random, shows the same groups."
UNCLEAR = "The groups are not clearly apart, and may be a cut through one kind: read some of each before you accept."
NAMELESS = "The documents of “{}” fall into groups, but nothing telling names them."


def splits(
    matter: Matter,
    found: Grouping,
    divided: Sequence[Division],
    named: Sequence[Wording | None],
    vectors: StaticVectors,
) -> Answer:
    """A remedy for each label that falls into groups; `named` are the groups' names, all divisions' in a row."""
    remedies_found: list[Remedy] = []
    faults: list[str] = []
    taken: list[LabelId] = []
    start = 0
    for division in divided:
        words = named[start : start + len(division.groups)]
        start += len(division.groups)
        given = [each for each in words if each is not None]
        if len(given) < len(words):
            faults.append(NAMELESS.format(division.label.name))
            continue
        parts = _labels(matter, found, division.groups, given, taken, vectors)
        taken += [part.id for part in parts]
        sorting = _sorting(found, division.groups, parts)
        sizes = [f"{len(group.members):,} “{part.name}”" for group, part in zip(division.groups, parts, strict=True)]
        fall = f"Its documents fall into {counted(len(parts), 'group')}: {enumerated(sizes)}."
        reason = f"{fall} {STEADY if division.clear else UNCLEAR}"
        evidence = remedies.quoted_from(parts, SHOWN)
        remedy = remedies.split(matter.taxonomy, division.label, parts, sorting, len(division.left), reason, evidence)
        if remedy is not None:
            remedies_found.append(remedy)
    return Answer(tuple(remedies_found), tuple(faults))


def additions(
    matter: Matter,
    found: Grouping,
    groups: Sequence[Group],
    named: Sequence[Wording | None],
    vectors: StaticVectors,
) -> Answer:
    """A new label for each group of unfiled documents that has a name."""
    called = [(group, words) for group, words in zip(groups, named, strict=True) if words is not None]
    labels = _labels(matter, found, [group for group, _ in called], [words for _, words in called], (), vectors)
    whole = len(matter.unfiled)
    added = [
        remedies.add(
            label,
            [found.documents[member].id for member in group.members],
            f"{len(group.members):,} of the {counted(whole, 'document')} that no label fits are alike.",
            remedies.quoted_from([label], SHOWN + 1),
        )
        for (group, _), label in zip(called, labels, strict=True)
    ]
    return Answer(tuple(added), tuple(over_the_limit(matter, len(added))))


def over_the_limit(matter: Matter, more: int) -> list[str]:
    """A sentence where all that is proposed would be more labels than the brief asks for."""
    total, most = len(matter.taxonomy.live) + more, matter.brief.max_labels
    return [f"With all of these there would be {total} labels; the brief asks for at most {most}."] * (total > most > 0)


def _labels(
    matter: Matter,
    found: Grouping,
    groups: Sequence[Group],
    named: Sequence[Wording],
    taken: Sequence[LabelId],
    vectors: StaticVectors,
) -> Labels:
    labels: list[Label] = []
    for group, words in zip(groups, named, strict=True):
        examples = [found.documents[place].id for place in typical(found.pool, group)]
        issued = [*taken, *(label.id for label in labels)]
        name = " ".join(words.name.split()[: matter.brief.name_words]).removesuffix(" and")[:80]
        labels.append(
            remedies.new_label(matter.taxonomy, name, words.description, issued, examples, parent=group.parent)
        )
    return quoted(tuple(labels), {document.id: document for document in found.documents}, vectors)


def _sorting(found: Grouping, groups: Sequence[Group], parts: Labels) -> Mapping[DocumentId, LabelId]:
    return {
        found.documents[member].id: part.id
        for group, part in zip(groups, parts, strict=True)
        for member in group.members
    }
