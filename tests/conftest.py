"""Fixtures that every kind of test may use; the real servers live in tests/fixtures."""

import fcntl
import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.fuzzing import LONG

# Every run tries the same examples, however slow the machine is; a long one looks further.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=not LONG,
    max_examples=2000 if LONG else 50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

pytest_plugins = [
    "tests.findings",
    "tests.fixtures.containers",
    "tests.fixtures.disk",
    "tests.fixtures.postgresql",
    "tests.fixtures.prosody",
    "tests.fixtures.synapse",
    "tests.fixtures.venue",
]


def pytest_collection_finish() -> None:
    """Programs that tests start never heard of what is asked of the tests."""
    for name in ("ANKERPLATZ_TEST_LONG", "ANKERPLATZ_TEST_ENGINE"):
        os.environ.pop(name, None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measurements come first, one after the other: each that came later would wait for others."""
    items.sort(key=lambda item: item.get_closest_marker("bench") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What measures has the machine for itself, also where workers share the tests.

    Everyone passes the gate; who measures holds it until the others are done, so that they cannot
    go on for ever.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return (yield)
    folder = Path(tempfile.gettempdir())
    alone = item.get_closest_marker("bench") is not None
    with ExitStack() as held:
        gate = held.enter_context((folder / f"ankerplatz-{run}-gate").open("w"))
        fcntl.flock(gate, fcntl.LOCK_EX)
        machine = held.enter_context((folder / f"ankerplatz-{run}-machine").open("w"))
        fcntl.flock(machine, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        return (yield)
