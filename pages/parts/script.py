"""The scripts of components that send what people do, each with the outbox they share."""

from pathlib import Path

HERE = Path(__file__).parent


def script(name: str) -> str:
    """A component's own script after the outbox's, as one module."""
    return (HERE / "outbox.js").read_text() + (HERE / name).read_text()
