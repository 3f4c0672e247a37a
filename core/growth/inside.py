"""Dividing one label: what a teacher sees of it, and how what it proposes comes back into the whole taxonomy.

Inside a label the labels below it are the taxonomy; all others keep their ids, so that none is given twice, and are out
of force. The same holds one level further down, to any depth.
"""

from core.errors import InvalidTaxonomy
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import cut, spoken, told_apart
from core.taxonomy.taxonomy import Taxonomy

GUIDANCE = 4000  # characters that a brief's guidance can hold
_MEANING = 1000  # of a label's description in the sentence about it


def inside(taxonomy: Taxonomy, label_id: LabelId) -> Taxonomy:
    """The labels below one, those directly below it at the top. Raises InvalidTaxonomy where it is out of force."""
    _standing(taxonomy, label_id)
    below = {label.id: label for label in taxonomy.below(label_id)}
    labels = {
        each: _risen(below[each], label_id) if each in below else label.turned_into() if label.in_force else label
        for each, label in taxonomy.labels.items()
    }
    return Taxonomy.model_construct(labels=labels, version=taxonomy.version)


def inside_brief(brief: Brief, label: Label, most: int) -> Brief:
    """The same brief for at most so many finer labels, with a sentence in its guidance on what is divided.

    Guidance too long for both is cut.
    """
    meaning = f": {cut(label.description, _MEANING).rstrip('.')}" if label.description else ""
    sentence = (
        f"All these documents belong to the label “{label}”{meaning}. Find finer labels within it, by which they "
        f"differ from each other; none may mean the same as “{label}” itself."
    )
    said = cut(brief.guidance.strip(), GUIDANCE - len(sentence) - 1)
    guidance = f"{said}\n{sentence}" if said else sentence
    return brief.model_copy(update={"guidance": guidance, "max_labels": most})


def back(taxonomy: Taxonomy, label_id: LabelId, labels: Labels) -> Labels:
    """The labels that a change touches inside a label, as they are to be in the whole taxonomy.

    What was at the top stands under the label. A name that is taken elsewhere gets that of the label above behind it.
    Labels elsewhere are never touched. Raises InvalidTaxonomy where the label is out of force.
    """
    _standing(taxonomy, label_id)
    ours = {label.id for label in taxonomy.below(label_id)}
    touched = {label.id: label for label in labels if label.id in ours or label.id not in taxonomy.labels}
    homes = ours | touched.keys()
    settled = {
        each: label.model_copy(update={"parent": label.parent if label.parent in homes else label_id})
        for each, label in touched.items()
    }
    after = {**taxonomy.labels, **settled}
    taken = {spoken(label.name) for each, label in taxonomy.labels.items() if label.in_force and each not in settled}
    twins = []
    for label in settled.values():
        if label.in_force and spoken(label.name) in taken:
            twins.append(label)
        elif label.in_force:
            taken.add(spoken(label.name))
    for label in twins:
        name = told_apart(label.name, after[label.parent or label_id].name, taken)
        taken.add(spoken(name))
        after[label.id] = settled[label.id] = label.model_copy(update={"name": name})
    return tuple(label for each, label in settled.items() if taxonomy.labels.get(each) != label)


def _standing(taxonomy: Taxonomy, label_id: LabelId) -> None:
    label = taxonomy[label_id]
    if not label.in_force:
        raise InvalidTaxonomy(f"“{label}” is no longer in force, so it cannot be divided. Choose another label.")


def _risen(label: Label, label_id: LabelId) -> Label:
    return label.model_copy(update={"parent": None}) if label.parent == label_id else label
