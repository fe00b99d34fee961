"""Being in a room, and being kept out of one."""

import asyncio
from datetime import datetime
from xml.etree.ElementTree import Element

import pytest

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.join_terms import JoinTerms
from bot.networks.xmpp.settings import Patience
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    DISCO_INFO,
    MUC,
    MUC_USER,
    STANZAS,
    element,
    namespace,
)
from bot.networks.xmpp.stanzas.occupants import Grounds, Seat
from bot.networks.xmpp.stanzas.room_codes import GoneError
from tests.unit.networks.xmpp.stanzas import message

ROOM = "club@rooms.example.org"


class ClosedRoom:
    """A stream to a room that tells what it is, and answers whoever comes with that condition."""

    def __init__(self, condition: str, *, feature: str) -> None:
        self.chat: GroupChat | None = None
        self._condition = condition
        self._feature = feature

    async def ask(self, payload: Element, *, to: str, kind: str = "get") -> Element:
        assert (payload.tag, to, kind) == (f"{DISCO_INFO}query", ROOM, "get")
        told = element(f"{DISCO_INFO}feature", var=self._feature)
        return element("iq", element(f"{DISCO_INFO}query", told))

    def appear(self, *_content: Element, to: str, kind: str = "available") -> None:
        assert kind == "available"
        why = element(f"{CLIENT}error", element(f"{STANZAS}{self._condition}"), type="cancel")
        assert self.chat is not None
        self.chat.on_presence(element(f"{CLIENT}presence", why, type="error", from_=to))


async def nothing() -> datetime | None:
    return None


async def refused(
    condition: str, *, is_invited: bool, feature: str = namespace(MUC)
) -> TransientError | PermanentError:
    room = ClosedRoom(condition, feature=feature)
    room.chat = GroupChat(
        JoinTerms(room=ROOM, nick="Anker", real_jids=False, is_invited=is_invited),
        stream=room,
        patience=Patience(),
        turns=asyncio.Semaphore(),
        on_entered=lambda _: None,
        history_from=nothing,
        caps=Element("c"),
    )
    with pytest.raises((TransientError, PermanentError)) as failed:
        await room.chat.join()
    assert isinstance(failed.value, TransientError | PermanentError)
    return failed.value


@pytest.mark.parametrize("is_invited", [True, False])
async def test_a_room_that_is_full_is_tried_again(is_invited: bool):
    error = await refused("service-unavailable", is_invited=is_invited)
    assert isinstance(error, TransientError)


async def test_an_invitation_into_what_is_no_room_is_given_up():
    error = await refused("service-unavailable", is_invited=True, feature="something:else")
    assert isinstance(error, PermanentError)


@pytest.mark.parametrize("condition", ["item-not-found", "not-allowed"])
async def test_a_room_that_is_not_there_is_waited_for_longer_where_the_operator_named_it(
    condition: str,
):
    assert not isinstance(await refused(condition, is_invited=False), GoneError | PermanentError)
    assert isinstance(await refused(condition, is_invited=True), GoneError)


@pytest.mark.parametrize("is_invited", [True, False])
@pytest.mark.parametrize("condition", ["forbidden", "registration-required", "not-authorized"])
async def test_a_room_that_does_not_want_the_bot_is_lost(condition: str, is_invited: bool):
    assert isinstance(await refused(condition, is_invited=is_invited), PermanentError)


class OpenRoom:
    """A stream to a room that lets the bot in; `entries` is how often it came."""

    def __init__(self) -> None:
        self.chat: GroupChat | None = None
        self.entries = 0
        self.came_again = asyncio.Event()

    async def ask(self, payload: Element, *, to: str, kind: str = "get") -> Element:  # noqa: ARG002 -- as the stream
        return element("iq", element(f"{DISCO_INFO}query"))

    def appear(self, *_content: Element, to: str, kind: str = "available") -> None:  # noqa: ARG002 -- as the stream
        self.entries += 1
        if self.entries > 1:
            self.came_again.set()
        self.tell("participant")

    def tell(self, role: str) -> None:
        """Show the bot to itself in that role."""
        item = element(f"{MUC_USER}item", affiliation="none", role=role)
        marks = element(f"{MUC_USER}x", item, element(f"{MUC_USER}status", code="110"))
        assert self.chat is not None
        self.chat.on_presence(element(f"{CLIENT}presence", marks, from_=f"{ROOM}/Anker"))


@pytest.mark.parametrize(
    ("nick", "marks", "is_own"),
    [
        ("Anker", "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>", True),
        ("Anchor", "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>", True),
        ("Anker", "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o2'/>", False),
        ("Anchor", f"<x xmlns='{namespace(MUC_USER)}'><item jid='bot@example.org/1'/></x>", True),
        ("Anker", f"<x xmlns='{namespace(MUC_USER)}'><item jid='eve@example.org/1'/></x>", False),
        ("Anker", "", True),
        ("Anker__", "", True),
        ("Anna", "", False),
    ],
)
def test_the_archive_shows_the_bot_what_it_wrote_itself(nick: str, marks: str, *, is_own: bool):
    room = GroupChat(
        JoinTerms(room=ROOM, nick="Anker", real_jids=True),
        stream=OpenRoom(),  # type: ignore[arg-type] -- as much of it as is used
        patience=Patience(),
        turns=asyncio.Semaphore(),
        on_entered=lambda _: None,
        history_from=nothing,
        caps=Element("c"),
    )
    room.grounds = Grounds(archive=True, occupant_ids=True, real_jids=True)
    room.seats["Anker"] = Seat(nick="Anker", jid="bot@example.org", occupant="o1")

    assert room.wrote(message("!", marks, sender=f"{ROOM}/{nick}")) is is_own


async def test_a_bot_that_is_made_a_moderator_has_the_room_show_everybody_again():
    room = OpenRoom()
    room.chat = GroupChat(
        JoinTerms(room=ROOM, nick="Anker", real_jids=True),
        stream=room,  # type: ignore[arg-type] -- as much of it as is used
        patience=Patience(),
        turns=asyncio.Semaphore(),
        on_entered=lambda _: None,
        history_from=nothing,
        caps=Element("c"),
    )
    await room.chat.join()
    staying = asyncio.create_task(room.chat.stay())
    room.tell("participant")
    await asyncio.sleep(0)
    assert room.entries == 1
    room.tell("moderator")
    async with asyncio.timeout(5):
        await room.came_again.wait()
    staying.cancel()
    await asyncio.wait({staying})
