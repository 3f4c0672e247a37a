"""A document to read, with the words the teacher went by marked. Knows no taxonomy."""

import streamlit as st

HTML = """<div id="text" tabindex="0" role="document" aria-label="The document"></div>
"""
CSS = """#text {
  font-family: var(--st-font); color: var(--st-text-color); white-space: pre-wrap; overflow-wrap: anywhere;
  max-height: 26rem; overflow-y: auto; line-height: 1.55; padding: .8rem 1rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
}
mark { background: color-mix(in srgb, var(--st-primary-color) 25%, transparent); color: inherit; border-radius: 3px }
"""
JS = """export default function ({ data, parentElement }) {
  const box = parentElement.querySelector("#text"), at = data.quote ? data.text.indexOf(data.quote) : -1
  if (at < 0) { box.textContent = data.text; return }
  const quote = document.createElement("mark")
  quote.textContent = data.quote
  box.replaceChildren(data.text.slice(0, at), quote, data.text.slice(at + data.quote.length))
}
"""


def read(text: str, quote: str, key: str) -> None:
    """Show a text as it is; where the quote is in it, marked."""
    st.components.v2.component("tnt_reader", html=HTML, css=CSS, js=JS)(key=key, data={"text": text, "quote": quote})
