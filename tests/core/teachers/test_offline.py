import asyncio
import csv
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score

from core.classifier.embeddings import packaged
from core.corpus.document import Document, document_id
from core.errors import TeacherError
from core.growth.improve import improve
from core.growth.minibatches import minibatches, sample
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.lexicon import telling_keys
from core.teachers.offline import OfflineTeacher
from core.teachers.protocol import Proposal, Verdict

ROOT = Path(__file__).parents[3]
BRIEF = Brief(max_labels=16)
THEMES = {
    "garden": ["tomato", "soil", "roses", "compost", "seedling", "pruning", "hedge", "lawn", "tulips", "greenhouse"],
    "kitchen": ["oven", "butter", "flour", "sauce", "recipe", "garlic", "pastry", "simmer", "dough", "soup"],
    "finance": ["mortgage", "loan", "interest", "savings", "bank", "pension", "credit", "debt", "tax", "dividend"],
}


def document(text: str) -> Document:
    return Document(id=document_id(text), text=text)


def about(theme: str, count: int, start: int = 0) -> list[Document]:
    drawn = (random.Random(n).sample(THEMES[theme], 5) for n in range(start, start + count))
    return [document(f"The {a} and the {b}, then a {c}, some {d} and the {e}.") for a, b, c, d, e in drawn]


def everything() -> list[Document]:
    return [one for theme in THEMES for one in about(theme, 20)]


def proposed(
    taxonomy: Taxonomy, documents: Sequence[Document], batch: Sequence[Document], brief: Brief = BRIEF
) -> Proposal:
    known = {one.id: one for one in documents}
    return asyncio.run(OfflineTeacher(packaged()).propose(brief, taxonomy, known, batch))


def assigned(taxonomy: Taxonomy, documents: Sequence[Document], batch: Sequence[Document]) -> list[Verdict]:
    known = {one.id: one for one in documents}
    return asyncio.run(OfflineTeacher(packaged()).assign(BRIEF, taxonomy, known, batch))


def improved(
    taxonomy: Taxonomy, documents: Sequence[Document], batch: Sequence[Document], brief: Brief = BRIEF, seed: int = 0
) -> Taxonomy:
    known = {one.id: one for one in documents}
    change = asyncio.run(improve(brief, taxonomy, known, "batch", batch, OfflineTeacher(packaged(), seed)))
    return taxonomy.apply(change)


def holding(*labels: Label) -> Taxonomy:
    return Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))


def tickets() -> tuple[list[Document], list[str]]:
    with (ROOT / "data/samples/support_tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (ROOT / "tests/gold/support_tickets_gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row["primary"] for row in csv.DictReader(file)}
    return [document(row["text"]) for row in rows], [gold[row["id"]] for row in rows]


@pytest.mark.timeout(120)
def test_its_labels_for_the_support_tickets_agree_better_with_people_than_k_means_does() -> None:
    documents, gold = tickets()
    taxonomy = Taxonomy()
    for batch in [*minibatches(sample(documents, None, 0)), []]:
        taxonomy = improved(taxonomy, documents, batch)
    verdicts = assigned(taxonomy, documents, documents)
    kmeans = KMeans(n_clusters=16, n_init=10, random_state=0).fit_predict(
        packaged().encode([one.text for one in documents])
    )
    ours = v_measure_score(gold, [verdict.primary or "" for verdict in verdicts])
    assert ours > v_measure_score(gold, kmeans) + 0.03
    assert 11 <= len(taxonomy.live) <= 16
    assert np.mean([verdict.primary is not None for verdict in verdicts]) > 0.75
    names = [label.name for label in taxonomy.live]
    assert all(1 <= len(name.split()) <= 4 and name[0].isupper() for name in names)
    assert len({frozenset(telling_keys(name)) for name in names}) == len(names)


