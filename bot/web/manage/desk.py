"""Carry out what a form asks for: as a verb would, in one transaction, and told in the chat."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from bot.commands.parts.house import House
from bot.commands.parts.replies import Apology
from bot.commands.parts.verb import Asked
from bot.domain.chat import AccountId, DeliveryKey, LineId, Person
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.language import Language
from bot.domain.line import Incoming
from bot.domain.settings import Chat
from bot.errors import UserError
from bot.usecases.chats.dashboard import ChangedOnWeb, Visits
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply
from bot.web.manage.gate import Guest, SentForm

Act = Callable[[Asked, Work], Awaitable[Sequence[Reply]]]
"""What a verb does inside its transaction, and what it answers; nothing where nothing changed."""


_FORM_NAME: Final = re.compile(r"[\w-]{16}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardDesk:
    """What the pages of the dashboard do. `told` hears whose outbox has something."""

    store: Store
    clock: Clock
    house: House
    herald: Herald
    visits: Visits
    told: Callable[[AccountId], None]

    async def asked(self, work: Work, guest: Guest, form: str = "") -> Asked:
        """The form as the line of a chat that it stands for."""
        visitor, now = guest.visitor, self.clock.now()
        chat = await work.chats.get(guest.chat) or Chat(address=guest.chat, kind=visitor.kind)
        if visitor.role is None:
            raise ValueError("whoever is not in the chat asks for nothing")
        line = Incoming(
            line=LineId(f"web:{form}"),
            chat=guest.chat,
            kind=visitor.kind,
            sender=Person(visitor.person, name=""),
            role=visitor.role,
            text="",
            addressed=True,
            sent_at=now,
        )
        return Asked(
            line=line,
            chat=chat,
            settings=chat.settings(self.herald.defaults),
            reply_key=DeliveryKey(f"web:{guest.chat.account}:{guest.chat.chat}:{form}"),
            now=now,
        )

    async def do(self, guest: Guest, form: SentForm, act: Act) -> None:
        """All of it happens and is told in the chat, once, or nothing.

        Raises what the verbs raise, and 403 when the visit was ended meanwhile.
        """
        name = form.get("form", "")
        if not _FORM_NAME.fullmatch(name):
            raise web.HTTPBadRequest(text="the form has no name")
        async with self.store.begin() as work:
            if await self.visits.still_here(work, guest.secret) is None:
                raise web.HTTPForbidden(text="the visit is over")
            asked = await self.asked(work, guest, name)
            if not await work.outbox.knows(asked.reply_key):
                await self._tell(work, asked, await act(asked, work))
        self.told(guest.chat.account)

    async def _tell(self, work: Work, asked: Asked, replies: Sequence[Reply]) -> None:
        """In one line, in the language that the chat has from now on."""
        if not replies:
            return
        chat = await work.chats.get(asked.chat.address) or asked.chat
        settings = chat.settings(self.herald.defaults)
        said = [
            self.herald.words(reply, settings, now=asked.now)
            for reply in (ChangedOnWeb(), *replies)
        ]
        await work.outbox.add(
            NewDelivery(
                key=asked.reply_key,
                chat=asked.chat.address,
                outgoing=Outgoing(
                    text="\n".join(one.text for one in said),
                    html="<br>\n".join(one.html for one in said),
                    link=replies[0].link,
                ),
                about=replies[0].about,
            ),
            now=asked.now,
        )

    def sorry(self, error: UserError, asked: Asked, language: Language) -> str:
        """In the words that the chat would read, in the language of the page."""
        settings = replace(asked.settings, language=language)
        apology = Apology(error.key, error.values)
        return self.herald.words(apology, settings, now=asked.now).text
