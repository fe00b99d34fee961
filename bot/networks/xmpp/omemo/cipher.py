"""Decrypting and encrypting lines, by python-omemo."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final
from xml.etree.ElementTree import Element

from oldmemo import Oldmemo
from oldmemo.etree import parse_message, serialize_message
from omemo import SessionManager
from omemo.session_manager import NoEligibleDevices, XMPPInteractionFailed

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.omemo.device import TRUST, Talking, device_on
from bot.networks.xmpp.omemo.key_file import KeyFile
from bot.networks.xmpp.omemo.key_server import NAMESPACE, KeyServer

log = logging.getLogger(__name__)
_FRESH_S: Final = 60.0
"""How long a list of devices is believed when many are to read; one person's is always asked."""
_ASKED_AT_ONCE: Final = 20


class UnreadableError(Exception):
    """The keys that are there do not open it, and never will."""


class Cipher:
    """Does one thing at a time: the library does not expect calls to overlap."""

    def __init__(self, jid: str, file: KeyFile) -> None:
        self._jid = jid
        self._file = file
        self._lock = asyncio.Lock()
        self._server: KeyServer | None = None
        self._device: SessionManager | None = None
        self._asked: dict[str, float] = {}

    async def settle_in(self, stream: Talking) -> None:
        """Called for each new stream, before anything is read.

        Makes the device the first time, and makes sure that the server publishes its keys. Raises
        `TransientError`, and `PermanentError` when the server takes none.
        """
        server = self._server = self._server or KeyServer(stream)
        server.is_behind = False
        async with self._lock:
            try:
                device = self._device = self._device or await device_on(stream, server).create(
                    [Oldmemo(self._file)], self._file, self._jid, None, TRUST
                )
                device.before_history_sync()
                await device.ensure_data_consistency()
            except XMPPInteractionFailed as error:
                if isinstance(error.__cause__, PermanentError):
                    reason = "the XMPP server keeps no keys (PEP); set omemo = false"
                    raise PermanentError(reason) from error
                raise TransientError("the server does not answer about keys") from error
            self._file.save()
            own, _ = await device.get_own_device_information()
        if server.is_behind:
            raise TransientError("the server does not take the keys of the bot")
        key = " ".join(device.format_identity_key(own.identity_key))
        facts = {"account": f"xmpp:{self._jid}", "fingerprint": key}
        log.info("Encryption is ready", extra=facts)

    async def caught_up(self) -> None:
        """What was written while away has been read: keys used for it can go."""
        async with self._using() as device:
            await device.after_history_sync()
            self._file.save()

    async def close(self) -> None:
        if self._device is not None:
            await self._device.shutdown()

    @asynccontextmanager
    async def _using(self) -> AsyncGenerator[SessionManager]:
        if self._device is None:
            raise TransientError("the keys are not ready yet", whole_account=True)
        async with self._lock:
            yield self._device

    async def open(self, sealed: Element, sender: str) -> str | None:
        """The words in an `encrypted` element; None for one that carries keys alone.

        `sender` is the bare JID of who must have written it. The caller notes the words in the
        file and saves both, before anybody else runs. Raises `UnreadableError`, and
        `TransientError` when a server does not answer.
        """
        async with self._using() as device:
            try:
                message = await parse_message(sealed, sender, self._jid, device)
                text, _, _ = await device.decrypt(message)
                return None if text is None else text.decode()
            except XMPPInteractionFailed as error:
                raise TransientError("keys could not be asked for") from error
            except Exception as error:  # what foreign input makes of four libraries
                if isinstance(error.__cause__, XMPPInteractionFailed):
                    raise TransientError("keys could not be asked for") from error
                raise UnreadableError(type(error).__name__) from error

    async def seal(self, text: str, readers: frozenset[str]) -> Element:
        """An `encrypted` element for all devices of these bare JIDs that there are keys of.

        Raises `PermanentError` when nobody among them has a device, `TransientError` when none can
        be reached at the moment.
        """
        async with self._using() as device:
            readers -= {self._jid}
            await self._ask_anew(device, readers)
            able = [jid for jid in readers if await self._can_read(device, jid)]
            if not able:
                raise PermanentError("nobody there has a device that could read it")
            try:
                messages, failed = await device.encrypt(frozenset(able), {NAMESPACE: text.encode()})
            except (NoEligibleDevices, XMPPInteractionFailed) as error:
                raise TransientError("the keys of the readers cannot be had") from error
            self._file.save()  # before it is sent: no step of a ratchet is gone twice
            if failed or len(able) < len(readers):
                facts = {"without_keys": len(readers) - len(able), "failed": len(failed)}
                log.info("Not everybody will be able to read a line", extra=facts)
            return serialize_message(next(iter(messages)))

    async def _ask_anew(self, device: SessionManager, readers: frozenset[str]) -> None:
        old = time.monotonic() - _FRESH_S
        many = len(readers) > 1
        turns = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def ask(jid: str) -> None:
            async with turns:
                # without an answer, what was known before is used
                with suppress(XMPPInteractionFailed):
                    await device.refresh_device_list(NAMESPACE, jid)
                    self._asked[jid] = time.monotonic()

        async with asyncio.TaskGroup() as tasks:
            for jid in readers:
                if not many or self._asked.get(jid, old) <= old:
                    tasks.create_task(ask(jid))

    async def _can_read(self, device: SessionManager, jid: str) -> bool:
        known = await device.get_device_information(jid)
        return any(dict(one.active).get(NAMESPACE) for one in known)
