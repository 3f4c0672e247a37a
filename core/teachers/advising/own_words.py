"""The offline teacher's words: names by contrast, descriptions of telling terms, rules to tell two labels apart.

It goes by the words that documents use and understands none of them, so it leaves what people or a language model have
written alone, and only speaks up where other words would say clearly more.
"""

from collections.abc import Collection, Iterator, Sequence

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.edits import new_id
from core.taxonomy.label import Label, LabelId
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.advising import remedies
from core.teachers.advising.advice import Evidence, Remedy
from core.teachers.advising.matter import Disputed, Matter, group_of, label_of
from core.teachers.grouping import Grouping
from core.teachers.groups import Group
from core.teachers.lexicon import folded, telling_keys
from core.teachers.naming import Theme, described, described_here, themes
from core.teachers.quoting import sentences
from core.teachers.suggesting import counted
from core.teachers.terms import SIXTH, Term, Terms
from core.teachers.wording import Wording
from core.teachers.words import telling

FEWEST = 6  # documents of a label, below which nothing is said about its words
TOLD = 4  # words in one half of a rule
SHOWN = 3  # documents beside a remedy
REPEATS = 0.75  # cosine of two words from which one of them is enough


def reworded(matter: Matter, found: Grouping, vectors: StaticVectors, about: Collection[LabelId]) -> Iterator[Remedy]:
    """Better words for some labels, told by contrast with all others."""
    labels = [label_of(group) for group in found.groups]
    known = [_as_first_named(label) if label.id not in matter.theirs else label for label in labels]
    members = [own_language(found, group) for group in found.groups]
    named = themes(found.texts, members, known, vectors)
    for label, some, theme in zip(labels, members, named, strict=True):
        if label.id not in about or label.locked or len(some) < FEWEST:
            continue
        documents = [found.documents[member] for member in some]
        written = _written(matter, label, theme, documents)
        reason, evidence = _why(label, written, documents)
        remedy = remedies.reword(matter.taxonomy, written, reason, evidence)
        if remedy is not None:
            yield remedy


def named(matter: Matter, found: Grouping, groups: Sequence[Group], vectors: StaticVectors) -> list[Wording | None]:
    """What groups are called and what they mention; None where their texts have nothing telling in common.

    Labels among the groups keep their names, and no new group gets one of those.
    """
    if all(group.labels for group in groups):
        return []
    members = [own_language(found, group) or group.members for group in groups]
    labels = [group.labels[0] if group.labels else None for group in groups]
    about = themes(found.texts, members, labels, vectors)
    words = matter.brief.description_words
    return [Wording(theme.name, described(theme, words)) if theme.name else None for theme in about]


def rule(matter: Matter, found: Grouping, vectors: StaticVectors, pair: tuple[LabelId, LabelId]) -> Remedy | None:
    """“If it speaks of chargeback or refund window: Refunds; if of card reader or PIN: Cards.”, for both labels."""
    first, second = (_documents(found, label_id) for label_id in pair)
    if min(len(first), len(second)) < FEWEST:
        return None
    texts = [document.text for document in (*first, *second)]
    places = range(len(first)), range(len(first), len(texts))
    words = [_telling_words(terms) for terms in Terms(texts, places, vectors).ranked]
    if not all(words):
        return None
    names = [matter.taxonomy[label_id].name for label_id in pair]
    said = [enumerated(each, "or") for each in words]
    line = f"If it speaks of {said[0]}: {names[0]}; if of {said[1]}: {names[1]}."
    disputed = matter.mistaken(*pair)
    reason = f"These words are in many documents of one label and few of the other. {mistaken_words(disputed)}".strip()
    evidence = [*disputed_evidence(matter.taxonomy, disputed), *_with_words(pair, (first, second), words)]
    return remedies.tell_apart(matter.taxonomy, pair, dict.fromkeys(pair, (line,)), {}, reason, evidence)


def own_language(found: Grouping, group: Group) -> list[int]:
    """The documents of a group that are in a usual language of the collection: the others' words would mislead."""
    return [member for member in group.members if not found.pool.foreign[member]]


def mistaken_words(disputed: Sequence[Disputed]) -> str:
    if not disputed:
        return ""
    return f"Those who judged differ on {counted(len(disputed), 'document')} between them."


