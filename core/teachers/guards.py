"""What a proposed taxonomy has to keep, checked in code after a model has written it. Pure.

The paper's guardrails (appendix C.1), and two of our own: no label for leftovers, and no mass retirement when a reply
breaks off. Knows nothing of prompts and models. A fault is a BadReply whose sentences serve the person and the model
alike; all faults are told at once, so that one more try can mend them all.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.languages import is_foreign
from core.teachers.protocol import Proposal, Suggestion

TOLERANCE = 1.5  # models miscount words; half as many again still reads well, and a re-ask costs a whole table
NAME_CHARACTERS = 80  # what a label's name can hold
LARGE = 10  # labels from which on half of them vanishing is a reply cut short, not a judgement

_LEFTOVER_WORDS = (
    # English
    "other others general generic misc miscellaneous various unclear undefined unknown unspecified uncategorized "
    "uncategorised unclassified unrelated none no na rest remaining leftover leftovers everything else "
    # German, Dutch
    "sonstiges sonstige andere anderes allgemein allgemeines verschiedenes unklar unbekannt undefiniert keine rest "
    "overig overige algemeen diversen onbekend onduidelijk "
    # French
    "autre autres général générale divers diverses indéfini inconnu aucun aucune "
    # Spanish, Portuguese, Italian
    "otro otros otra otras varios varias indefinido desconocido ninguno ninguna outro outros outra outras geral "
    "diversos indefinida desconhecido nenhum nenhuma altro altri altre altra generale generali varie indefinito "
    "sconosciuto nessuno nessuna "
    # Polish, Czech, Scandinavian, Turkish
    "inne pozostałe ogólne różne nieznane brak ostatní jiné obecné různé neznámé andet andre øvrigt övrigt annat "
    "annet allmänt diğer genel çeşitli belirsiz bilinmeyen "
    # Russian, Ukrainian
    "другое другие прочее прочие общее разное неизвестно неясно інше інші загальне різне невідомо "
    # Chinese, Japanese, Korean, Arabic
    "其他 其它 一般 未分类 未分類 不明 杂项 無し 无 その他 そのほか 기타 일반 미분류 أخرى عام متنوع غير"
)
_LEFTOVERS = frozenset(_LEFTOVER_WORDS.split())
_FILLER_WORDS = (
    "a an and or of the any all not above off for to with in topic topics issue issues inquiry inquiries enquiry "
    "enquiries question questions request requests matter matters item items thing things stuff subject subjects "
    "category categories label labels document documents text texts content message messages information applicable "
    "und oder themen thema anfragen fragen et ou sujet sujets questions demandes y o e temas tema preguntas consultas "
    "assuntos argomenti richieste en vragen onderwerpen i oraz и или темы вопросы محدد"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u9fff]")  # Thai and Lao, Japanese and Chinese


def check(proposal: Proposal, brief: Brief, taxonomy: Taxonomy, spoken: str = "") -> Proposal:
    """The proposal, less what can be left out, if it keeps what it has to. Raises BadReply, telling every fault.

    `spoken` is the language that the documents are clearly in, for a brief that names none.
    """
    proposal = without_leftovers(proposal, taxonomy)
    labels = proposal.labels
    faults = [
        *_too_many(labels, brief, taxonomy),
        *_wordy(labels, brief),
        *_twice(labels),
        *_leftovers(labels, taxonomy),
        *_unknown_ids(labels, taxonomy),
        *_mass_retirement(labels, taxonomy),
        *_foreign(labels, brief, taxonomy, spoken),
    ]
    if faults:
        raise BadReply(" ".join(faults))
    return proposal


def without_leftovers(proposal: Proposal, taxonomy: Taxonomy) -> Proposal:
    """The proposal without new labels for leftovers that take no other label's place; its reason names them.

    To leave one out loses nothing, since its documents stay without a label, while sending the table back costs a weak
    model minutes and teaches it nothing (measured). One that others were merged into is left for `check` to refuse.
    """
    standing = {same(label.name) for label in taxonomy.live}
    idle = [
        label
        for label in proposal.labels
        if is_leftover(label.name) and not label.replaces and same(label.name) not in standing
    ]
    kept = tuple(label for label in proposal.labels if label not in idle)
    if not idle or not kept:
        return proposal
    said = f"Left out {_listed([label.name for label in idle])}: documents that fit nowhere stay without a label."
    return proposal.model_copy(update={"labels": kept, "reason": f"{proposal.reason} {said}".strip()})


def limit(brief: Brief, taxonomy: Taxonomy) -> int:
    """How many labels there may be: what the brief says, or as many as people have locked if those are more."""
    return max(brief.max_labels, sum(label.locked for label in taxonomy.live))


def same(name: str) -> str:
    """A name without case, accents' encoding, punctuation and spacing: two names with one of these are one name."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"\w+", folded.replace("_", " ")))