def test_three_plain_themes_become_labels_that_keep_them_apart() -> None:
    documents = everything()
    proposal = proposed(Taxonomy(), [], documents)
    assert 3 <= len(proposal.labels) <= 9
    assert proposal.reason == f"Found {len(proposal.labels)} themes in 60 documents."
    taxonomy = improved(Taxonomy(), [], documents)
    verdicts = assigned(taxonomy, documents, documents)
    whose = {one.id: theme for theme in THEMES for one in about(theme, 20)}
    homes = {label.id: {whose[one.document] for one in verdicts if one.primary == label.id} for label in taxonomy.live}
    assert all(len(home) == 1 for home in homes.values())
    for label in taxonomy.live:
        words = {key for theme in homes[label.id] for word in THEMES[theme] for key in telling_keys(word)}
        assert len(telling_keys(label.description) & words) >= 2, label.description
        assert label.description.startswith("Texts that mention ")
        assert label.examples


def test_the_same_documents_and_seed_give_the_same_proposal_and_verdicts() -> None:
    documents = everything()
    assert proposed(Taxonomy(), [], documents) == proposed(Taxonomy(), [], documents)
    taxonomy = improved(Taxonomy(), [], documents)
    assert assigned(taxonomy, documents, documents) == assigned(taxonomy, documents, documents)


def test_a_verdict_does_not_depend_on_the_rest_of_its_batch() -> None:
    documents = everything()
    taxonomy = improved(Taxonomy(), [], documents)
    together = assigned(taxonomy, documents, documents[:10])
    alone = [verdict for one in documents[:10] for verdict in assigned(taxonomy, documents, [one])]
    for one, other in zip(together, alone, strict=True):
        assert one.model_copy(update={"confidence": 0.0}) == other.model_copy(update={"confidence": 0.0})
        assert one.confidence == pytest.approx(other.confidence, abs=1e-9)


def test_a_quick_look_finds_the_same_labels_as_a_judgement() -> None:
    documents = everything()
    taxonomy = improved(Taxonomy(), [], documents)
    batch = [*documents, document("Quarks couple to gluons in lattice gauge theory.")]
    known = {one.id: one for one in documents}
    quick = asyncio.run(OfflineTeacher(packaged()).fit(BRIEF, taxonomy, known, batch))
    assert quick == [verdict.primary for verdict in assigned(taxonomy, documents, batch)]
    assert quick[-1] is None


def test_a_theme_that_no_label_fits_becomes_a_new_label() -> None:
    first = [*about("garden", 20), *about("kitchen", 20)]
    taxonomy = improved(Taxonomy(), [], first)
    later = [*about("finance", 20), *about("garden", 5, 20)]
    proposal = proposed(taxonomy, first, later)
    new = [one for one in proposal.labels if not one.replaces]
    money = {one.id for one in about("finance", 20)}
    assert new and all(set(one.examples) <= money for one in new)
    assert {old for one in proposal.labels for old in one.replaces} == {label.id for label in taxonomy.live}
    assert proposal.reason.startswith("Added ") and "that no label fitted" in proposal.reason


def test_labels_that_mean_the_same_are_merged_in_a_review() -> None:
    garden, more = about("garden", 12), about("garden", 12, 12)
    kitchen = about("kitchen", 12)
    taxonomy = holding(
        Label(id="a", name="Garden plants", examples=tuple(one.id for one in garden)),
        Label(id="b", name="Hedges", examples=tuple(one.id for one in more)),
        Label(id="c", name="Cooking", examples=tuple(one.id for one in kitchen)),
    )
    proposal = proposed(taxonomy, [*garden, *more, *kitchen], [])
    assert {one.replaces for one in proposal.labels} == {("a", "b"), ("c",)}
    assert "Merged “Hedges” into “Garden plants”" in proposal.reason


def test_labels_whose_names_differ_only_in_number_are_merged() -> None:
    taxonomy = holding(Label(id="a", name="Fee"), Label(id="b", name="Fees"), Label(id="c", name="Refund"))
    assert {one.replaces for one in proposed(taxonomy, [], []).labels} == {("a", "b"), ("c",)}


