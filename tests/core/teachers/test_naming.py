import asyncio
import csv
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from core.classifier.embeddings import packaged
from core.corpus.document import Document, document_id
from core.growth.improve import improve
from core.growth.minibatches import minibatches, sample
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.coverage import Coverage
from core.teachers.lexicon import Lexicon, telling_keys
from core.teachers.naming import Theme, described, named_here, themes
from core.teachers.offline import OfflineTeacher
from core.teachers.words import COMMON

ROOT = Path(__file__).parents[3]
MENTIONS = re.compile(r"Texts that mention (.+)\.")
SPANISH: Mapping[str, Sequence[str]] = {
    "tarjeta": ["tarjeta", "banco", "cajero", "cuenta", "comisión", "transferencia", "factura", "recibo"],
    "cocina": ["horno", "harina", "mantequilla", "receta", "salsa", "tomate", "arroz", "cebolla"],
    "viaje": ["hotel", "vuelo", "maleta", "playa", "aeropuerto", "billete", "tren", "reserva"],
}
GERMAN: Mapping[str, Sequence[str]] = {
    "Bank": ["Karte", "Konto", "Überweisung", "Gebühr", "Rechnung", "Lastschrift", "Kredit", "Zinsen"],
    "Küche": ["Ofen", "Mehl", "Butter", "Rezept", "Tomate", "Zwiebel", "Soße", "Teig"],
    "Reise": ["Hotel", "Flug", "Koffer", "Strand", "Flughafen", "Fahrkarte", "Zug", "Buchung"],
}


def document(text: str) -> Document:
    return Document(id=document_id(text), text=text)


def written(subjects: Mapping[str, Sequence[str]], sentence: str, each: int) -> list[Document]:
    drawn = [random.Random(n).sample(words, 4) for words in subjects.values() for n in range(each)]
    return [document(sentence.format(*words)) for words in drawn]


def grown(documents: Sequence[Document], most: int, seed: int = 0) -> tuple[Taxonomy, list[Change]]:
    known = {one.id: one for one in documents}
    taxonomy, changes = Taxonomy(), []
    for batch in [*minibatches(sample(documents, None, seed)), []]:
        teacher = OfflineTeacher(packaged(), seed)
        changes.append(asyncio.run(improve(Brief(max_labels=most), taxonomy, known, "batch", batch, teacher)))
        taxonomy = taxonomy.apply(changes[-1])
    return taxonomy, changes


def sampled(file: str, *columns: str) -> list[Document]:
    with (ROOT / "data/samples" / file).open(encoding="utf-8", newline="") as opened:
        return [document("\n".join(row[column] for column in columns)) for row in csv.DictReader(opened)]


@pytest.fixture(scope="module")
def tickets() -> tuple[list[Document], Taxonomy, list[Change]]:
    documents = sampled("support_tickets.csv", "text")
    return documents, *grown(documents, 16)


@pytest.fixture(scope="module")
def papers() -> tuple[list[Document], Taxonomy]:
    documents = sampled("paper_abstracts.csv", "title", "abstract")
    return documents, grown(documents, 12)[0]


def told(label: Label) -> list[str]:
    """The name's parts and what the description mentions."""
    found = MENTIONS.fullmatch(label.description)
    assert found, label.description
    return [*label.name.split(" and "), *re.split(r", | or ", found[1])]


def readable(label: Label) -> None:
    assert 1 <= len(label.name.split()) <= 6 and label.name[0].isupper(), label.name
    assert len(label.description.split()) <= Brief().description_words
    said = [word.lower() for word in re.findall(r"[^\W\d_]+", label.name)]
    assert len(set(said)) == len(said) and not set(said) - {"and", "of"} & COMMON, label.name
    for term in told(label):
        words = set(re.findall(r"[^\W\d_]+", term.lower()))
        assert words - COMMON and words & COMMON <= {"of", "de", "del", "di", "da", "du"}, label.description


def test_names_and_descriptions_of_the_samples_hold_no_stop_word_and_no_word_twice(
    tickets: tuple[list[Document], Taxonomy, list[Change]], papers: tuple[list[Document], Taxonomy]
) -> None:
    for label in (*tickets[1].live, *papers[1].live):
        readable(label)


def test_at_least_a_sixth_of_a_labels_examples_speak_of_each_part_of_its_name(
    tickets: tuple[list[Document], Taxonomy, list[Change]], papers: tuple[list[Document], Taxonomy]
) -> None:
    for documents, taxonomy in (tickets[:2], papers):
        known = {one.id: one.text for one in documents}
        for label in taxonomy.live:
            lexicon = Lexicon([known[one] for one in label.examples])
            spoken = [{lexicon.inside(key) for key in terms if " " not in key} for terms in lexicon.terms]
            parts = [part.lower() for part in label.name.split(" and ")]
            shares = Coverage(spoken, packaged(), in_meaning=True).of(parts).mean(axis=1)
            assert (shares >= 1 / 6).all(), f"{label.name}: {shares}"


def test_the_company_and_the_people_of_the_tickets_name_no_label(
    tickets: tuple[list[Document], Taxonomy, list[Change]],
) -> None:
    told_of = " ".join(f"{label.name} {label.description}" for label in tickets[1].live).lower()
    assert not telling_keys(told_of) & {"larkspur", "dublin", "paris", "london", "england", "linnea", "marcus"}


