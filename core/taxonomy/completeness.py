"""What a label's contract still lacks before strangers could judge by it alone. Advice, never a rule."""

from core.taxonomy.label import Label


def lacking(label: Label) -> list[str]:
    """The parts that are empty, each as one thing of its kind, what helps most first."""
    parts = {
        "description": label.description,
        "example": label.examples,
        "counter-example": label.counter_examples,
        "line on what does not belong": label.excludes,
        "edge case": label.edge_cases,
    }
    return [name for name, written in parts.items() if not written]
