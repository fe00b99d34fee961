"""`ankerplatz import`: take over another calendar from a file, as `!import` does in the chat."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import typer

from bot.bootstrap.adapters import chat_named, conference_server
from bot.bootstrap.assembly import Assembly, assemble
from bot.calendars.fetching import MOST_BYTES
from bot.commands.parts.replies import Apology
from bot.commands.verbs.import_calendar import ImportPreview, SeriesImported, Taken
from bot.config import Configuration
from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.series import Series, dates
from bot.domain.settings import ChatSettings
from bot.errors import PermanentError, UserError
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store
from bot.usecases.ports.calendars import ForeignSeries
from bot.usecases.ports.store import Work
from bot.usecases.programme.import_calendar import Sorted
from bot.usecases.speaking.speech import Reply

_DATES_SHOWN: Final = 3


def import_file(configuration: Configuration, file: Path, chat: str, *, sure: bool) -> bool:
    """Show what can be taken over and ask, unless `sure`. Whether it was taken over.

    Raises `PermanentError` for what cannot be read, `InUseError` while the bot runs on the same
    SQLite file.
    """
    address = chat_named(configuration, chat)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PermanentError(f"{file} cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise PermanentError(f"{file} is larger than {MOST_BYTES // 2**20} MiB")
    return asyncio.run(_import(configuration, data, address, sure=sure))


async def _import(
    configuration: Configuration, data: bytes, chat: ChatAddress, *, sure: bool
) -> bool:
    clock = SystemClock()
    store = open_store(configuration.bot.database)
    try:
        assembly = assemble(
            configuration,
            store=store,
            clock=clock,
            server=conference_server(configuration, clock),
            networks=[],
        )
        return await _Import(assembly, chat, clock.now())(data, sure=sure)
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class _Import:
    assembly: Assembly
    chat: ChatAddress
    now: datetime

    async def __call__(self, data: bytes, *, sure: bool) -> bool:
        settings = await self._settings()
        house = self.assembly.house
        try:
            # in no transaction: it may take seconds, and on PostgreSQL the bot would wait
            found = await house.read_calendar(data, timezone=settings.timezone)
            rest, is_used = await self._looked_up(found)
        except UserError as error:
            raise PermanentError(self._said(Apology(error.key, error.values), settings)) from error
        fresh = [house.import_calendar.preview(one, owner=self.chat) for one in rest.fresh]
        typer.echo(self._said(ImportPreview(fresh=self._taken(fresh), rest=rest), settings))
        if not is_used:
            typer.echo(f"{self.chat.chat}: nobody used the bot there yet.")
        if not (sure or typer.confirm(f"Take over into {self.chat.chat}?")):
            return False
        async with self.assembly.store.begin() as work:
            told = await self._take_over(work, rest, settings)
        typer.echo(self._said(told, settings))
        return True

    async def _settings(self) -> ChatSettings:
        async with self.assembly.store.begin() as work:
            settings = await self.assembly.herald.settings(work, self.chat)
        if settings is None:
            raise PermanentError(f"the bot was removed from {self.chat.chat}")
        return settings

    async def _looked_up(self, found: Sequence[ForeignSeries]) -> tuple[Sorted, bool]:
        """What is new in the chat, and whether it was used. Raises `UserError` for nothing new."""
        async with self.assembly.store.begin() as work:
            rest = await self.assembly.house.import_calendar.sort(
                work, found, owner=self.chat, now=self.now
            )
            used = {one.address for one in await work.chats.used()}
        if not rest.fresh:
            raise UserError("calendar_nothing_new")
        return rest, self.chat in used

    async def _take_over(self, work: Work, rest: Sorted, settings: ChatSettings) -> SeriesImported:
        """And tell the chat, once the bot runs."""
        taken = [
            await self.assembly.house.import_calendar(
                work, one, owner=self.chat, creator=None, leads=settings.leads, now=self.now
            )
            for one in rest.fresh
        ]
        told = SeriesImported(taken=self._taken(taken), rest=rest)
        spoken = self.assembly.herald.words(told, settings, now=self.now)
        delivery = NewDelivery(
            key=DeliveryKey(f"import:{secrets.token_hex(8)}"),
            chat=self.chat,
            outgoing=Outgoing(text=spoken.text, html=spoken.html),
        )
        await work.outbox.add(delivery, now=self.now)
        return told

    def _taken(self, series: Sequence[Series]) -> tuple[Taken, ...]:
        return tuple(
            Taken(series=one, ahead=dates(one, after=self.now, limit=_DATES_SHOWN))
            for one in series
        )

    def _said(self, reply: Reply, settings: ChatSettings) -> str:
        return self.assembly.herald.words(reply, settings, now=self.now).text
