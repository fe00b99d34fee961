"""What the profiles of the benchmarks make of what was seen."""

import cProfile
import json
import pstats
import sqlite3
from pathlib import Path

import babel
import pytest

from bot.domain.naming import slug_of
from tests.bench.shares import (
    BEGINNINGS,
    MOST,
    STEPS,
    of_answer,
    of_functions,
    of_loading,
    of_start,
    part_of,
    part_of_file,
    parts,
    shares,
)


@pytest.mark.parametrize(
    ("module", "part"),
    [
        ("bot.domain.when.days", "bot.domain"),
        ("bot", "bot"),
        ("slixmpp.xmlstream.resolver", "slixmpp"),
        ("asyncio.events", "Python's library"),
    ],
)
def test_a_module_counts_for_its_layer_its_package_or_python(module: str, part: str) -> None:
    assert part_of(module) == part


def test_a_file_counts_for_what_its_module_counts() -> None:
    assert part_of_file(str(slug_of.__code__.co_filename)) == "bot.domain"
    assert part_of_file(babel.__file__) == "babel"
    assert part_of_file(json.__file__) == "Python's json"
    assert part_of_file("<string>") == "generated"


def test_the_small_parts_are_summed_and_nothing_is_left_out() -> None:
    seen = [(f"part {size}", float(size)) for size in range(1, MOST + 3)]

    summed = parts([*seen, ("part 1", 9.0)])

    assert next(iter(summed)) == f"part {MOST + 2}"
    assert summed["2 others"] == 2.0 + 3.0
    assert sum(summed.values()) == sum(size for _, size in seen) + 9.0
    assert shares("taken_ms", {"a": 1.0, "b": 3.0}) == {
        "a": {"taken_ms": 1.0, "share_percent": 25.0},
        "b": {"taken_ms": 3.0, "share_percent": 75.0},
        "sum": {"taken_ms": 4.0},
    }


def test_time_in_what_is_not_python_counts_for_its_caller_but_for_the_database(
    tmp_path: Path,
) -> None:
    profile = cProfile.Profile()
    database = sqlite3.connect(":memory:")
    with profile:
        slug_of("Vorstand im Advent")
        database.execute("SELECT 1").fetchall()
    database.close()
    profile.dump_stats(tmp_path / "calls")
    stats = pstats.Stats(str(tmp_path / "calls"))

    summed = parts(of_functions(stats))

    assert {"bot.domain", "SQLite"} <= summed.keys()
    assert sum(summed.values()) <= stats.total_tt * 1.001


def test_what_was_loaded_counts_for_the_part_that_it_belongs_to() -> None:
    loaded = {"slixmpp": 1.0, "slixmpp.jid": 2.0, "bot.domain.chat": 3.0, "json.decoder": 4.0}

    assert parts(of_loading(loaded)) == {
        "Python's library": 4.0,
        "slixmpp": 3.0,
        "bot.domain": 3.0,
    }


def test_a_start_is_told_from_one_beginning_to_the_next() -> None:
    moments = [(what, float(at), at / 2) for at, what in enumerate(BEGINNINGS, start=1)]

    course = of_start(0.5, [*moments, ("read", 9.0, 9.0), ("ready", 99.0, 9.0)])

    assert course["Python runs"] == {"taken_ms": 500, "processor_ms": 500}
    assert course["ready"] == {"taken_ms": 1000, "processor_ms": 500}
    whole = {"taken_ms": 1e3 * (len(BEGINNINGS) - 0.5), "processor_ms": 500 * len(BEGINNINGS)}
    assert course["sum"] == pytest.approx(whole)


def test_the_steps_of_an_answer_are_the_whole_way_whatever_came_before_and_after() -> None:
    before = [("read", 0.1), ("understood", 0.2), ("committed", 0.3), ("sent", 0.4)]
    other_lines = [("read", 1.05), ("kept", 1.06)]
    ours = [
        *(("read", 1.1), ("kept", 1.2), ("understood", 1.4), ("disk", 1.5), ("on disk", 1.6)),
        *(("committed", 1.7), ("sending", 1.75), ("sent", 2.5), ("disk", 2.6), ("on disk", 2.9)),
    ]

    seen = [*before, *other_lines, *ours, ("read", 3.0), ("kept", 3.1)]
    steps = of_answer(1.0, 2.0, [(*moment, 0.0) for moment in seen])

    *way, waits, known = steps.values()
    assert list(steps) == list(STEPS)
    assert sum(way) == pytest.approx(1.0)
    assert way == pytest.approx([0.1, 0.1, 0.2, 0.3, 0.05, 0.25])
    assert (waits, known) == pytest.approx((0.1, 0.75))
