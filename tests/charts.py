"""Bars as SVG, for pages that have figures."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

_COLOURS: Final = ("#0b7285", "#adb5bd", "#e8a33d", "#7048e8", "#2f9e44", "#c2255c")
_LABELS, _BARS, _VALUES, _ROW, _GAP = 190, 330, 80, 20, 14
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


def _text(words: str, x: float, y: float, *, weight: str = "normal") -> str:
    return f"<text x='{x:g}' y='{y:g}' font-weight='{weight}'>{escape(words)}</text>"


def _svg(title: str, drawn: Sequence[str], *, height: int) -> str:
    width = _LABELS + _BARS + _VALUES
    return "\n".join(
        (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' {_FONT}>",
            f"<title>{escape(title)}</title>",
            f"<rect width='{width}' height='{height}' fill='#ffffff'/>",
            *drawn,
            "</svg>\n",
        )
    )
