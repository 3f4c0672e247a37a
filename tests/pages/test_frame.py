from sqlalchemy import Engine

from core.store import projects, runs
from core.store.projects import Project
from core.taxonomy.brief import Brief
from core.work.samples import SAMPLES, sample_project
from pages.parts.colours import COLOURS, colours
from pages.parts.plain import plain
from pages.parts.twins import told_apart
from tests.pages.conftest import words


def test_a_stranger_is_asked_for_a_name_before_anything_else(visit) -> None:
    app = visit(person="")
    assert not app.exception
    assert app.text_input(key="name-given").label == "Your name"
    app.text_input(key="name-given").set_value("Ana")
    app.button[0].click().run()
    assert not app.exception
    assert app.title[0].value == "Welcome"


def test_a_page_without_a_project_says_where_to_get_one(visit) -> None:
    for page in ("corpus", "grow"):
        app = visit(page)
        assert not app.exception
        assert app.title[0].value == "Choose a project first"


def test_an_address_that_names_a_project_which_is_gone_leads_home(visit) -> None:
    app = visit(project="gone")
    assert not app.exception
    assert app.title[0].value == "Welcome"


def test_the_project_is_switched_at_the_top(engine: Engine, tickets: Project, visit) -> None:
    other = projects.add_project(engine, "Reviews", "Ben")
    projects.add_taxonomy(engine, other.id, "Topics", Brief())
    app = visit("corpus", project=tickets.id)
    app.selectbox(key=f"switch-project-{tickets.id}").set_value(other.id).run()
    assert not app.exception
    assert app.query_params["project"] == other.id
    assert "There are no documents yet" in words(app)


def test_the_taxonomy_is_switched_at_the_top_where_there_are_several(engine: Engine, tickets: Project, visit) -> None:
    (topics,) = projects.taxonomies(engine, tickets.id)
    intent = projects.add_taxonomy(engine, tickets.id, "Intent", Brief())
    app = visit("grow", project=tickets.id)
    app.selectbox(key=f"switch-taxonomy-{topics.id}").set_value(intent.id).run()
    assert not app.exception
    assert "“Intent”" in words(app)


def test_of_two_projects_with_one_name_the_one_in_the_address_is_worked_on(engine: Engine, visit) -> None:
    first, second = (sample_project(engine, SAMPLES[0], "Ana") for _ in range(2))
    for here in (first, second):
        app = visit("grow", project=here.id)
        app.button(key="grow").click().run()
        assert app.query_params["project"] == here.id
        assert [run.project for run in runs.runs(engine, project_id=here.id)] == [here.id]


def test_names_from_outside_are_shown_as_they_are(engine: Engine, visit) -> None:
    evil = projects.add_project(engine, "![x](http://example.org/a.png) **loud**", "Ana")
    projects.add_taxonomy(engine, evil.id, "Topics", Brief())
    app = visit(project=evil.id)
    assert app.title[0].value == plain("![x](http://example.org/a.png) **loud**")
    assert "![x](http" not in words(app)


def test_every_label_colour_stands_out_in_light_and_in_dark() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in COLOURS:
        assert 1.05 / (luminance(colour) + 0.05) >= 3
        assert (luminance(colour) + 0.05) / (luminance("#14181A") + 0.05) >= 3
    assert len(set(COLOURS)) == len(COLOURS)


def test_no_edit_recolours_another_label() -> None:
    from core.taxonomy.edits import add, merge
    from core.taxonomy.taxonomy import Change, Taxonomy

    taxonomy = Taxonomy()
    for name in ("A", "B", "C"):
        taxonomy = taxonomy.apply(Change(labels=add(taxonomy, name), author="offline", based_on=taxonomy.version))
    before = colours(taxonomy)
    after = colours(taxonomy.apply(Change(labels=merge(taxonomy, ["a"], "b"), author="human:Ana", based_on=3)))
    assert after == before


def test_names_that_are_the_same_are_numbered_and_numbers_collide_with_no_name() -> None:
    names = {"a": "Tickets", "b": "Tickets", "c": "Tickets (2)", "d": "Letters", "e": "Tickets"}
    told = told_apart(names)
    assert told == {"a": "Tickets", "b": "Tickets (3)", "c": "Tickets (2)", "d": "Letters", "e": "Tickets (4)"}
    assert len({*told.values()}) == len(names)
