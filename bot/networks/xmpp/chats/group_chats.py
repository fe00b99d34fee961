"""All group chats of one stream: which there are, being in them, following invitations."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NoReturn
from xml.etree.ElementTree import Element

from bot.domain.chat import ChatAddress, ChatId
from bot.errors import PermanentError, TransientError
from bot.networks.retrying import a_few_times, patiently
from bot.networks.xmpp.chats.attending import attend
from bot.networks.xmpp.chats.bookmarks import Bookmark, Bookmarks
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.join_terms import JoinTerms
from bot.networks.xmpp.chats.lane import Arrival, Lane, Resolve, Unsealer
from bot.networks.xmpp.chats.reading import StanzaReading
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.stanzas.invitations import Invitation
from bot.networks.xmpp.transport.stream import Stream
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

log = logging.getLogger(__name__)
_JOINS_AT_ONCE: Final = 10
"""Debian's Prosody reads 10 kB/s from a client; more at once would only time out waiting."""


class GroupChats:
    """Those of the settings, and those that the bot was invited to.

    `rooms` is filled here, by bare JID, and looked into by others. One that is over for good stays
    lost until the next stream, or until somebody invites the bot again.
    """

    def __init__(  # noqa: PLR0913 -- what a room needs of all that is there
        self,
        rooms: dict[str, GroupChat],
        *,
        settings: XmppSettings,
        patience: Patience,
        clock: Clock,
        stream: Stream,
        door: Door,
        caps: Element,
        reading: StanzaReading,
        direct: Lane,
        resolve: Resolve,
        opening: Unsealer | None,
    ) -> None:
        self._rooms = rooms
        self._settings = settings
        self._patience = patience
        self._clock = clock
        self._stream = stream
        self._door = door
        self._caps = caps
        self._reading = reading
        self._invited: asyncio.Queue[tuple[Invitation, Arrival]] = asyncio.Queue()
        self._direct = direct
        self._resolve = resolve
        self._opening = opening
        self._bookmarks = Bookmarks(stream)
        self._lanes: dict[str, Lane] = {}
        self._lost: set[str] = set()
        self._turns = asyncio.Semaphore(_JOINS_AT_ONCE)
        # whoever invites does not wait for all those that are entered at the start
        self._turns_of_invited = asyncio.Semaphore(_JOINS_AT_ONCE)
        self._knows_all = False
        self._goes_without = False

    def invite(self, asked: Invitation, arrival: Arrival) -> None:
        """Have the bot follow an invitation, once `run` comes to it.

        Whoever dies before it is dealt with reads it again.
        """
        self._direct.hold(arrival)
        self._invited.put_nowait((asked, arrival))

    async def find(self) -> None:
        """Which there are. Where the server cannot say it now, `run` finds out later."""
        for jid in self._settings.rooms:
            self._add(Bookmark(jid), is_invited=False, turns=self._turns)
        with suppress(TransientError):
            await self._recall()

    async def run(self) -> NoReturn:
        """Be in all of them until cancelled, and follow invitations from the first moment on."""
        async with asyncio.TaskGroup() as tasks:
            for room in self._rooms.values():
                tasks.create_task(self._attend(room))
            if not self._knows_all:
                tasks.create_task(self._recall_later(tasks))
            while True:
                self._follow(*await self._invited.get(), tasks)

    async def wait_entered(self) -> None:
        """Return once each of those found was entered and read, or was not open."""
        for room, lane in [(room, self._lanes[room.jid]) for room in self._rooms.values()]:
            await room.settled.wait()
            if room.is_in:
                await lane.caught_up.wait()

    def lane(self, room: GroupChat) -> Lane:
        """The way of its lines to the door."""
        return self._lanes[room.jid]

    def has_lost(self, jid: str) -> bool:
        """Whether it is over for good, as far as this stream is concerned."""
        return jid in self._lost

    def may_have(self, jid: str) -> bool:
        """Whether it may be a room that the server has not named yet.

        Where it does not name any for long, people of allowed servers are not to wait for that.
        """
        return not (self._knows_all or (self._goes_without and self._settings.allows(jid)))

    async def _recall(self) -> Sequence[GroupChat]:
        found = [
            self._add(bookmark, is_invited=True, turns=self._turns)
            for bookmark in await self._bookmarks.load()
            if bookmark.room not in self._rooms
        ]
        self._knows_all = True
        return found

    async def _recall_later(self, tasks: asyncio.TaskGroup) -> None:
        try:
            found = await a_few_times(self._recall)
        except TransientError as error:
            facts = {"account": self._settings.account, "why": str(error)}
            log.warning("The server does not say which rooms the bot is to enter", extra=facts)
            self._goes_without = True
            found = await patiently(self._recall)
        for room in found:
            tasks.create_task(self._attend(room))

    def _add(self, bookmark: Bookmark, *, is_invited: bool, turns: asyncio.Semaphore) -> GroupChat:
        chat = ChatAddress(self._settings.account, ChatId(bookmark.room))
        lane = self._lanes[bookmark.room] = Lane(
            *(bookmark.room, self._door, self._clock, self._resolve, self._opening),
            entered=lambda: self._door.entered(chat),
        )
        terms = JoinTerms(
            room=bookmark.room,
            nick=self._settings.nick,
            real_jids=self._settings.believes(bookmark.room),
            is_invited=is_invited,
            password=bookmark.password,
            owners=self._settings.admins,
        )
        room = self._rooms[bookmark.room] = GroupChat(
            terms,
            stream=self._stream,
            patience=self._patience,
            turns=turns,
            on_entered=lambda room: lane.catch_up(self._reading.archive_of(room)),
            history_from=lane.history_from,
            caps=self._caps,
        )
        return room

    async def _attend(self, room: GroupChat) -> None:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self._lanes[room.jid].run())
            try:
                await attend(room, self._patience)
            except PermanentError as error:
                await self._lose(room, error)
            reading.cancel()

    async def _lose(self, room: GroupChat, error: PermanentError) -> None:
        log.warning("The room is left for good", extra={"room": room.jid, "why": str(error)})
        self._lost.add(room.jid)
        del self._rooms[room.jid]
        self._lanes.pop(room.jid).caught_up.set()
        try:
            await self._forget(room)
            is_forgotten = True
        except TransientError:  # nobody is to wait for that
            is_forgotten = False
        await patiently(lambda: self._tell_lost(room))
        if not is_forgotten:
            await patiently(lambda: self._forget(room))

    async def _tell_lost(self, room: GroupChat) -> None:
        if not self._is_invited_anew(room):
            await self._door.removed(ChatAddress(self._settings.account, ChatId(room.jid)))

    async def _forget(self, room: GroupChat) -> None:
        if room.terms.is_invited and not self._is_invited_anew(room):
            await self._bookmarks.forget(room.jid)

    def _is_invited_anew(self, lost: GroupChat) -> bool:
        return lost.jid in self._rooms

    def _follow(self, asked: Invitation, arrival: Arrival, tasks: asyncio.TaskGroup) -> None:
        if asked.room in self._rooms:
            self._rooms[asked.room].doubt()
            self._direct.pass_by(arrival)
            return
        if not asked.is_welcome(self._settings):
            facts = {"room": asked.room, "server": asked.server}
            log.info("An invitation was not followed", extra=facts)
            self._direct.pass_by(arrival)
            return
        bookmark = Bookmark(asked.room, asked.password)
        self._lost.discard(asked.room)
        is_invited = asked.room not in self._settings.rooms
        room = self._add(bookmark, is_invited=is_invited, turns=self._turns_of_invited)
        tasks.create_task(self._keep(bookmark, arrival))
        tasks.create_task(self._attend(room))

    async def _keep(self, bookmark: Bookmark, arrival: Arrival) -> None:
        """Only then the archive need not show it again: else a restart would not know of it."""

        async def keep() -> None:
            if bookmark.room in self._rooms:
                await self._bookmarks.keep(bookmark)

        await patiently(keep)
        self._direct.pass_by(arrival)
