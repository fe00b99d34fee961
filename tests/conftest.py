"""Fixtures that every kind of test may use; the real servers live in tests/fixtures."""

import fcntl
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Final, Self

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
    """Workers share the machine, but for the moments in which one measures; see `_Machine`."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return (yield)
    with _Machine(Path(tempfile.gettempdir()) / f"ankerplatz-{run}") as machine:
        item.stash[_MACHINE] = machine
        machine.share()
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """What is prepared for a measurement need not wait for anybody, nor they for that."""
    machine = item.stash.get(_MACHINE, None)
    if machine is None or item.get_closest_marker("bench") is None:
        return (yield)
    machine.have_alone()
    try:
        return (yield)
    finally:
        machine.share()


class _Machine:
    """A lock that workers share, or one has alone.

    Everyone passes the gate; who waits to be alone holds it until the others are done, so that they
    cannot go on for ever.
    """

    def __init__(self, place: Path) -> None:
        self._gate = os.open(f"{place}-gate", os.O_CREAT | os.O_RDWR)
        self._lock = os.open(f"{place}-machine", os.O_CREAT | os.O_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)
        os.close(self._gate)

    def share(self) -> None:
        self._get(fcntl.LOCK_SH)

    def have_alone(self) -> None:
        self._get(fcntl.LOCK_EX)

    def _get(self, kind: int) -> None:
        fcntl.flock(self._lock, fcntl.LOCK_UN)  # nobody waits in the gate for what they hold
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        fcntl.flock(self._lock, kind)
        fcntl.flock(self._gate, fcntl.LOCK_UN)


_MACHINE: Final = pytest.StashKey[_Machine]()
