"""What a language model is shown of a matter: labels as contracts, and which of their documents."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.label import Label, LabelId
from core.teachers import languages, prompts
from core.teachers.advising.matter import Matter, group_of, label_of
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.contrast import contrast
from core.teachers.grouping import Grouping
from core.teachers.showing import outlined
from core.teachers.suggesting import typical

READ = 16  # documents of a label that is asked about
READ_OF_TWO = 8  # of each of two labels
NEIGHBOURS = 3  # labels beside the one asked about
TAKEN = 60  # names that are told to be taken; of a long list those nearest to the label would do


class Asked(NamedTuple):
    """A question about a matter on its way to a model. `found` holds the matter's documents in groups."""

    asking: Asking
    line: Line
    matter: Matter
    found: Grouping
    vectors: StaticVectors

    def typical(self, label_id: LabelId, most: int) -> list[Document]:
        """Documents that show a label's breadth: some near its centre, the others spread."""
        places = typical(self.found.pool, group_of(self.found, label_id))
        chosen = [places[place] for place in _spread(len(places), most)]
        return [self.found.documents[place] for place in chosen]

    def neighbours(self, label_id: LabelId, prompt: prompts.Prompt) -> list[dict[str, object]]:
        """The labels whose documents are nearest, each with those of them."""
        groups = self.found.groups
        place = next(number for number, group in enumerate(groups) if label_of(group).id == label_id)
        if not groups[place].members:
            return []
        shown = contrast(self.found.pool, groups, place, take=1).beside
        owners = {member: label_of(group) for group in groups for member in group.members}
        near = list(dict.fromkeys(owners[member].id for member in shown))[:NEIGHBOURS]
        return [
            {
                **contract(self.matter, self.matter.taxonomy[each]),
                "documents": [
                    passage(self.found.documents[member], prompt) for member in shown if owners[member].id == each
                ],
            }
            for each in near
        ]

    def taken(self, *label_ids: LabelId) -> list[str]:
        """Names that other labels have: all of them, or of a long list the nearest in meaning."""
        names = self.matter.names_besides(*label_ids)
        if len(names) <= TAKEN:
            return names
        rows = self.vectors.encode([*names, *(self.matter.taxonomy[each].name for each in label_ids)])
        nearness = rows[: len(names)] @ rows[len(names) :].mean(axis=0)
        return [names[place] for place in sorted(np.argsort(-nearness, kind="stable")[:TAKEN].tolist())]


def contract(matter: Matter, label: Label) -> dict[str, object]:
    """A label with all that whoever files documents goes by."""
    return {
        **outlined(label, matter.taxonomy),
        "includes": label.includes,
        "excludes": label.excludes,
        "edge_cases": label.edge_cases,
    }


def passage(document: Document, prompt: prompts.Prompt) -> str:
    return " ".join(prompts.shorten(document.text, prompt.header.document_words).split())


def numbered(documents: Sequence[Document], prompt: prompts.Prompt, first: int = 1) -> list[dict[str, object]]:
    """Documents under the numbers by which a model is to speak of them."""
    return [{"number": number, "text": passage(each, prompt)} for number, each in enumerate(documents, start=first)]


def spoken(documents: Sequence[Document]) -> str:
    """The language that documents are clearly in, if any."""
    return languages.spoken([document.text for document in documents])


def _spread(count: int, most: int) -> list[int]:
    if count <= most:
        return list(range(count))
    return sorted({int(place) for place in np.linspace(0, count - 1, most).round()})