def test_fields_of_science_are_found_under_names_that_sum_them_up(papers: tuple[list[Document], Taxonomy]) -> None:
    names = " ".join(label.name.lower() for label in papers[1].live)
    for word in ("language", "climate", "diseases", "neuroscience", "materials", "soil"):
        assert word in names


def test_later_batches_of_the_tickets_reword_few_labels(
    tickets: tuple[list[Document], Taxonomy, list[Change]],
) -> None:
    _, _, changes = tickets
    taxonomy = Taxonomy()
    reworded = 0
    for change in changes:
        before = taxonomy.labels
        reworded += sum(
            (before[one.id].name, before[one.id].description) != (one.name, one.description)
            for one in change.labels
            if one.id in before and one.in_force
        )
        taxonomy = taxonomy.apply(change)
    assert reworded <= 0.25 * (len(changes) - 1) * len(taxonomy.live)


@pytest.mark.parametrize("again", ["the same batch", "a review"])
def test_seeing_the_same_again_changes_no_wording(again: str) -> None:
    documents = sampled("paper_abstracts.csv", "title", "abstract")[:120]
    known = {one.id: one for one in documents}
    brief, teacher = Brief(max_labels=10), OfflineTeacher(packaged())
    first = asyncio.run(improve(brief, Taxonomy(), known, "batch 1", documents, teacher))
    taxonomy = Taxonomy().apply(first)
    batch = documents if again == "the same batch" else []
    second = asyncio.run(improve(brief, taxonomy, known, "batch 2", batch, teacher))
    for label in second.labels:
        old = taxonomy.labels[label.id]
        assert (label.name, label.description) == (old.name, old.description)


def test_a_small_corpus_gets_sensible_names() -> None:
    documents = sampled("support_tickets.csv", "text")[:40]
    taxonomy, _ = grown(documents, 8)
    assert 2 <= len(taxonomy.live) <= 8
    for label in taxonomy.live:
        readable(label)


@pytest.mark.parametrize(
    ("subjects", "sentence"),
    [
        (SPANISH, "Buenos días, no encuentro {0} ni {1} y quiero saber qué pasa con la {2} para el {3}."),
        (GERMAN, "Guten Tag, ich habe eine Frage: {0} und {1} sind nicht da, und {2} fehlt auch noch ohne {3}."),
    ],
)
def test_a_corpus_in_another_language_is_named_in_that_language(
    subjects: Mapping[str, Sequence[str]], sentence: str
) -> None:
    documents = written(subjects, sentence, 20)
    taxonomy, _ = grown(documents, 6)
    known = {key for words in subjects.values() for word in words for key in telling_keys(word)}
    assert len(taxonomy.live) >= 3
    for label in taxonomy.live:
        readable(label)
        assert telling_keys(label.name) <= known, label.name
    if subjects is GERMAN:
        mentioned = [term for label in taxonomy.live for term in told(label)]
        assert all(term[0].isupper() for term in mentioned)


def test_shouted_texts_get_names_that_do_not_shout() -> None:
    documents = [document(one.text.upper()) for one in sampled("paper_abstracts.csv", "title", "abstract")[:80]]
    taxonomy, _ = grown(documents, 8)
    for label in taxonomy.live:
        readable(label)
        assert label.name == label.name.capitalize() and label.description[1:] == label.description[1:].lower()


def test_a_phrase_that_texts_share_is_preferred_to_its_words() -> None:
    payments = [f"My direct debit for the {what} was taken twice" for what in ("gym", "water", "rent", "gas", "phone")]
    others = [f"The {a} on the {b} is green" for a in ("frog", "leaf", "hat") for b in ("chair", "lorry", "roof")]
    found = themes([*payments, *others], [range(5), range(5, 14)], [None, None], packaged())
    assert found[0].name == "Direct debit"


def test_words_that_have_nothing_to_do_with_each_other_make_no_name_together() -> None:
    texts = [f"A suitcase and a volcano, said {who}" for who in ("he", "she", "they", "we", "you")]
    others = [f"The {a} on the {b} is green" for a in ("frog", "leaf", "hat") for b in ("chair", "lorry", "roof")]
    first, _ = themes([*texts, *others], [range(5), range(5, 14)], [None, None], packaged())
    assert " and " not in first.name


def test_a_description_leaves_out_the_name_and_keeps_to_its_number_of_words() -> None:
    theme = Theme("Direct debits", ("debit", "mandate", "gym membership", "refund", "bank", "rent"))
    assert described(theme, 30) == "Texts that mention mandate, gym membership, refund, bank or rent."
    assert described(theme, 8) == "Texts that mention mandate, gym membership or refund."
    assert described(theme, 5) == "Texts that mention mandate."
    assert described(Theme("PDF", ()), 30) == "Texts that mention PDF."


def test_wording_is_its_own_only_while_nobody_has_touched_it() -> None:
    own = Label(id="direct-debits-2", name="Direct debits", description="Texts that mention rent or gym.")
    assert named_here(own)
    assert not named_here(own.model_copy(update={"name": "Standing orders"}))
    assert not named_here(own.model_copy(update={"description": "What is taken every month."}))