def disputed_evidence(taxonomy: Taxonomy, disputed: Sequence[Disputed]) -> list[Evidence]:
    """Documents on which it is one label against another, each with who says what."""
    return [
        Evidence(
            document=each.document.id,
            note=f"A person: {_name(taxonomy, each.one)}. {'The teacher' if each.by_teacher else 'Another'}: "
            f"{_name(taxonomy, each.other)}.",
        )
        for each in disputed[:SHOWN]
    ]


def sentence_with(text: str, keys: Collection[str]) -> str:
    """The first sentence of a text that has one of some words in any form."""
    return next((each for each in sentences(text) if _keys(each) & set(keys)), "")


def _documents(found: Grouping, label_id: LabelId) -> list[Document]:
    return [found.documents[member] for member in own_language(found, group_of(found, label_id))]


def _as_first_named(label: Label) -> Label:
    """A label whose name no person chose, as if it had begun with it: then naming may find it another."""
    return label.model_copy(update={"id": new_id(Taxonomy(), label.name)})


def _written(matter: Matter, label: Label, theme: Theme, documents: Sequence[Document]) -> Label:
    """The label with the words of a theme, where those are clearly better; not those that people have written."""
    ours = label.id not in matter.theirs and theme.name
    name = " ".join(theme.name.split()[: matter.brief.name_words]).removesuffix(" and") if ours else label.name
    written = label.model_copy(update={"name": name})
    if label.description and not described_here(label):
        return written
    description = described(theme._replace(name=name), matter.brief.description_words)
    using = len(_using(documents, _mentioned(description)))
    if using < SIXTH * len(documents) or using <= len(_using(documents, _mentioned(label.description))):
        return written
    return written.model_copy(update={"description": description})


def _why(label: Label, written: Label, documents: Sequence[Document]) -> tuple[str, list[Evidence]]:
    """A sentence with the numbers behind the new words, and documents that use them."""
    renamed = written.name != label.name
    keys = telling_keys(written.name) if renamed else _mentioned(written.description)
    before = telling_keys(label.name) if renamed else _mentioned(label.description)
    using, used = _using(documents, keys), len(_using(documents, before))
    whole, uses = f"Of {counted(len(documents), 'document')} read", "uses" if len(using) == 1 else "use"
    if renamed:
        compared = f"{used or 'none'} {'uses' if used == 1 else 'use'} one of “{label.name}”"
        reason = f"{whole}, {len(using)} {uses} a word of “{written.name}” and {compared}."
    elif label.description:
        reason = f"{whole}, {len(using)} {uses} one of these words, and {used or 'none'} one of the present ones."
    else:
        reason = f"There is no description yet. {whole}, {len(using)} {uses} one of these words."
    return reason, [
        Evidence(document=each.id, quote=sentence_with(each.text, keys), label=label.id) for each in using[:SHOWN]
    ]


def _using(documents: Sequence[Document], keys: Collection[str]) -> list[Document]:
    return [each for each in documents if not _keys(each.text).isdisjoint(keys)]


def _mentioned(description: str) -> set[str]:
    """The words that one of our own descriptions names."""
    return telling_keys(description.partition(" mention ")[2])


def _with_words(
    pair: Sequence[LabelId], documents: Sequence[Sequence[Document]], words: Sequence[Sequence[str]]
) -> Iterator[Evidence]:
    """For each of two labels a document that has its words."""
    for label_id, some, told in zip(pair, documents, words, strict=True):
        keys = {folded(word) for each in told for word in each.split()}
        shown = max(some, key=lambda document: len(_keys(document.text) & keys))
        yield Evidence(document=shown.id, quote=sentence_with(shown.text, keys), label=label_id)


def _telling_words(ranked: Sequence[Term]) -> list[str]:
    """What the documents of one label say and those of the other do not, the most telling first."""
    chosen: list[Term] = []
    for term in ranked:
        repeats = any(
            float(term.row @ other.row) > REPEATS or telling_keys(term.text) & telling_keys(other.text)
            for other in chosen
        )
        if not (term.topic or repeats):
            chosen.append(term)
    return [term.text for term in chosen[:TOLD]]


def _keys(text: str) -> set[str]:
    return {folded(word) for word in telling(text).split()}


def _name(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    return "no label fits" if label_id is None else f"“{taxonomy[label_id].name}”"