def words(text: str) -> int:
    """How many words a text has; where a script has no spaces, two characters count as one."""
    if not _UNSPACED.search(text):
        return len(text.split())
    return sum(max(1, len(word) // 2) if _UNSPACED.search(word) else 1 for word in text.split())


def is_leftover(name: str) -> bool:
    """Whether a name says nothing but that documents did not fit elsewhere: "Other", "General questions"."""
    content = [word for word in same(name).split() if word not in _FILLERS]
    named = same(name) in {"not applicable", "off topic", "n a"}
    return named or (bool(content) and all(word in _LEFTOVERS for word in content))


def _too_many(labels: Sequence[Suggestion], brief: Brief, taxonomy: Taxonomy) -> Iterator[str]:
    names = {same(label.name) for label in labels}
    replaced = {label_id for label in labels for label_id in label.replaces}
    kept = [
        label for label in taxonomy.live if label.locked and label.id not in replaced and same(label.name) not in names
    ]
    total, allowed = len(labels) + len(kept), limit(brief, taxonomy)
    if total > allowed:
        besides = f" with the {len(kept)} locked ones that are not repeated" if kept else ""
        yield f"There are {total} labels{besides}, and at most {allowed} are allowed."


def _wordy(labels: Sequence[Suggestion], brief: Brief) -> Iterator[str]:
    for label in labels:
        if words(label.name) > brief.name_words * TOLERANCE or len(label.name) > NAME_CHARACTERS:
            yield f"The name “{label.name[:NAME_CHARACTERS]}” is longer than {brief.name_words} words."
        if words(label.description) > brief.description_words * TOLERANCE:
            yield f"The description of “{label.name}” is longer than {brief.description_words} words."


def _twice(labels: Sequence[Suggestion]) -> Iterator[str]:
    counts = Counter(same(label.name) for label in labels)
    for label in {same(label.name): label for label in labels}.values():
        if counts[same(label.name)] > 1:
            yield f"The name “{label.name}” is given to {counts[same(label.name)]} labels."
        if not same(label.name):
            yield f"“{label.name}” is not a name."


def _leftovers(labels: Sequence[Suggestion], taxonomy: Taxonomy) -> Iterator[str]:
    standing = {same(label.name) for label in taxonomy.live}  # what people named so is theirs to keep
    for label in labels:
        if is_leftover(label.name) and same(label.name) not in standing:
            yield f"“{label.name}” is a label for leftovers; documents that fit nowhere stay without a label."


def _unknown_ids(labels: Sequence[Suggestion], taxonomy: Taxonomy) -> Iterator[str]:
    live = {label.id for label in taxonomy.live}
    for label in labels:
        unknown = [label_id for label_id in label.replaces if label_id not in live]
        if unknown:
            yield f"“{label.name}” replaces {_listed(unknown)}, which the taxonomy does not have."


def _mass_retirement(labels: Sequence[Suggestion], taxonomy: Taxonomy) -> Iterator[str]:
    names = {same(label.name) for label in labels}
    replaced = {label_id for label in labels for label_id in label.replaces}
    gone = [label for label in taxonomy.live if not label.locked and label.id not in replaced]
    vanishing = [label for label in gone if same(label.name) not in names]
    if len(taxonomy.live) >= LARGE and len(vanishing) > len(taxonomy.live) / 2:
        yield (
            f"{len(vanishing)} of {len(taxonomy.live)} labels would vanish, since no label in the reply replaces them. "
            "Give the whole list, each label with the ids it replaces."
        )


def _foreign(labels: Sequence[Suggestion], brief: Brief, taxonomy: Taxonomy, spoken: str) -> Iterator[str]:
    settled = {same(label.name) for label in taxonomy.live if label.locked}  # in whatever language people like
    written = " ".join(f"{label.name} {label.description}" for label in labels if same(label.name) not in settled)
    if brief.language:
        if is_foreign(written, brief.language):
            yield f"The labels are not written in {brief.language}."
        return
    standing = " ".join(f"{label.name} {label.description}" for label in taxonomy.live)
    if spoken and is_foreign(written, spoken) and not is_foreign(standing, spoken):
        yield "The labels are not written in the language of the documents."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
