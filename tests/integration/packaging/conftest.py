"""A bare Debian, and the wheels that the lock names, fetched by `make test` beforehand."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.integration.packaging.machines import SOURCES, Machines

BARE: Final = "docker.io/library/bare:1"
TOOLS: Final = SOURCES / ".tools"


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """With the image `BARE`: the Debian or Ubuntu of this machine with Python, and nothing else."""
    machines = Machines(tmp_path_factory.mktemp("machines"), wheels=TOOLS / "wheels")
    machines.load(TOOLS / "bare.tar", BARE)
    yield machines
    machines.close()
