"""The same conversation, whatever network, client and encryption it goes through."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.program import write_configuration
from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, MEET_DOMAIN, MEET_MUC, Prosody
from bot.demo.servers.synapse import MatrixAccount, Synapse
from bot.demo.websites import conference_rooms, served
from bot.storage.address import SQLITE
from tests.e2e.aftermath import WatchedProgram, nothing_is_betrayed
from tests.e2e.conversation import TURNS, Ask, Scene, answered, kept, stored, talk
from tests.e2e.talkers import XmppPerson, at_console, in_converse, in_room
from tests.fixtures.databases import IS_LONG, Engine
from tests.fixtures.postgresql import Postgres

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said, and what is stored of it."""

    said: list[tuple[str, str]]
    stored: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One bot on both networks, and everything to meet it there."""

    synapse: Synapse
    prosody: Prosody
    jitsi: str
    engine: Engine
    folder: Path
    database: str
    on_matrix: MatrixAccount
    on_xmpp: XmppPerson


def xmpp_person(server: Prosody, name: str, *, nick: str = "") -> XmppPerson:
    person = XmppPerson(jid=f"{name}@{CHAT_DOMAIN}", password="secret", nick=nick or name)
    server.add_account(person.jid, person.password)
    return person


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def jitsi(prosody: Prosody) -> AsyncIterator[str]:
    site = conference_rooms(domain=MEET_DOMAIN, muc=MEET_MUC, websocket=prosody.websocket)
    async with served(site) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    synapse: Synapse,
    prosody: Prosody,
    postgres: Postgres,
    jitsi: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:
    """`request.param` is the engine of its database."""
    engine: Engine = request.param
    on_matrix = await synapse.account(f"talking-bot-{engine}")
    on_xmpp = xmpp_person(prosody, f"talking-bot-{engine}", nick="Ankerplatz")
    folder = tmp_path_factory.mktemp("talking")
    database = postgres.url() if engine == "postgresql" else f"{SQLITE}{folder}/ankerplatz.db"
    config = folder / "config.toml"
    write_configuration(
        config,
        {
            "bot": {"allow": ["*"], "database": database},
            "jitsi": {"url": jitsi},
            "matrix": {
                "homeserver": synapse.url,
                "user_id": on_matrix.user_id,
                "password": on_matrix.password,
            },
            "xmpp": {
                "jid": on_xmpp.jid,
                "password": on_xmpp.password,
                "host": "{}:{}".format(*prosody.c2s),
                "tls": "insecure-plain",
                "omemo": True,
            },
        },
    )
    program = WatchedProgram(config)
    await program.start()
    yield House(
        synapse=synapse,
        prosody=prosody,
        jitsi=jitsi,
        engine=engine,
        folder=folder,
        database=database,
        on_matrix=on_matrix,
        on_xmpp=on_xmpp,
    )
    assert await program.stop() == 0, program.last_words()
    typed = [line for line, _ in TURNS]
    await nothing_is_betrayed(program, said=typed, beside=[prosody.ports.http])


Talking = AbstractAsyncContextManager[tuple[Ask, Scene]]
Outcomes = dict[str, asyncio.Task[Outcome]]


@asynccontextmanager
async def on_console(house: House) -> AsyncIterator[tuple[Ask, Scene]]:
    """A bot of its own, with the same server for conferences."""
    config = house.folder / "console" / "config.toml"
    config.parent.mkdir()
    write_configuration(config, {"jitsi": {"url": house.jitsi}})
    async with at_console(config) as ask:
        yield (
            ask,
            Scene(
                database=f"{SQLITE}{config.parent}/ankerplatz.db",
                account="console:local",
                chat="chat",
                person="local",
                name="local",
            ),
        )


@asynccontextmanager
async def on_matrix(house: House, *, encrypted: bool) -> AsyncIterator[tuple[Ask, Scene]]:
    account = await house.synapse.account(f"talking-{next(_numbers)}")
    bot = house.on_matrix.user_id
    async with in_room(house.synapse, account, bot=bot, encrypted=encrypted) as (ask, room):
        yield (
            ask,
            Scene(
                database=house.database,
                account=f"matrix:{bot}",
                chat=room,
                person=account.user_id,
                name=account.user_id.partition(":")[0].lstrip("@"),
            ),
        )


@asynccontextmanager
async def on_xmpp(
    house: House, *, in_group: bool = False, secret: bool = False
) -> AsyncIterator[tuple[Ask, Scene]]:
    name = f"talking-{next(_numbers)}"
    person = xmpp_person(house.prosody, name)
    room = f"{name}@{CHAT_MUC}" if in_group else ""
    async with in_converse(house.prosody, person, house.on_xmpp, room=room, secret=secret) as ask:
        yield (
            ask,
            Scene(
                database=house.database,
                account=f"xmpp:{house.on_xmpp.jid}",
                chat=room or person.jid,
                person=person.jid,
                name=name,
            ),
        )


CONSOLE = "console"
WAYS: dict[str, Callable[[House], Talking]] = {
    CONSOLE: on_console,
    "Matrix": lambda house: on_matrix(house, encrypted=False),
    "Matrix, encrypted": lambda house: on_matrix(house, encrypted=True),
    "XMPP group chat": lambda house: on_xmpp(house, in_group=True),
    "XMPP": on_xmpp,
    "XMPP with OMEMO": lambda house: on_xmpp(house, secret=True),
}


HALVES: dict[Engine, Sequence[str]] = {
    "sqlite": ("Matrix, encrypted", "XMPP", "XMPP with OMEMO"),
    "postgresql": ("Matrix", "XMPP group chat"),
}
"""Where time is short. All are compared with the console, whose bot is on SQLite."""
TRIED = {engine: tuple(WAYS)[1:] if IS_LONG else half for engine, half in HALVES.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outcomes(house: House) -> AsyncIterator[Outcomes]:
    """All of it at once, as it happens to a bot, and in half the time."""
    names = (CONSOLE, *TRIED[house.engine])
    outcomes = {name: asyncio.create_task(outcome(house, WAYS[name])) for name in names}
    yield outcomes
    for task in outcomes.values():
        task.cancel()
    await asyncio.wait(outcomes.values())


async def outcome(house: House, way: Callable[[House], Talking]) -> Outcome:
    async with way(house) as (ask, scene):
        said = await talk(ask, scene)
    async with kept(scene) as copy:
        assert answered(copy, scene) == len(TURNS)
        return Outcome(said, stored(copy, scene))


@pytest.mark.parametrize("house", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("way", TRIED["sqlite"])
async def test_a_conversation_on_sqlite_comes_out_as_at_the_console(way: str, outcomes: Outcomes):
    await assert_as_at_the_console(way, outcomes)


@pytest.mark.parametrize("house", ["postgresql"], indirect=True, scope="module")
@pytest.mark.parametrize("way", TRIED["postgresql"])
async def test_a_conversation_on_postgresql_comes_out_as_there(way: str, outcomes: Outcomes):
    """One test for each engine: pytest would go to and fro between them, with a house each time."""
    await assert_as_at_the_console(way, outcomes)


async def assert_as_at_the_console(way: str, outcomes: Outcomes) -> None:
    at_console, here = await outcomes[CONSOLE], await outcomes[way]
    assert here.said == at_console.said
    assert here.stored == at_console.stored
