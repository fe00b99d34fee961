"""What became of everything that was asked or due while a fault was made: lost, doubled, late."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.demo.guests import Heard


def tallied(
    *, blows: int, times: Mapping[str, int], expected: Iterable[str], longest_s: float | None = None
) -> dict[str, Any]:
    """Counted at the receiving client or in the server's own history.

    `times` is how often each answer or reminder is there, `blows` how often the fault was made,
    `longest_s` the longest wait from the sight of the line to that of its answer, in seconds;
    None where nobody was looking all the time.
    """
    found = [times.get(each, 0) for each in expected]
    return {
        "runs": 1,
        "blows": blows,
        "asked": len(found),
        "lost": found.count(0),
        "doubled": sum(one > 1 for one in found),
        "longest_s": longest_s,
    }


def summed(tallies: Iterable[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """Several runs of one fault as one; of the waits the longest."""
    sums: dict[str, dict[str, Any]] = {}
    for fault, tally in tallies:
        before = sums.get(fault)
        if before is None:
            sums[fault] = dict(tally)
            continue
        waits = [one["longest_s"] for one in (before, tally) if one["longest_s"] is not None]
        for name in ("runs", "blows", "asked", "lost", "doubled"):
            before[name] += tally[name]
        before["longest_s"] = max(waits, default=None)
    return sums


def times_of(texts: Iterable[str], pattern: re.Pattern[str]) -> Counter[str]:
    """How often each answer is there, by the first group of the pattern."""
    return Counter(found[1] for text in texts if (found := pattern.search(text)))


def longest_wait(heard: Sequence[Heard], asked: re.Pattern[str], answer: re.Pattern[str]) -> float:
    """Seconds between the sight of a line and the first sight of its answer, at most.

    Both patterns have the same first group. What was never answered is lost, not late.
    """
    lines: dict[str, float] = {}
    answers: dict[str, float] = {}
    for one in heard:
        if found := asked.search(one.text):
            lines.setdefault(found[1], one.at)
        elif found := answer.search(one.text):
            answers.setdefault(found[1], one.at)
    return max((answers[each] - lines[each] for each in lines.keys() & answers.keys()), default=0.0)
