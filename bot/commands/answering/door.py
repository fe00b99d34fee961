"""The way in: what a network read is on disk before the network goes on; then it is answered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.commands.answering.crowd import CrowdGuard
from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.flood import FloodGuard, FloodVerdict
from bot.commands.answering.router import Router
from bot.commands.parts.replies import Crowded, TooMany
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.ignored import NOBODY, Ignored
from bot.domain.language import carriable
from bot.domain.line import Incoming
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.forms import FormDesk
from bot.usecases.ports.store import ANSWERED_UNTIL, Store, Work

TOO_OLD: Final = timedelta(minutes=15)
"""Whoever asked longer ago has stopped waiting; an answer would only puzzle them."""


def _nobody_asks(_lines: Sequence[Incoming]) -> None:
    """For a door whose lines nobody measures."""


class FrontDoor:
    """The `Door` of one account. `read_at` is when the network last used it (aware, UTC).

    `asked` is called with the lines that are to be answered.
    """

    def __init__(
        self,
        account: AccountId,
        *,
        store: Store,
        clock: Clock,
        ignored: Ignored = NOBODY,
        router: Router,
        dispatcher: Dispatcher,
        forms: FormDesk,
        asked: Callable[[Sequence[Incoming]], None] = _nobody_asks,
    ) -> None:
        self.forms = forms
        self._account = account
        self._store = store
        self._clock = clock
        self._ignored = ignored
        self._router = router
        self._dispatcher = dispatcher
        self._asked = asked
        self._flood = FloodGuard()
        self._crowd = CrowdGuard()
        self._answered_until: datetime | None = None
        self.read_at: datetime | None = None

    async def receive(
        self, lines: Sequence[Incoming], *, positions: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.read_at = self._clock.now()
        heard = [line for line in lines if not self._ignored.has(*_names(line))]
        lines = [replace(line, text=carriable(line.text)) for line in heard]
        meant = [
            line for line in lines if self._router.is_for_us(line) and not self._is_too_old(line)
        ]
        if not (meant or positions):
            return
        now = self._clock.now()
        # a power cut takes lines and positions together, and the server shows the lines again
        async with self._store.begin(comes_again=True) as work:
            new = [line for line in meant if await self._is_new(work, line, now)]
            for name, token in positions:
                await work.positions.save(self._account, name, token)
        self._asked(new)
        for line in new:
            self._hand_on(line)

    async def resume(self) -> None:
        """Answer what an earlier process received and left. To be called once, at the start."""
        async with self._store.begin() as work:
            waiting = await work.inbox.waiting(self._account)
            answered_until = await work.positions.load(self._account, ANSWERED_UNTIL)
        if answered_until is not None:
            self._answered_until = datetime.fromisoformat(answered_until)
        for line in waiting:
            self._hand_on(line)

    async def position(self, name: str) -> str | None:
        async with self._store.begin() as work:
            return await work.positions.load(self._account, name)

    async def removed(self, chat: ChatAddress) -> None:
        async with self._store.begin() as work:
            known = await work.chats.get(chat)
            if known is not None:
                await work.chats.save(replace(known, active=False))
            for side in await work.chats.sides(chat):
                await work.chats.save(replace(side, main=None))

    async def entered(self, chat: ChatAddress) -> None:
        async with self._store.begin() as work:
            known = await work.chats.get(chat)
            if known is not None and not known.active:
                await work.chats.save(replace(known, active=True))

    async def moved(self, chat: ChatAddress, *, to: ChatId) -> None:
        async with self._store.begin() as work:
            await work.chats.move(chat, to, now=self._clock.now())

    def _hand_on(self, line: Incoming) -> None:
        if self._is_too_old(line):
            self._dispatcher.put(line, partial(self._router.drop, line))
            return
        verdict, plea = self._flood.judge(line), TooMany()
        if verdict is FloodVerdict.ANSWER:
            verdict, plea = self._crowd.judge(line), Crowded()
        match verdict:
            case FloodVerdict.ANSWER:
                job = partial(self._answer, line)
            case FloodVerdict.ASK_FOR_PATIENCE:
                job = partial(self._router.ask_for_patience, line, plea)
            case FloodVerdict.STAY_QUIET:
                job = partial(self._router.drop, line)
        if verdict is not FloodVerdict.ANSWER:
            self._flood.answered(line)
        self._dispatcher.put(line, job)

    async def _answer(self, line: Incoming) -> None:
        await self._router.answer(line)
        self._flood.answered(line)

    async def _is_new(self, work: Work, line: Incoming, now: datetime) -> bool:
        """Whether the line was not seen before. Reactions to lines of others are not even kept.

        What a client sent twice has two ids, and is closed under the second one.
        """
        if line.reaction is not None and not await work.reactions.concerns_us(line):
            return False
        if not await work.inbox.receive(line, now=now):
            return False
        if line.repeats is None:
            return True
        mark = replace(line, line=line.repeats)
        is_first = await work.inbox.receive(mark, now=now)
        await work.inbox.close(mark if is_first else line, now=now)
        return is_first

    def _is_too_old(self, line: Incoming) -> bool:
        if self._answered_until is not None and line.sent_at < self._answered_until:
            return True
        return self._clock.now() - line.sent_at > TOO_OLD


def _names(line: Incoming) -> tuple[str, str]:
    """The id of the writer, and what they are as an occupant of the chat on XMPP."""
    chat = line.chat.chat.partition("/")[0]
    return line.sender.id, f"{chat}/{line.sender.name}"
