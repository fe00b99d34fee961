"""What measurements leave: lines at the end of the run, and artifacts/bench.json."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

ARTIFACT: Final = Path(__file__).parents[2] / "artifacts/bench.json"

Figures = Mapping[str, float]
_TAKEN: Final = pytest.StashKey[dict[str, dict[str, Figures]]]()

Report = Callable[[str, Mapping[str, Figures]], None]


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Report:
    """Keep figures: what was measured, and for each program that was measured its values."""
    taken = pytestconfig.stash.setdefault(_TAKEN, {})

    def keep(what: str, figures: Mapping[str, Figures]) -> None:
        taken[what] = dict(figures)
        kept = json.loads(ARTIFACT.read_text()) if ARTIFACT.exists() else {}
        ARTIFACT.parent.mkdir(exist_ok=True)
        ARTIFACT.write_text(json.dumps({**kept, **taken}, indent=2) + "\n")

    return keep


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print them where they are seen."""
    taken = config.stash.get(_TAKEN, {})
    if taken:
        terminalreporter.section("measurements")
    for what, programs in sorted(taken.items()):
        terminalreporter.line(what)
        for program, figures in programs.items():
            values = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
            terminalreporter.line(f"  {program:<22} {values}")
