"""The pages of docs/proof: from what a run left to tables and plots."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bot.demo.guests import Heard
from tests.bench.growth import exponent, with_exponents
from tests.charts import bars, curves
from tests.faults.tally import longest_wait, summed, tallied, times_of
from tests.findings import tried
from tests.proof import PAGES, containers, faults, profile, soak, speed

MADE = {"day": "2026-11-24", "machine": "2 cores of a box", "sizes": "short", "load before": 0.4}
BENCH: dict[str, dict[str, Any]] = {
    "reply time on xmpp, lines at once": {
        "figures": {
            "Ankerplatz": {"p50_ms": 44.0, "p99_ms": 48.25, "lines": 100},
            "bare slixmpp": {"p50_ms": 22.0, "p99_ms": 51.0, "lines": 100},
            "ratio": {"p50": 2.0},
        },
        "made": MADE,
    },
    "only ours": {"figures": {"Ankerplatz": {"uss_mib": 12345.6}}, "made": MADE},
}
ASKED, ANSWER = re.compile(r"^ask (\d)"), re.compile(r"^answer (\d)")


def heard(text: str, at: float) -> Heard:
    return Heard(id=f"{at}", chat="club", speaker="someone", text=text, at=at)


def test_the_page_on_speed_says_what_was_taken_where_when_and_in_which_sizes() -> None:
    page = speed(BENCH)["speed.md"]

    assert "- 2 cores of a box; 2026-11-24\n" in page
    assert "|  | p50, ms | p99, ms | lines | p50 |\n" in page
    assert "| Ankerplatz | 44 | 48.2 | 100 |  |\n" in page
    assert "| ratio |  |  |  | 2 |\n" in page
    assert "| Ankerplatz | 12,346 |\n" in page
    assert page.count("2026-11-24, short sizes, load before 0.4.") == len(BENCH)


def test_there_is_a_plot_where_several_were_compared_and_the_page_shows_it() -> None:
    files = speed(BENCH)

    assert files.keys() == {"speed.md", "reply-time-on-xmpp-lines-at-once.svg"}
    assert "](reply-time-on-xmpp-lines-at-once.svg)" in files["speed.md"]


def test_what_a_container_costs_is_a_page_of_its_own() -> None:
    size = {"figures": {"image": {"size_mib": 325.0}, "base": {"size_mib": 200.0}}, "made": MADE}
    bench = {**BENCH, "container, size": size}

    assert containers(bench).keys() == {"container.md", "container-size.svg"}
    assert "| image | 325 |\n" in containers(bench)["container.md"]
    assert speed(bench) == speed(BENCH)
    assert containers(BENCH) == {}


def test_where_time_and_memory_go_is_a_page_of_tables() -> None:
    parts = {"bot.domain": {"held_mib": 3.0}, "slixmpp": {"held_mib": 2.0}}
    bench = {**BENCH, "profile, memory on xmpp": {"figures": parts, "made": MADE}}

    assert profile(bench).keys() == {"profile.md"}
    assert "| slixmpp | 2 |\n" in profile(bench)["profile.md"]
    assert speed(bench) == speed(BENCH)
    assert profile(BENCH) == {}


def test_bars_are_as_long_as_their_values_and_names_are_no_markup() -> None:
    drawn = ET.fromstring(bars("a <b> & c", {"p50": {"<ours>": 44.0, "bare": 22.0}}))

    _, ours, bare = drawn.iter("{http://www.w3.org/2000/svg}rect")
    assert float(ours.attrib["width"]) == 2 * float(bare.attrib["width"])
    assert {"a <b> & c", "<ours>", "44"} <= {each.text for each in drawn.iter()}


def test_how_a_cost_grows_is_told_by_its_exponent() -> None:
    assert exponent([(10, 3.0), (100, 3.0), (1000, 3.0)]) == pytest.approx(0)
    assert exponent([(10, 20.0), (100, 200.0), (1000, 2000.0)]) == pytest.approx(1)
    assert exponent([(2, 5.0), (4, 20.0)]) == pytest.approx(2)


def test_what_grows_is_drawn_as_a_curve_through_its_points() -> None:
    figures = with_exponents({size: {"cpu_ms": 2.0 * size} for size in (10, 100, 1000)})
    files = speed({"cost by lines": {"figures": figures, "made": MADE}})

    drawn = ET.fromstring(files["cost-by-lines.svg"])
    points = list(drawn.iter("{http://www.w3.org/2000/svg}circle"))
    (line,) = drawn.iter("{http://www.w3.org/2000/svg}line")
    assert [point.attrib["cx"] for point in points] == ["60.0", "300.0", "540.0"]
    ends = [(point.attrib["cx"], point.attrib["cy"]) for point in (points[0], points[-1])]
    assert [(line.attrib[f"x{n}"], line.attrib[f"y{n}"]) for n in (1, 2)] == ends
    assert "cpu, ms: size to the 1.00" in {each.text for each in drawn.iter()}
    assert "| exponent | 1 |" in files["speed.md"]


def test_a_cost_that_stays_the_same_can_be_drawn_too() -> None:
    ET.fromstring(curves("flat", {"ms": [(10, 3.0), (100, 3.0)]}, {"ms": 0.0}))


def test_the_page_on_faults_has_what_was_counted_and_what_was_tried() -> None:
    one = tallied(blows=15, times={"1": 1, "2": 2}, expected="123", longest_s=0.5)
    counted = {"kill -9, xmpp": {**one, "made": MADE}}
    tried = {"it_answers_once": {"runs": 2, "held": 1, "made": MADE}}

    page = faults(counted | {"soak of 60 s": one | {"made": MADE}}, tried)["faults.md"]

    assert "| kill -9, xmpp | 1 | 15 | 3 | 1 | 1 | 0.5 | short | 2026-11-24 | 0.4 |\n" in page
    assert "| it answers once | 2 | 1 |\n" in page
    assert "soak" not in page


@pytest.mark.parametrize("values", ["", "[matrix]", "[('::1', 9)-contact1]", "[a[0]-[b]]"])
def test_a_sentence_is_the_same_whatever_values_it_was_tried_with(values: str) -> None:
    report = pytest.TestReport(
        nodeid=f"tests/faults/test_wire.py::TestCuts::test_it_holds{values}",
        location=("tests/faults/test_wire.py", 1, "test_it_holds"),
        keywords={"faults": 1},
        outcome="passed",
        longrepr=None,
        when="call",
    )

    assert tried([report, report]) == {"it_holds": {"runs": 2, "held": 2}}


COUNTED = (
    *("kill -9 of the bot while commands come", "kill -9 of the bot while reminders go out"),
    *("SIGSTOP of the bot", "SIGTERM amid five commands", "kill -9 of the chat server"),
    *("cut at random bytes", "latency", "answers lost", "too many requests"),
    *("disk full", "full disk of its own", "disk that breaks", "PostgreSQL read-only"),
    *("database held by another program", "clock an hour behind", "clock two hours ahead"),
    *("clock set back and forth, reminders", "rules of the time zone changed, reminders"),
    *("database restored (db restore)", "database restored (file put back)", "kicked", "banned"),
)
"""On either network."""
ON_ONE = ("token revoked, matrix", "room upgraded, matrix", "group chat destroyed, xmpp")
AMONG_OTHERS = ("half-open", "server restarted", "server killed", "bot stopped")
"""In the soak; what each of them did stands in the two lines of that."""


def rows_of(page: str, heading: str) -> dict[str, list[str]]:
    """The cells of a table of a page, by the first of them."""
    text = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line[:2] == "| "]
    return {name: values for name, *values in cells[2:]}


def test_the_pages_that_are_kept_count_each_fault_on_each_network_and_nothing_lost_or_doubled() -> (
    None
):
    page, of_soak = (
        (PAGES / name).read_text(encoding="utf-8") for name in ("faults.md", "soak.md")
    )
    counted = rows_of(page, "Counted where it is read")
    in_soak = rows_of(of_soak, "Counted where it is read")
    soaked = rows_of(of_soak, "Hours of faults at random")

    wanted = {f"{fault}, {network}" for fault in COUNTED for network in ("matrix", "xmpp")}
    assert {*wanted, *ON_ONE} - counted.keys() == set()
    assert {fault.rpartition(" ")[2] for fault in in_soak} == {"matrix", "xmpp"}
    assert [fault for fault in AMONG_OTHERS if int(soaked[fault][0]) == 0] == []
    for fault, (runs, blows, asked, lost, doubled, *_) in (counted | in_soak).items():
        assert min(map(int, (runs, blows, asked))) > 0, fault
        assert (lost, doubled) == ("0", "0"), fault
    held = rows_of(page, "Held or not")
    assert held
    assert [each for each in held if not re.fullmatch(r"[a-z0-9 ]+", each)] == []
    assert [each for each, (runs, times) in held.items() if runs != times] == []


def test_a_soak_is_told_by_its_blows_and_quarters_and_drawn() -> None:
    samples = [[2.0 * n, 50.0 + n, 20] for n in range(8)]
    run = {"seconds": 1200, "clock": 1, "blows": {"half-open": 3}, "samples": samples, "made": MADE}
    one = tallied(blows=3, times={"1": 1}, expected="1", longest_s=0.5)
    counted = {"soak of 1200 s, xmpp": one | {"made": MADE}, "banned, xmpp": one | {"made": MADE}}

    files = soak(counted, run)

    assert files.keys() == {"soak.md", "soak.svg"}
    page = files["soak.md"]
    assert "| soak of 1200 s, xmpp | 1 | 3 | 1 | 0 | 0 |" in page
    assert "banned" not in page
    assert "clock" not in page
    assert "20 min, 2026-11-24, short sizes, load before 0.4.\n" in page
    assert "| half-open | 3 |\n" in page
    assert "| 1 | 50.5 | 20 |\n" in page
    assert "| 4 | 56.5 | 20 |\n" in page
    drawn = ET.fromstring(files["soak.svg"])
    memory, _ = drawn.iter("{http://www.w3.org/2000/svg}polyline")
    heights = [float(place.split(",")[1]) for place in memory.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)


def test_a_soak_in_a_faster_clock_says_how_long_it_was_by_the_wall() -> None:
    blows = {"half-open": 3}
    run = {"seconds": 28800, "clock": 4.0, "blows": blows, "samples": [[0.0, 50.0, 20]] * 4}

    page = soak({}, run | {"made": MADE})["soak.md"]

    assert "8 h, 2026-11-24, short sizes, load before 0.4.\n" in page
    assert "ran 4 times as fast" in page
    assert "for which 2 h went by.\n" in page


def test_several_runs_of_one_fault_are_one_line_with_their_longest_wait() -> None:
    runs = [
        tallied(blows=1, times={"a": 1}, expected=["a"], longest_s=longest)
        for longest in (None, 2.0, 1.0)
    ]

    sums = summed(("kill -9", one) for one in runs)

    assert sums == {
        "kill -9": {"runs": 3, "blows": 3, "asked": 3, "lost": 0, "doubled": 0, "longest_s": 2.0}
    }
    assert runs[0]["runs"] == 1, "what was handed over stays as it was"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ([("ask 1", 1.0), ("ask 2", 2.0), ("answer 1", 4.5), ("answer 2", 5.0)], 3.5),
        ([("ask 1", 1.0), ("answer 1", 2.0), ("answer 1", 9.0)], 1.0),
        ([("ask 1", 1.0)], 0.0),
    ],
)
def test_late_is_the_longest_wait_for_a_first_answer(
    said: list[tuple[str, float]], seconds: float
) -> None:
    assert longest_wait([heard(*one) for one in said], ASKED, ANSWER) == seconds


def test_answers_are_counted_by_their_number() -> None:
    assert times_of(["answer 1", "other", "answer 1", "answer 2"], ANSWER) == {"1": 2, "2": 1}
