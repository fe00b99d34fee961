"""What lasts as long as one stream: the rooms, the lanes to the door, and what is being said."""

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from bot.domain.attendance import Attendance
from bot.domain.chat import ChatId, ChatRole, LineId, PersonId
from bot.domain.delivery import Delivery
from bot.errors import PermanentError, TransientError
from bot.networks.retrying import patiently
from bot.networks.xmpp.addresses import bare_of, domain_of, prepared, resource_of
from bot.networks.xmpp.chats.archive import ArchiveReader
from bot.networks.xmpp.chats.authors import Authors
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.group_chats import GroupChats
from bot.networks.xmpp.chats.lane import Arrival, Lane
from bot.networks.xmpp.chats.members import occupant_in, role_in
from bot.networks.xmpp.chats.own_lines import OwnLines
from bot.networks.xmpp.chats.reading import StanzaReading
from bot.networks.xmpp.chats.robots import Robots
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.queries.requests import Requests
from bot.networks.xmpp.saying.receipts import Receipts
from bot.networks.xmpp.saying.sending import Sending, Target
from bot.networks.xmpp.saying.uploads import Uploads
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.stanzas.elements import DELAY
from bot.networks.xmpp.stanzas.ids import names_of
from bot.networks.xmpp.stanzas.invitations import Invitation
from bot.networks.xmpp.stanzas.occupants import Grounds
from bot.networks.xmpp.stanzas.room_codes import OTHERS_SHOWN, codes_of
from bot.networks.xmpp.transport.disco import features
from bot.networks.xmpp.transport.errors import RefusedForGoodError, refusal
from bot.networks.xmpp.transport.stream import Stream
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

if TYPE_CHECKING:  # loaded only where it is switched on
    from bot.networks.xmpp.omemo.secrecy import Secrecy

log = logging.getLogger(__name__)


