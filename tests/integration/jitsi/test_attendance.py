"""Who is in a call, asked of a real Prosody over both transports."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from slixmpp import JID, Presence

from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.signalling.visit import look_inside
from bot.demo.guests.xmpp import XmppGuest
from bot.demo.servers.prosody import MEET_MUC, Prosody
from bot.domain.attendance import Attendance, Liveness, Occupant
from tests.integration.jitsi.conftest import (
    HIDDEN_MUC,
    JITSI_DOMAIN,
    JITSI_MUC,
    Enter,
    OpenServer,
    Settings,
    look,
)

pytestmark = pytest.mark.integration


def names_of(seen: Attendance) -> list[str]:
    assert seen.occupants is not None
    return [occupant.name for occupant in seen.occupants]


@pytest.fixture
def server(jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer) -> JitsiServer:
    return open_server(settings(prosody=jitsi_prosody))


@pytest.fixture
def with_focus(jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer) -> JitsiServer:
    return open_server(settings(JITSI_MUC, prosody=jitsi_prosody))


@pytest.fixture
def hiding(jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer) -> JitsiServer:
    return open_server(settings(HIDDEN_MUC, prosody=jitsi_prosody))


@pytest.mark.parametrize("names", [False, True])
async def test_a_room_that_does_not_exist_is_empty(server: JitsiServer, *, names: bool) -> None:
    before = datetime.now(UTC)
    seen = await look(server, "Nobody here", names=names)
    assert (seen.liveness, seen.count, seen.source) == (Liveness.EMPTY, 0, "xmpp-disco")
    assert before <= seen.seen_at <= datetime.now(UTC)


async def test_people_are_counted_as_they_come_and_go(server: JitsiServer, enter: Enter) -> None:
    room = f"gr%c3%bcne%20runde@{MEET_MUC}"
    guests: list[XmppGuest] = []
    for number in (1, 2, 3):
        guests.append(await enter(room, f"0000000{number}"))
        seen = await look(server, "Grüne Runde")
        assert (seen.liveness, seen.count) == (Liveness.LIVE, number)
    for guest in guests:
        await guest.close()
    assert (await look(server, "Grüne Runde")).liveness is Liveness.EMPTY


async def test_names_are_those_beside_the_seat(server: JitsiServer, enter: Enter) -> None:
    room = f"names@{MEET_MUC}"
    await enter(room, "27ad717e", shown_as="Jürgen")
    await enter(room, "834544f3", shown_as="  Ada\u202e\n Lovelace ")
    await enter(room, "0406bb16")
    await enter(room, "Bob")
    seen = await look(server, "names", names=True)
    assert seen.source == "xmpp-muc"
    assert seen.count == 4
    assert names_of(seen) == ["", "Ada Lovelace", "Bob", "Jürgen"]


async def test_the_bot_is_seen_for_a_moment_and_then_gone(
    server: JitsiServer, enter: Enter
) -> None:
    guest = await enter(f"moment@{MEET_MUC}", "27ad717e", shown_as="Ada")
    seats = seats_seen_by(guest)
    assert names_of(await look(server, "moment", names=True)) == ["Ada"]
    async with asyncio.timeout(5):
        assert await seats.get() == ("available", "Ankerplatz", "poltergeist")
        assert await seats.get() == ("unavailable", None, None)
    assert (await look(server, "moment")).count == 1


def seats_seen_by(guest: XmppGuest) -> asyncio.Queue[tuple[str, str | None, str | None]]:
    """Fills as others come and go: type, shown name, and kind of bot."""
    seen: asyncio.Queue[tuple[str, str | None, str | None]] = asyncio.Queue()

    def on_presence(presence: Presence) -> None:
        xml = presence.xml
        kind = xml.get("type", "available")
        bot = xml.find("{jabber:client}bot")
        shown = xml.findtext("{http://jabber.org/protocol/nick}nick")
        seen.put_nowait((kind, shown, None if bot is None else bot.get("type")))

    guest._client.add_event_handler("groupchat_presence", on_presence)
    return seen


async def test_whoever_says_no_bot_is_neither_counted_nor_named(
    server: JitsiServer, enter: Enter
) -> None:
    room = f"shy@{MEET_MUC}"
    await enter(room, "27ad717e", shown_as="Ada (No-Bot)")
    bob = await enter(room, "834544f3", shown_as="Bob")
    seen = await look(server, "shy", names=True)
    assert (seen.count, names_of(seen)) == (1, ["Bob"])
    await bob.close()
    assert (await look(server, "shy", names=True)).liveness is Liveness.EMPTY


async def test_a_room_that_says_no_bot_is_not_looked_into(
    server: JitsiServer, enter: Enter
) -> None:
    await enter(f"plenum-no-bot@{MEET_MUC}", "27ad717e", shown_as="Ada")
    seen = await look(server, "Plenum-NO-BOT", names=True)
    assert (seen.liveness, seen.count, seen.source) == (Liveness.UNKNOWN, None, "none")


async def test_no_call_is_entered_unless_the_operator_says_so(
    jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer, enter: Enter
) -> None:
    quiet = open_server(replace(settings(prosody=jitsi_prosody), enter_calls=False))
    guest = await enter(f"quiet@{MEET_MUC}", "27ad717e", shown_as="Ada")
    seats = seats_seen_by(guest)
    seen = await look(quiet, "quiet", names=True)
    assert (seen.count, seen.occupants) == (1, None)
    await enter(f"quiet@{MEET_MUC}", "834544f3", shown_as="Bob")
    async with asyncio.timeout(15):
        assert (await seats.get())[1] == "Bob"


async def test_the_focus_is_nobody(with_focus: JitsiServer, enter: Enter) -> None:
    room = f"team@{JITSI_MUC}"
    await enter(room, "focus", domain=JITSI_DOMAIN)
    for names in (False, True):
        assert (await look(with_focus, "team", names=names)).liveness is Liveness.EMPTY
    await enter(room, "27ad717e", shown_as="Ada", domain=JITSI_DOMAIN)
    await enter(room, "jibri-1", domain=JITSI_DOMAIN)
    assert (await look(with_focus, "team")).count == 2  # from outside a recorder is like anybody
    seen = await look(with_focus, "team", names=True)
    assert (seen.count, names_of(seen)) == (1, ["Ada"])


async def test_a_hidden_room_is_live_without_a_count(hiding: JitsiServer, enter: Enter) -> None:
    assert (await look(hiding, "secret")).liveness is Liveness.EMPTY
    await enter(f"secret@{HIDDEN_MUC}", "27ad717e", shown_as="Ada", domain=JITSI_DOMAIN)
    seen = await look(hiding, "secret")
    assert (seen.liveness, seen.count, seen.occupants) == (Liveness.LIVE, None, None)


async def test_a_hidden_room_shows_names_from_inside(hiding: JitsiServer, enter: Enter) -> None:
    room = f"secret@{HIDDEN_MUC}"
    await enter(room, "focus", domain=JITSI_DOMAIN)
    await enter(room, "27ad717e", shown_as="Ada", domain=JITSI_DOMAIN)
    seen = await look(hiding, "secret", names=True)
    assert (seen.count, names_of(seen)) == (1, ["Ada"])


@pytest.mark.parametrize(
    "form",
    [{"muc#roomconfig_roomsecret": "s3cret"}, {"muc#roomconfig_membersonly": "1"}],
    ids=["password", "members only"],
)
async def test_a_closed_room_is_counted_from_outside(
    server: JitsiServer, enter: Enter, form: dict[str, str]
) -> None:
    room = f"closed@{MEET_MUC}"
    guest = await enter(room, "27ad717e", shown_as="Ada")
    await configure(guest, room, form)
    seen = await look(server, "closed", names=True)
    assert (seen.liveness, seen.count, seen.occupants) == (Liveness.LIVE, 1, None)
    assert seen.source == "xmpp-disco"


async def configure(guest: XmppGuest, room: str, values: dict[str, str]) -> None:
    muc = guest._client.plugin["xep_0045"]
    form = await muc.get_room_config(JID(room))
    for key, value in values.items():
        form.get_fields()[key]["value"] = value
    await muc.set_room_config(JID(room), config=form)


async def test_a_room_that_ended_meanwhile_is_not_left_behind(
    jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer
) -> None:
    """Entering it makes it anew; leaving it must end it."""
    server = open_server(settings(prosody=jitsi_prosody))
    line = await server._sources.signalling.line()
    seats = await look_inside(line.stream, f"ended@{MEET_MUC}", name="Ankerplatz")
    assert seats is not None
    assert [seat.is_self for seat in seats] == [True]
    assert (await look(server, "ended")).liveness is Liveness.EMPTY


async def test_an_unknown_muc_domain_is_unknown_not_empty(
    jitsi_prosody: Prosody, settings: Settings, open_server: OpenServer
) -> None:
    server = open_server(settings("conference.nowhere.example", prosody=jitsi_prosody))
    seen = await look(server, "team", names=True)
    assert (seen.liveness, seen.source) == (Liveness.UNKNOWN, "none")
    assert "jitsi.muc_domain" in (await server.probe()).problem


async def test_many_questions_share_one_login(
    server: JitsiServer, enter: Enter, jitsi_prosody: Prosody
) -> None:
    await enter(f"shared0@{MEET_MUC}", "27ad717e", shown_as="Ada")
    logins = jitsi_prosody.log.read_text().count("Authenticated as")
    asked = [look(server, f"shared{n % 5}", names=n % 2 == 0) for n in range(50)]
    seen = await asyncio.gather(*asked)
    assert [one.liveness for one in seen] == [
        Liveness.LIVE if n % 5 == 0 else Liveness.EMPTY for n in range(50)
    ]
    assert seen[0] is seen[10]
    assert seen[0].occupants == (Occupant("Ada"),)
    assert jitsi_prosody.log.read_text().count("Authenticated as") == logins + 1
