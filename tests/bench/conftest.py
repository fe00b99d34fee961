"""How measurements hand over what they took; tests/findings.py prints and keeps it."""

import compileall
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import bot
from tests.findings import BENCH

# other bots are no dependencies of ours: `make peers` installs them, for long runs only
collect_ignore = [] if os.environ.get("ANKERPLATZ_TEST_LONG") == "1" else ["test_peers.py"]
# a profile asserts hardly anything, and is kept only where one measures alone
if "PYTEST_XDIST_WORKER" in os.environ:
    collect_ignore.append("test_profile.py")

Figures = Mapping[str, float]
Report = Callable[[str, Mapping[str, Figures]], None]


@pytest.fixture(scope="session", autouse=True)
def bytecode() -> None:
    """As an installed program has it: else each start would compile all of it, as no library's."""
    assert compileall.compile_dir(Path(bot.__file__).parent, quiet=2)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Keep figures: what was measured, and for each program that was measured its values."""

    def keep(what: str, figures: Mapping[str, Figures]) -> None:
        taken = {name: dict(values) for name, values in figures.items()}
        request.node.user_properties.append((BENCH, (what, taken)))  # a worker's reach us too

    return keep
