"""Make what hangs in the chats match what is to hang there: pinned programmes, widgets of calls.

Both are rows, and are compared again and again, so that the end is the same whatever died in
between. Putting up what hangs already changes nothing.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.fixture import Fixture, FixtureKind, Hanging, Pin, PinnedProgramme
from bot.errors import PermanentError, TransientError
from bot.usecases.chats.fixture_replies import FixtureRefused, ProgrammePosted
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.fixtures import Wall
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.programme_ahead import programme_ahead
from bot.usecases.speaking.herald import Herald

log = logging.getLogger(__name__)

PAUSE: Final = timedelta(seconds=5)
"""Between two rounds: a chat in which much is planned at once is edited once."""
LONGEST_REST: Final = timedelta(minutes=1)
"""A round comes after that in any case: dates begin and end by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOut:
    """`walls` are the networks in whose chats something can hang.

    `told` is called with each account that has something to send. `poke` is for whoever may have
    changed what is to hang. Accounts that this copy does not serve are left out.
    """

    store: Store
    clock: Clock
    herald: Herald
    walls: Mapping[AccountId, Wall]
    told: Callable[[AccountId], None]
    serves: Callable[[AccountId], bool] = lambda _account: True
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)

    def poke(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while self.walls:
            self._wake.clear()
            goes_on = False
            try:
                goes_on = await self.settle()
            except TransientError as error:
                log.warning(
                    "The database is away", extra={"action": "store_away", "why": str(error)}
                )
            except Exception:
                log.exception("Fitting out failed by a bug", extra={"action": "fitting_stumbled"})
            await asyncio.sleep(PAUSE.total_seconds())
            if goes_on:
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout((LONGEST_REST - PAUSE).total_seconds()):
                    await self._wake.wait()

    async def settle(self) -> bool:
        """One round, and whether another is to follow soon.

        It is while a line that is to be pinned is still being sent, and while a network is away.
        Raises `TransientError` when the database is away.
        """
        async with self.store.begin() as work:
            programmes = await work.fixtures.programmes()
        for programme in programmes:
            if self.serves(programme.chat.account):
                await self._try_to_keep_true(programme)
        async with self.store.begin() as work:
            pins = await self._pins(work)
            widgets = await work.fixtures.widgets()
            hanging = await work.fixtures.hanging()
        pins = [pin for pin in pins if self._reaches(pin.chat)]
        wanted = [*pins, *(widget for widget in widgets if self._reaches(widget.chat))]
        hanging = [one for one in hanging if self._reaches(one.chat)]
        is_put_off = await self._take_down(hanging, wanted)
        is_put_off |= await self._put_up(hanging, wanted)
        return is_put_off or len(pins) < sum(self._reaches(one.chat) for one in programmes)

    def _reaches(self, chat: ChatAddress) -> bool:
        return chat.account in self.walls and self.serves(chat.account)

    async def _try_to_keep_true(self, programme: PinnedProgramme) -> None:
        """One that a bug breaks holds up no other."""
        try:
            await self._keep_true(programme)
        except TransientError:
            raise
        except Exception:
            told = {"action": "fitting_stumbled", "chat": programme.chat.chat}
            log.exception("A pinned programme cannot be kept true by a bug", extra=told)

    async def _keep_true(self, programme: PinnedProgramme) -> None:
        """Post the line, or edit it where it would now say something else."""
        now = self.clock.now()
        async with self.store.begin() as work:
            settings = await self.herald.settings(work, programme.chat)
            current = await work.fixtures.programme(programme.chat)
            if settings is None or current != programme:
                return
            ahead, more = await programme_ahead(work, programme.chat, settings, now=now)
            reply = ProgrammePosted(ahead=tuple(ahead), more=more)
            spoken = self.herald.words(reply, settings, now=now)
            shown = hashlib.sha256(spoken.text.encode()).hexdigest()[:16]
            if shown == programme.shown:
                return
            is_first = not programme.shown
            edit = DeliveryKey(f"{programme.key}:{now.isoformat()}")
            await work.outbox.add(
                NewDelivery(
                    key=programme.key if is_first else edit,
                    chat=programme.chat,
                    outgoing=Outgoing(text=spoken.text, html=spoken.html),
                    urgency=Urgency.ANNOUNCEMENT,
                    edits=None if is_first else programme.key,
                ),
                now=now,
            )
            await work.fixtures.save_programme(replace(programme, shown=shown))
        self.told(programme.chat.account)

    async def _pins(self, work: Work) -> Sequence[Pin]:
        """The lines that have been posted."""
        programmes = await work.fixtures.programmes()
        lines = [(one.chat, await work.outbox.posted(one.key)) for one in programmes]
        return [Pin(chat, line) for chat, line in lines if line is not None]

    async def _take_down(self, hanging: Sequence[Hanging], wanted: Sequence[Fixture]) -> bool:
        """Whether something was put off until later."""
        is_put_off = False
        for one in hanging:
            if any(one.is_of(fixture) for fixture in wanted):
                continue
            try:
                await self.walls[one.chat.account].take_down(one)
            except TransientError as error:
                log.info("Something hangs longer", extra=_facts(one.chat, one.kind, error))
                is_put_off = True
                continue
            except PermanentError as error:
                log.info("Something hangs for good", extra=_facts(one.chat, one.kind, error))
            async with self.store.begin() as work:
                await work.fixtures.remove(one)
        return is_put_off

    async def _put_up(self, hanging: Sequence[Hanging], wanted: Sequence[Fixture]) -> bool:
        """Whether something was put off until later."""
        is_put_off = False
        for fixture in wanted:
            if any(one.sure and one.is_of(fixture) for one in hanging):
                continue
            one = Hanging(chat=fixture.chat, kind=fixture.kind, name=fixture.name)
            async with self.store.begin() as work:
                await work.fixtures.save(one)  # first, so that it is taken down whatever dies now
            try:
                await self.walls[one.chat.account].put_up(fixture)
            except TransientError as error:
                log.info("Something cannot be hung yet", extra=_facts(one.chat, one.kind, error))
                is_put_off = True
            except PermanentError as error:
                log.info("Something may not be hung", extra=_facts(one.chat, one.kind, error))
                await self._give_up(one, now=self.clock.now())
            else:
                async with self.store.begin() as work:
                    await work.fixtures.save(replace(one, sure=True))
        return is_put_off

    async def _give_up(self, one: Hanging, *, now: datetime) -> None:
        """Take it that the chat no longer wants it, and say why, once."""
        missing = self.walls[one.chat.account].power_missing(one.chat, one.kind)
        async with self.store.begin() as work:
            await work.fixtures.remove(one)
            chat = await work.chats.get(one.chat)
            if one.kind is FixtureKind.PIN:
                await work.fixtures.drop_programme(one.chat)
            elif chat is not None:
                await work.chats.save(replace(chat, widgets=False))
            where = f"{one.chat.account}:{one.chat.chat}"
            key = DeliveryKey(f"refused:{one.kind}:{where}:{now.isoformat()}")
            reply = FixtureRefused(kind=one.kind, missing=missing)
            await self.herald.announce(work, one.chat, reply, key=key, now=now)
        self.told(one.chat.account)


def _facts(chat: ChatAddress, kind: FixtureKind, error: Exception) -> dict[str, object]:
    return {"chat": chat.chat, "fixture": kind, "why": str(error)}