def test_a_label_that_holds_two_themes_is_split_and_its_first_part_keeps_its_id() -> None:
    mixed = [*about("garden", 16), *about("kitchen", 14)]
    finance = about("finance", 30)
    locked = [
        Label(id=f"f{n}", name=f"Money {word}", locked=True, examples=tuple(d.id for d in finance[n : n + 6]))
        for n, word in ((0, "loans"), (6, "taxes"), (12, "pensions"), (18, "savings"))
    ]
    taxonomy = holding(Label(id="a", name="House", examples=tuple(one.id for one in mixed)), *locked)
    proposal = proposed(taxonomy, [*mixed, *finance], about("finance", 4, 30))
    first = next(one for one in proposal.labels if one.replaces == ("a",))
    (second,) = [one for one in proposal.labels if not one.replaces]
    garden = {one.id for one in about("garden", 30)}
    assert first.name == "House"
    assert set(first.examples) <= garden or not set(first.examples) & garden
    assert not set(first.examples) & set(second.examples)
    assert "Split “House”" in proposal.reason


def test_labels_under_different_parents_do_not_become_one() -> None:
    garden = about("garden", 24)
    taxonomy = holding(
        Label(id="home", name="At home"),
        Label(id="work", name="At work"),
        Label(id="a", name="Hedges", parent="home", examples=tuple(one.id for one in garden[:12])),
        Label(id="b", name="Lawns", parent="work", examples=tuple(one.id for one in garden[12:])),
    )
    for batch in ([], about("garden", 12, 24)):
        labels = {one.replaces: one.parent for one in proposed(taxonomy, garden, batch).labels if one.replaces}
        assert labels == {("home",): None, ("work",): None, ("a",): "home", ("b",): "work"}


def test_a_label_with_few_examples_is_not_taken_apart_or_given_away_by_a_batch() -> None:
    taxonomy = holding(
        Label(id="a", name="Garden plants", examples=tuple(one.id for one in about("garden", 2))),
        Label(id="b", name="Cooking"),
    )
    batch = [*about("garden", 20, 20), *about("kitchen", 20, 20), *about("finance", 20)]
    proposal = proposed(taxonomy, about("garden", 2), batch)
    assert {one.replaces for one in proposal.labels if one.replaces} == {("a",), ("b",)}


def test_in_which_portions_documents_come_matters_little() -> None:
    documents, gold = tickets()
    agreement = {}
    for most in (300, 50):
        taxonomy = Taxonomy()
        for batch in [*minibatches(sample(documents, 300, 0), most), []]:
            taxonomy = improved(taxonomy, documents, batch)
        agreement[most] = v_measure_score(
            gold, [each.primary or "" for each in assigned(taxonomy, documents, documents)]
        )
    assert agreement[50] > agreement[300] - 0.03


def test_later_batches_bring_something_new() -> None:
    documents, _ = tickets()
    first, *later = minibatches(sample(documents, 240, 0), 60)
    taxonomy = improved(Taxonomy(), documents, first)
    before = {label.id for label in taxonomy.live}
    for batch in later:
        taxonomy = improved(taxonomy, documents, batch)
    assert len({label.id for label in taxonomy.live} - before) >= 4
    assert len(taxonomy.live) > len(before)


def test_locked_labels_come_back_unchanged() -> None:
    documents = everything()
    locked = Label(
        id="a", name="  my own, Name", description="mine", includes=("x",), excludes=("y",), locked=True,
        examples=(documents[0].id, documents[30].id),
    )  # fmt: skip
    taxonomy = holding(locked)
    for batch in ([], documents):
        back = next(one for one in proposed(taxonomy, documents, batch).labels if one.replaces[:1] == ("a",))
        assert {name: getattr(back, name) for name in ("name", "description", "includes", "excludes", "examples")} == {
            name: getattr(locked, name) for name in ("name", "description", "includes", "excludes", "examples")
        }


