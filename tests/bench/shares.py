"""What a profile saw (`profiled.py`) as shares: of our layers and of the packages of others."""

import pstats
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.bench.conftest import Figures

Moments = Sequence[tuple[str, float, float]]

MOST: Final = 16
"""So many parts have a row of their own."""
BEGINNINGS: Final = (
    *("Python runs", "command line loaded", "program loaded", "configuration read"),
    *("put together", "ready"),
)
STEPS: Final = {
    "on the way to the bot": ("asked", "read"),
    "read in and kept": ("read", "kept"),
    "understood, looked around": ("kept", "understood"),
    "carried out, in words, kept": ("understood", "committed"),
    "handed on": ("committed", "sending"),
    "on the way to the reader": ("sending", "seen"),
    "waits for the disk, in the above": ("disk", "on disk"),
    "until it is known as sent": ("sending", "sent"),
}
_LIBRARY: Final = f"python{sys.version_info.major}.{sys.version_info.minor}"


def part_of(module: str) -> str:
    """By layer of ours, by package of others; all of Python's own as one."""
    names = module.split(".")
    if names[0] == "bot":
        return ".".join(names[:2])
    return "Python's library" if names[0] in sys.stdlib_module_names else names[0]


def part_of_file(file: str) -> str:
    """The same of a file's path, but each of Python's own by itself; generated code has none."""
    names = Path(file).with_suffix("").parts
    for folder, own in (("site-packages", 1), ("bot", 0), (_LIBRARY, 1)):
        if folder in names[:-1]:
            package = names[names.index(folder) + own :]
            return f"Python's {package[0]}" if folder == _LIBRARY else part_of(".".join(package))
    return "generated"


def parts(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Summed, the greatest first, and the smallest together."""
    sums: dict[str, float] = defaultdict(float)
    for part, value in found:
        sums[part] += value
    ranked = sorted(sums.items(), key=lambda one: -one[1])
    rest = ranked[MOST:]
    return dict(ranked[:MOST]) | (
        {f"{len(rest)} others": sum(value for _, value in rest)} if rest else {}
    )


def shares(column: str, values: Mapping[str, float]) -> dict[str, Figures]:
    whole = sum(values.values())
    found = {
        part: {column: value, "share_percent": 100 * value / whole}
        for part, value in values.items()
    }
    return {**found, "sum": {column: whole}}


def of_functions(profile: pstats.Stats) -> Iterator[tuple[str, float]]:
    """Seconds in each function by itself; what is not in Python counts for whoever calls it."""
    for (file, _, name), (_, _, own, _, callers) in profile.stats.items():
        if "sqlite3." in name:
            yield "SQLite", own
        elif file != "~":
            yield part_of_file(file), own
        else:
            for (caller, _, _), (_, _, of_caller, _) in callers.items():
                yield part_of_file(caller), of_caller


def of_loading(loaded: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """What loading each module took by itself, for the part that it belongs to."""
    return ((part_of(module), value) for module, value in loaded.items())


def of_start(begun: float, moments: Moments) -> dict[str, Figures]:
    """From one of the beginnings to the next, the first from when it was begun; in milliseconds."""
    first = {what: (clock, processor) for what, clock, processor in reversed(moments)}
    course = [(begun, 0.0), *(first[what] for what in BEGINNINGS)]
    taken = [(end[0] - before[0], end[1] - before[1]) for before, end in pairwise(course)]
    found = {
        what: {"taken_ms": 1e3 * clock, "processor_ms": 1e3 * processor}
        for what, (clock, processor) in zip(BEGINNINGS, taken, strict=True)
    }
    clock, processor = (1e3 * sum(column) for column in zip(*taken, strict=True))
    return {**found, "sum": {"taken_ms": clock, "processor_ms": processor}}


def of_answer(asked: float, seen: float, moments: Moments) -> dict[str, float]:
    """Seconds of each step of one line that was asked and whose answer was seen then."""
    at = {"asked": asked, "seen": seen}
    waits, began = 0.0, 0.0
    for what, moment, _ in moments:
        if moment < asked:
            continue
        if what in ("read", "kept") and "understood" not in at:
            at[what] = moment  # what was read before was no command
        elif what == "disk":
            began = moment
        elif what == "on disk" and "committed" not in at:
            waits += moment - began
        else:
            at.setdefault(what, moment)
    at |= {"disk": 0.0, "on disk": waits}
    return {step: at[end] - at[begin] for step, (begin, end) in STEPS.items()}
