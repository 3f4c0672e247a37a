import pytest

from core.store import ledger, projects, runs, versions
from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.work import requests
from core.work.settings import GrowSettings
from tests.pages.conftest import words

PAIR = (Label(id="cards", name="Cards", description="Lost bank cards"), Label(id="app", name="App"))


@pytest.fixture
def topics(engine, tickets):
    """Five versions: two labels from a teacher's minibatch, one by Ana, a rename by Ben, nothing, a merge by Ben."""
    topics = projects.taxonomies(engine, tickets.id)[0].id
    run = requests.request(engine, topics, GrowSettings(trials=1), "Ana")
    write(engine, topics, lambda now: PAIR, "offline", batch=f"{run.id}/batch 1")
    write(engine, topics, lambda now: edits.add(now, "Fees"), "human:Ana", "asked for by sales")
    rewritten = PAIR[0].model_copy(update={"name": "Bank cards", "description": "Lost or stolen cards"})
    write(engine, topics, lambda now: (rewritten,), "human:Ben")
    write(engine, topics, lambda now: (), "offline", batch=f"{run.id}/batch 2")
    write(engine, topics, lambda now: edits.merge(now, ["app", "fees"], "app"), "human:Ben")
    runs.finish(engine, run.id, "done")
    return topics


def write(engine, topics, gesture, author, reason="", batch=""):
    now = ledger.taxonomy(engine, topics)
    change = Change(labels=gesture(now), author=author, based_on=now.version, reason=reason, batch=batch)
    ledger.append(engine, topics, change)


def history(visit, tickets, **query):
    return visit("curate", project=tickets.id, tab="History", **query)


def buttons(app):
    return {button.label for button in app.button}


def steps(app):
    """The versions whose steps are shown."""
    said = [element.value for element in app.markdown if element.value.startswith("**Version ")]
    return [int(value.split("**")[1].removeprefix("Version ")) for value in said]


def test_every_step_says_who_what_why_and_which_batch_prompted_it(visit, tickets, topics):
    said = words(history(visit, tickets))
    assert "Ana" in said and "asked for by sales" in said
    assert "minibatch 1 of the grow run of " in said
    assert "**Renamed**  “Cards” to “Bank cards”" in said
    assert "**Merged**  “Fees” into “App”" in said


def test_steps_are_filtered_by_who_took_them_by_label_and_by_whether_they_changed_anything(visit, tickets, topics):
    app = history(visit, tickets)
    assert steps(app) == [5, 4, 3, 2, 1]
    app.toggle(key="changed").set_value(True).run()
    assert steps(app) == [5, 3, 2, 1]
    app.selectbox(key="who").select("people").run()
    assert steps(app) == [5, 3, 2]
    app.selectbox(key="of").select("cards").run()
    assert steps(app) == [3]
    app.selectbox(key="who").select("human:Ana").run()
    assert "No step is like that" in words(app)


def test_the_filters_stand_in_the_address(visit, tickets, topics):
    app = history(visit, tickets, who="teachers", of="cards")
    assert steps(app) == [1]


def test_going_back_shows_what_it_does_and_is_kept_as_one_more_step(engine, visit, tickets, topics):
    app = history(visit, tickets)
    app.button(key="back-2").click().run()
    assert "Renamed “Bank cards” to “Cards”" in words(app)
    app.text_input(key="restore-reason").set_value("the merge was wrong")
    app.button(key="restore-2").click().run()
    log = ledger.changes(engine, topics)
    assert (len(log), log[-1].author) == (6, "human:Ana")
    assert log[-1].reason == "Went back to version 2: the merge was wrong"
    assert [label.name for label in ledger.taxonomy(engine, topics).live] == ["Cards", "App", "Fees"]
    assert app.button(key="undo").label.startswith("Undo: renamed “Bank cards” to “Cards” and 2 more")


def test_an_older_step_is_undone_alone(engine, visit, tickets, topics):
    app = history(visit, tickets)
    opened(app, 3)
    app.button(key="undo-step-3").click().run()
    app.button(key="undo-3").click().run()
    now = ledger.taxonomy(engine, topics)
    assert now["cards"] == PAIR[0]
    assert not now["fees"].in_force
    assert ledger.changes(engine, topics)[-1].undoes == 3
    opened(app, 3)
    assert "undone since" in words(app) and "This step is undone." in words(app)