class StreamSession:
    """The account online over one stream; each new one begins a new session."""

    def __init__(
        self,
        *,
        settings: XmppSettings,
        patience: Patience,
        clock: Clock,
        stream: Stream,
        door: Door,
        portrait: Portrait,
        secrecy: "Secrecy | None" = None,
    ) -> None:
        self._secrecy = secrecy
        self._settings = settings
        self._patience = patience
        self._clock = clock
        self._stream = stream
        self._rooms: dict[str, GroupChat] = {}
        self._portrait = portrait
        self._reader = ArchiveReader(stream, settings.jid)
        self._receipts = Receipts(domain_of(settings.jid))
        authors = Authors()
        self._robots = Robots(stream)
        own_lines = OwnLines(self._rooms, self._reader, authors)
        self._direct = Lane(settings.jid, door, clock, own_lines.resolved, secrecy)
        self._reading = StanzaReading(
            settings=settings,
            clock=clock,
            rooms=self._rooms,
            reader=self._reader,
            authors=authors,
            own_lines=own_lines,
            robots=self._robots,
            on_invitation=self._invite,
            opens=secrecy is not None,
        )
        self._group_chats = GroupChats(
            self._rooms,
            settings=settings,
            patience=patience,
            clock=clock,
            stream=stream,
            door=door,
            caps=portrait.caps(),
            reading=self._reading,
            direct=self._direct,
            resolve=own_lines.resolved,
            opening=secrecy,
        )
        self.requests = Requests(
            settings=settings, stream=stream, rooms=self._rooms, portrait=portrait, forms=door.forms
        )
        self._sending = Sending(
            stream=stream,
            reader=self._reader,
            receipts=self._receipts,
            authors=authors,
            uploads=Uploads(stream, settings, seconds=patience.upload),
            patience=patience,
            sealing=secrecy,
        )

    async def live(self, ready: asyncio.Event) -> None:
        """Be in all rooms until cancelled. Sets `ready` once each was entered or was not open."""
        await patiently(self._look_at_account)
        if secrecy := self._secrecy:
            await patiently(lambda: secrecy.settle_in(self._stream))
        await self._group_chats.find()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._direct.run())
            tasks.create_task(self.requests.run())
            self._direct.catch_up(self._reading.own_archive())
            await patiently(self._show_presence)
            tasks.create_task(self._group_chats.run())
            await self._group_chats.wait_entered()
            await self._direct.caught_up.wait()
            if secrecy:
                await patiently(secrecy.caught_up)
            tasks.create_task(self._robots.run())
            ready.set()

    async def send(self, delivery: Delivery) -> LineId:
        """See `ChatNetwork.send`."""
        return await self._sending.send(delivery, self._target(delivery.chat.chat))

    def call_in(self, chat: ChatId) -> Attendance | None:
        """See `ChatNetwork.call_in`."""
        room = self._rooms.get(bare_of(chat))
        return room.calls.attendance(now=self._clock.now()) if room and room.jid == chat else None

    def takes_reactions(self, chat: ChatId) -> bool:
        """In a room a reaction names the id that the room gave to a line (XEP-0444)."""
        return chat not in self._rooms or self._rooms[chat].grounds.stanza_ids

    async def role(self, chat: ChatId, person: PersonId) -> ChatRole | None:
        """See `ChatNetwork.role`. In a chat of two, it is theirs."""
        room = self._rooms.get(bare_of(chat))
        if room:
            admins = self._settings.admins
            return await role_in(self._stream, room, chat, person, admins)
        if self._group_chats.may_have(chat):
            raise TransientError("still finding out which rooms there are")
        if person != chat or self._group_chats.has_lost(chat) or not self._settings.allows(chat):
            return None
        return ChatRole.ADMIN if person in self._settings.admins else ChatRole.MODERATOR

    def end(self) -> None:
        """The stream is gone: nobody needs to wait for what will not come any more."""
        self._stream.give_up()
        self._receipts.give_up()

    def doubt(self) -> None:
        """After a resumption: rooms may have lost us while we were cut off."""
        for room in self._rooms.values():
            room.doubt()

    def on_message(self, message: Element) -> None:
        """Take in one message stanza."""
        if self._reader.collect(message):
            return
        kind = message.get("type", "normal")
        origin = message.get("from", "")
        room = self._rooms.get(bare_of(origin))
        if kind == "error":
            self._receipts.refused(message.get("id", ""), refusal(message), by=origin)
        elif kind != "groupchat":
            self._direct.put(self._reading.direct(message))
        elif room and origin == room.origin:
            self._receipts.arrived(*names_of(message))
            self._reading.in_room(room, message)
        elif room and room.is_in:
            if origin == room.jid and codes_of(message) & OTHERS_SHOWN:
                room.look_again()
            if message.find(f"{DELAY}delay") is None:
                nick = resource_of(origin)
                room.calls.on_message(nick, message, now=self._clock.now())
            self._group_chats.lane(room).put(self._reading.in_room(room, message))

    def on_presence(self, presence: Element) -> None:
        """Take in one presence stanza. People of allowed servers may see whether the bot is up."""
        origin = bare_of(presence.get("from", ""))
        room = self._rooms.get(origin)
        if room:
            room.on_presence(presence)
            if presence.get("from") != room.origin:
                self._robots.note(presence)
        elif presence.get("type") == "subscribe" and self._settings.allows(origin):
            with suppress(TransientError):
                self._stream.appear(to=origin, kind="subscribed")

    def _invite(self, asked: Invitation, arrival: Arrival) -> None:
        self._group_chats.invite(asked, arrival)

    def _target(self, chat: ChatId) -> Target:
        address = prepared(chat)
        if address is None:
            raise PermanentError("not an address on XMPP")
        room = self._rooms.get(bare_of(address))
        if self._group_chats.has_lost(bare_of(address)):
            raise PermanentError("the bot is not in that room any more")
        if room is None and self._group_chats.may_have(address):
            raise TransientError("still finding out which rooms there are")
        if room is None and not self._settings.allows(address):
            raise PermanentError("neither a room of the bot nor somebody of an allowed server")
        own = self._settings.jid if self._reading.grounds.archive else None
        if room is None:
            return Target(address=address, archive=own)
        if resource_of(address):
            occupant = occupant_in(room, chat)
            return Target(address=occupant, archive=own, room=room, is_occupant=True)
        archive = room.jid if room.grounds.archive else None
        return Target(address=address, archive=archive, room=room)

    async def _look_at_account(self) -> None:
        with suppress(RefusedForGoodError):
            known = await features(self._stream, self._settings.jid)
            self._reading.grounds = Grounds.of(known, real_jids=True)

    async def _show_presence(self) -> None:
        self._stream.appear(*self._portrait.presence())
