"""Answer one line: understand, check the role, look, act, say; all changes in one transaction."""

import asyncio
import errno
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Final

from bot.commands.answering.asking_back import refusal, which_series
from bot.commands.answering.replied_to import completed
from bot.commands.answering.saying import Saying
from bot.commands.parts.house import House
from bot.commands.parts.replies import (
    Apology,
    Broken,
    Crowded,
    NotUnderstood,
    TooMany,
    UsageReminder,
)
from bot.commands.parts.verb import Answer, AnyVerb, Asked, Misunderstood, Typed
from bot.commands.parts.vocabulary import Call, Mistyped, Puzzling, Vocabulary
from bot.commands.verbs.bridge import is_end
from bot.commands.verbs.react import react
from bot.domain.chat import AccountId
from bot.domain.delivery import reply_key
from bot.domain.line import Incoming
from bot.domain.settings import Chat, ChatSettings
from bot.errors import TransientError, UserError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.react import may_mean_something
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import AsksBack, Reply
from bot.usecases.speaking.unwritten import Unwritten

log = logging.getLogger(__name__)

_GLANCE_S: Final = 0.05
_GLANCES: Final = 60
"""How often a line that is just being sent is looked for: for three seconds."""


_SHORTAGES: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
Speaking = Callable[[AccountId], AbstractAsyncContextManager[Work]]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A command that has been understood and has looked around; what is left is to act."""

    verb: AnyVerb
    argument: Any
    seen: Any


class FillingOutcome(Enum):
    """What became of lines that were filled in; all but DONE have changed nothing."""

    DONE = auto()
    BEFORE = auto()
    ASKED_BACK = auto()


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The answers; none for what was carried out before."""

    outcome: FillingOutcome
    replies: tuple[Reply, ...]


class _AskedBack(Exception):  # noqa: N818 -- not an error: undoes the transaction
    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(frozen=True, slots=True)
class _Reacted:
    """No command, but a reaction to a line of the bot."""


