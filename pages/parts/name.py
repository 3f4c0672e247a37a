"""Ask a person's name once, and let their browser remember it."""

import streamlit as st

from pages.parts.heading import heading
from pages.parts.place import NAME_COOKIE

REMEMBER = """
export default function (component) {
  const { name, cookie } = component.data
  const year = 365 * 24 * 3600
  document.cookie = `${cookie}=${encodeURIComponent(name)}; max-age=${year}; path=/; SameSite=Lax`
}
"""


def ask_name(known: str) -> None:
    """A name, kept with everything its bearer changes or judges; there is no password."""
    if not known:
        heading("TnT Studio", "Turn a heap of text into labels people trust and a classifier you can deploy.")
    with st.form("name", border=not known, width=420):
        name = st.text_input(
            "Your name", value=known, max_chars=60, key="name-given", placeholder="Ana", autocomplete="name"
        )
        st.caption("It is shown with your changes and judgements. There is no password.")
        if st.form_submit_button("Continue" if not known else "Change", type="primary") and name and name.strip():
            st.session_state["person"] = name.strip()
            st.rerun()


def remember_name(name: str) -> None:
    """Leave the name in a cookie of this browser, so that a reload does not ask again."""
    remember = st.components.v2.component("tnt_name", html="<span hidden></span>", js=REMEMBER)
    remember(key="remember-name", data={"name": name, "cookie": NAME_COOKIE}, height=1)
