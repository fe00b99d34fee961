"""Draw docs/images/architecture.svg: `python -m tests.architecture`.

It is made of the layers in the import contract, which the code is held to, and of the first line of
each docstring.
"""

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

TOP = Path(__file__).parents[1]
DRAWING = TOP / "docs" / "images" / "architecture.svg"

WIDTH, EDGE, GAP = 1000, 16, 10
A_ROW = 4
LINE = 15
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}"
    ".name{font-weight:700;font-size:14px;fill:#0b4f4f}"
    ".layer{fill:#e9f2f1}.part{fill:#fff;stroke:#127475}"
)


def layers() -> list[list[str]]:
    """The contract's layers, the outermost first, each with the parts that stand side by side."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (found,) = (one["layers"] for one in contracts if one.get("containers") == ["bot"])
    return [re.split(r" [|:] ", layer) for layer in found]


def parts() -> set[str]:
    """The modules and packages that there are directly below `bot`."""
    packages = {init.parent.name for init in (TOP / "bot").glob("*/__init__.py")}
    return packages | {file.stem for file in (TOP / "bot").glob("*.py")} - {"__init__"}


def drawing() -> str:
    """The whole picture: whatever stands higher may use what stands lower."""
    shapes, y = list[str](), EDGE
    for layer in layers():
        height, drawn = _layer(layer, y)
        shapes += drawn
        y += height + GAP
    height = y - GAP + EDGE
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The layers of Ankerplatz, the outermost at the top</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *shapes,
        "</svg>\n",
    ))  # fmt: skip


def _layer(layer: Sequence[str], y: int) -> tuple[int, list[str]]:
    shapes, bottom = list[str](), y + GAP
    for first in range(0, len(layer), A_ROW):
        row = layer[first : first + A_ROW]
        width = (WIDTH - 2 * EDGE - GAP * (len(row) + 1)) // len(row)
        said = [textwrap.wrap(_purpose(part), width // 7) for part in row]
        height = 28 + LINE * max(map(len, said))
        for place, (part, lines) in enumerate(zip(row, said, strict=True)):
            x = EDGE + GAP + place * (width + GAP)
            shapes += _part(part, lines, x, bottom, width, height)
        bottom += height + GAP
    band = f'<rect class="layer" x="{EDGE}" y="{y}" width="{WIDTH - 2 * EDGE}"'
    return bottom - y, [f'{band} height="{bottom - y}" rx="8"/>', *shapes]


def _part(
    name: str, lines: Sequence[str], x: int, y: int, width: int, height: int
) -> Iterator[str]:
    yield f'<rect class="part" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>'
    yield f'<text class="name" x="{x + 9}" y="{y + 19}">{name}</text>'
    for number, line in enumerate(lines, start=1):
        yield f'<text x="{x + 9}" y="{y + 19 + LINE * number}">{escape(line, quote=False)}</text>'


def _purpose(part: str) -> str:
    """The first line of its docstring, without the marks of code."""
    place = TOP / "bot" / part
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].replace("`", "")


if __name__ == "__main__":
    DRAWING.write_text(drawing(), encoding="utf-8")
