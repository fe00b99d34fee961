"""What somebody may do in a group chat at this moment, as far as the room shows it."""

from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

import pytest

from bot.domain.chat import ChatId, ChatRole, PersonId
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.chats.members import occupant_in, role_in
from bot.networks.xmpp.stanzas.elements import MUC_ADMIN, element
from bot.networks.xmpp.stanzas.occupants import Grounds, Seat
from bot.networks.xmpp.transport.errors import RefusedForGoodError

ROOM = "club@rooms.example.org"
ANNA, BEN, EVE = "anna@example.org", "ben@example.org", "eve@example.org"
ADMINS = frozenset({EVE})


@dataclass
class Room:
    jid: str = ROOM
    is_in: bool = True
    knows_seats: bool = True
    seats: dict[str, Seat] = field(default_factory=dict)
    grounds: Grounds = field(default_factory=lambda: Grounds(real_jids=True))


@dataclass
class Lists:
    """Who has which affiliation, when asked; with None the room does not tell."""

    owners: tuple[str, ...] | None = ()

    async def ask(self, payload: Element, *, to: str, kind: str = "get") -> Element:
        assert (to, kind) == (ROOM, "get")
        if self.owners is None:
            raise RefusedForGoodError("forbidden")
        (item,) = payload
        found = self.owners if item.get("affiliation") == "owner" else ()
        items = (element(f"{MUC_ADMIN}item", jid=jid) for jid in found)
        return element("iq", element(f"{MUC_ADMIN}query", *items))


def room(*seats: Seat) -> Room:
    return Room(seats={seat.nick: seat for seat in seats})


async def role(
    there: Room, person: str, *, chat: str = ROOM, lists: Lists | None = None
) -> ChatRole | None:
    return await role_in(lists or Lists(), there, ChatId(chat), PersonId(person), ADMINS)


async def test_who_is_there_has_the_role_that_the_room_shows() -> None:
    there = room(
        Seat(nick="Anna", jid=ANNA, moderates=True),
        Seat(nick="Ben", jid=BEN),
        Seat(nick="Eve", jid=EVE),
        Seat(nick="Kim", occupant="abc", moderates=True),
    )
    found = [await role(there, who) for who in (ANNA, BEN, EVE, f"abc@{ROOM}")]
    assert found == [ChatRole.MODERATOR, ChatRole.MEMBER, ChatRole.ADMIN, ChatRole.MODERATOR]


async def test_of_two_clients_the_one_that_may_more_counts() -> None:
    there = room(Seat(nick="Anna", jid=ANNA), Seat(nick="Phone", jid=ANNA, moderates=True))
    assert await role(there, ANNA) is ChatRole.MODERATOR


async def test_an_owner_who_is_not_there_keeps_the_room_all_the_same() -> None:
    assert await role(room(), ANNA, lists=Lists((ANNA,))) is ChatRole.MODERATOR
    assert await role(room(), EVE, lists=Lists((EVE,))) is ChatRole.ADMIN
    assert await role(room(), BEN, lists=Lists((ANNA,))) is None


async def test_who_cannot_be_seen_is_not_believed() -> None:
    assert await role(room(), ANNA, lists=Lists(None)) is None
    hidden = replace(room(), grounds=Grounds(real_jids=False))
    assert await role(hidden, ANNA, lists=Lists((ANNA,))) is None


async def test_a_private_chat_belongs_to_its_person_and_not_to_the_nick() -> None:
    there = room(Seat(nick="Ben", jid=BEN), Seat(nick="Anna", occupant="o-1"), Seat(nick="Kim"))
    for person, alone in ((BEN, BEN), (f"o-1@{ROOM}", "o-1"), (f"{ROOM}/Kim", "Kim")):
        assert await role(there, person, chat=f"{ROOM}/{alone}") is ChatRole.MODERATOR
    assert await role(there, BEN, chat=f"{ROOM}/o-1") is None
    assert await role(there, BEN, chat=f"{ROOM}/Ben") is None
    assert await role(room(), ANNA, chat=f"{ROOM}/{ANNA}") is None


def test_what_is_said_in_a_private_chat_goes_to_its_person_under_any_nick() -> None:
    alone = ChatId(f"{ROOM}/o-1")
    assert occupant_in(room(Seat(nick="Anna", occupant="o-1")), alone) == f"{ROOM}/Anna"
    assert occupant_in(room(Seat(nick="Phone", occupant="o-1")), alone) == f"{ROOM}/Phone"
    shown = Seat(nick="Anna", jid=ANNA, occupant="o-1")
    assert occupant_in(room(shown), alone) == f"{ROOM}/Anna", "planned while the room hid her"
    with pytest.raises(PermanentError):
        occupant_in(
            room(Seat(nick="Anna", occupant="o-2"), Seat(nick="o-1", occupant="o-3")), alone
        )
    with pytest.raises(TransientError):
        occupant_in(replace(room(), knows_seats=False), alone)


async def test_outside_of_the_room_nothing_is_known() -> None:
    with pytest.raises(TransientError):
        await role(replace(room(), is_in=False), ANNA)
