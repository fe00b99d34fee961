"""Who asks for a command, and the chats that can be meant by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.chat import (
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    Person,
    PersonId,
)
from bot.networks.xmpp.addresses import bare_of, local_of, prepared, resource_of
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.settings import XmppSettings
from bot.usecases.ports.forms import Place


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, and the places that they can mean, the likeliest first."""

    person: Person
    places: tuple[Place, ...]


class Askers:
    """Commands are for people of allowed servers, and for whoever shares a room with the bot.

    Asked through a room, by the bot's occupant JID, a command means that room; asked directly, it
    means the direct chat, or one of the rooms in which the bot sees whoever asks.
    """

    def __init__(self, settings: XmppSettings, rooms: Mapping[str, GroupChat]) -> None:
        self._settings = settings
        self._rooms = rooms

    def at(self, origin: str) -> Asker | None:
        """Whoever asks from that JID; None for those from whom no command is taken."""
        bare, nick = bare_of(prepared(origin) or ""), resource_of(origin)
        room = self._rooms.get(bare)
        if room:
            return self._occupant(room, nick)
        if not local_of(bare) or bare == self._settings.jid or not self._settings.allows(bare):
            return None
        is_admin = bare in self._settings.admins
        alone = Place(
            chat=self._chat(bare),
            kind=ChatKind.DIRECT,
            role=ChatRole.ADMIN if is_admin else ChatRole.MODERATOR,
        )
        person = Person(PersonId(bare), local_of(bare))
        return Asker(person, (alone, *self._rooms_of(bare)))

    def _occupant(self, room: GroupChat, nick: str) -> Asker | None:
        seat = room.seats.get(nick)
        if seat is None or not room.is_in or nick == room.nick:
            return None
        person = seat.person(room.jid)
        if self._settings.ignored.has(person, f"{room.jid}/{nick}"):
            return None
        role = seat.role(self._settings.admins)
        here = Place(chat=self._chat(room.jid), kind=ChatKind.GROUP, role=role)
        alone = Place(
            chat=self._chat(seat.alone(room.jid)),
            kind=ChatKind.DIRECT,
            role=max(role, ChatRole.MODERATOR),
        )
        return Asker(Person(person, nick), (here, alone))

    def _rooms_of(self, bare: str) -> list[Place]:
        """Where they are, as far as the rooms show it; the best of their roles there."""
        found: list[Place] = []
        for room in self._rooms.values():
            seats = [seat for seat in room.seats.values() if seat.jid == bare]
            if room.is_in and seats:
                role = max(seat.role(self._settings.admins) for seat in seats)
                found.append(Place(chat=self._chat(room.jid), kind=ChatKind.GROUP, role=role))
        return found

    def _chat(self, jid: str) -> ChatAddress:
        return ChatAddress(self._settings.account, ChatId(jid))
