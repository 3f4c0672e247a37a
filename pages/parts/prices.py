"""What models cost, as a small dated table that people can put right."""

from datetime import date

import streamlit as st
from pydantic import ValidationError

from core.labelling.prices import Price
from core.store.prices import forget_price, prices, set_price
from core.store.workspace import Workspace
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.plain import plain

SHIPPED = "came with the app"


def price_table(here: Working, key: str) -> None:
    """A fold with every price, a form to enter one, and a way to take entered ones back. `key` tells folds apart."""
    with st.popover("Prices", icon=":material/payments:"):
        known = prices(here.engine)
        st.dataframe(
            {
                "model": [price.model for price in known.values()],
                "prompt": [price.prompt for price in known.values()],
                "completion": [price.completion for price in known.values()],
                "currency": [price.currency for price in known.values()],
                "as_of": [price.as_of for price in known.values()],
                "made_by": [price.made_by or SHIPPED for price in known.values()],
            },
            hide_index=True,
            height=280,
            width="content",
            key=f"{key}-prices",
            column_config={
                "model": "Model",
                "prompt": st.column_config.NumberColumn("Reading", format="%.2f"),
                "completion": st.column_config.NumberColumn("Writing", format="%.2f"),
                "currency": "Currency",
                "as_of": st.column_config.DateColumn("As of"),
                "made_by": "By",
            },
        )
        st.caption("For a million tokens, on the day named. Providers change their prices: check, and put them right.")
        _form(here, key)
        own = [price.model for price in known.values() if price.made_by]
        if own:
            _take_back(here.engine, own, key)


def _form(here: Working, key: str) -> None:
    with st.form(f"{key}-price", border=False):
        model = st.text_input("Model", key=f"{key}-price-model", placeholder="The name by which it is asked for")
        left, middle, right = st.columns(3)
        prompt = left.number_input("Reading", 0.0, None, 0.0, step=0.05, format="%.3f", key=f"{key}-price-prompt")
        completion = middle.number_input(
            "Writing", 0.0, None, 0.0, step=0.05, format="%.3f", key=f"{key}-price-completion"
        )
        currency = right.text_input("Currency", "USD", max_chars=3, key=f"{key}-price-currency")
        if not st.form_submit_button("Keep this price", key=f"{key}-price-keep", icon=":material/check:"):
            return
    try:
        price = Price(
            model=model.strip(),
            prompt=prompt,
            completion=completion,
            currency=currency.strip().upper(),
            as_of=date.today(),
            made_by=here.person or "someone",
        )
    except ValidationError:
        st.error("A price needs the model's name and a currency of three letters.", icon=":material/error:")
        return
    set_price(here.engine, price)
    st.rerun()


def _take_back(engine: Workspace, own: list[str], key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        model = st.selectbox("Entered here", own, format_func=plain, key=f"{key}-price-own")
        st.button(
            "Take back", key=f"{key}-price-back", icon=":material/undo:", on_click=errors_told()(forget_price),
            args=(engine, model),
        )  # fmt: skip
