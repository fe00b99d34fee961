"""What measurements leave: lines at the end of the run, and artifacts/bench.json."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

ARTIFACT: Final = Path(__file__).parents[2] / "artifacts/bench.json"

Figures = Mapping[str, float]
_FIGURES: Final = "figures"

Report = Callable[[str, Mapping[str, Figures]], None]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Keep figures: what was measured, and for each program that was measured its values."""

    def keep(what: str, figures: Mapping[str, Figures]) -> None:
        taken = {name: dict(values) for name, values in figures.items()}
        request.node.user_properties.append((_FIGURES, (what, taken)))  # a worker's reach us too

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print them where they are seen, and keep them."""
    reports = [
        each
        for outcome in ("passed", "failed")
        for each in terminalreporter.stats.get(outcome, ())
        if each.when == "call"
    ]
    taken: dict[str, dict[str, Figures]] = dict(
        value for each in reports for name, value in each.user_properties if name == _FIGURES
    )
    if not taken:
        return
    terminalreporter.section("measurements")
    for what, programs in sorted(taken.items()):
        terminalreporter.line(what)
        for program, figures in programs.items():
            values = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
            terminalreporter.line(f"  {program:<22} {values}")
    kept: dict[str, object] = json.loads(ARTIFACT.read_text()) if ARTIFACT.exists() else {}
    ARTIFACT.parent.mkdir(exist_ok=True)
    ARTIFACT.write_text(json.dumps({**kept, **taken}, indent=2) + "\n")
