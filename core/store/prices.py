"""What models cost, as it comes with the program and as people of this workspace have put it right."""

from functools import cache

from sqlalchemy import Engine, select
from sqlmodel import Session

from core.labelling.prices import Price, read_prices
from core.store.tables import PriceRow
from core.store.workspace import ROOT, now

SHIPPED = ROOT / "data" / "prices.csv"


def prices(engine: Engine) -> dict[str, Price]:
    """Every price by its model, in the order of their names; what people have entered goes before what was shipped."""
    with Session(engine) as session:
        entered = {row.model: Price.model_validate(row.body) for row in session.scalars(select(PriceRow))}
    return dict(sorted({**_shipped(), **entered}.items()))


def set_price(engine: Engine, price: Price) -> None:
    """Enter a model's price, or correct it; runs under way reckon with it from now on."""
    with Session(engine) as session:
        session.merge(PriceRow(model=price.model, body=price.model_dump(mode="json"), at=now()))
        session.commit()


def forget_price(engine: Engine, model: str) -> None:
    """Take back what people have entered for a model; what came with the program holds again."""
    with Session(engine) as session:
        row = session.get(PriceRow, model)
        if row is not None:
            session.delete(row)
            session.commit()


@cache
def _shipped() -> dict[str, Price]:
    return read_prices(SHIPPED.read_text(encoding="utf-8"))
