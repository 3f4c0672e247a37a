"""Why a classifier gives a text its label: the text with each word marked by how much it spoke for it or against it."""

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from core.classifier.explaining import MOST_CHARACTERS, Explanation, Reason, explained
from core.classifier.portable.heads import Linear, Nested
from core.classifier.portable.model import Model
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.classifying.naming import dotted, named
from pages.parts.plain import plain

NAMED = 5  # words in a sentence
FAINT = 0.08  # of the strongest effect: less is not marked
KEPT = 60  # explanations
HTML = '<div id="text" tabindex="0" role="document" aria-label="The text, its words marked by their effect"></div>'
CSS = """#text {
  font-family: var(--st-font); color: var(--st-text-color); white-space: pre-wrap; overflow-wrap: anywhere;
  max-height: 22rem; overflow-y: auto; line-height: 1.7; padding: .7rem 1rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
}
mark { color: inherit; border-radius: 3px; padding: .05em 0; cursor: help }
mark.for { background: rgb(13 148 136 / var(--strength)) }
mark.against { background: rgb(213 94 0 / var(--strength)); border-bottom: 2px dotted rgb(213 94 0) }
"""
JS = """export default function ({ data, parentElement }) {
  parentElement.querySelector("#text").replaceChildren(...data.pieces.map((piece) => {
    if (!piece.side) return document.createTextNode(piece.text)
    const made = document.createElement("mark")
    made.className = piece.side
    made.style.setProperty("--strength", piece.strength)
    made.title = piece.about
    made.textContent = piece.text
    return made
  }))
}
"""


def reasons(now: Taxonomy, model: Model, text: str, classifier_id: str) -> None:
    """At once where it takes no time; else when someone asks. Raises EncoderFailed."""
    if len(model.labels) < 2:
        return
    st.markdown("**Why this label?**")
    quick = isinstance(model.head, Linear | Nested) and not model.features.encoder
    if not quick and not _asked(classifier_id, text):
        return
    found = _explained(model, classifier_id, text)
    st.markdown(_in_words(now, found))
    label, rival = named(now, found.label), named(now, found.rival)
    marked = st.components.v2.component("tnt_reasons", html=HTML, css=CSS, js=JS)
    marked(key="try-reasons", data={"pieces": _pieces(text[:MOST_CHARACTERS], found.reasons, label, rival)})
    st.caption(_caption(now, found, len(text) > MOST_CHARACTERS))


def _asked(classifier_id: str, text: str) -> bool:
    """Whether somebody wants to know of this very text; else the button for it."""
    wanted = (classifier_id, text)
    if st.session_state.get("explain") == wanted:
        return True
    if st.button("Explain it", key="try-explain", icon=":material/help:"):
        st.session_state["explain"] = wanted
        return True
    return False


@st.cache_data(show_spinner="Leaving words out to see what changes…", max_entries=KEPT)
def _explained(_model: Model, classifier_id: str, text: str) -> Explanation:  # noqa: ARG001 - which model it is
    return explained(_model, text)


def _in_words(now: Taxonomy, found: Explanation) -> str:
    """The strongest words for it and against it; a word that comes several times counts once, in all."""
    totals: defaultdict[str, float] = defaultdict(float)
    for each in found.reasons:
        totals[each.word.casefold()] += each.effect
    ranked = sorted(totals, key=lambda word: -totals[word])
    strongest = max([0.0, *map(abs, totals.values())])
    least = FAINT * strongest
    speaks_for = [plain(word) for word in ranked if totals[word] > least][:NAMED]
    against = [plain(word) for word in reversed(ranked) if totals[word] < -least][:NAMED]
    beside = f"{dotted(now, found.label)} rather than {dotted(now, found.rival)}"
    if not speaks_for and not against:
        return f"{beside}: no word of it counts either way, so it gives what is commonest."
    parts = [f"for it speak {', '.join(speaks_for)}"] if speaks_for else []
    parts += [f"against it {', '.join(against)}"] if against else []
    return f"{beside}: {'; '.join(parts)}."


def _pieces(text: str, found: Sequence[Reason], label: str, rival: str) -> list[dict[str, str | float]]:
    """The text in order, in pieces that are marked or not."""
    strongest = max([0.0, *(abs(each.effect) for each in found)])
    pieces: list[dict[str, str | float]] = []
    at = 0
    for each in sorted(found, key=lambda reason: reason.start):
        strength = abs(each.effect) / strongest if strongest else 0.0
        if strength < FAINT:
            continue
        speaks_for = each.effect > 0
        pieces.append({"text": text[at : each.start], "side": ""})
        pieces.append(
            {
                "text": text[each.start : each.end],
                "side": "for" if speaks_for else "against",
                "strength": round(0.1 + 0.5 * strength, 2),
                "about": f"Speaks for {label if speaks_for else rival}: {strength:.0%} of the strongest word",
            }
        )
        at = each.end
    return [*pieces, {"text": text[at:], "side": ""}]


def _caption(now: Taxonomy, found: Explanation, cut: bool) -> str:
    known = "The stronger the colour, the more a word counts; underlined words speak for "
    against = f"{known}{plain(named(now, found.rival))}, the next best."
    share = _by_itself(found)
    beginning = f" Only the first {MOST_CHARACTERS:,} characters are explained." if cut else ""
    return f"{against}{share}{beginning}"


def _by_itself(found: Explanation) -> str:
    """Said where no single word accounts for most of it."""
    words = abs(found.total - found.base)
    if not found.reasons or abs(found.base) <= words:
        return ""
    return " Most of it comes from how common the label is and from the words taken together."
