from sqlalchemy import Engine

from core.store import findings, ledger, projects, runs
from core.store.projects import Project
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work import queue, requests, steering
from core.work.growing import PROPOSAL
from tests.pages.conftest import words
from tests.pages.growth import STEP_BY_STEP, asking, taxonomy_of


def live(engine: Engine, project: Project) -> list[str]:
    return [label.name for label in ledger.taxonomy(engine, taxonomy_of(engine, project)).live]


def test_a_proposal_is_shown_part_by_part_with_what_prompted_it(engine: Engine, tickets: Project, visit) -> None:
    asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert "3 proposals" in app.sidebar.get("page_link")[2].label
    titles = [box.label.replace("\\", "") for box in app.checkbox]
    assert titles == [
        "**Add “Lost in machines”**",
        "**Rename “Logins” to “App logins”**",
        "**Merge “Card delivery” into “Cards”**",
    ]
    said = words(app).replace("\\", "")
    assert "Machines swallow cards." in said
    assert "its mark 81 of 100" in said
    assert ":gray[~~Logins~~] :green-background[App logins]" in said
    assert "People cannot log :gray[~~in.~~] :green-background[in to the app.]" in said
    assert "My card was **swallowed by the cash machine** in" in said
    assert "[x](http" not in words(app), "a description made by a model is no link"


def test_a_label_that_is_only_reworded_is_called_so(engine: Engine, tickets: Project, visit) -> None:
    run, change = asking(engine, tickets)
    now = ledger.taxonomy(engine, run.taxonomy)
    other = now["cards"].model_copy(update={"description": "Plastic.", "examples": change.labels[0].examples})
    findings.keep(engine, run.id, PROPOSAL, change.model_copy(update={"labels": (other,)}))
    app = visit("grow", project=tickets.id)
    assert [box.label for box in app.checkbox] == ["**Reword “Cards”**"]


def test_what_is_ticked_is_accepted_and_the_run_goes_on(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.checkbox[1].uncheck().run()
    assert app.button(key="accept").label == "Accept what is ticked (2 of 3)"
    app.button(key="accept").click().run()
    assert not app.exception
    assert live(engine, tickets) == ["Cards", "Logins", "Lost in machines"]
    assert runs.run(engine, run.id).status == "waiting"
    assert "Ana accepted 2 of 3 parts" in ledger.changes(engine, run.taxonomy)[-1].reason


def test_a_reload_loses_no_tick(engine: Engine, tickets: Project, visit) -> None:
    asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.checkbox[0].uncheck().run()
    again = visit("grow", project=tickets.id, declined=app.query_params["declined"])
    assert [box.value for box in again.checkbox] == [False, True, True]


def test_all_can_be_accepted_whatever_is_ticked(engine: Engine, tickets: Project, visit) -> None:
    asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.checkbox[0].uncheck().run()
    app.button(key="accept-all").click().run()
    assert live(engine, tickets) == ["Cards", "App logins", "Lost in machines"]


def test_all_can_be_declined(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.button(key="decline-all").click().run()
    assert live(engine, tickets) == ["Cards", "Card delivery", "Logins"]
    assert "Declined by Ana." in ledger.changes(engine, run.taxonomy)[-1].reason
    assert runs.run(engine, run.id).status == "waiting"


def test_nothing_ticked_is_nothing_to_accept(engine: Engine, tickets: Project, visit) -> None:
    asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    for place in range(3):
        app.checkbox[place].uncheck().run()
    assert app.button(key="accept").disabled


def test_a_part_that_someone_overtook_cannot_be_accepted(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    now = ledger.taxonomy(engine, run.taxonomy)
    mine = Change(labels=edits.rename(now, "logins", "Sign-in"), author="human:Ben", based_on=now.version)
    ledger.append(engine, run.taxonomy, mine)
    app = visit("grow", project=tickets.id)
    assert not app.exception
    assert [box.disabled for box in app.checkbox] == [False, True, False]
    assert "Someone has changed these labels since" in words(app)
    app.button(key="accept").click().run()
    assert live(engine, tickets) == ["Cards", "Sign-in", "Lost in machines"]


def test_it_can_be_asked_again_with_other_guidance(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.text_area(key=f"again-{run.id}").set_value("Keep machines out of it.").run()
    app.button(key="again").click().run()
    assert not app.exception
    assert projects.taxonomy_card(engine, run.taxonomy).brief.guidance == "Keep machines out of it."
    assert steering.proposal(engine, run) is None
    assert runs.run(engine, run.id).status == "waiting"
    assert live(engine, tickets) == ["Cards", "Card delivery", "Logins"]


def test_reading_can_be_ended_instead_of_deciding(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    app.button(key=f"end-{run.id}").click().run()
    assert not app.exception
    assert steering.ended_early(engine, run)
    assert runs.run(engine, run.id).status == "waiting"


def test_a_decision_about_another_proposal_than_the_one_seen_is_not_kept(
    engine: Engine, tickets: Project, visit
) -> None:
    run, change = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    findings.keep(engine, run.id, PROPOSAL, change.model_copy(update={"labels": change.labels[:1]}))
    app.button(key="accept").click().run()
    assert "another one by now" in app.toast[0].value
    assert live(engine, tickets) == ["Cards", "Card delivery", "Logins"]


def test_a_decision_that_was_cut_off_can_be_gone_on_from(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    steering.decide(engine, run, (), "Ben")
    app = visit("grow", project=tickets.id)
    app.button(key="go-on").click().run()
    assert runs.run(engine, run.id).status == "waiting"


def test_step_by_step_from_the_first_proposal_to_the_last(engine: Engine, tickets: Project, visit, performed) -> None:
    run = requests.request(engine, taxonomy_of(engine, tickets), STEP_BY_STEP, "Ana")
    decided = 0
    while performed(run.id).status == "asking":
        app = visit("grow", project=tickets.id)
        assert not app.exception
        if len(app.checkbox) > 1:
            app.checkbox[1].uncheck().run()
        app.button(key="accept").click().run()
        assert not app.exception
        decided += 1
    assert decided >= 2
    assert runs.run(engine, run.id).status == "done"
    assert live(engine, tickets)
    app = visit("grow", project=tickets.id)
    assert app.button(key="to-curate").label == "Curate the labels"
    assert "Batch 1 of 3" in words(app)


def test_deciding_hands_the_run_over_once(engine: Engine, tickets: Project, visit) -> None:
    run, _ = asking(engine, tickets)
    app = visit("grow", project=tickets.id)
    steering.decide(engine, run, (0,), "Ben")
    queue.resume(engine, run.id)
    app.button(key="accept").click().run()
    assert "Someone has decided" in app.toast[0].value
    assert live(engine, tickets) == ["Cards", "Card delivery", "Logins", "Lost in machines"]
