"""Curate as two people see it: a taxonomy of three labels, and what either of them does."""

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.store import ledger
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy

LABELS = (
    Label(id="cards", name="Cards", description="Cards and cash machines"),
    Label(id="app", name="App", description="The app and signing in"),
    Label(id="transfers", name="Transfers"),
)


def label(engine: Engine, taxonomy_id: str, label_id: str = "cards") -> Label:
    return ledger.taxonomy(engine, taxonomy_id)[label_id]


def by_someone(
    engine: Engine,
    taxonomy_id: str,
    label_id: str = "cards",
    author: str = "human:Ben",
    reason: str = "",
    **fields: object,
) -> Taxonomy:
    """A label as someone else has just made it, outside every tab."""
    now = ledger.taxonomy(engine, taxonomy_id)
    made = Label.model_validate({**now[label_id].model_dump(), **fields})
    return ledger.append(
        engine, taxonomy_id, Change(labels=(made,), author=author, based_on=now.version, reason=reason)
    )


def field(app: AppTest, name: str):
    """A field of the open contract."""
    widgets = [*app.text_input, *app.text_area, *app.selectbox]
    return next(
        each for each in widgets if str(each.key).startswith("contract-") and str(each.key).endswith(f"-{name}")
    )


def press(app: AppTest, ending: str) -> None:
    """Press the button of the open contract whose key ends so."""
    keys = [str(each.key) for each in app.button]
    app.button(
        key=next(key for key in keys if key.startswith("contract-") and key.endswith(f"-{ending}"))
    ).click().run()


def look_at(app: AppTest, *label_ids: str) -> None:
    """Choose labels in the tree."""
    app.query_params["label"] = list(label_ids)
    app.run()


def opened(app: AppTest, key: str) -> None:
    """Open a fold."""
    app.session_state[key] = True
    app.run()
