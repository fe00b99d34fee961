"""The bot talks to the servers in its configuration and to nobody else."""

import json
import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from bot.demo.servers.prosody import Prosody
from bot.demo.servers.synapse import Synapse
from tests.fixtures.venue import MakeProgram, Venues, ask

pytestmark = pytest.mark.faults

WATCHER: Final = Path(__file__).parent / "contacts"
ELSEWHERE: Final = "https://elsewhere.invalid/room"

ContactsMade = Callable[[], list[tuple[str, Any]]]


@pytest.fixture
def contacts_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ContactsMade:
    """Watches every Python process that is started from here on."""
    path = tmp_path / "contacts.jsonl"
    inherited = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(WATCHER), inherited])))
    monkeypatch.setenv("CONTACTS_FILE", str(path))

    def made() -> list[tuple[str, Any]]:
        return [(what, whom) for what, whom in map(json.loads, path.read_text().splitlines())]

    return made


async def test_whatever_is_asked_of_it_the_bot_contacts_only_the_configured_servers(
    contacts_made: ContactsMade,
    venues: Venues,
    make_program: MakeProgram,
    synapse: Synapse,
    prosody: Prosody,
    jitsi: str,
):
    chats = [await venues.open(network) for network in ("matrix", "xmpp")]
    program = make_program(*chats)
    await program.start()
    for venue in chats:
        await ask(venue, f"!meet {ELSEWHERE}", "/https-elsewhere")
        await ask(venue, f"!meet in {ELSEWHERE}", "I only open rooms on")
        await ask(venue, "!who", "Nobody is in")
        await venue.guest.say(f"{ELSEWHERE} mxc://elsewhere.invalid/picture xmpp:elsewhere.invalid")
        await ask(venue, "!about", ".")
    assert await program.stop() == 0

    # the last is the websocket that Jitsi's config.js names
    ports = (synapse.port, prosody.ports.c2s, urlsplit(jitsi).port, prosody.ports.http)
    contacts = contacts_made()
    assert {tuple(whom) for what, whom in contacts if what == "socket.connect"} == {
        ("127.0.0.1", port) for port in ports
    }
    assert [contact for contact in contacts if contact[0] != "socket.connect"] == []


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('elsewhere.invalid', 80)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
        "pycares.Channel(servers=['127.0.0.1']).query('elsewhere.invalid', 'A', callback=print)",
        "subprocess.run(['true'])",
    ],
)
async def test_every_way_out_is_seen(contacts_made: ContactsMade, attempt: str):
    script = f"import pycares, socket, subprocess\n{attempt}"
    process = await create_subprocess_exec(sys.executable, "-c", script, stderr=DEVNULL)
    await process.wait()

    assert contacts_made() != []
