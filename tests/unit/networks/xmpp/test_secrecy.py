"""What becomes of encrypted lines while the disk takes no keys."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.line import Incoming
from bot.networks.xmpp.chats.lane import Arrival
from bot.networks.xmpp.omemo.secrecy import Secrecy
from bot.networks.xmpp.stanzas.sealed import Sealed
from tests.unit.networks.xmpp.conftest import NOW, StillClock
from tests.unit.networks.xmpp.stanzas import BOT, SEALED, message


@pytest.fixture
def arrival(a_line: Incoming) -> Arrival:
    """A line from somebody whose keys nobody shows."""
    return Arrival(a_line, "1", NOW, Sealed(message("", SEALED), None, lambda _: a_line))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the keys are to be; until it is made, nothing can be written."""
    return tmp_path / "keys"


@pytest.fixture
def secrecy(folder: Path) -> Secrecy:
    return Secrecy(BOT, folder / "keys.json", StillClock())


async def test_a_line_waits_for_the_disk_to_take_what_was_learned_of_it(
    secrecy: Secrecy, arrival: Arrival, folder: Path
):
    opening = asyncio.create_task(secrecy.opened(arrival))
    await asyncio.sleep(0)
    assert not opening.done()
    await asyncio.to_thread(folder.mkdir)

    assert await opening == arrival.line


async def test_a_line_that_the_door_has_ends_nothing_when_the_disk_is_full(
    secrecy: Secrecy, arrival: Arrival, folder: Path
):
    secrecy.handed_in([arrival])
    await asyncio.to_thread(folder.mkdir)
    secrecy.handed_in([])
    await secrecy.opened(arrival)

    assert (folder / "keys.json").exists()
