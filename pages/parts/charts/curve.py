"""Learning curves: a line a trial of what its labels cover, and below it what each step of one trial did to them."""

from collections.abc import Callable, Mapping, Sequence
from math import floor
from typing import NamedTuple

import plotly.graph_objects as go

from core.agreement.estimates import Estimate
from core.growth.curve import Moved, Point
from pages.parts.charts.drawing import FONT, LETTER, Pick, axis, draw, hover, see_through
from pages.parts.plain import counted
from pages.parts.shares import percent, span

HIGH = 400  # pixels
COVERED, MOVED = (0.42, 1.0), (0.0, 0.24)  # which parts of the height the two take
TOP = 103  # a little above all there is, so that a line at 100 % is not cut
LINE_APART = 17  # pixels between two names at the ends of lines
MOST_TICKS, MOST_NUMBERS = 14, 25
LINE, OTHERS = "#2A8C8C", "#8C8C8C"
KINDS = {"added": "#2A8C8C", "changed": "#8C8C8C", "merged": "#7A6FB0", "split": "#C77800", "retired": "#C04A4A"}
UP = ("added", "changed")  # the others take labels away
FAILED = "#C77800"
OWN_MARK = "own mark"


class Step(NamedTuple):
    """A place on the axis: the step's name in full, and what stands below it."""

    name: str
    tick: str


class Measured(NamedTuple):
    """A point of a curve that is known."""

    place: int
    point: Point
    share: Estimate

    @property
    def height(self) -> float:
        return 100 * (self.share.value or 0)


class End(NamedTuple):
    """What stands at the end of a line."""

    place: int
    height: float
    words: str
    strong: bool


def learning_curve(
    trials: Mapping[int, Sequence[Point]],
    chosen: int,
    steps: Mapping[str, Step],
    key: str,
    on_pick: Callable[[Pick], None],
    says: str,
) -> None:
    """Draw trials by number, the chosen one strong and with its range.

    `steps` are all there will be, in order. A click on a line picks its trial.
    """
    places = {step: place for place, step in enumerate(steps)}
    known = {number: _measured(points, places) for number, points in trials.items()}
    strong = trials[chosen]
    marks = [(places[point.step], point.score) for point in strong if point.score is not None]
    lows = [each.height for points in known.values() for each in points]
    lows += [100 * (each.share.low or 0) for each in known[chosen]] + [score for _, score in marks]
    bottom = max(0, min(80, floor(min(lows, default=0) / 10) * 10))
    ends = _ends(known, chosen) if len(trials) > 1 else []
    ends += [End(*marks[-1], OWN_MARK, strong=True)] if marks else []
    figure = go.Figure([_band(known[chosen])])
    figure.add_traces([_line(number, known[number], False, steps) for number in trials if number != chosen])
    figure.add_traces([_line(chosen, known[chosen], True, steps), _own_marks(marks)])
    figure.add_traces([_bars(strong, places, kind, steps) for kind in KINDS])
    for end in _apart(ends, bottom):
        words = f"<b>{end.words}</b>" if end.strong else end.words
        words = f'<span style="color:{LINE if end.strong else OTHERS}">{words}</span>'
        figure.add_annotation(x=end.place, y=end.height, text=words, xanchor="left", xshift=9, showarrow=False)
    for number in _numbers(strong, places):
        figure.add_annotation(number)
    figure.update_layout(
        barmode="relative",
        bargap=0.55,
        xaxis=axis("Batch", {"range": [-0.6, len(steps) - 0.4], "anchor": "y2", **_ticks(steps)}),
        yaxis=axis("Have a label (%)", {"range": [bottom, TOP], "domain": COVERED, "showgrid": True, "nticks": 5}),
        yaxis2=axis("Labels", {"domain": MOVED, "range": _reach(strong), "showticklabels": False, "zeroline": True}),
        margin={"t": 6, "b": 48, "r": int(LETTER * max((len(end.words) for end in ends), default=0)) + 16},
    )
    draw(figure, HIGH, ["trial"], key, on_pick, says)


def _measured(points: Sequence[Point], places: Mapping[str, int]) -> list[Measured]:
    return [
        Measured(places[point.step], point, point.coverage)
        for point in points
        if point.coverage is not None and point.coverage.known
    ]


