"""What message stanzas mean in the rooms that the bot is in, and to the account itself."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.line import Incoming
from bot.networks.xmpp.addresses import bare_of, resource_of
from bot.networks.xmpp.chats.archive import ArchiveReader
from bot.networks.xmpp.chats.authors import Authors
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.lane import Arrival, ReadArchive
from bot.networks.xmpp.chats.own_lines import OwnLines
from bot.networks.xmpp.chats.robots import Robots
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import MUC_USER
from bot.networks.xmpp.stanzas.invitations import Invitation, invitation
from bot.networks.xmpp.stanzas.mapping import (
    Archived,
    Scene,
    archive_id,
    contact_line,
    group_line,
    private_line,
    sent_at,
)
from bot.networks.xmpp.stanzas.occupants import Grounds, shown_jid
from bot.networks.xmpp.stanzas.sealed import Sealed, is_sealed
from bot.usecases.ports.clock import Clock

_DIRECT: Final = frozenset({"chat", "normal"})


class StanzaReading:
    """Knows the scene of every message.

    `grounds` is what the account's own server vouches for. Room lines are told to `authors`, and
    the bot's own ones to `own_lines`, invitations to `on_invitation`. What `robots` write is no
    line. With `opens`, encrypted messages are lines whose words somebody will find out.
    """

    def __init__(
        self,
        *,
        settings: XmppSettings,
        clock: Clock,
        rooms: Mapping[str, GroupChat],
        reader: ArchiveReader,
        authors: Authors,
        own_lines: OwnLines,
        robots: Robots,
        on_invitation: Callable[[Invitation, Arrival], None],
        opens: bool,
    ) -> None:
        self.grounds = Grounds()
        self._settings = settings
        self._clock = clock
        self._rooms = rooms
        self._reader = reader
        self._authors = authors
        self._own_lines = own_lines
        self._robots = robots
        self._on_invitation = on_invitation
        self._opens = opens

    def in_room(self, room: GroupChat, message: Element, kept: Archived | None = None) -> Arrival:
        """Something written to everybody in a room."""
        scene = self._room(room)
        is_line = message.get("type") == "groupchat"
        sealed: Sealed | None = None
        if is_line and self._opens and is_sealed(message):
            nick = resource_of(message.get("from", ""))
            sender = (
                self._occupant(room, nick) if kept is None else shown_jid(message, room.grounds)
            )
            sealed = Sealed(message, sender, lambda plain: group_line(plain, scene, kept))
            line = sealed.unread()
        else:
            line = group_line(message, scene, kept) if is_line else None
        given = kept.id if kept else archive_id(message, scene)
        if given and message.get("from") == room.origin:
            self._own_lines.note(room.jid, given, message)
        if line and line.reaction is None:
            kept_at = kept.at if kept else None
            self._authors.remember(line, message.get("from", ""), kept_at=kept_at)
        return _arrival(message, scene, kept, line, sealed)

    def direct(self, message: Element, kept: Archived | None = None) -> Arrival:
        """Something that came to the account alone."""
        scene = self._own()
        is_line = message.get("type", "normal") in _DIRECT
        sealed: Sealed | None = None
        if is_line and self._opens and is_sealed(message):
            sealed = Sealed(
                message,
                self._correspondent(message),
                lambda plain: self._direct_line(plain, scene, kept),
            )
            line = sealed.unread()
        else:
            line = self._direct_line(message, scene, kept) if is_line else None
        arrival = _arrival(message, scene, kept, line, sealed)
        asked = invitation(message)
        if asked:
            self._on_invitation(asked, arrival)
        return arrival

    def archive_of(self, room: GroupChat) -> ReadArchive | None:
        """The room's archive, if it keeps one."""
        if not room.grounds.archive:
            return None

        async def read(after: str | None, start: datetime) -> AsyncIterator[Sequence[Arrival]]:
            async for page in self._reader.since(room.jid, after=after, start=start):
                yield [self.in_room(room, kept.message, kept.archived) for kept in page]

        return read

    def own_archive(self) -> ReadArchive | None:
        """The account's archive, if its server keeps one."""
        if not self.grounds.archive:
            return None

        async def read(after: str | None, start: datetime) -> AsyncIterator[Sequence[Arrival]]:
            async for page in self._reader.since(self._settings.jid, after=after, start=start):
                yield [self.direct(kept.message, kept.archived) for kept in page]

        return read

    def _direct_line(
        self, message: Element, scene: Scene, kept: Archived | None
    ) -> Incoming | None:
        origin = message.get("from", "")
        room = self._rooms.get(bare_of(origin))
        if room:
            return private_line(message, scene, self._room(room), kept)
        if message.find(f"{MUC_USER}x") is not None or not self._settings.allows(origin):
            return None
        return contact_line(message, scene, kept)

    def _correspondent(self, message: Element) -> str | None:
        origin = message.get("from", "")
        room = self._rooms.get(bare_of(origin))
        return self._occupant(room, resource_of(origin)) if room else bare_of(origin)

    def _occupant(self, room: GroupChat, nick: str) -> str | None:
        seat = room.seats.get(nick)
        return seat.jid if seat else None

    def _own(self) -> Scene:
        return Scene(
            account=self._settings.account,
            archive=self._settings.jid,
            nick=self._settings.nick,
            grounds=self.grounds,
            admins=self._settings.admins,
            seats={},
            now=self._clock.now(),
            robots=self._robots,
        )

    def _room(self, room: GroupChat) -> Scene:
        return replace(
            self._own(), archive=room.jid, nick=room.nick, grounds=room.grounds, seats=room.seats
        )


def _arrival(
    message: Element,
    scene: Scene,
    kept: Archived | None,
    line: Incoming | None,
    sealed: Sealed | None,
) -> Arrival:
    if kept:
        return Arrival(line, kept.id, kept.at, sealed)
    return Arrival(line, archive_id(message, scene), sent_at(message, scene), sealed)
