"""The sync loop: reads what is written, and moves on only when it is on disk."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import Final

import nio

from bot.domain.chat import AccountId
from bot.errors import TransientError
from bot.networks.matrix.chats.invitations import Invitations
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.encryption.cipher import Cipher
from bot.networks.matrix.encryption.own_device import DeviceLostError
from bot.networks.matrix.encryption.riddles import Riddles
from bot.networks.matrix.events.filters import FIRST_EVER, ONWARDS
from bot.networks.matrix.homeserver.errors import RefusedError, settle
from bot.networks.matrix.login import Login
from bot.networks.matrix.settings import Patience
from bot.networks.retrying import at_least, pauses
from bot.usecases.ports.networks import Door

SINCE: Final = "since"
"""Position: the `next_batch` of the last sync whose lines are on disk."""

INVITATIONS: Final = "invitations"
"""Position: the invitations not yet answered, of each of which sync tells only once."""

RIDDLES: Final = "riddles"
"""Position: the lines that could not be read yet, of each of which sync tells only once."""

log = logging.getLogger(__name__)


class Listener:
    """Why nio's own loop is not used stands in docs/adr/0004."""

    def __init__(
        self,
        account: AccountId,
        client: nio.AsyncClient,
        *,
        login: Login,
        reader: SyncReader,
        riddles: Riddles,
        invitations: Invitations,
        cipher: Cipher | None,
        patience: Patience,
    ) -> None:
        self.ready = asyncio.Event()
        self._account = account
        self._client = client
        self._login = login
        self._reader = reader
        self._riddles = riddles
        self._invitations = invitations
        self._cipher = cipher
        self._device_begun = False
        self._device_lost: str | None = None
        self._patience = patience
        self._since: str | None = None
        self._knows_position = False
        self._knows_state = False

    async def run(self, door: Door) -> None:
        """Sync until cancelled; a pass that failed begins again where it began.

        Raises `PermanentError` when the account cannot be used any more.
        """
        waits = self._pauses()
        while True:
            try:
                await self._pass(door)
                waits = self._pauses()
            except DeviceLostError as error:
                self._device_lost = str(error)
            except RefusedError as error:
                if not error.token_is_gone:
                    raise
                self._login.forget()
            except TransientError as error:
                wait = at_least(next(waits), error.retry_after)
                log.warning(
                    "Reading from Matrix failed; trying again",
                    extra={"account": self._account, "why": str(error), "in_seconds": wait},
                )
                await asyncio.sleep(wait)

    def _pauses(self) -> Iterator[float]:
        return pauses(self._patience.first_pause, self._patience.longest_pause)

    async def _pass(self, door: Door) -> None:
        await self._log_in()
        if not self._knows_position:
            self._since = await door.position(SINCE)
            self._invitations.restore(await door.position(INVITATIONS))
            self._riddles.restore(await door.position(RIDDLES))
            self._knows_position = True
        response = await self._sync()
        news = await self._reader.read(response, since=self._since)
        self._invitations.read(response)
        for chat, sender in news.replacements:
            self._invitations.add_replacement(chat, sender)
        for chat in news.entered:
            await door.entered(chat)
        for chat in news.removed:
            await door.removed(chat)
        for chat, successor in news.moves:
            await door.moved(chat, to=successor)
        positions = [
            (SINCE, response.next_batch),
            (INVITATIONS, self._invitations.kept()),
            (RIDDLES, self._riddles.kept()),
        ]
        await door.receive(news.lines, positions=positions)
        self._riddles.forget_done()
        self._since = response.next_batch
        if self._cipher is not None:
            await self._tend(self._cipher)
        await self._come_nearer_to_ready()

    async def _tend(self, cipher: Cipher) -> None:
        """What fails is done after the next sync: plain chats are not to wait for it."""
        try:
            await cipher.tend()
        except TransientError as error:
            log.warning(
                "What encryption needs cannot be had just now",
                extra={"account": self._account, "why": str(error)},
            )

    async def _log_in(self) -> None:
        if self._device_lost is not None:
            await self._login.replace_device(self._device_lost)
            self._device_lost, self._device_begun = None, False
        if not self._client.logged_in:
            await self._login.log_in()
            self._device_begun = False
        if self._cipher is not None and not self._device_begun:
            await self._cipher.begin()
            self._device_begun = True

    async def _sync(self) -> nio.SyncResponse:
        """Ask once. The whole state of all rooms is asked for until it came once."""
        # nio puts its own newest position in place of a missing one: a first sync that has to be
        # repeated would skip what it brought
        self._client.next_batch = ""
        poll = self._patience.poll if self.ready.is_set() else 0
        if self._riddles.is_waiting:
            poll = min(poll, self._patience.riddle / 2)
        patience = poll + self._patience.poll_grace
        try:
            return await settle(
                self._client.sync(
                    timeout=int(poll * 1000),
                    sync_filter=FIRST_EVER if self._since is None else ONWARDS,
                    since=self._since,
                    full_state=not self._knows_state,
                ),
                nio.SyncResponse,
                seconds=patience if self._knows_state else self._patience.first_sync,
            )
        except RefusedError as error:
            if error.token_is_gone or self._since is None:
                raise
            log.warning(
                "The homeserver does not know the stored position; reading anew",
                extra={"account": self._account, "code": error.code},
            )
            self._since = None
            return await self._sync()

    async def _come_nearer_to_ready(self) -> None:
        """Ready is: state known, open invitations tried, and the rooms joined by them seen."""
        if self._knows_state:
            self.ready.set()
            return
        self._knows_state = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.request):
                await self._invitations.wait_tried()
