"""Ending and locking calls by the account on the server, on a real Prosody."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.signalling.owner import RoomOwner
from bot.demo.servers.prosody import Prosody
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.shaping import Obedience
from tests.integration.jitsi.conftest import (
    JITSI_DOMAIN,
    JITSI_MUC,
    Enter,
    OpenServer,
    Serve,
    config_js,
    look,
    text,
)

pytestmark = pytest.mark.integration

HIDDEN = f"recorder.{JITSI_DOMAIN}"
KEPT_MUC = "kept.jitsi.example"
"""Where rooms stay when everybody has left, as the main room does while breakout rooms are open."""
PASSWORD = "of accounts"
ALL_DOMAINS = "component_admins_as_room_owners = true\n"
"""As Jitsi has it for Prosody 13; to 0.12 it is a matter of course."""
OWNED = f"""
VirtualHost "{JITSI_DOMAIN}"
    authentication = "anonymous"
VirtualHost "{HIDDEN}"
Component "{JITSI_MUC}" "muc"
    admins = {{ "owner@{HIDDEN}" }}
    muc_room_default_persistent = false
Component "{KEPT_MUC}" "muc"
    admins = {{ "owner@{HIDDEN}" }}
"""
ROOM = ConferenceRoom(name="Plenum", node="plenum", link="x", topic=None, fixed=True)
FORUM = replace(ROOM, node="forum")
EMPTY = replace(ROOM, node="nobody-there")


class OwnedProsody(Prosody):
    """With an account that owns all rooms, as Jicofo's does."""

    def _configuration(self) -> str:
        return ALL_DOMAINS + super()._configuration() + OWNED


@pytest.fixture(scope="module")
def jitsi_prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    with OwnedProsody(tmp_path_factory.mktemp("prosody")) as server:
        for account in ("owner", "guest"):
            server.add_account(f"{account}@{HIDDEN}", PASSWORD)
        yield server


@pytest.fixture
def settings(jitsi_prosody: Prosody) -> JitsiSettings:
    return JitsiSettings(
        url="http://127.0.0.1:9",  # nobody is there: all that is needed is given
        bot_name="Ankerplatz",
        xmpp_host=jitsi_prosody.c2s,
        xmpp_domain=JITSI_DOMAIN,
        muc_domain=JITSI_MUC,
        xmpp_user=f"owner@{HIDDEN}",
        xmpp_password=PASSWORD,
    )


def owner_of(settings: JitsiSettings, open_server: OpenServer) -> RoomOwner:
    owner = open_server(settings).owner
    assert owner
    return owner


async def people_in(server: JitsiServer, node: str) -> int | None:
    """As anybody sees it from outside."""
    return (await look(server, node)).count


@pytest.mark.parametrize("muc", [JITSI_MUC, KEPT_MUC])
async def test_everybody_is_put_out_and_the_room_is_free_for_the_next_call(
    settings: JitsiSettings, open_server: OpenServer, enter: Enter, muc: str
) -> None:
    server = open_server(replace(settings, muc_domain=muc))
    assert server.owner
    room = f"{ROOM.node}@{muc}"
    await enter(room, "ada", domain=JITSI_DOMAIN)
    await enter(room, "ben", domain=JITSI_DOMAIN)
    assert await people_in(server, ROOM.node) == 2
    assert await server.owner.end(ROOM) is Obedience.DONE
    assert await people_in(server, ROOM.node) == 0
    await enter(room, "ada", domain=JITSI_DOMAIN)
    assert await people_in(server, ROOM.node) == 1


async def test_whoever_comes_later_needs_the_password_until_it_is_taken_away(
    settings: JitsiSettings, open_server: OpenServer, enter: Enter
) -> None:
    owner = owner_of(settings, open_server)
    visitor = open_server(replace(settings, xmpp_user=None, xmpp_password=None, enter_calls=True))
    await enter(f"forum@{JITSI_MUC}", "ben", domain=JITSI_DOMAIN)
    assert await owner.lock(FORUM, "mibon-terak") is Obedience.DONE
    seen = await look(visitor, FORUM.node, names=True)
    assert (seen.source, seen.count) == ("xmpp-disco", 1), "not let in, and Ben is in still"
    assert await owner.lock(FORUM, None) is Obedience.DONE
    assert (await look(visitor, FORUM.node, names=True)).source == "xmpp-muc"


async def test_where_nobody_is_there_is_nothing_to_do_and_no_room_is_made(
    settings: JitsiSettings, open_server: OpenServer, enter: Enter
) -> None:
    owner = owner_of(settings, open_server)
    for _ in range(2):
        assert await owner.end(EMPTY) is Obedience.NOTHING_RUNS
        assert await owner.lock(EMPTY, "mibon-terak") is Obedience.NOTHING_RUNS
    await enter(f"{EMPTY.node}@{JITSI_MUC}", "ada", domain=JITSI_DOMAIN)


async def test_an_account_that_owns_no_rooms_changes_nothing(
    settings: JitsiSettings, open_server: OpenServer, enter: Enter
) -> None:
    server = open_server(replace(settings, xmpp_user=f"guest@{HIDDEN}"))
    assert server.owner
    room, garden = f"garden@{JITSI_MUC}", replace(ROOM, node="garden")
    await enter(room, "ada", domain=JITSI_DOMAIN)
    assert await server.owner.lock(garden, "mibon-terak") is Obedience.REFUSED
    assert await server.owner.end(garden) is Obedience.REFUSED
    await enter(room, "ben", domain=JITSI_DOMAIN)
    assert await people_in(server, garden.node) == 2


async def test_a_server_that_is_away_may_be_asked_again(
    settings: JitsiSettings, open_server: OpenServer
) -> None:
    owner = owner_of(replace(settings, xmpp_host=("127.0.0.1", 9)), open_server)
    for order in (owner.end(ROOM), owner.lock(ROOM, None)):
        with pytest.raises(TransientError):
            await order


async def test_an_account_that_people_would_see_enters_no_call_and_owns_the_rooms_all_the_same(
    settings: JitsiSettings, open_server: OpenServer, enter: Enter, serve: Serve
) -> None:
    web = await serve({"/config.js": text(config_js("ws://127.0.0.1:9"))})
    server = open_server(replace(settings, url=web, xmpp_domain=None, muc_domain=None))
    await enter(f"square@{JITSI_MUC}", "ada", domain=JITSI_DOMAIN)
    seen = await look(server, "square", names=True)
    assert (seen.source, seen.count) == ("xmpp-disco", 1)
    assert "people would see the account" in server.describe().problem
    assert server.owner
    assert await server.owner.end(replace(ROOM, node="square")) is Obedience.DONE
