"""Which line of the bot is reacted or replied to: people name it otherwise than the bot does."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import ChatKind, LineId
from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.chats.archive import ArchiveReader
from bot.networks.xmpp.chats.authors import Authors
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.stanzas.elements import CORRECT
from bot.networks.xmpp.stanzas.ids import is_own_id, names_of

_REMEMBERED: Final = 500


class OwnLines:
    """Finds the message id, by which the bot and corrections (XEP-0308) know its lines.

    In a chat of two reactions and replies name that as well, in a room the stanza-id that the room
    gave (XEP-0444, XEP-0461). Those given lately are remembered; for an older one the room's
    archive is asked.
    """

    def __init__(
        self, rooms: Mapping[str, GroupChat], reader: ArchiveReader, authors: Authors
    ) -> None:
        self._rooms = rooms
        self._reader = reader
        self._authors = authors
        self._names: OrderedDict[tuple[str, str], LineId | None] = OrderedDict()

    def note(self, room: str, given: str, message: Element) -> None:
        """The room gave that id to something that the bot itself said."""
        self._keep(room, given, _own_name(message))

    async def resolved(self, line: Incoming) -> Incoming | None:
        """A reaction or reply with the id by which the bot knows what it is to; else as it is.

        None for a reaction to nothing that the bot said. Raises `TransientError` when the archive
        does not answer.
        """
        reaction = line.reaction
        if reaction is None:
            return await self._replying(line)
        if reaction.to is None or is_own_id(reaction.to):
            return line
        if line.kind is ChatKind.DIRECT or self._authors.of(reaction.to):
            return None
        name = await self._name(line.chat.chat, reaction.to)
        return replace(line, reaction=replace(reaction, to=name)) if name else None

    async def _replying(self, line: Incoming) -> Incoming:
        """A reply names many a line that is not ours: no archive is asked but for a command."""
        to = line.answers
        if to is None or is_own_id(to):
            return line
        may_be_command = line.addressed or not line.text[:1].isalnum()
        if not may_be_command or self._authors.of(to):
            return replace(line, answers=self._names.get((line.chat.chat, to)))
        try:
            return replace(line, answers=await self._name(line.chat.chat, to))
        except TransientError:  # the words count all the same
            return replace(line, answers=None)

    async def _name(self, room: str, given: LineId) -> LineId | None:
        if (room, given) not in self._names:
            self._keep(room, given, await self._look_up(room, given))
        return self._names[room, given]

    async def _look_up(self, room: str, given: LineId) -> LineId | None:
        if room not in self._rooms or not self._rooms[room].grounds.archive:
            return None
        try:
            message = await self._reader.one(room, given)
        except PermanentError:
            return None  # the archive is closed to us, or cannot be asked for one line
        return None if message is None else _own_name(message)

    def _keep(self, room: str, given: str, name: LineId | None) -> None:
        self._names[room, given] = name
        if len(self._names) > _REMEMBERED:
            self._names.popitem(last=False)


def _own_name(message: Element) -> LineId | None:
    """What the bot calls it; for a correction, the line that it corrects."""
    name = next(filter(is_own_id, names_of(message)), None)
    corrected = message.find(f"{CORRECT}replace")
    if name and corrected is not None:
        name = corrected.get("id")
    return LineId(name) if name else None
