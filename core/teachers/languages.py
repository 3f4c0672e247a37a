"""In which script a language is written: all that can be told of a text's language cheaply and without guessing. Pure.

It tells Russian from English, and does not pretend to tell French from English.
"""

import re
import unicodedata

CODE_LETTERS = 2  # codes such as "it" and "no" count only where a language's description begins

_SCRIPTS: dict[tuple[str, ...], str] = {
    ("LATIN",): (
        "english en american british german de deutsch french fr français spanish es español portuguese pt português "
        "italian it italiano dutch nl nederlands polish pl polski czech cs čeština slovak sk slovenian sl croatian hr "
        "hungarian hu romanian ro swedish sv svenska norwegian no nb nn danish da dansk finnish fi suomi estonian et "
        "latvian lv lithuanian lt turkish tr türkçe vietnamese vi indonesian id malay ms swahili sw catalan ca "
        "basque eu galician gl irish ga welsh cy icelandic is tagalog tl filipino afrikaans af"
    ),
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


def script_share(text: str, language: str) -> float | None:
    """The share of a text's letters that are in a language's script, 0 to 1; None where that cannot be known."""
    said = re.findall(r"\w+", language.casefold())
    known = [word for place, word in enumerate(said) if place == 0 or len(word) > CODE_LETTERS]
    scripts = next((scripts for scripts, names in _SCRIPTS.items() if {*known} & {*names.split()}), None)
    letters = [letter for letter in text if letter.isalpha()]
    if scripts is None or not letters:
        return None
    return sum(unicodedata.name(letter, "").startswith(scripts) for letter in letters) / len(letters)
