from core.agreement.estimates import share
from core.growth.curve import Moved, Point
from core.growth.fitting import Fit
from core.taxonomy.taxonomy import Taxonomy
from core.work.measuring import Candidate
from pages.parts.curve import sentence, step_of, steps

STILL = Moved(0, 0, 0, 0, 0)


def point(step: str, moved: Moved, covered: int | None = None, failed: bool = False) -> Point:
    fit = None if covered is None else Fit(version=1, labels=("a",) * covered + (None,) * (100 - covered))
    return Point(step, 1, None, 3, None, moved, failed, fit, None if covered is None else share(covered, 100))


def candidate(*points: Point, enough: str = "") -> Candidate:
    return Candidate(1, Taxonomy(), points, None, None, None, enough)


def test_before_anything_is_read_it_says_when_the_curve_begins() -> None:
    assert sentence(candidate(), 7) == "Nothing has been read yet. The curve begins with the first batch."


def test_it_says_what_is_covered_and_that_the_labels_settle() -> None:
    known = candidate(point("batch 1", Moved(4, 0, 0, 0, 0), 80), point("batch 2", STILL, 92), point("batch 3", STILL))
    assert sentence(known, 7) == (
        "After batch 2 of 7, 92 ± 5 % of 100 documents kept apart have a label. The last 2 batches brought nothing new."
    )


def test_what_the_last_batch_did_is_counted() -> None:
    known = candidate(point("batch 1", Moved(4, 1, 0, 0, 0)))
    assert sentence(known, 7) == (
        "How much the labels cover is measured beside the next batch. The last batch added 4 labels and merged 1 label."
    )


def test_a_failed_batch_is_not_taken_for_a_settled_one() -> None:
    known = candidate(point("batch 1", STILL, 80), point("batch 2", STILL, failed=True))
    assert "The last batch failed" in sentence(known, 7)


def test_why_it_read_no_further_is_said_once_and_that_it_went_back() -> None:
    back = point("best before review", Moved(0, 0, 0, 0, 1))
    known = candidate(point("batch 1", STILL, 80), back, enough="A batch brought nothing new.")
    assert sentence(known, 7).endswith(
        "It read no further after 1 batch: A batch brought nothing new. "
        "It then went back to earlier labels, which covered more."
    )


def test_the_axis_has_room_for_what_is_to_come_and_for_what_was_needed() -> None:
    points = {1: [point("batch 1", STILL), point("best before review", STILL)]}
    assert list(steps(points, 2)) == ["batch 1", "batch 2", "best before review", "review"]
    assert [step_of(step).tick for step in ("batch 2", "best before choice", "review")] == ["2", "back", "review"]
