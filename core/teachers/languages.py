"""Which language a text is in, as far as that can be told cheaply: by its script, and by its commonest words. Pure.

It tells Russian from English by the letters, and German from English by words like “der” and “and”. Where a text is too
short, mixed, or in a language whose common words are not known here, it says nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from core.teachers.words import LANGUAGES

CODE_LETTERS = 2  # codes such as "it" and "no" count only where a language's description begins
SCRIPT = 0.3  # least share of letters in the language's own script; product names and quotes may be in another
EVIDENCE = 6  # common words of a language, before a text is said to be in it: some thirty words of descriptions
DENSITY = 0.12  # their least share of all words; running text has 0.4, terse descriptions 0.2
MARGIN = 3  # times as many as of the language that was wanted, or of the next one
TEXTS, CHARACTERS = 100, 300  # looked at, to tell what documents are written in

_NAMES = {
    "en": "english en american british",
    "de": "german de deutsch",
    "fr": "french fr français",
    "es": "spanish es español",
    "pt": "portuguese pt português",
    "it": "italian it italiano",
    "nl": "dutch nl nederlands",
    "pl": "polish pl polski",
    "sv": "swedish sv svenska",
    "da": "danish da dansk",
}
_OTHER_LATIN = (
    "czech cs čeština slovak sk slovenian sl croatian hr hungarian hu romanian ro norwegian no nb nn norsk finnish fi "
    "suomi estonian et latvian lv lithuanian lt turkish tr türkçe vietnamese vi indonesian id malay ms swahili sw "
    "catalan ca basque eu galician gl irish ga welsh cy icelandic is tagalog tl filipino afrikaans af"
)
_SCRIPTS: dict[tuple[str, ...], str] = {
    ("LATIN",): " ".join([*_NAMES.values(), _OTHER_LATIN]),
    ("CYRILLIC",): "russian ru русский ukrainian uk українська bulgarian bg macedonian mk belarusian be",
    ("GREEK",): "greek el ελληνικά",
    ("ARABIC",): "arabic ar العربية persian farsi fa urdu ur",
    ("HEBREW",): "hebrew he עברית",
    ("DEVANAGARI",): "hindi hi हिन्दी marathi mr nepali ne",
    ("BENGALI",): "bengali bangla bn",
    ("TAMIL",): "tamil ta",
    ("TELUGU",): "telugu te",
    ("THAI",): "thai th ไทย",
    ("GEORGIAN",): "georgian ka",
    ("ARMENIAN",): "armenian hy",
    ("CJK",): "chinese zh 中文 mandarin cantonese",
    ("HIRAGANA", "KATAKANA", "CJK"): "japanese ja 日本語",
    ("HANGUL",): "korean ko 한국어",
}
# in which languages a word is common
_LANGUAGES_OF = {
    word: [code for code, common in LANGUAGES.items() if word in common]
    for word in frozenset().union(*LANGUAGES.values())
}
# words that no language besides English uses, for languages whose own common words are not known here
_ENGLISH_ALONE = frozenset(
    ["the", "and", "with", "that", "this", "from", "your", "are", "have", "which", "when", "their"]
)


def is_foreign(text: str, language: str) -> bool:
    """Whether a text is clearly not in a language, given by its name or code: "German", "Brazilian Portuguese".

    Never true where that cannot be known. Names in a few words tell nothing; descriptions do.
    """
    share = script_share(text, language)
    if share is None:
        return False
    if share < SCRIPT:
        return True
    wanted = {code for code, names in _NAMES.items() if {*names.split()} & {*_named(language)}}
    words = _words(text)
    enough = max(EVIDENCE, DENSITY * len(words))
    if not wanted:
        is_latin = {*_named(language)} & {*_OTHER_LATIN.split()}
        english = sum(word in _ENGLISH_ALONE for word in words)
        return bool(is_latin) and english >= max(EVIDENCE, DENSITY / 2 * len(words))
    hits = _hits(words)
    (best, most), *_ = hits.most_common(1)
    return best not in wanted and most >= enough and most >= MARGIN * max(hits[code] for code in wanted)


def spoken(texts: Sequence[str]) -> str:
    """The name of the language that texts are clearly written in; empty where they are in several or it is not known.

    Of languages that share a script other than Latin it names one for all: enough to tell them from English.
    """
    pooled = " ".join(text[:CHARACTERS] for text in texts[:TEXTS])
    scripts = _scripts(pooled)
    letters = scripts.total()
    shares = {names: sum(scripts[script] for script in of) for of, names in _SCRIPTS.items()}
    names, most = max(shares.items(), key=lambda share: share[1])
    if not letters or most < (1 - SCRIPT) * letters:
        return ""
    if most != scripts["LATIN"]:
        return names.split()[0]
    words = _words(pooled)
    (best, most), (_, next_most) = _hits(words).most_common(2)
    clear = most >= max(EVIDENCE, DENSITY * len(words)) and most >= MARGIN / 2 * next_most
    return _NAMES[best].split()[0] if clear else ""


def script_share(text: str, language: str) -> float | None:
    """The share of a text's letters that are in a language's script, 0 to 1; None where that cannot be known."""
    named = {*_named(language)}
    scripts = next((scripts for scripts, names in _SCRIPTS.items() if named & {*names.split()}), None)
    found = _scripts(text)
    if scripts is None or not found:
        return None
    return sum(found[script] for script in scripts) / found.total()


def _named(language: str) -> list[str]:
    said = re.findall(r"\w+", language.casefold())
    return [word for place, word in enumerate(said) if place == 0 or len(word) > CODE_LETTERS]


def _scripts(text: str) -> Counter[str]:
    """How many letters of each script; by the first word of their Unicode names."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[unicodedata.name(letter, "?").split()[0]] += count
    return scripts


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _hits(words: Sequence[str]) -> Counter[str]:
    found = Counter(dict.fromkeys(LANGUAGES, 0))
    for word, count in Counter(words).items():
        for code in _LANGUAGES_OF.get(word, ()):
            found[code] += count
    return found
