"""Encryption as the rest of the network sees it: lines opened, answers sealed, each once."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import ChatKind
from bot.domain.delivery import Delivery
from bot.domain.line import Incoming
from bot.errors import TransientError
from bot.networks.retrying import patiently
from bot.networks.xmpp.chats.lane import Arrival
from bot.networks.xmpp.omemo.cipher import Cipher, UnreadableError
from bot.networks.xmpp.omemo.device import Talking
from bot.networks.xmpp.omemo.habits import Habits
from bot.networks.xmpp.omemo.key_file import KeyFile
from bot.networks.xmpp.stanzas.elements import speakable
from bot.networks.xmpp.stanzas.ids import message_id
from bot.networks.xmpp.stanzas.sealed import Sealed
from bot.usecases.ports.clock import Clock

log = logging.getLogger(__name__)
_OPENED_KEPT: Final = 1000


class Secrecy:
    """Fits `Unsealer` and `Sealing`.

    A line can be decrypted once. So its words are kept beside the keys until the door has them:
    after a crash the archive shows it again. Raises `ConfigError` when the file cannot be read.
    """

    def __init__(self, jid: str, path: Path, clock: Clock) -> None:
        self._file = KeyFile(path)
        self._cipher = Cipher(jid, self._file)
        self._opened = self._file.table("opened")
        self._habits = Habits(self._file.table("lines"), self._file.table("chats"), clock)

    async def settle_in(self, stream: Talking) -> None:
        """See `Cipher.settle_in`."""
        await self._cipher.settle_in(stream)

    async def caught_up(self) -> None:
        """See `Cipher.caught_up`."""
        await self._cipher.caught_up()

    async def close(self) -> None:
        await self._cipher.close()

    async def opened(self, arrival: Arrival) -> Incoming | None:
        line, sealed = arrival.line, arrival.sealed
        if line is None:
            return None
        if sealed is None:
            if line.reaction is None:
                self._habits.heard(line, is_encrypted=False)
                await patiently(self._save)
            return line
        name = _name(line)
        if name not in self._opened:
            told = self._opened[name] = await self._open(line, sealed)
            if isinstance(told, str) or (told is False and line.kind is ChatKind.DIRECT):
                self._habits.heard(line, is_encrypted=True)
        await patiently(self._save)
        told = self._opened[name]
        if isinstance(told, str):
            return sealed.saying(told)
        return line if told is False and line.addressed else None

    def handed_in(self, arrivals: Sequence[Arrival]) -> None:
        """Words are on their way; here only remains that they were opened."""
        sealed = [arrival.line for arrival in arrivals if arrival.sealed and arrival.line]
        for line in sealed:
            self._opened[_name(line)] = None
        for name in list(self._opened)[: max(0, len(self._opened) - _OPENED_KEPT)]:
            del self._opened[name]
        if sealed:
            with suppress(TransientError):  # the next time saves it as well
                self._file.save()

    async def _save(self) -> None:
        self._file.save()

    async def _open(self, line: Incoming, sealed: Sealed) -> str | bool | None:
        """The words, False if they cannot be read, None if there are none."""
        if sealed.sender is not None:
            try:
                return await self._cipher.open(sealed.content, sealed.sender)
            except UnreadableError as error:
                facts = {"chat": line.chat.chat, "why": str(error)}
                log.info("A line could not be decrypted", extra=facts)
        return False if sealed.has_words else None

    def wants(self, delivery: Delivery) -> bool:
        return self._habits.wants(delivery, message_id(delivery.key))

    async def sealed(self, delivery: Delivery, readers: frozenset[str]) -> Element:
        self._habits.said(message_id(delivery.key))
        return await self._cipher.seal(speakable(delivery.outgoing.text), readers)


def _name(line: Incoming) -> str:
    return f"{line.chat.chat} {line.line}"
