"""What could be said of groups of texts, and how well each thing sets a group apart: words, phrases, general topics."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.teachers.coverage import Coverage, Floats
from core.teachers.lexicon import Lexicon, folded
from core.teachers.topics import TOPICS
from core.teachers.words import language, telling

SIXTH = 1 / 6  # of a group's texts, from which a word or phrase may name it
SPOKEN = 0.2  # of a group's texts have to speak of a topic, which none of them may mention
MONOTONOUS = 0.65  # of what they say of it is said in one word: perhaps it only looks like that topic
STEM = 5  # letters that forms of one word share, or fewer where it is shorter
SET_APART = 2.0  # times as common as elsewhere: a name
MARKED = 1.5  # and what a description mentions
UNSEEN = 0.02  # share of the texts elsewhere that speak of anything, besides those that do
APT = 0.25  # how much of a noun a term has to be
COHESIVE = 0.3  # how much of its mutual information a phrase has to have
NEARNESS = 0.1  # what a term far from the group's sense keeps of its score
RARE = 0.8  # what is left of the score of a word that few people use
ABSORBED = 0.6  # of the texts with a word have it in one phrase: the phrase is meant
GENERAL = 1.8  # how much better a topic tells what particulars have in common
PHRASE = 1.5  # two words tell more than one
BREADTH = 0.75  # of a share of texts: less and rare but telling terms win, more and frequent ones do
SEVERAL = 3  # texts of a group, from which a word or phrase may name it
WEAK = 0.15  # score of a term that tells too little to name a group
WEAKEST = 0.08  # and of one that does so even at a pinch
CLOSE = 0.15  # nearness of a term that names a group at a pinch
FEW = 60  # texts in all, up to which one has to take what there is
NAMES, MAY_NAME, DESCRIBES = range(3)  # what a term is good for: to name a group, at a pinch, or only to describe it
ENGLISH = 0.5  # of the texts whose language is clear


class Term(NamedTuple):
    """Something that may be said of a group of texts, and how well it sets them apart."""

    text: str  # as written within a sentence
    name: str  # as written within a name
    score: float
    use: int  # NAMES, MAY_NAME or DESCRIBES
    topic: bool  # a general one, which the texts need not mention
    row: Floats  # its vector


class _Said(NamedTuple):
    """How well terms set a group of texts apart, one number a term."""

    scores: Floats
    shares: Floats  # of the group's texts, that speak of it
    lifts: Floats  # how many times the share of the other texts
    nearness: Floats  # the cosine with what the group's texts have and the others have not


class Terms:
    """The terms of some texts in groups."""

    def __init__(self, texts: Sequence[str], groups: Sequence[Collection[int]], vectors: StaticVectors) -> None:
        self._lexicon = Lexicon(texts)
        self._vectors = vectors
        self._count = len(texts)
        self._few = len(texts) < FEW
        self._languages = [language(text) for text in texts]
        english = _english(self._languages)
        spoken = [{self._lexicon.inside(key) for key in terms if " " not in key} for terms in self._lexicon.terms]
        self._coverage = Coverage(spoken, vectors, english)
        self._told = vectors.encode([telling(text) for text in texts])
        self._usual = self._told.mean(axis=0) if texts else np.zeros(vectors.dimensions, np.float32)
        self._topics = TOPICS if english else ()
        self._topic_covers = self._coverage.of(self._topics)
        self._topic_rows = vectors.encode(self._topics)
        found = [self._found(group) for group in groups]
        keys = sorted({key for keys in found for key in keys})
        covers = self._covers(keys)
        rows = vectors.encode([self._lexicon.inside(key) for key in keys])
        numbered = {key: number for number, key in enumerate(keys)}
        self.ranked: list[list[Term]] = []
        for group, counts in zip(groups, found, strict=True):
            if not group:
                self.ranked.append([])
                continue
            numbers = [numbered[key] for key in counts]
            own = self._own(list(group), counts, covers[numbers], rows[numbers])
            ranked = [*own, *self._general(list(group), counts)]
            self.ranked.append(sorted(ranked, key=lambda term: (-term.score, term.text)))

    def standing(self, group: Collection[int], text: str) -> float:
        """How well some wording sets a group of texts apart, on the scale of a term's score."""
        key = " ".join(map(folded, text.split()))
        covers = (
            self._covers([key]) if any(key in terms for terms in self._lexicon.terms) else self._coverage.of([text])
        )
        return float(self._said(list(group), covers, self._vectors.encode([text])).scores[0])

    def _found(self, group: Collection[int]) -> dict[str, int]:
        """The words and phrases that may be said of a group, with the number of its texts that have them."""
        counts = Counter(term for text in group for term in self._lexicon.terms[text])
        least = 2 if len(group) > 3 else 1
        enough = {
            term: count
            for term, count in counts.items()
            if count >= least
            and self._lexicon.aptness(term) >= APT
            and (" " not in term or self._lexicon.cohesion(term) >= COHESIVE)
        }
        inner = {
            part
            for term, count in enough.items()
            if " " in term
            for part in (term.split()[0], term.split()[-1])
            if count >= ABSORBED * counts[part]
        }
        return {term: count for term, count in enough.items() if term not in inner}

    def _covers(self, keys: Sequence[str]) -> Floats:
        words = [key for key in keys if " " not in key]
        covers = np.zeros((len(keys), self._count), np.float32)
        covers[[" " not in key for key in keys]] = self._coverage.of([self._lexicon.inside(key) for key in words])
        for place, key in enumerate(keys):
            if " " in key:
                covers[place] = [key in terms for terms in self._lexicon.terms]
        return covers

    def _own(self, group: list[int], counts: dict[str, int], covers: Floats, rows: Floats) -> list[Term]:
        said = self._said(group, covers, rows)
        terms = []
        for place, (key, count) in enumerate(counts.items()):
            if said.lifts[place] < MARKED:
                continue
            text = self._lexicon.inside(key)
            weight = self._lexicon.aptness(key) * (PHRASE if " " in key else 1.0) * (1.0 if self._plain(text) else RARE)
            score = weight * float(said.scores[place])
            use = self._use(count, len(group), float(said.lifts[place]), score, float(said.nearness[place]))
            name = self._lexicon.as_name(key) if " " not in key else text
            terms.append(Term(text, name, score, use, False, rows[place]))
        return terms

    def _general(self, group: list[int], counts: dict[str, int]) -> list[Term]:
        if not self._topics or not _english([self._languages[place] for place in group]):
            return []
        said = self._said(group, self._topic_covers, self._topic_rows)
        terms = []
        for place in np.flatnonzero((said.shares >= SPOKEN) & (said.lifts >= SET_APART)):
            topic, score = self._topics[place], GENERAL * float(said.scores[place])
            if (score >= WEAK or self._few) and self._sums_up(topic, group, counts):
                terms.append(Term(topic, topic, score, NAMES, True, self._topic_rows[place]))
        return terms

    def _use(self, count: int, size: int, lift: float, score: float, near: float) -> int:
        """What a word or phrase is good for that so many of a group's texts have."""
        if count < SIXTH * size or lift < SET_APART:
            return DESCRIBES
        if count >= SEVERAL and score >= WEAK:
            return NAMES
        return MAY_NAME if self._few or (score >= WEAKEST and near >= CLOSE) else DESCRIBES

    def _sums_up(self, topic: str, group: list[int], counts: dict[str, int]) -> bool:
        """Whether a topic is named by a group's texts, in some form of the word, or spoken of in various words."""
        if " " in topic or counts.get(folded(topic), 0) >= max(SEVERAL, SIXTH * len(group)):
            return True
        wordings = self._coverage.wordings(topic, group)
        first = max(wordings, key=wordings.__getitem__)
        stem = folded(first)[:STEM]
        return wordings[first] <= MONOTONOUS * sum(wordings.values()) or (len(stem) > 3 and topic.startswith(stem))

    def _said(self, group: list[int], covers: Floats, rows: Floats) -> "_Said":
        shares = covers[:, group].mean(axis=1)
        others = max(self._count - len(group), 1)
        elsewhere = (covers.sum(axis=1) - covers[:, group].sum(axis=1)).clip(0) / others + UNSEEN
        lifts = shares / elsewhere
        sense = self._told[group].mean(axis=0) - (self._usual if self._count > len(group) else 0)
        centred = rows - self._usual
        lengths = np.linalg.norm(centred, axis=1) * np.linalg.norm(sense)
        nearness = centred @ sense / np.maximum(lengths, 1e-9)
        scores = shares**BREADTH * np.log(np.maximum(lifts, 1)) * (NEARNESS + nearness.clip(0))
        return _Said(scores, shares, lifts, nearness)

    def _plain(self, text: str) -> bool:
        """Whether every word is common enough to be a single word piece, or an abbreviation."""
        return all(word.isupper() or len(list(self._vectors.pieces(word))) == 1 for word in text.split())


def _english(languages: Sequence[str]) -> bool:
    known = [one for one in languages if one]
    return not known or known.count("en") >= ENGLISH * len(known)
