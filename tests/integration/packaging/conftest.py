"""A bare Debian with the wheels that the lock names, and an operator of containers.

What has to come from elsewhere was fetched by `make test` beforehand.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from bot.demo.program import write_configuration
from tests.fixtures.containers import copy_of_sources
from tests.fixtures.engine import OUTSIDE, DockerEngine, may_run_containers
from tests.fixtures.venue import BOT_NAME, Settings, Venue, XmppVenue
from tests.integration.packaging.machines import SOURCES, Machines
from tests.integration.packaging.operators import USER, Operator

TOOLS: Final = SOURCES / ".tools"
BARE: Final = TOOLS / "bare.tar"
"""The Debian or Ubuntu of this machine with Python, and nothing else."""

# what it shows of the image, the tests with Docker show as well
collect_ignore = ["test_image.py"] if may_run_containers() else []

Lend = Callable[[str], Awaitable[str]]
Configure = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    machines = Machines(tmp_path_factory.mktemp("machines"), wheels=TOOLS / "wheels")
    yield machines
    machines.close()


@pytest.fixture
def operator(docker: DockerEngine, image: str, tmp_path: Path) -> Iterator[Operator]:
    assert image
    yield Operator(docker, copy_of_sources(tmp_path))
    docker.clear()


@pytest.fixture
async def lend(docker: DockerEngine, outside: ssl.SSLContext) -> AsyncIterator[Lend]:
    """Have containers reach a server of the test's, `host:port`; where, with TLS as out there."""
    async with AsyncExitStack() as lent:

        async def lend(address: str) -> str:
            host, _, port = address.partition(":")
            way = docker.lending((host, int(port)), tls=outside)
            return f"{OUTSIDE}:{await lent.enter_async_context(way)}"

        yield lend


async def settings_within(venue: Venue, lend: Lend) -> Settings:
    """Of a bot that lives in a container, and reaches the venue's server from there."""
    if isinstance(venue, XmppVenue):
        known = {name: value for name, value in venue.settings.items() if name != "tls"}
        return {**known, "host": await lend(str(known["host"]))}
    return venue.settings | {
        "homeserver": f"https://{await lend(urlsplit(venue.server.url).netloc)}"
    }


@pytest.fixture
async def configure(operator: Operator, lend: Lend, jitsi: str) -> Configure:
    """Write `config/config.toml` for a bot at that venue, as the page tells; further sections."""

    async def write(venue: Venue, **sections: Settings) -> None:
        file = operator.sources / "config" / "config.toml"
        file.parent.mkdir()
        write_configuration(
            file,
            {
                "bot": {"name": BOT_NAME, "language": "en", "allow": ["*"]},
                "jitsi": {"url": f"https://{await lend(urlsplit(jitsi).netloc)}"},
                venue.network: await settings_within(venue, lend),
                **sections,
            },
        )
        await operator.type(f"sudo chown -R {USER} config")

    return write
