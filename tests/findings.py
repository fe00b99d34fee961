"""What measurements and faults leave: lines at the end of the run, and artifacts/*.json.

Each finding is kept with the machine, the day, the sizes and how busy the machine was before, so
that docs/proof/ can say so (`python -m tests.proof`). Where workers share the machine it is only
printed.
"""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from tests.faults.tally import summed
from tests.fuzzing import LONG as IS_LONG

ARTIFACTS: Final = Path(__file__).parents[1] / "artifacts"
BENCH: Final = "bench"
FAULT: Final = "fault"
SOAK: Final = "soak"

_BUSY = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    """How busy others keep the machine is only seen before we do."""
    config.stash[_BUSY] = os.getloadavg()[0]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was found where it is seen, and keep it."""
    reports = [
        each
        for outcome in ("passed", "failed")
        for each in terminalreporter.stats.get(outcome, ())
        if each.when == "call"
    ]
    bench, faults = dict(_left(reports, BENCH)), summed(_left(reports, FAULT))
    soaks = dict(_left(reports, SOAK))
    if bench:
        terminalreporter.section("measurements")
        terminalreporter.write("".join(_lines(bench)))
    if faults:
        terminalreporter.section("faults")
        terminalreporter.write("".join(_lines({"counted where it is read": faults})))
    if not config.getoption("numprocesses"):
        made = _circumstances(config.stash[_BUSY])
        _keep("bench", {what: {"figures": figures} for what, figures in bench.items()}, made)
        _keep("faults", faults, made)
        _keep("tried", tried(reports), made)
        _keep("soak", soaks, made)


def _left(reports: Iterable[pytest.TestReport], kind: str) -> list[Any]:
    return [value for each in reports for name, value in each.user_properties if name == kind]


def tried(reports: Iterable[pytest.TestReport]) -> dict[str, dict[str, int]]:
    """How often each sentence about faults was tried, and how often it held."""
    counts: dict[str, dict[str, int]] = {}
    for each in reports:
        if "faults" not in each.keywords:
            continue
        sentence = each.nodeid.partition("[")[0].rpartition("::")[2]
        counted = counts.setdefault(sentence.removeprefix("test_"), {"runs": 0, "held": 0})
        counted["runs"] += 1
        counted["held"] += each.passed
    return counts


def _lines(taken: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterable[str]:
    for what, parts in sorted(taken.items()):
        yield f"{what}\n"
        for part, values in parts.items():
            told = (f"{name} {value:.4g}" for name, value in values.items() if value is not None)
            yield f"  {part:<22} {'  '.join(told)}\n"


def _circumstances(busy: float) -> dict[str, Any]:
    memory = psutil.virtual_memory().total / 2**30
    system = f"Linux {platform.release().partition('-')[0]}, Python {platform.python_version()}"
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB, {system}",
        "sizes": "long" if IS_LONG else "short",
        "load before": round(busy, 1),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _keep(name: str, found: Mapping[str, Any], circumstances: Mapping[str, Any]) -> None:
    """Beside what other runs left there."""
    if not found:
        return
    path = ARTIFACTS / f"{name}.json"
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    kept |= {what: {**values, "made": circumstances} for what, values in found.items()}
    ARTIFACTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