def _line(number: int, known: Sequence[Measured], strong: bool, steps: Mapping[str, Step]) -> go.Scatter:
    colour = LINE if strong else OTHERS
    return go.Scatter(
        x=[each.place for each in known],
        y=[each.height for each in known],
        mode="lines+markers",
        line={"color": colour, "width": 2.6 if strong else 1.4},
        marker={"color": colour, "size": 8 if strong else 5, "opacity": 1},
        customdata=[[number] for _ in known],
        hoverinfo="text",
        hovertext=[
            hover(
                f"Trial {number}",
                [
                    ("After", steps[each.point.step].name),
                    ("Labels", f"{each.point.labels:,}"),
                    ("Have one", f"{percent(each.share.value)} of {counted(each.share.n, 'document')}"),
                    ("95 % range", span(each.share)),
                ],
            )
            for each in known
        ],
    )


def _band(known: Sequence[Measured]) -> go.Scatter:
    """What the share may be: along the high ends, and back along the low ones."""
    back = known[::-1]
    return go.Scatter(
        x=[each.place for each in (*known, *back)],
        y=[*(100 * (each.share.high or 0) for each in known), *(100 * (each.share.low or 0) for each in back)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        hoverinfo="skip",
        fillcolor=see_through(LINE, 0.16),
    )


def _own_marks(marks: Sequence[tuple[int, float]]) -> go.Scatter:
    """What the teacher thinks of what it found, on the same hundred."""
    return go.Scatter(
        x=[place for place, _ in marks],
        y=[score for _, score in marks],
        mode="lines+markers",
        line={"color": LINE, "width": 1.4, "dash": "dot"},
        marker={"color": LINE, "size": 6, "symbol": "diamond-open"},
        hoverinfo="text",
        hovertext=[hover("The model's own mark", [("Mark", f"{score:.0f} of 100")]) for _, score in marks],
    )


def _bars(points: Sequence[Point], places: Mapping[str, int], kind: str, steps: Mapping[str, Step]) -> go.Bar:
    sign = 1 if kind in UP else -1
    return go.Bar(
        x=[places[point.step] for point in points],
        y=[sign * getattr(point.moved, kind) for point in points],
        yaxis="y2",
        marker={"color": KINDS[kind], "line": {"width": 0}},
        hoverinfo="text",
        hovertext=[
            hover(
                steps[point.step].name,
                [(each.capitalize(), f"{count:,}") for each in KINDS if (count := getattr(point.moved, each))],
            )
            for point in points
        ],
    )


def _numbers(points: Sequence[Point], places: Mapping[str, int]) -> list[dict[str, object]]:
    """How many came and went, at the ends of the bars; and where a step failed, that it did."""
    found: list[dict[str, object]] = []
    for point in points if len(points) <= MOST_NUMBERS else ():
        up, down = _sums(point.moved)
        at = {"x": places[point.step], "yref": "y2", "showarrow": False, "font": {**FONT, "size": 11}}
        above = {**at, "y": up, "yanchor": "bottom"}
        if point.failed:
            found.append({**above, "text": f'<span style="color:{FAILED}"><b>failed</b></span>'})
        elif up or not down:
            found.append({**above, "text": f"+{up}" if up else "0"})
        if down:
            found.append({**at, "y": -down, "yanchor": "top", "text": f"−{down}"})
    return found


def _sums(moved: Moved) -> tuple[int, int]:
    return moved.added + moved.changed, moved.merged + moved.split + moved.retired


def _reach(points: Sequence[Point]) -> list[float]:
    """The ends of the bars' axis, with room for the numbers."""
    sums = [_sums(point.moved) for point in points]
    up = max([1, *(each for each, _ in sums)])
    down = max([0, *(each for _, each in sums)])
    room = 0.34 * (up + down)
    return [-down - (room if down else 0.1 * room), up + room]


def _ticks(steps: Mapping[str, Step]) -> dict[str, object]:
    """A tick a step; of very many batches every so many."""
    apart = -(-len(steps) // MOST_TICKS)
    ticks = [step.tick for step in steps.values()]
    shown = [place for place, tick in enumerate(ticks) if place % apart == 0 or not tick.isdigit()]
    return {"tickvals": shown, "ticktext": [ticks[place] for place in shown]}


def _ends(known: Mapping[int, Sequence[Measured]], chosen: int) -> list[End]:
    return [
        End(points[-1].place, points[-1].height, f"Trial {number}", number == chosen)
        for number, points in known.items()
        if points
    ]


def _apart(ends: Sequence[End], bottom: float) -> list[End]:
    """The same, moved up or down until no two overlap."""
    apart = (TOP - bottom) * LINE_APART / (HIGH * (COVERED[1] - COVERED[0]))
    room = TOP - apart * (len(ends) - 0.5)
    placed: list[End] = []
    for place, end in enumerate(sorted(ends, key=lambda end: end.height)):
        lowest = placed[-1].height + apart if placed else 0.0
        placed.append(end._replace(height=max(lowest, min(end.height, room + apart * place))))
    return placed
