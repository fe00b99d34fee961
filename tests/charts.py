"""Bars and curves as SVG, for pages that have figures."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import cycle
from typing import Final

_COLOURS: Final = ("#0b7285", "#adb5bd", "#e8a33d", "#7048e8", "#2f9e44", "#c2255c")
_LABELS, _BARS, _VALUES, _ROW, _GAP = 190, 330, 80, 20, 14
_WIDTH: Final = _LABELS + _BARS + _VALUES
_CURVE, _EDGE = 110, 60
_COURSE, _POINTS = 150, 300
_FONT: Final = "font-family='system-ui, sans-serif' font-size='12'"


def bars(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """One group of bars for each figure, one bar in it for each who; each group has its scale."""
    drawn: list[str] = []
    y, names = 34, list(dict.fromkeys(who for group in groups.values() for who in group))
    for figure, values in groups.items():
        drawn.append(_text(figure, 8, y + 14, weight="bold"))
        y += _ROW
        most = max(values.values(), default=0) or 1
        for who, value in values.items():
            width = max(round(_BARS * value / most, 1), 1)
            colour = _COLOURS[names.index(who) % len(_COLOURS)]
            drawn += [
                _text(who, 8, y + 14),
                f"<rect x='{_LABELS}' y='{y + 3}' width='{width}' height='14' fill='{colour}'/>",
                _text(f"{value:.4g}", _LABELS + width + 6, y + 14),
            ]
            y += _ROW
        y += _GAP
    return _svg(title, [_text(title, 8, 20, weight="bold"), *drawn], height=y)


def curves(
    title: str, taken: Mapping[str, Sequence[tuple[float, float]]], exponents: Mapping[str, float]
) -> str:
    """For each figure its points over sizes, both logarithmic, and the power law that fits them."""
    drawn: list[str] = []
    y = 34
    for (figure, points), colour in zip(taken.items(), cycle(_COLOURS[:1] + _COLOURS[2:])):
        drawn.append(
            _text(f"{figure}: size to the {exponents[figure]:.2f}", 8, y + 14, weight="bold")
        )
        drawn += _curve(points, exponents[figure], top=y + _ROW + 8, colour=colour)
        y += _ROW + _CURVE + 2 * _ROW + _GAP
    return _svg(title, [_text(title, 8, 20, weight="bold"), *drawn], height=y)


def _curve(
    points: Sequence[tuple[float, float]], slope: float, *, top: int, colour: str
) -> Iterator[str]:
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    first, last = logs[0][0], logs[-1][0]
    middle, level = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    fitted = [(x, level + slope * (x - middle)) for x in (first, last)]
    low = min(cost for _, cost in logs + fitted)
    high = max(low + math.log(2), *(cost for _, cost in logs + fitted))

    def place(x: float, y: float) -> tuple[str, str]:
        across = _EDGE + (_WIDTH - 2 * _EDGE) * (x - first) / (last - first)
        return f"{across:.1f}", f"{top + _CURVE * (high - y) / (high - low):.1f}"

    (x1, y1), (x2, y2) = (place(*end) for end in fitted)
    yield f"<line x1='{x1}' y1='{y1}' x2='{x2}' y2='{y2}' stroke='{colour}' stroke-dasharray='4'/>"
    for (size, cost), at in zip(points, logs, strict=True):
        x, y = place(*at)
        yield f"<circle cx='{x}' cy='{y}' r='4' fill='{colour}'/>"
        yield _text(f"{cost:.3g}", float(x) - 12, float(y) - 7)
        yield _text(f"{size:,.0f}", float(x) - 12, top + _CURVE + _ROW)


def over_time(title: str, span: str, values: Mapping[str, Sequence[float]]) -> str:
    """One panel for each figure, from zero up to its greatest value; `span` names the time below.

    The values are evenly spaced. Where there are too many, each point shows the greatest of some.
    """
    drawn: list[str] = []
    y, width = 34, _LABELS + _BARS
    for number, (figure, of_figure) in enumerate(values.items()):
        each = -(-len(of_figure) // _POINTS)
        points = [max(of_figure[at : at + each]) for at in range(0, len(of_figure), each)]
        most = max(points, default=0) or 1
        base, step = y + _ROW + _COURSE, width / max(len(points) - 1, 1)
        places = (
            f"{8 + step * at:.1f},{base - _COURSE * one / most:.1f}"
            for at, one in enumerate(points)
        )
        drawn += [
            _text(f"{figure}, at most {most:.4g}", 8, y + 14, weight="bold"),
            f"<path d='M8 {base}h{width}' stroke='#adb5bd'/>",
            f"<polyline points='{' '.join(places)}' fill='none' stroke='{_COLOURS[3 * number]}'/>",
            _text("0", width + 14, base),
            _text(span, 8, base + 16),
        ]
        y = base + _ROW + _GAP
    return _svg(title, [_text(title, 8, 20, weight="bold"), *drawn], height=y)


def _text(words: str, x: float, y: float, *, weight: str = "normal") -> str:
    return f"<text x='{x:g}' y='{y:g}' font-weight='{weight}'>{escape(words)}</text>"


def _svg(title: str, drawn: Sequence[str], *, height: int) -> str:
    return "\n".join(
        (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' {_FONT}>",
            f"<title>{escape(title)}</title>",
            f"<rect width='{_WIDTH}' height='{height}' fill='#ffffff'/>",
            *drawn,
            "</svg>\n",
        )
    )
