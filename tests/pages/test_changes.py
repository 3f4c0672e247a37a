from core.taxonomy.edits import add, lock, merge, rename
from core.taxonomy.label import Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.changes import grouped


def changed(labels: Labels, taxonomy: Taxonomy) -> Change:
    return Change(labels=labels, author="human:Ana", based_on=taxonomy.version)


def test_a_change_is_told_by_kind() -> None:
    taxonomy = Taxonomy()
    for name in ("Cards", "Card delivery", "Logins"):
        taxonomy = taxonomy.apply(changed(add(taxonomy, name), taxonomy))
    labels = (*merge(taxonomy, ["card-delivery"], "cards"), *rename(taxonomy, "logins", "App"), *add(taxonomy, "Fees"))
    assert grouped(taxonomy, changed(labels, taxonomy)) == {
        "Added": ["“Fees”"],
        "Merged": ["“Card delivery” into “Cards”"],
        "Renamed": ["“Logins” to “App”"],
    }


def test_every_kind_of_sentence_has_its_group() -> None:
    taxonomy = Taxonomy()
    taxonomy = taxonomy.apply(changed(add(taxonomy, "Cards"), taxonomy))
    locked = lock(taxonomy, "cards")
    assert grouped(taxonomy, changed(locked, taxonomy)) == {"Locked": ["“Cards”"]}
    other = (taxonomy["cards"].model_copy(update={"examples": ("a",), "description": "Plastic", "parent": None}),)
    assert set(grouped(taxonomy, changed(other, taxonomy))) == {"Redefined", "Chose other examples for"}
