"""Saying a line once: its id follows from its key, and a repeat first looks for the first try."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.chat import Delivery, LineId
from bot.errors import TransientError
from bot.networks.xmpp.archive import ArchiveReader
from bot.networks.xmpp.authors import Authors
from bot.networks.xmpp.errors import RefusedForGoodError, RefusedForNowError
from bot.networks.xmpp.group_chat import GroupChat
from bot.networks.xmpp.ids import message_id
from bot.networks.xmpp.outgoing import content
from bot.networks.xmpp.receipts import Receipts
from bot.networks.xmpp.settings import Patience
from bot.networks.xmpp.stream import Stream
from bot.networks.xmpp.uploads import Uploads

_LOGGER = logging.getLogger(__name__)
_CLOCKS_DIFFER: Final = timedelta(minutes=2)
_NOT_AN_OCCUPANT: Final = "not-acceptable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a line goes. `archive` is the bare JID of the archive that will keep it, if any does.

    With a room, `is_occupant` says that it is for one occupant alone (XEP-0045, section 7.5).
    """

    address: str
    archive: str | None
    room: GroupChat | None = None
    is_occupant: bool = False


class Sending:
    """Says lines over one stream.

    A line in a room is acknowledged by its reflection. A direct line counts as taken over once the
    server answers a ping sent after it: a server works through a connection in order (RFC 6120,
    section 10.1), and an error about the line would have come first.
    """

    def __init__(
        self,
        *,
        stream: Stream,
        reader: ArchiveReader,
        receipts: Receipts,
        authors: Authors,
        uploads: Uploads,
        patience: Patience,
    ) -> None:
        self._stream = stream
        self._reader = reader
        self._receipts = receipts
        self._authors = authors
        self._uploads = uploads
        self._patience = patience

    async def send(self, delivery: Delivery, target: Target) -> LineId:
        """As `ChatNetwork.send` has it. What it returns is the message id, which edits refer to."""
        if target.room and not target.room.is_in:
            raise TransientError("not in the room at the moment")
        name = message_id(delivery.key)
        if delivery.attempt > 1 and await self._was_said(name, delivery, target):
            return LineId(name)
        picture = delivery.outgoing.picture
        shared = await self._uploads.share(picture) if picture else None
        try:
            with self._receipts.expected(name) as receipt:
                async with asyncio.timeout(self._patience.answer):
                    if target.room and not target.is_occupant:
                        await self._say_to_all(delivery, target.room, receipt, shared)
                    else:
                        await self._say_to_one(delivery, target, receipt, shared)
        except TimeoutError as error:
            if target.room:
                target.room.doubt()
            raise TransientError("no acknowledgement") from error
        return LineId(name)

    async def _say_to_all(
        self,
        delivery: Delivery,
        room: GroupChat,
        receipt: asyncio.Future[None],
        picture: str | None,
    ) -> None:
        author = self._authors.of(delivery.outgoing.answers)
        self._stream.say(
            to=room.jid,
            kind="groupchat",
            name=message_id(delivery.key),
            content=content(delivery, author=author, is_private=False, picture=picture),
        )
        try:
            await receipt
        except RefusedForGoodError as error:
            if error.condition != _NOT_AN_OCCUPANT:
                raise
            room.doubt()
            raise TransientError("the room does not know us") from error

    async def _say_to_one(
        self,
        delivery: Delivery,
        target: Target,
        receipt: asyncio.Future[None],
        picture: str | None,
    ) -> None:
        self._stream.say(
            to=target.address,
            kind="chat",
            name=message_id(delivery.key),
            content=content(delivery, author=None, is_private=target.is_occupant, picture=picture),
        )
        with suppress(RefusedForGoodError, RefusedForNowError):
            await self._stream.ping()
        if receipt.done():
            await receipt

    async def _was_said(self, name: str, delivery: Delivery, target: Target) -> bool:
        """Whether we saw it arrive, or the archive has it.

        Where there is no archive, or it is closed to us, nobody can know, and it is said again.
        """
        if self._receipts.has(name):
            return True
        if target.archive is None:
            return False
        is_own_archive = target.room is None or target.is_occupant
        try:
            async with asyncio.timeout(self._patience.request):
                return await self._reader.holds(
                    target.archive,
                    name,
                    start=delivery.first_tried_at - _CLOCKS_DIFFER,
                    contact=target.address if is_own_archive else None,
                )
        except TimeoutError as error:
            raise TransientError("the archive did not answer") from error
        except RefusedForGoodError as error:
            facts = {"archive": target.archive, "why": str(error)}
            _LOGGER.warning("A line is repeated without a look into the archive", extra=facts)
        return False
