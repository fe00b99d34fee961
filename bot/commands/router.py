"""Answer one line: understand, check the role, look, act, say; all changes in one transaction."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.commands.house import House
from bot.commands.replies import Apology, Broken, NotUnderstood, TooMany, UsageReminder
from bot.commands.verb import Answer, AnyVerb, Asked, CardEdit, Misunderstood
from bot.commands.vocabulary import Call, Mistyped, Vocabulary
from bot.domain.chat import (
    AccountId,
    DeliveryKey,
    Incoming,
    NewDelivery,
    Outgoing,
    Urgency,
)
from bot.domain.settings import Chat, ChatSettings
from bot.errors import TransientError, UserError
from bot.usecases.ports import Clock, Store, Work
from bot.usecases.speech import Renderer, Voice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A command that has been understood and has looked around; only acting is left."""

    verb: AnyVerb
    argument: Any
    seen: Any


class Router:
    """`defaults` hold where a chat chose nothing; `answered` hears whose outbox has something."""

    def __init__(
        self,
        *,
        store: Store,
        house: House,
        vocabulary: Vocabulary,
        renderer: Renderer,
        clock: Clock,
        defaults: ChatSettings,
        prefix: str,
        answered: Callable[[AccountId], None],
    ) -> None:
        self._store = store
        self._house = house
        self._vocabulary = vocabulary
        self._renderer = renderer
        self._clock = clock
        self._defaults = defaults
        self._prefix = prefix
        self._answered = answered

    async def answer(self, line: Incoming) -> None:
        """Answer a line that is in the inbox. A line that is closed already does nothing.

        Raises `TransientError` when the database is away; the line then still waits.
        """
        try:
            asked = await self._asked(line)
            prepared = await self._prepare(asked)
            await self._commit(asked, prepared)
        except TransientError:
            raise
        except Exception as bug:
            reference = secrets.token_hex(3)
            log.exception(
                "A command failed by a bug",
                extra={
                    "action": "command_failed",
                    "reference": reference,
                    "kind": type(bug).__name__,
                },
            )
            await self._commit(await self._asked(line), Answer(Broken(reference)))
        self._answered(line.chat.account)

    async def ask_for_patience(self, line: Incoming) -> None:
        """Tell someone who floods the chat that the bot will be quiet now; once for each line."""
        await self._commit(await self._asked(line), Answer(TooMany()))
        self._answered(line.chat.account)

    async def drop(self, line: Incoming) -> None:
        """Close a line without a word."""
        async with self._store.begin() as work:
            await work.inbox.close(line, now=self._clock.now())

    async def _asked(self, line: Incoming) -> Asked:
        async with self._store.begin() as work:
            chat = await work.chats.get(line.chat) or Chat(address=line.chat, kind=line.kind)
        return Asked(
            line=line,
            chat=chat,
            settings=chat.settings(self._defaults),
            reply_key=DeliveryKey(f"reply:{line.chat.account}:{line.chat.chat}:{line.line}:0"),
            now=self._clock.now(),
        )

    async def _prepare(self, asked: Asked) -> _Prepared | Answer:
        """Everything that changes nothing; whatever is wrong with the line is found here."""
        line = asked.line
        if line.is_unreadable:
            return Answer(Apology("unreadable", {}))
        call = self._vocabulary.understand(line.text, prefix=self._prefix, addressed=line.addressed)
        match call:
            case Call(verb, rest):
                return await self._look(asked, verb, rest)
            case Mistyped(verb, word):
                return Answer(UsageReminder(key=verb.key, mistyped=word))
            case _:
                return Answer(NotUnderstood())

    async def _look(self, asked: Asked, verb: AnyVerb, rest: str) -> _Prepared | Answer:
        try:
            if asked.line.role < verb.role:
                raise UserError("moderators_only")
            argument = verb.parse(rest)
            return _Prepared(verb, argument, await verb.look(self._house, asked, argument))
        except (Misunderstood, UserError) as error:
            return _refusal(verb, error)

    async def _commit(self, asked: Asked, prepared: _Prepared | Answer) -> None:
        try:
            async with self._store.begin() as work:
                if not await work.inbox.close(asked.line, now=asked.now):
                    return
                await self._say(work, asked, await self._act(work, asked, prepared))
        except (Misunderstood, UserError) as error:
            if isinstance(prepared, Answer):
                raise
            await self._commit(asked, _refusal(prepared.verb, error))

    async def _act(self, work: Work, asked: Asked, prepared: _Prepared | Answer) -> Answer:
        if isinstance(prepared, Answer):
            return prepared
        verb = prepared.verb
        return await verb.act(self._house, asked, prepared.argument, prepared.seen, work)

    async def _say(self, work: Work, asked: Asked, answer: Answer) -> None:
        chat = await work.chats.get(asked.line.chat) or asked.chat
        if not chat.active:  # whoever is heard there again is back in the chat
            await work.chats.save(replace(chat, active=True))
        voice = self._voice(chat, asked.now)
        spoken = self._renderer.render(answer.reply, voice)
        outgoing = Outgoing(
            text=spoken.text,
            html=spoken.html,
            link=answer.reply.link,
            answers=asked.line.line,
            thread=asked.line.thread,
        )
        await work.outbox.add(
            NewDelivery(key=asked.reply_key, chat=asked.line.chat, outgoing=outgoing), now=asked.now
        )
        for edit in answer.edits:
            await self._edit(work, edit, voice)

    async def _edit(self, work: Work, edit: CardEdit, voice: Voice) -> None:
        spoken = self._renderer.render(edit.reply, voice)
        if spoken.text == edit.card.last_shown:
            return
        card = edit.card.showing(spoken.text)
        await work.cards.save(card)
        await work.outbox.add(
            NewDelivery(
                key=DeliveryKey(f"card:{card.key}:{card.revision}"),
                chat=card.chat,
                outgoing=Outgoing(text=spoken.text, html=spoken.html, link=edit.reply.link),
                urgency=Urgency.ANNOUNCEMENT,
                edits=card.key,
            ),
            now=voice.now,
        )

    def _voice(self, chat: Chat, now: datetime) -> Voice:
        settings = chat.settings(self._defaults)
        return Voice(
            language=settings.language, timezone=settings.timezone, prefix=self._prefix, now=now
        )


def _refusal(verb: AnyVerb, error: Misunderstood | UserError) -> Answer:
    if isinstance(error, UserError):
        return Answer(Apology(error.key, error.values))
    return Answer(UsageReminder(key=verb.key, understood=error.understood, puzzling=error.puzzling))
