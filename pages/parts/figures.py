"""Numbers as a quiet table: a row a measure, a column for each thing measured. Knows nothing of what they mean.

Every text is set as it is: nothing in it can become a link or an image.
"""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

NAMES, COLUMN = 210, 220  # pixels
HTML = "<table><thead></thead><tbody></tbody></table>"
CSS = """table {
  width: 100%; border-collapse: collapse; font-family: var(--st-font); font-size: .87rem; color: var(--st-text-color);
}
th, td { padding: .28rem .3rem; font-weight: inherit; text-align: right; font-variant-numeric: tabular-nums }
th:first-child { text-align: left; padding-inline: 0 .6rem }
tr > :last-child { padding-inline-end: 0 }
tr + tr > *, thead + tbody > tr:first-child > * { border-top: 1px solid var(--st-border-color) }
thead:empty + tbody > tr:first-child > * { border-top: 0 }
thead th { font-weight: 600; overflow-wrap: anywhere; vertical-align: bottom }
tbody th { opacity: .8 }
small { display: block; font-weight: 400; opacity: .75 }
th[title] { cursor: help }
"""
JS = """export default function ({ data, parentElement }) {
  const cell = (tag, text, scope, about) => {
    const made = document.createElement(tag)
    if (scope) made.scope = scope
    if (about) made.title = about
    const [first, ...more] = text.split("\\n")
    made.textContent = first
    for (const line of more) made.append(Object.assign(document.createElement("small"), { textContent: line }))
    return made
  }
  const row = (...cells) => { const made = document.createElement("tr"); made.append(...cells); return made }
  const head = data.head.length ? [row(cell("th", ""), ...data.head.map((text) => cell("th", text, "col")))] : []
  parentElement.querySelector("thead").replaceChildren(...head)
  parentElement.querySelector("tbody").replaceChildren(...data.rows.map(
    (each) => row(cell("th", each.name, "row", each.about), ...each.values.map((text) => cell("td", text)))))
}
"""


class Figures(NamedTuple):
    """One measure: a value for each thing measured, and what it means, shown on hover. A new line is set smaller."""

    name: str
    values: Sequence[str]
    about: str = ""


def figures(head: Sequence[str], rows: Sequence[Figures], key: str) -> None:
    """Draw it, wider for more columns where there is room; without a head for a single column of values."""
    table = st.components.v2.component("tnt_figures", html=HTML, css=CSS, js=JS)
    with st.container(width=NAMES + COLUMN * max(1, len(head)) if head else "stretch"):
        table(key=key, data={"head": list(head), "rows": [row._asdict() for row in rows]})
