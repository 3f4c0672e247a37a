import pytest

from core.labelling.annotation import Annotation
from core.store import judgements, ledger, projects, versions
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings


def said(app):
    return " ".join(element.value for kind in (app.markdown, app.caption, app.error) for element in kind)


@pytest.fixture
def topics(engine, tickets, performed):
    """The tickets' taxonomy as the offline teacher grew and assigned it."""
    taxonomy = projects.taxonomies(engine, tickets.id)[0]
    performed(request(engine, taxonomy.id, GrowSettings(trials=1), "Ana").id)
    performed(request(engine, taxonomy.id, LabelSettings(), "Ana").id)
    return taxonomy.id


def test_without_labels_every_question_says_why_it_has_no_answer(engine, visit, tickets):
    taxonomy = projects.taxonomies(engine, tickets.id)[0].id
    ledger.append(engine, taxonomy, Change(labels=(), author="human:Ana", based_on=0))
    page = visit("curate", project=tickets.id, taxonomy=taxonomy, tab="Quality")
    assert not page.exception
    assert said(page).count("not measured") == 0  # the reason stands in its place
    assert "There are no labels yet" in said(page) and "Nobody has judged documents blind yet" in said(page)


def test_five_questions_have_their_numbers_and_what_spoils_them(engine, visit, tickets, topics):
    told = judgements.verdicts(engine, topics)
    checked = [
        Annotation(
            document=each.document,
            person="Ben",
            primary=each.primary,
            blind=True,
            drawn="random",
            probability=1,
            version=1,
        )
        for each in told[:20]
    ]
    judgements.add_annotations(engine, topics, checked)
    page = visit("curate", project=tickets.id, taxonomy=topics, tab="Quality")
    assert not page.exception
    for question in ("Comprehensive", "Consistent", "Clear", "Accurate", "Concise"):
        assert question in said(page)
    assert "100 %" in said(page) and "84 to 100 %, n = 20" in said(page)
    assert "lacks" in said(page)
    assert "never changes its mind" in said(page)


def test_what_spoils_an_answer_is_opened_among_the_labels(visit, tickets, topics):
    page = visit("curate", project=tickets.id, taxonomy=topics, tab="Quality")
    way = next(button for button in page.button if str(button.key).startswith("offender-clear-"))
    way.click().run()
    assert not page.exception
    assert page.session_state["tab"] == "Labels"
    chosen = page.query_params["label"]
    assert way.key.removeprefix("offender-clear-") in (chosen, *chosen)
    assert any(str(field.key).startswith("contract-") for field in page.text_input)


def test_versions_with_a_name_can_be_measured_beside_one_another(engine, visit, tickets, topics):
    now = ledger.taxonomy(engine, topics)
    versions.name_version(engine, topics, now.version, "agreed with legal", "Ana")
    merged = edits.merge(now, [now.live[0].id], now.live[1].id)
    ledger.append(engine, topics, Change(labels=merged, author="human:Ana", based_on=now.version))
    page = visit("curate", project=tickets.id, taxonomy=topics, tab="Quality")
    earlier = next(each for each in page.selectbox if each.key == "quality-of")
    earlier.set_value(now.version).run()
    assert not page.exception
    assert not any(each.key == "ask-repeatedly" for each in page.button)