def test_a_persons_wording_is_kept_while_its_own_may_change() -> None:
    documents = everything()
    taxonomy = holding(
        Label(id="a", name="Zzz", description="What Ana wrote.", examples=tuple(d.id for d in about("garden", 8))),
        Label(
            id="zebra",
            name="Zebra",
            description="Texts that mention stripes or hooves.",
            examples=tuple(d.id for d in about("kitchen", 8)),
        ),
        Label(
            id="loans",
            name="What Ben owes",
            description="Texts that mention loan, mortgage or interest.",
            examples=tuple(d.id for d in about("finance", 8)),
        ),
    )
    proposal = proposed(taxonomy, documents, documents)
    labels = {one.replaces[0]: one for one in proposal.labels if one.replaces}
    assert (labels["a"].name, labels["a"].description) == ("Zzz", "What Ana wrote.")
    assert labels["loans"].name == "What Ben owes"
    assert labels["zebra"].name != "Zebra" and "stripes" not in labels["zebra"].description
    assert f"renamed “Zebra” to “{labels['zebra'].name}”" in proposal.reason.replace("Renamed", "renamed")


@pytest.mark.parametrize("most", [2, 3, 5])
def test_there_are_never_more_labels_than_the_brief_allows(most: int) -> None:
    brief = Brief(max_labels=most)
    documents = everything()
    taxonomy = improved(Taxonomy(), [], documents, brief)
    assert 1 <= len(taxonomy.live) <= most
    many = improved(Taxonomy(), [], documents)
    assert len(proposed(many, documents, about("garden", 10, 40), brief).labels) <= most


def test_labels_made_by_hand_are_matched_by_what_they_say() -> None:
    taxonomy = holding(
        Label(id="a", name="Card delivery", description="A bank card has not arrived in the post."),
        Label(
            id="b", name="Login trouble", description="The customer cannot sign in.", includes=("passcode, password",)
        ),
    )
    batch = [document("my new card still hasn't come in the mail"), document("Hello. The app refuses my password.")]
    card, login = assigned(taxonomy, [], batch)
    assert (card.primary, login.primary) == ("a", "b")
    assert login.quote == "The app refuses my password."
    assert card.applicable[0] == "a" and card.reason


def test_a_document_that_nothing_fits_gets_no_label_and_says_why() -> None:
    documents = everything()
    taxonomy = improved(Taxonomy(), [], documents)
    batch = [document("Quarks couple to gluons in lattice gauge theory."), document("!!! 123"), document("thanks")]
    for verdict in assigned(taxonomy, documents, batch):
        assert verdict.primary is None and verdict.applicable == ()
        assert verdict.reason == "No label is close enough."


def test_one_label_one_document_and_nothing_at_all_are_fine() -> None:
    lone = document("The oven burns the pastry.")
    taxonomy = improved(Taxonomy(), [], [lone])
    assert len(taxonomy.live) == 1
    (verdict,) = assigned(taxonomy, [lone], [lone])
    assert verdict.primary == taxonomy.live[0].id
    assert assigned(taxonomy, [lone], []) == []
    assert assigned(Taxonomy(), [], [lone])[0].primary is None
    with pytest.raises(TeacherError, match="no documents"):
        proposed(Taxonomy(), [], [])


def test_messages_in_a_rare_language_make_no_theme_and_are_not_forced_under_one() -> None:
    german = [
        document(f"Guten Tag, ich habe {n} mal versucht, die Datei zu öffnen, aber es geht nicht.") for n in range(6)
    ]
    documents = [*everything(), *german]
    taxonomy = improved(Taxonomy(), [], documents)
    assert not {example for label in taxonomy.live for example in label.examples} & {one.id for one in german}
    verdicts = assigned(taxonomy, documents, german)
    assert all(one.primary is None and "another language" in one.reason for one in verdicts)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=12))
def test_any_texts_make_a_taxonomy_and_every_quote_is_in_its_text(texts: list[str]) -> None:
    documents = [document(text) for text in dict.fromkeys(texts)]
    taxonomy = improved(Taxonomy(), [], documents)
    reviewed = improved(taxonomy, documents, [])
    for verdict, one in zip(assigned(reviewed, documents, documents), documents, strict=True):
        assert verdict.document == one.id
        assert verdict.quote in one.text
        assert verdict.primary is None or verdict.applicable[0] == verdict.primary
