"""Random taxonomies with families in them, and random wishes of a teacher who has not read the rules."""

from hypothesis import strategies as st

from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Proposal, Suggestion

COUNT = 9
IDS = [f"name-{number}" for number in range(COUNT)]
NAMES = [f"Name {number}" for number in range(COUNT)]


@st.composite
def taxonomies(draw):
    """Up to nine labels, each at the top or under an earlier one, some locked, some out of force."""
    labels = []
    for number in range(draw(st.integers(1, COUNT))):
        parent = draw(st.sampled_from([None, *(label.id for label in labels if label.in_force)]))
        label = Label(
            id=IDS[number],
            name=NAMES[number],
            description=draw(st.sampled_from(["", "what it means"])),
            locked=draw(st.booleans()),
            parent=parent,
        )
        labels.append(label if number == 0 or draw(st.integers(0, 4)) else label.turned_into())
    return Taxonomy().apply(Change(labels=tuple(labels), author="human:Ana", based_on=0))


wishes = st.builds(
    Suggestion,
    name=st.sampled_from([*NAMES, "name 1", " Name 2 ", "New", "Newer", "Name 3 (Name 0)", "x" * 80, "x" * 81]),
    description=st.sampled_from(["", "a", "b"]),
    includes=st.sampled_from([(), ("in",)]),
    examples=st.sampled_from([(), ("d1",)]),
    parent=st.sampled_from([None, *IDS, "nothing"]),
    replaces=st.lists(st.sampled_from([*IDS, "nothing"]), max_size=3).map(tuple),
)
proposals = st.lists(wishes, min_size=1, max_size=10).map(lambda labels: Proposal(labels=tuple(labels)))