class Router:
    """`answered` is called with each account that has something to send.

    `speaking` begins a transaction whose answer is sent as soon as it is committed.
    """

    def __init__(
        self,
        *,
        store: Store,
        house: House,
        vocabulary: Vocabulary,
        herald: Herald,
        clock: Clock,
        unwritten: Unwritten,
        speaking: Speaking,
        answered: Callable[[AccountId], None],
    ) -> None:
        self._store = store
        self._house = house
        self._vocabulary = vocabulary
        self._by_key = {verb.key: verb for verb in vocabulary.verbs}
        self._clock = clock
        self._defaults = herald.defaults
        self._prefix = herald.prefix
        self.say = Saying(herald, unwritten, house)
        self._speaking = speaking
        self._answered = answered

    def is_for_us(self, line: Incoming) -> bool:
        """Whether there may be something to answer; asked for each line before it is on disk."""
        if line.reaction is not None:
            return may_mean_something(line, line.reaction)
        if line.is_unreadable:
            return line.addressed
        heard = self._vocabulary.understand(
            line.text, prefix=self._prefix, addressed=line.addressed
        )
        return heard is not None

    async def answer(self, line: Incoming) -> None:
        """Answer a line that is in the inbox. A line that is closed already does nothing.

        Raises `TransientError` when the database is away, or memory or open files run out: then
        the line waits.
        """
        try:
            asked = await self.asked(line)
            prepared = await self._prepare(asked)
            await self._commit(asked, prepared)
        except TransientError:
            raise
        except Exception as bug:
            if isinstance(bug, OSError) and bug.errno in _SHORTAGES:
                raise TransientError(f"the machine: {bug.strerror}") from bug
            reference = secrets.token_hex(3)
            log.exception("A command failed by a bug", extra=_facts(bug, reference))
            await self._commit(await self.asked(line), Answer(Broken(reference)))
        self._answered(line.chat.account)

    async def carry_out(
        self, typed: Sequence[tuple[Incoming, Typed]], *, quiet: bool
    ) -> CarriedOut:
        """Carry out what was filled in: all of these lines in one transaction, or nothing.

        Nothing as well when one of them was carried out before, or asks back. `quiet`: the answers
        are not said in the chat. Raises `Misunderstood` and `UserError`, and `TransientError` when
        the database is away.
        """
        done: list[Reply] = []
        try:
            looked = [await self._looked(line, said) for line, said in typed]
            async with self._store.begin() as work:
                for asked, ready in looked:
                    fresh = await _afresh(work, asked, self._defaults)
                    if not await work.inbox.receive(asked.line, now=asked.now):
                        return CarriedOut(FillingOutcome.BEFORE, ())
                    await work.inbox.close(asked.line, now=asked.now)
                    answer = await ready.verb.act(
                        self._house, fresh, ready.argument, ready.seen, work
                    )
                    if isinstance(answer.reply, AsksBack):
                        raise _AskedBack(answer.reply)
                    await self.say(work, fresh, answer, quiet=quiet)
                    done += [answer.reply] if answer.reply else []
        except _AskedBack as back:
            return CarriedOut(FillingOutcome.ASKED_BACK, (back.reply,))
        except (Misunderstood, UserError, TransientError):
            raise
        except Exception as bug:
            reference = secrets.token_hex(3)
            log.exception("A command failed by a bug", extra=_facts(bug, reference))
            return CarriedOut(FillingOutcome.ASKED_BACK, (Broken(reference),))
        for account in {line.chat.account for line, _ in typed}:
            self._answered(account)
        return CarriedOut(FillingOutcome.DONE, tuple(done))

    async def ask_for_patience(self, line: Incoming, reply: TooMany | Crowded) -> None:
        """Tell those who flood the chat that the bot will be quiet now; once for each line."""
        asked = await self.asked(line)
        await self._commit(asked, Answer(None if asked.chat.main else reply))
        self._answered(line.chat.account)

    async def drop(self, line: Incoming) -> None:
        """Close a line without a word."""
        async with self._store.begin() as work:
            await work.inbox.close(line, now=self._clock.now())

    async def asked(self, line: Incoming) -> Asked:
        """The line with its chat and the settings there."""
        async with self._store.begin() as work:
            chat = await work.chats.get(line.chat) or Chat(address=line.chat, kind=line.kind)
        return Asked(
            line=line,
            chat=chat,
            settings=chat.settings(self._defaults),
            reply_key=reply_key(line),
            now=self._clock.now(),
        )

    async def _prepare(self, asked: Asked) -> _Prepared | _Reacted | Answer:
        """Everything that changes nothing; whatever is wrong with the line is found here.

        What is said on the side of a bridge is heard in its main chat, where the copy arrives.
        """
        line = asked.line
        if asked.chat.main and not is_end(line, self._understood(asked)):
            return Answer(None)
        if line.reaction:
            await self._wait_for_record(line)
            return _Reacted()
        if line.is_unreadable:
            return Answer(Apology("unreadable", {}))
        match self._understood(asked):
            case Call(verb, rest):
                return await self._look(asked, verb, rest)
            case Mistyped(verb, word):
                return Answer(UsageReminder(key=verb.key, mistyped=word))
            case understood:
                greets = isinstance(understood, Puzzling) and understood.greets
                return Answer(NotUnderstood(greeted=greets))

    def _understood(self, asked: Asked) -> object:
        return self._vocabulary.understand(
            asked.line.text,
            prefix=self._prefix,
            addressed=asked.line.addressed,
            language=asked.settings.language,
        )

    async def _wait_for_record(self, line: Incoming) -> None:
        """Wait until the database knows the line under a reaction: it may be just being sent."""
        for _ in range(_GLANCES):
            async with self._store.begin() as work:
                to = line.reaction and line.reaction.to
                known = to is None or await work.outbox.line(line.chat.account, to)
                if known or not await work.reactions.concerns_us(line):
                    return
            await asyncio.sleep(_GLANCE_S)

    async def _look(self, asked: Asked, verb: AnyVerb, rest: str) -> _Prepared | Answer:
        try:
            return await self._look_around(asked, verb, rest)
        except (Misunderstood, UserError) as error:
            return await which_series(self._store, asked, verb, error) or refusal(verb, error)

    async def _look_around(self, asked: Asked, verb: AnyVerb, rest: str) -> _Prepared:
        if asked.line.role < verb.role:
            raise UserError("moderators_only")
        argument = verb.parse(await completed(self._store, asked, verb, rest))
        return _Prepared(verb, argument, await verb.look(self._house, asked, argument))

    async def _looked(self, line: Incoming, typed: Typed) -> tuple[Asked, _Prepared]:
        asked = await self.asked(line)
        return asked, await self._look_around(asked, self._by_key[typed.verb], typed.rest)

    async def _commit(self, asked: Asked, prepared: _Prepared | _Reacted | Answer) -> None:
        try:
            async with self._speaking(asked.line.chat.account) as work:
                if not await work.inbox.close(asked.line, now=asked.now):
                    return
                await self.say(work, asked, await self._act(work, asked, prepared))
        except (Misunderstood, UserError) as error:
            if not isinstance(prepared, _Prepared):
                raise
            await self._commit(asked, refusal(prepared.verb, error))

    async def _act(
        self, work: Work, asked: Asked, prepared: _Prepared | _Reacted | Answer
    ) -> Answer:
        match prepared:
            case Answer():
                return prepared
            case _Reacted():
                return await react(self._house, asked, work)
            case _Prepared(verb, argument, seen):
                return await verb.act(self._house, asked, argument, seen, work)


async def _afresh(work: Work, asked: Asked, defaults: ChatSettings) -> Asked:
    """The same with the chat as an earlier line of this transaction left it."""
    chat = await work.chats.get(asked.line.chat) or asked.chat
    return replace(asked, chat=chat, settings=chat.settings(defaults))


def _facts(bug: Exception, reference: str) -> dict[str, object]:
    return {"action": "command_failed", "reference": reference, "kind": type(bug).__name__}
