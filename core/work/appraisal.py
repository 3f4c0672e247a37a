"""What is measured of a classifier that has just been trained: the report that goes with it, and the detail.

Against people it is measured on what they judged blind, which taught nothing; without any, and without a teacher's
labels, on what they taught, each document judged by a model that had not learnt from it.
"""

from collections.abc import Sequence

from core.classifier.automation import for_accuracy
from core.classifier.evaluation import cross_validated, held_out, outcomes_held_out, outcomes_unseen, reference_of
from core.classifier.outcomes import Outcome
from core.classifier.paired import Comparison, compared, right_beside
from core.work.candidates import Candidate
from core.work.material import Material
from core.work.report import WANTED, Detail, Doubt, Report
from core.work.teaching import Taught


def appraised(taught: Taught, known: Material, candidate: Candidate) -> tuple[Report, Detail]:
    """Measure it. The seed of its recipe decides what is drawn."""
    trained = taught.trained
    seed = trained.recipe.seed
    gold = outcomes_held_out(trained.model, known.measuring)
    teacher = cross_validated(trained, "teacher", seed)
    people = held_out(trained, known.measuring, "people", seed)
    alone = people is None and teacher is None
    report = Report(
        recipe=trained.recipe,
        version=known.taxonomy.version,
        seconds=trained.seconds,
        examples=trained.examples,
        by_people=trained.by_people,
        no_label=known.no_label,
        not_used=known.not_used,
        rare=trained.rare,
        only_additional=trained.only_additional,
        people=cross_validated(trained, "people", seed) if alone else people,
        teacher=teacher,
        profile=candidate.profile,
        data=trained.fingerprint,
        labels=trained.labels,
        alike=known.alike,
        beside_teacher=_beside_teacher(gold, known, seed),
        ceiling=known.ceiling,
        automation=for_accuracy(gold, WANTED, seed) if gold else None,
        noise=trained.noise,
        distrust=taught.distrust,
    )
    detail = Detail(
        people=outcomes_unseen(trained, "people") if alone else gold,
        teacher=outcomes_unseen(trained, "teacher"),
        documents=tuple(example.document for example in known.teaching),
        primaries=tuple(example.primary for example in known.teaching),
        reference=reference_of(trained, [example.text for example in known.teaching]),
        doubts=tuple(
            Doubt(document=one.document, given=one.given, likely=one.suggested, confidence=one.self_confidence)
            for one in trained.doubts
        ),
    )
    return report, detail


def _beside_teacher(gold: Sequence[Outcome], known: Material, seed: int) -> Comparison | None:
    classifier, teacher, _ = right_beside(gold, known.told)
    return compared(classifier, teacher, seed) if classifier else None
