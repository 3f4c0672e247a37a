"""Classifiers as a table: how right, how good an imitation, how quick and how large, and what to hold that against."""

from collections.abc import Sequence

import streamlit as st

from core.classifier.paired import in_words
from core.classifier.scores import Evaluation
from core.work.report import ENOUGH
from pages.parts.classifying.shelf import Shelf
from pages.parts.figures import Figures, figures
from pages.parts.marks import PERSON, TEACHER
from pages.parts.moments import when
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import give_or_take, percent

HEAD = ("Right\nagainst people", "Imitation\nagainst the teacher", "Speed\ndocuments a second", "Size\nas a file")


def side_by_side(shelf: Shelf, of: Sequence[Made]) -> None:
    """A row a classifier, the most accurate first. What is not measured is a dash."""
    rows = sorted(of, key=lambda one: _accuracy(one.report.measure), reverse=True)
    figures(HEAD, [_row(shelf, one) for one in rows], "side-by-side")


def _row(shelf: Shelf, one: Made) -> Figures:
    report, classifier = one.report, one.classifier
    made = f"{'in use, ' if classifier.in_use else ''}made {when(classifier.at)} from version {report.version}"
    return Figures(
        f"{shelf.names[classifier.id]}\n{made}",
        [
            _said(report.people),
            _said(report.teacher),
            speed(report.measure),
            f"{classifier.size / 1e6:.1f} MB",
        ],
        f"Learnt from {counted(report.examples, 'labelled document')}.",
    )


def speed(found: Evaluation | None) -> str:
    """Documents a second in two or three digits, since it is never quite the same: “1,220”, “4.7”."""
    each = found.documents_per_second if found else 0.0
    if not each:
        return "–"
    return f"{each:.1f}" if each < 9.95 else f"{float(f'{each:.{2 if each >= 10_000 else 3}g}'):,.0f}"


def _said(found: Evaluation | None) -> str:
    return f"{give_or_take(found.accuracy)}\nn = {found.n:,}" if found else "–"


def _accuracy(measure: Evaluation | None) -> float:
    return -1.0 if measure is None else measure.accuracy.value or 0.0


def held_against(one: Made) -> None:
    """What its numbers mean, and what is to be seen beside them: chance, its teacher, and people among themselves."""
    report = one.report
    for line in (*_measured(report.people, report.teacher), *_ceiling(one), *_teacher(one)):
        st.markdown(line)
    measure = report.people or report.teacher
    if measure is not None:
        st.caption(
            f"Always giving the commonest label would be right on {percent(measure.baseline)}. Ranges are 95 %; where "
            "two overlap, the better one may be so by chance."
        )


def _measured(people: Evaluation | None, teacher: Evaluation | None) -> list[str]:
    lines = []
    if people is not None:
        n = counted(people.n, "document")
        how = (
            f"{n} judged blind by people, none of which it has learnt from"
            if people.method == "held out"
            else f"cross-validated on {n} of people’s"
        )
        few = f" Fewer than {ENOUGH} say little." if people.n < ENOUGH else ""
        lines.append(f"{PERSON} **Right** is measured against people: {how}.{few}")
    if teacher is not None:
        lines.append(
            f"{TEACHER} **Imitation** is measured against the teacher, cross-validated on "
            f"{counted(teacher.n, 'document')}: how well it imitates the teacher, not how right it is."
        )
    if not lines:
        lines.append("Too few documents to say how good it is. Label more, or judge some on the Check page.")
    return lines


def _ceiling(one: Made) -> list[str]:
    found, people = one.report.ceiling, one.report.people
    if found is None or found.agreement.value is None:
        return []
    agree = f"{PERSON} People agree with each other on {give_or_take(found.agreement)} (n = {found.agreement.n:,})"
    if people is not None and (people.accuracy.value or 0) > found.agreement.value:
        return [f"{agree}. Where they disagree there is no telling who is right, so it is measured on the others."]
    return [f"{agree}: no classifier can be expected to do better."]


def _teacher(one: Made) -> list[str]:
    found = one.report.beside_teacher
    return [] if found is None or not found.n else [f"{TEACHER} {plain(in_words(found))}"]
