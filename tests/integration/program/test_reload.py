"""SIGHUP has the running bot read its configuration again, and nobody in the chat notices."""

import asyncio
import os
import re
import signal

import aiohttp

from bot.demo.program import BotProgram
from tests.fixtures.venue import MakeProgram, Venues, ask

WEB = {"listen": "127.0.0.1:0", "public_url": "https://anker.example.org", "title": "Chor"}


def edit(program: BotProgram, old: str, new: str) -> None:
    text = program.config.read_text()
    assert old in text
    program.config.write_text(text.replace(old, new))
    os.kill(program.pid, signal.SIGHUP)


async def logged(program: BotProgram, pattern: str, *, times: int = 1) -> str:
    async with asyncio.timeout(30):
        while True:
            found = re.findall(f".*{pattern}.*", program.log.read_text())
            if len(found) >= times:
                return found[-1]
            await asyncio.sleep(0.05)


async def page(address: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        return await answer.text()


async def test_the_pages_and_who_may_what_change_while_the_bot_stays(
    venues: Venues, make_program: MakeProgram
) -> None:
    venue = await venues.open("xmpp")
    program = make_program(venue, web=dict(WEB))
    await program.start()
    await ask(venue, "!meet Vorstand", "Vorstand")

    edit(program, 'title = "Chor"', 'title = "Orchester"')
    line = await logged(program, "configuration was read again")
    assert "changed=web.title" in line
    address = re.findall(
        r"http://127.0.0.1:\d+", await logged(program, "web part listens", times=2)
    )
    assert "Orchester" in await page(address[-1])

    edit(program, 'title = "Orchester"', 'title = ""\nlangage = "x"')
    line = await logged(program, "cannot be used; the one before stays in effect")
    assert "langage" in line
    assert len(line.splitlines()) == 1

    edit(program, 'title = ""\nlangage = "x"', 'title = "Orchester"')
    edit(program, 'tls = "insecure-plain"', 'omemo = true\ntls = "insecure-plain"')
    assert "keys=xmpp.omemo" in await logged(program, "at the next start only")

    await ask(venue, "!who", "")
    answers = await venue.answers()
    assert len(answers) == 2
    assert "left the room" not in "".join(answers)
    assert await program.stop() == 0
