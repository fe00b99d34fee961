"""The bot talks to the servers in its configuration and to nobody else."""

import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.demo.program import BotProgram
from bot.demo.servers.prosody import Prosody
from bot.demo.servers.synapse import Synapse
from tests.faults.contacts import Contact, contacts_in, watching
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.faults

ELSEWHERE: Final = "https://elsewhere.invalid/room"
TURNS: Final = (
    (f"!meet {ELSEWHERE}", "/https-elsewhere"),
    (f"!meet in {ELSEWHERE}", "I only open rooms on"),
    ("!who", "Nobody is in"),
    ("!qr", "."),
    (f"!import {ELSEWHERE}.ics", "elsewhere.invalid"),
    ("!meet tomorrow 19:30 Board in Vorstand [public]", "Board"),
    ("!subscribe 1 10m", "."),
    ("!rsvp 1", "Coming: 1"),
    ("!watch Vorstand", "."),
    ("!notify Vorstand", "."),
    ("!ics", "."),
    ("!dashboard", "."),
    ("!stats", "."),
    ("!data", "."),
    ("!about", "."),
)


async def a_day(venue: Venue) -> None:
    for line, answer in TURNS:
        await ask(venue, line, answer, seconds=30)
    await venue.guest.say(f"{ELSEWHERE} mxc://elsewhere.invalid/picture xmpp:elsewhere.invalid")
    await ask(venue, "!forget me yes", ".", seconds=30)


async def visit(website: str) -> None:
    async with aiohttp.ClientSession(website) as http:
        for page in ("/", "/calendar.ics", "/readyz", "/metrics", f"/s/{ELSEWHERE}"):
            async with http.get(page) as answer:
                await answer.read()


@pytest.mark.parametrize("engine", ["sqlite"])  # which contacts nobody
async def test_whatever_is_asked_of_it_the_bot_contacts_only_the_configured_servers(
    venues: Venues,
    make_program: MakeProgram,
    synapse: Synapse,
    prosody: Prosody,
    jitsi: str,
    tmp_path: Path,
):
    chats = [await venues.open(network) for network in ("matrix", "xmpp")]
    config = make_program(
        *chats,
        matrix={"encryption": True},
        web={"listen": "127.0.0.1:0", "public_url": "https://anker.example.org"},
    ).config
    run = (sys.executable, "-m", "bot", "run", "--config", str(config))
    program = BotProgram(config, command=(*watching(tmp_path / "trace"), *run))
    try:
        website = (await program.start()).split()[-1]
        for venue in chats:
            await a_day(venue)
        await visit(website)
        assert await program.stop() == 0, program.last_words()
    finally:
        await program.kill()

    # the last is the websocket that Jitsi's config.js names
    ports = (synapse.port, prosody.ports.c2s, urlsplit(jitsi).port, prosody.ports.http)
    contacts = await contacts_in(tmp_path / "trace")
    assert contacts == {Contact("127.0.0.1", port or 0) for port in ports}


NAME: Final = "pycares.Channel(servers=['127.0.0.8']).query('e.invalid', 1, callback=print)"


@pytest.mark.parametrize(
    ("attempt", "contact"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", Contact("127.0.0.1", 9)),
        ("socket.create_connection(('::1', 9))", Contact("::1", 9)),
        ("socket.socket(type=2).sendto(b'', ('127.0.0.9', 9))", Contact("127.0.0.9", 9)),
        (f"{NAME}; time.sleep(2)", Contact("127.0.0.8", 53)),
        ("socket.socket(socket.AF_UNIX).connect('/nowhere')", Contact("/nowhere")),
        ("subprocess.run(['/bin/true'])", Contact("/bin/true")),
        ("os.execve(os.open('/bin/true', os.O_RDONLY), ['true'], {})", Contact("execveat")),
        ("ctypes.CDLL(None).syscall(425, 1, None)", Contact("io_uring_setup")),
    ],
)
async def test_every_way_out_is_seen(attempt: str, contact: Contact, tmp_path: Path):
    assert contact in await contacts_of(attempt, tmp_path)


async def test_a_name_that_is_looked_up_is_seen(tmp_path: Path):
    assert await contacts_of("socket.getaddrinfo('elsewhere.invalid', 80)", tmp_path)


async def contacts_of(attempt: str, folder: Path) -> set[Contact]:
    script = f"import ctypes, os, pycares, socket, subprocess, time\n{attempt}"
    command = (*watching(folder / "trace"), sys.executable, "-c", script)
    await (await create_subprocess_exec(*command, stderr=DEVNULL)).wait()
    return await contacts_in(folder / "trace")
