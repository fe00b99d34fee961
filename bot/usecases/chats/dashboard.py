"""Let a moderator manage a chat in the browser: a link in private, and the visit that it begins."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.chat import ChatAddress, ChatKind, ChatRole, PersonId
from bot.domain.language import Language
from bot.domain.line import Incoming
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.dashboard import Digest, LinkState, Pass
from bot.usecases.ports.store import Store, Work
from bot.usecases.speaking.speech import Reply

LINK_LASTS: Final = timedelta(minutes=10)
VISIT_LASTS: Final = timedelta(hours=2)

RoleOf = Callable[[ChatAddress, PersonId], Awaitable[ChatRole | None]]
"""What somebody may do in a chat at this moment; None where they are not in it."""


def digest_of(secret: str) -> Digest:
    """What the database keeps in place of a secret."""
    return Digest(hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest())


@dataclass(frozen=True, slots=True)
class ChangedOnWeb(Reply):
    """Stands before the answer to a change, since nobody in the chat asked for it."""


@dataclass(frozen=True, slots=True)
class DashboardLinks:
    """Makes links. `public_url` is the website's; `draw_secret` cannot be guessed."""

    public_url: str
    draw_secret: Callable[[], str]

    async def offer(self, work: Work, *, by: Incoming, language: Language, now: datetime) -> str:
        """The address for the writer of the line, to be told to them alone.

        It leads into the dashboard of the chat of that line, once, for ten minutes. An earlier one
        leads nowhere from now on.
        """
        secret = self.draw_secret()
        await work.dashboards.erase(now=now)
        given = Pass(chat=by.chat, kind=by.kind, person=by.sender.id, until=now + LINK_LASTS)
        await work.dashboards.offer(digest_of(secret), given)
        return f"{self.public_url}/manage/enter/{secret}?lang={language}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody in a dashboard. `role` is theirs in the chat now, None where they are not in it."""

    chat: ChatAddress
    kind: ChatKind
    person: PersonId
    role: ChatRole | None

    @property
    def may_manage(self) -> bool:
        return self.role is not None and self.role >= ChatRole.MODERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Gives visits for links, and knows who comes with the secret of a visit."""

    store: Store
    clock: Clock
    draw_secret: Callable[[], str]
    role_of: RoleOf

    async def link(self, secret: str) -> LinkState:
        """What has become of a link. Using none up: programs look at links before people do."""
        async with self.store.begin() as work:
            return await work.dashboards.link(digest_of(secret), now=self.clock.now())

    async def enter(self, link: str) -> str | None:
        """The secret of the visit that begins now; None when the link is not good."""
        secret, now = self.draw_secret(), self.clock.now()
        async with self.store.begin() as work:
            begun = await work.dashboards.enter(
                digest_of(link), digest_of(secret), now=now, until=now + VISIT_LASTS
            )
        return secret if begun else None

    async def visitor(self, secret: str) -> Visitor | None:
        """None when the visit is over. Asks the network of the chat; raises `TransientError`."""
        async with self.store.begin() as work:
            given = await self.still_here(work, secret)
            chat = given and await work.chats.get(given.chat)
        if given is None:
            return None
        is_there = chat is None or chat.active
        role = await self.role_of(given.chat, given.person) if is_there else None
        return Visitor(chat=given.chat, kind=given.kind, person=given.person, role=role)

    async def still_here(self, work: Work, secret: str) -> Pass | None:
        """For the transaction of a change: the visit may have been ended since."""
        return await work.dashboards.visit(digest_of(secret), now=self.clock.now())

    async def leave(self, secret: str) -> None:
        async with self.store.begin() as work:
            await work.dashboards.leave(digest_of(secret))
