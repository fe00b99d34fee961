"""Write docs/proof/ from what `make bench`, `faults` and `soak` left: `python -m tests.proof`.

Every page says on what machine and when it was measured. What was not measured here stays as it is.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.charts import bars, curves, over_time
from tests.findings import ARTIFACTS

PAGES: Final = Path(__file__).parents[1] / "docs" / "proof"
MADE_BY: Final = "<!-- made by `make proof`; do not edit -->"

Found = Mapping[str, Mapping[str, Any]]
Files = dict[str, str]

_CONTAINER: Final = "container, "
_PROFILE: Final = "profile, "
_SOAK: Final = "soak of "
_COUNTED: Final = ("runs", "blows", "asked", "lost", "doubled")


def speed(bench: Found) -> Files:
    """The page on speed, and a plot for each measurement in which several were compared."""
    apart = (_CONTAINER, _PROFILE)
    return _measured(
        "Speed", {what: found for what, found in bench.items() if not what.startswith(apart)}
    )


def containers(bench: Found) -> Files:
    """The page on what a container costs, likewise."""
    return _measured("Container", _of(_CONTAINER, bench))


def profile(bench: Found) -> Files:
    """The page on where time and memory go, without plots."""
    return _measured("Profile", _of(_PROFILE, bench), is_drawn=False)


def _of(kind: str, bench: Found) -> Found:
    return {what: found for what, found in bench.items() if what.startswith(kind)}


def _measured(title: str, bench: Found, *, is_drawn: bool = True) -> Files:
    files: Files = {}
    if not bench:
        return files
    page = [f"# {title}", "", MADE_BY, "", *_intro("make bench", bench)]
    for what, found in sorted(bench.items()):
        figures = found["figures"]
        names = list(dict.fromkeys(name for values in figures.values() for name in values))
        page += ["", f"## {what[0].upper()}{what[1:]}", ""]
        page += _table(
            ["", *(_unit(name) for name in names)],
            [
                [who, *(_number(values.get(name)) for name in names)]
                for who, values in figures.items()
            ],
        )
        page += ["", _made(found)]
        if is_drawn and (drawn := _drawn(what, figures)):
            file = f"{_file_name(what)}.svg"
            files[file] = drawn
            page += ["", f"![{what}]({file})"]
    return {f"{title.lower()}.md": "\n".join(page) + "\n", **files}


def faults(counted: Found, sentences: Found) -> Files:
    """The page on faults: what was counted, and which sentences held."""
    counted = {fault: found for fault, found in counted.items() if not fault.startswith(_SOAK)}
    page = ["# Faults", "", MADE_BY, "", *_intro("make faults", {**counted, **sentences})]
    page += [*_counts(counted), "", "## Held or not", ""]
    page += _table(
        ["sentence", "runs", "held"],
        [
            [sentence.replace("_", " "), str(found["runs"]), str(found["held"])]
            for sentence, found in sorted(sentences.items())
        ],
    )
    return {"faults.md": "\n".join(page) + "\n"}


def soak(counted: Found, run: Mapping[str, Any]) -> Files:
    """The page on faults at random, and what they left of memory and files."""
    counted = {fault: found for fault, found in counted.items() if fault.startswith(_SOAK)}
    page = ["# Soak", "", MADE_BY, "", *_intro("make soak", {"": run})]
    page += [*_counts(counted), "", "## Hours of faults at random", "", *_soak(run)]
    page += ["", "![soak](soak.svg)"]
    return {"soak.md": "\n".join(page) + "\n", "soak.svg": _soak_curves(run)}


def _counts(counted: Found) -> Iterator[str]:
    yield ""
    yield "## Counted where it is read"
    yield ""
    yield "At the client of whoever asked, or in the server's own history. A blow is one time that"
    yield "the fault was made; asked is how many answers or reminders had to come; late is the"
    yield "longest wait from the sight of a line to that of its answer, where somebody looked on."
    yield ""
    yield from _table(
        ["fault", *_COUNTED, "late, s", "sizes", "day", "load before"],
        [
            [
                fault,
                *(str(found[name]) for name in _COUNTED),
                _number(found["longest_s"]),
                *(str(found["made"][name]) for name in ("sizes", "day", "load before")),
            ]
            for fault, found in sorted(counted.items())
        ],
    )


def _soak(found: Mapping[str, Any]) -> Iterator[str]:
    """What was done to it, and how the process looked in the end."""
    yield "One process served both networks, and one fault followed the other, each when everything"
    yield f"was answered again: {_span(found['seconds'])}, {_made(found)}"
    if (clock := found["clock"]) != 1:
        yield f"The clock of all programs ran {clock:g} times as fast as the wall's (libfaketime),"
        yield f"for which {_span(found['seconds'] / clock)} went by."
    yield ""
    yield from _table(
        ["fault", "blows"], [[fault, str(blows)] for fault, blows in sorted(found["blows"].items())]
    )
    yield ""
    quarter = max(len(found["samples"]) // 4, 1)
    quarters = [found["samples"][at * quarter : (at + 1) * quarter] for at in range(4)]
    yield from _table(
        ["quarter", "memory (USS), MiB, median", "open files, median"],
        [
            [
                str(at),
                _number(median(one[1] for one in part)),
                _number(median(one[2] for one in part)),
            ]
            for at, part in enumerate(quarters, start=1)
        ],
    )


def _soak_curves(found: Mapping[str, Any]) -> str:
    _, memory, files = zip(*found["samples"], strict=True)
    span = f"{_span(found['seconds'])} under random faults"
    return over_time("Soak", span, {"memory (USS), MiB": memory, "open files": files})


def _span(seconds: float) -> str:
    return f"{seconds / 3600:.3g} h" if seconds >= 3600 else f"{seconds / 60:.3g} min"


def _intro(command: str, found: Found) -> Iterator[str]:
    machines = dict.fromkeys(each["made"]["machine"] for each in found.values())
    yield f"Measured by `{command}`, with ANKERPLATZ_TEST_LONG=1 in long sizes, on:"
    yield ""
    for machine in machines:
        days = sorted({e["made"]["day"] for e in found.values() if e["made"]["machine"] == machine})
        yield f"- {machine}; {' to '.join(dict.fromkeys((days[0], days[-1])))}"
    yield ""
    yield "The servers ran on the same machine. Its load average over a minute before the run is"
    yield "named with the figures: where others were at work, ratios within a run are what counts."


def _made(found: Mapping[str, Any]) -> str:
    made = found["made"]
    return f"{made['day']}, {made['sizes']} sizes, load before {made['load before']}."


def _drawn(what: str, figures: Mapping[str, Mapping[str, float]]) -> str | None:
    """How it grows where an exponent was taken, else bars where more than one was measured."""
    if "exponent" in figures:
        sizes = [(int(size), taken) for size, taken in figures.items() if size != "exponent"]
        return curves(
            what,
            {_unit(name): [(size, taken[name]) for size, taken in sizes] for name in sizes[0][1]},
            {_unit(name): value for name, value in figures["exponent"].items()},
        )
    groups = _compared(figures)
    return bars(what, groups) if groups else None


def _compared(figures: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """By figure, where more than one has it; ratios are no bars."""
    measured = {who: values for who, values in figures.items() if who != "ratio"}
    names = dict.fromkeys(name for values in measured.values() for name in values)
    groups = {
        _unit(name): {who: values[name] for who, values in measured.items() if name in values}
        for name in names
    }
    return {name: group for name, group in groups.items() if len(group) > 1 and name != "lines"}


def _unit(name: str) -> str:
    """`p50_ms` as `p50, ms`."""
    words = re.sub(r"_(ms|s|mib|percent)$", r", \1", name)
    return words.replace("lines_per, s", "lines/s").replace(", mib", ", MiB").replace("_", " ")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"


def _file_name(what: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")


def _left(name: str) -> Found:
    path = ARTIFACTS / f"{name}.json"
    found: Found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {what: values for what, values in found.items() if "made" in values}


def main() -> None:
    """Each page of which something was measured."""
    files: Files = {}
    if bench := _left("bench"):
        files |= speed(bench) | containers(bench) | profile(bench)
    if tried := _left("tried"):
        files |= faults(_left("faults"), tried)
    for run in _left("soak").values():
        files |= soak(_left("faults"), run)
    PAGES.mkdir(exist_ok=True)
    for name, text in files.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