def test_a_step_on_which_others_build_says_why_it_cannot_be_undone(visit, tickets, topics):
    app = history(visit, tickets)
    opened(app, 2)
    assert "Later changes touch “Fees” too" in words(app).replace("\\", "")
    assert "undo-step-2" not in {button.key for button in app.button}


def test_a_version_is_named_and_the_name_is_shown_and_taken_away(engine, visit, tickets, topics):
    app = history(visit, tickets)
    opened(app, 3)
    app.text_input(key="name-3").set_value("v1 agreed with legal")
    app.button(key="keep-name-3").click().run()
    assert [each.made_by for each in versions.named_versions(engine, topics)] == ["Ana"]
    assert "v1 agreed with legal" in words(app)
    opened(app, 2)
    app.text_input(key="name-2").set_value("V1 agreed with legal")
    app.button(key="keep-name-2").click().run()
    assert "Version 3 is called" in words(app)
    opened(app, 3)
    app.text_input(key="name-3").set_value("")
    app.button(key="keep-name-3").click().run()
    assert versions.named_versions(engine, topics) == []


def test_a_version_is_frozen_for_labelling_said_above_and_let_go_again(engine, visit, tickets, topics):
    app = history(visit, tickets)
    opened(app, 3)
    assert "Documents can be labelled by this version while people go on editing" in words(app)
    app.button(key="freeze-3").click().run()
    assert versions.labelled_by(engine, topics).version == 3
    assert "Labelling goes by **version 3**. The 2 steps since are not used for it." in words(app)
    app.button(key="unfreeze").click().run()
    assert versions.labelled_by(engine, topics).version == 5
    assert "unfreeze" not in {button.key for button in app.button}


def test_two_versions_stand_side_by_side_with_the_words_that_differ(visit, tickets, topics):
    app = history(visit, tickets)
    app.button(key="compare-2").click().run()
    said = words(app)
    assert "3 steps lie between them, by Ben and the offline teacher." in said
    assert "Lost :gray[~~bank~~] cards" in said
    assert "Lost :green-background[or stolen] cards" in said
    assert "Renamed :gray[1]" in said and "Merged :gray[1]" in said
    assert dict(app.query_params)["from"] == "2" and dict(app.query_params)["to"] == "5"


def test_a_link_opens_the_same_comparison_and_its_sides_can_be_swapped(visit, tickets, topics):
    app = history(visit, tickets, history="Two versions", **{"from": "5", "to": "1"})
    assert "The later version is on the left" in words(app)
    assert "Brought back" not in words(app)
    assert "Removed" not in words(app)
    app.button(key="swap-versions").click().run()
    assert "The later version" not in words(app)
    assert "In force in neither" in words(app)  # “Fees” came and went again


def test_a_long_comparison_can_be_narrowed_to_one_kind(visit, tickets, topics):
    app = history(visit, tickets, history="Two versions", **{"from": "2", "to": "5"})
    kinds = app.button_group(key="kinds-2-5")
    kinds.set_value(["merged"]).run()
    assert "Merged :gray[1]" in words(app) and "Renamed :gray" not in words(app)


def test_a_version_compared_with_itself_says_so(visit, tickets, topics):
    assert "one and the same" in words(history(visit, tickets, history="Two versions", **{"from": "2", "to": "2"}))


def test_what_is_written_in_names_and_reasons_stays_text(engine, visit, tickets, topics):
    write(engine, topics, lambda now: edits.rename(now, "app", "![a](http://b) **c**"), "human:Ana", "[d](http://e)")
    versions.name_version(engine, topics, 6, "![f](http://g)", "Ana")
    assert "](" not in words(history(visit, tickets))
    assert "](" not in words(history(visit, tickets, history="Two versions", **{"from": "1", "to": "6"}))


def opened(app, version):
    """Open what else can be done with a version."""
    app.session_state[f"more-{version}"] = True
    app.run()
