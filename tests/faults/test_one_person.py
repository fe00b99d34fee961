"""One person who abuses the bot delays nobody else, also in the same chat."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import pytest

from bot.demo.guests import MatrixGuest, XmppGuest
from tests.findings import BENCH
from tests.fixtures.databases import networks_and_engines
from tests.fixtures.venue import MakeProgram, Venue, Venues, ask

pytestmark = pytest.mark.faults

LINES: Final = 3
"""That the others ask meanwhile."""
MOST: Final = 6.0
"""Times as long may their usual wait be as for the costliest line in peace: one such may be under
way when they ask, and the servers have to carry the abuse too."""
LONG_RULES: Final = (
    "RRULE:FREQ=YEARLY;COUNT=10000",
    "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1;BYSETPOS=30",
    "RRULE:FREQ=DAILY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU",
)
NAME: Final = "ü" * 150
Guest = MatrixGuest | XmppGuest


async def flood(abuser: Guest, _website: str) -> None:
    await asyncio.gather(*(abuser.say(f"!meet flood {number}") for number in range(40)))


async def work(abuser: Guest, _website: str) -> None:
    for number in range(5):
        await abuser.say(f"!qr {NAME}{number}")
        await abuser.say(f"!meet {LONG_RULES[number % len(LONG_RULES)]} 11:00 Choir {number}")


async def talk(abuser: Guest, _website: str) -> None:
    for number in range(10):
        await abuser.say("!meet " + "ﷺ [x] " * 2000 + str(number))


async def react(abuser: Guest, _website: str) -> None:
    line = abuser.heard[-1].id
    for number in range(60):
        await put(abuser, line, chr(0x1F400 + number % 60))


async def put(abuser: Guest, line: str, emoji: str) -> None:
    if isinstance(abuser, MatrixGuest):
        about = {"rel_type": "m.annotation", "event_id": line, "key": emoji}
        await abuser._client.room_send(abuser.chat, "m.reaction", {"m.relates_to": about})
        return
    abuser._client.send_raw(
        f"<message to='{abuser.chat}' type='groupchat'><reactions xmlns='urn:xmpp:reactions:0'"
        f" id='{line}'><reaction>{emoji}</reaction></reactions></message>"
    )
    await asyncio.sleep(0)


async def browse(_abuser: Guest, website: str) -> None:
    async with aiohttp.ClientSession(website) as http:
        for number in range(60):
            for way, page in (("GET", "/"), ("GET", f"/s/x{number}"), ("POST", "/jitsi/events")):
                async with http.request(way, page, data=b"x" * 60_000) as answer:
                    await answer.read()


ABUSES: Final[dict[str, Callable[[Guest, str], Awaitable[None]]]] = {
    "many commands": flood,
    "commands that are much work": work,
    "endless lines": talk,
    "reactions": react,
    "requests": browse,
}


async def wait(venue: Venue, line: str, answer: str) -> float:
    """How long the answer takes, in seconds."""
    asked = time.perf_counter()
    return (await ask(venue, line, answer, seconds=60)).at - asked


async def usual_wait(venue: Venue) -> float:
    return statistics.median(
        [await wait(venue, "!meet Vorstand", "/vorstand-") for _ in range(LINES)]
    )


async def costliest(venue: Venue) -> float:
    return max([await wait(venue, f"!meet {rule} 11:00 x", ".") for rule in LONG_RULES])


@networks_and_engines(matrix="sqlite")
async def test_one_abusive_person_hardly_delays_the_others(
    network: str, venues: Venues, make_program: MakeProgram, request: pytest.FixtureRequest
):
    venue = await venues.open(network)
    abusers = [await venues.another(venue, name) for name in ABUSES]
    program = make_program(
        venue,
        web={"listen": "127.0.0.1:0", "public_url": "https://anker.example.org"},
        jitsi={"events_secret": "not theirs"},
    )
    website = (await program.start()).split()[-1]
    await usual_wait(venue)
    usual, worst = await usual_wait(venue), await costliest(venue)
    peace = max(usual, worst)
    meanwhile: dict[str, float] = {}
    for abuser, (name, abuse) in zip(abusers, ABUSES.items(), strict=True):
        busy = asyncio.create_task(abuse(abuser, website))
        await asyncio.sleep(0)
        meanwhile[name] = await usual_wait(venue)
        busy.cancel()
        await asyncio.wait([busy])
    assert await program.stop() == 0, program.last_words()
    waits = {"nobody": usual, "nobody, the costliest line": worst, **meanwhile}
    figures = {
        name: {"answer_ms": 1000 * seconds, "of_the_costliest_line": seconds / peace}
        for name, seconds in waits.items()
    }
    what = f"answers to others beside one abusive person on {network}"
    request.node.user_properties.append((BENCH, (what, figures)))
    assert {name: seconds for name, seconds in meanwhile.items() if seconds > MOST * peace} == {}
