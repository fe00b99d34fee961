"""Several copies on one PostgreSQL database: one serves, the next when that one falls silent."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial

import pytest

from bot.demo.program import BotProgram
from tests.faults.conftest import Tally
from tests.faults.tally import longest_wait, tallied, times_of
from tests.fixtures.postgresql import Postgres
from tests.fixtures.programme import account_of
from tests.fixtures.venue import MakeProgram, Venues, ask, is_answer

pytestmark = pytest.mark.faults

TOPICS = ("first", "between", "second", "third")
ASKED = re.compile(f"^!meet ({'|'.join(TOPICS)})$")
ANSWER = re.compile(f"/({'|'.join(TOPICS)})-")
PATIENCE_S = 60
"""For what the test waits for; how long it took is only printed."""


CopyOf = Callable[[BotProgram], BotProgram]


@pytest.fixture
async def copy_of() -> AsyncIterator[CopyOf]:
    """Another copy in the same folder: on Matrix they have to share the login and the keys."""
    made: list[BotProgram] = []

    def make(program: BotProgram) -> BotProgram:
        copy = BotProgram(program.config)
        copy.log = program.log.with_name(f"copy{len(made)}.log")
        made.append(copy)
        return copy

    yield make
    for copy in made:
        with suppress(RuntimeError):  # was never started
            await copy.kill()


@pytest.mark.parametrize(
    ("network", "blow"),
    [("matrix", signal.SIGKILL), ("xmpp", signal.SIGSTOP)],
    ids=["killed", "stopped"],
)
async def test_a_copy_that_falls_silent_is_replaced_and_nothing_is_said_twice(
    network: str,
    blow: signal.Signals,
    postgres: Postgres,
    venues: Venues,
    make_program: MakeProgram,
    copy_of: CopyOf,
    tally: Tally,
) -> None:
    venue = await venues.open(network)
    shared = {"database": postgres.url(), "language": "en"}
    first = make_program(venue, bot=shared)
    second = copy_of(first)
    await first.start()
    await second.launch()
    standing_by = asyncio.create_task(second.wait_ready())
    await ask(venue, "!meet first", "/first-")
    assert not standing_by.done()

    began = asyncio.get_running_loop().time()
    os.kill(first.pid, blow)
    await venue.guest.say("!meet between")
    async with asyncio.timeout(PATIENCE_S):
        await standing_by
    print(f"taken over after {asyncio.get_running_loop().time() - began:.1f} s")
    await ask(venue, "!meet second", "/second-", seconds=PATIENCE_S)
    if blow == signal.SIGSTOP:
        os.kill(first.pid, signal.SIGCONT)
        await ends_by_itself(first)
    await ask(venue, "!meet third", "/third-", seconds=PATIENCE_S)

    assert await second.stop() == 0
    said = times_of(await venue.answers(), ANSWER)
    waited = longest_wait(venue.guest.heard, ASKED, ANSWER)
    tally(
        f"{blow.name} of one of two copies, {network}",
        tallied(blows=1, times=said, expected=TOPICS, longest_s=waited),
    )
    assert said == dict.fromkeys(TOPICS, 1)


async def test_a_copy_that_was_told_to_reload_while_it_stood_by_serves_by_the_new_file(
    postgres: Postgres, venues: Venues, make_program: MakeProgram
) -> None:
    venue = await venues.open("xmpp")
    shared = {"database": postgres.url()}
    first, second = (make_program(venue, bot=shared) for _ in range(2))
    await first.start()
    await second.launch()
    standing_by = asyncio.create_task(second.wait_ready())
    async with asyncio.timeout(PATIENCE_S):
        while "standing by" not in second.log.read_text():  # noqa: ASYNC110 -- a file
            await asyncio.sleep(0.1)
    before = second.config.read_text()
    second.config.write_text(before.replace('language = "en"', 'language = "en"\nprefix = "#"'))
    os.kill(second.pid, signal.SIGHUP)
    await ask(venue, "!meet First", "/first-")
    assert not standing_by.done()

    assert await first.stop() == 0
    await standing_by
    await ask(venue, "#meet Second", "/second-", seconds=PATIENCE_S)
    assert "changed=bot.prefix" in second.log.read_text()
    assert await second.stop() == 0


async def test_copies_with_an_account_each_serve_side_by_side_and_what_one_is_told_the_other_says(
    postgres: Postgres, venues: Venues, make_program: MakeProgram
) -> None:
    both = [await venues.open(network) for network in ("matrix", "xmpp")]
    database = {"database": postgres.url()}
    programs = [make_program(venue, bot=database) for venue in both]
    for venue, program in zip(both, programs, strict=True):
        ready = await program.start()
        assert [one for one in both if account_of(one) in ready] == [venue]
    # one of the two copies plans for both, so either way the other has to be called
    for number, (home, other) in enumerate((both, reversed(both)), start=1):
        title = f"Choir {home.network}"
        await ask(home, f"!meet every sunday 11:00 {title} in Anker", title)
        offered = await ask(home, f"!share {number}", "!announce ")
        code = re.search(r"!announce (\S+)", offered.text)
        assert code
        await ask(other, f"!announce {code[1]}", title)
        await ask(home, f"!skip {number}", title)
        await other.guest.wait_for(partial(is_answer, venue=other, pattern=f"{title}.* off"), 20)
    for program in programs:
        assert await program.stop() == 0


async def test_a_copy_serves_what_another_leaves_and_takes_over_the_rest_when_that_one_dies(
    postgres: Postgres, venues: Venues, make_program: MakeProgram
) -> None:
    matrix, xmpp = both = [await venues.open(network) for network in ("matrix", "xmpp")]
    shared = {"database": postgres.url()}
    first, second = make_program(matrix, bot=shared), make_program(*both, bot=shared)
    await first.start()
    ready = await second.start()
    assert account_of(matrix) not in ready
    assert account_of(xmpp) in ready
    for venue in both:
        await ask(venue, "!meet First", "/first-")
    await first.kill()
    for venue in both:
        await ask(venue, "!meet Second", "/second-", seconds=PATIENCE_S)
    assert await second.stop() == 0
    for venue in both:
        times = times_of(await venue.answers(), ANSWER)
        assert times == {"first": 1, "second": 1}


async def ends_by_itself(program: BotProgram) -> None:
    """It sees that another serves, and whoever started it would start it again."""
    async with asyncio.timeout(PATIENCE_S):
        assert await program.wait() == 1, program.last_words()
    assert "another copy serves" in program.last_words()
