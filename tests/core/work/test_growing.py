from core.store import ledger
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work.growing import ADVISED, examples, job_of, own_changes
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings
from tests.core.work.colours import annotate, place


def test_advice_that_people_accept_while_trials_run_counts_as_their_own_and_a_chosen_trial_does_not(engine, card):
    job = job_of(engine, request(engine, card.id, GrowSettings(trials=2), "Ana"))

    def keep(name, author, batch=""):
        now = ledger.taxonomy(engine, card.id)
        labels = edits.add(now, name)
        ledger.append(engine, card.id, Change(labels=labels, author=author, based_on=now.version, batch=batch))

    keep("Cards", "human:Ana")
    keep("App", "offline", batch=f"a-run{ADVISED}3")
    keep("Fees", "human:Ben")
    keep("Refunds", "offline")
    keep("Transfers", "human:Ana")
    assert [label.name for change in own_changes(job) for label in change.labels] == ["Cards", "App", "Fees"]


def test_no_teacher_is_shown_as_an_example_what_measures_it(engine):
    card, found, _ = place(engine, 3)
    reds = [each.id for each in found if each.text.split()[0] in ("rose", "ruby", "cherry")]
    for choose in (edits.choose_examples, edits.choose_counter_examples):
        now = ledger.taxonomy(engine, card.id)
        label, chosen = ("red", reds) if choose is edits.choose_examples else ("blue", reds[:1])
        ledger.append(
            engine, card.id, Change(labels=choose(now, label, chosen), author="human:Ana", based_on=now.version)
        )
    run = request(engine, card.id, LabelSettings(), "Ana")
    now = ledger.taxonomy(engine, card.id)
    assert set(examples(engine, run, now)) == set(reds)
    annotate(engine, card, {reds[1]: "red"}, blind=False)
    assert set(examples(engine, run, now)) == set(reds), "what people judged of their own choice measures nothing"
    annotate(engine, card, {reds[0]: "red"})
    assert set(examples(engine, run, now)) == set(reds[1:])
