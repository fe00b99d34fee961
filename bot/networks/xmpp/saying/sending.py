"""Saying a line once: its id follows from its key, and a repeat first looks for the first try."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from xml.etree.ElementTree import Element

from bot.domain.chat import LineId
from bot.domain.delivery import Delivery
from bot.errors import TransientError
from bot.networks.xmpp.addresses import bare_of, resource_of
from bot.networks.xmpp.chats.archive import ArchiveReader
from bot.networks.xmpp.chats.authors import Authors
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.members import members
from bot.networks.xmpp.saying.outgoing import content
from bot.networks.xmpp.saying.receipts import Receipts
from bot.networks.xmpp.saying.uploads import Uploads
from bot.networks.xmpp.settings import Patience
from bot.networks.xmpp.stanzas.ids import is_made_up, message_id
from bot.networks.xmpp.transport.errors import RefusedForGoodError, RefusedForNowError
from bot.networks.xmpp.transport.stream import Stream

log = logging.getLogger(__name__)
_CLOCKS_DIFFER: Final = timedelta(minutes=2)
_NOT_ACCEPTABLE: Final = "not-acceptable"
_NOT_FOUND: Final = "item-not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a line goes. `archive` is the bare JID of the archive that will keep it, if any does.

    With a room, `is_occupant` says that it is for one occupant alone (XEP-0045, section 7.5).
    """

    address: str
    archive: str | None
    room: GroupChat | None = None
    is_occupant: bool = False

    @property
    def is_for_all(self) -> bool:
        """Whether a room shows it to everybody, and its archive keeps it."""
        return self.room is not None and not self.is_occupant

    def has_lost_us(self, condition: str) -> bool:
        """Whether a refusal means that the room does not know the bot, or the server the room.

        As after a crash of the server. "item-not-found" is also said of an occupant who has left;
        but that one is not seen there any more.
        """
        if self.room is None:
            return False
        is_there = not self.is_occupant or resource_of(self.address) in self.room.seats
        return condition == _NOT_ACCEPTABLE or (condition == _NOT_FOUND and is_there)


class Sealing(Protocol):
    """Encrypts what is said."""

    def wants(self, delivery: Delivery) -> bool:
        """Whether it must not be said otherwise."""
        ...

    async def sealed(self, delivery: Delivery, readers: frozenset[str]) -> Element:
        """The text for the devices of these bare JIDs. Raises as `Sending.send` does."""
        ...


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
        sealing: Sealing | None,
    ) -> None:
        self._stream = stream
        self._reader = reader
        self._receipts = receipts
        self._authors = authors
        self._uploads = uploads
        self._sealing = sealing
        self._patience = patience

    async def send(self, delivery: Delivery, target: Target) -> LineId:
        """As `ChatNetwork.send` has it. What it returns is the message id, which edits refer to."""
        if target.room and not target.room.is_in:
            raise TransientError("not in the room at the moment")
        name = message_id(delivery.key)
        since = self._perhaps_said_since(delivery, target)
        if since is not None and await self._was_said(delivery, target, since):
            return LineId(name)
        picture = delivery.outgoing.picture
        sealed = await self._sealed(delivery, target)
        shared = await self._uploads.share(picture) if picture and sealed is None else None
        author = self._authors.of(delivery.outgoing.answers)
        said = content(
            delivery,
            author=author if target.is_for_all else None,
            is_private=target.is_occupant,
            picture=shared,
            sealed=sealed,
        )
        try:
            with self._receipts.expected(name, to=target.address) as receipt:
                async with asyncio.timeout(self._patience.answer):
                    await self._say(name, said, target, receipt)
        except TimeoutError as error:
            if target.room:
                target.room.doubt()
            raise TransientError("no acknowledgement") from error
        except RefusedForGoodError as error:
            if target.room is None or not target.has_lost_us(error.condition):
                raise
            # it will be entered again, or be found to be lost for good
            target.room.doubt()
            raise TransientError("the room does not know us, or is gone") from error
        return LineId(name)

    async def _sealed(self, delivery: Delivery, target: Target) -> Element | None:
        """The encrypted form, where that is how it has to be said."""
        if self._sealing is None or not self._sealing.wants(delivery):
            return None
        try:
            async with asyncio.timeout(self._patience.upload):
                readers = await self._readers(target)
                return await self._sealing.sealed(delivery, readers)
        except TimeoutError as error:
            raise TransientError("the keys of the readers took too long") from error

    async def _readers(self, target: Target) -> frozenset[str]:
        """Bare JIDs of who is meant, as far as a room shows them."""
        if target.room is None:
            return frozenset({bare_of(target.address)})
        if target.is_occupant:
            seat = target.room.seats.get(resource_of(target.address))
            return frozenset({seat.jid} if seat and seat.jid else ())
        return await members(self._stream, target.room)

    async def _say(
        self,
        name: str,
        said: Iterable[Element],
        target: Target,
        receipt: asyncio.Future[None],
    ) -> None:
        kind = "groupchat" if target.is_for_all else "chat"
        self._stream.say(to=target.address, kind=kind, name=name, content=said)
        if target.is_for_all:
            await receipt
            return
        with suppress(RefusedForGoodError, RefusedForNowError):
            await self._stream.ping()
        if receipt.done():
            await receipt

    def _perhaps_said_since(self, delivery: Delivery, target: Target) -> datetime | None:
        """From when on it may be in the archive; None where it cannot have been said.

        A repeat may be there since the first try by our clock, an answer since the line that it
        answers by that of the room. The first answer to a line that was read back may have been
        given by a program whose database was put back since to what it had been before.
        """
        kept_at = self._authors.kept_at(delivery.outgoing.answers)
        if kept_at is not None:
            return kept_at if target.is_for_all else kept_at - _CLOCKS_DIFFER
        return delivery.first_tried_at - _CLOCKS_DIFFER if delivery.attempt > 1 else None

    async def _was_said(self, delivery: Delivery, target: Target, since: datetime) -> bool:
        """Whether we saw it arrive, or the archive has it.

        Where there is no archive, or it is closed to us, nobody can know, and it is said again.
        """
        name, answers = message_id(delivery.key), delivery.outgoing.answers
        if self._receipts.has(name):
            return True
        if target.archive is None:
            return False
        is_named = target.is_for_all and answers is not None and not is_made_up(answers)
        room = target.room if target.is_for_all else None
        try:
            async with asyncio.timeout(self._patience.request):
                return await self._reader.holds(
                    target.archive,
                    name,
                    is_own=room.wrote if room else self._reader.is_from_us,
                    start=since,
                    after=answers if is_named else None,
                    contact=None if room else target.address,
                )
        except TimeoutError as error:
            raise TransientError("the archive did not answer") from error
        except RefusedForGoodError as error:
            facts = {"archive": target.archive, "why": str(error)}
            log.warning("A line is repeated without a look into the archive", extra=facts)
        return False
