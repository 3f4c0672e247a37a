from core.store import ledger
from core.taxonomy import edits
from core.taxonomy.taxonomy import Change
from core.work.growing import ADVISED, job_of, own_changes
from core.work.requests import request
from core.work.settings import GrowSettings


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
