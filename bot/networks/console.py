"""The bot in a terminal: one local person in one local chat, no server, the same way through.

What the bot says to that person alone stands in the same terminal, marked as such.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Final

from bot.domain.attendance import Attendance
from bot.domain.calling import called
from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.delivery import Delivery
from bot.domain.line import Incoming
from bot.errors import UserError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

ACCOUNT: Final = AccountId("console:local")
CHAT: Final = ChatAddress(ACCOUNT, ChatId("chat"))
LOCAL_PERSON: Final = Person(PersonId("local"), "local")


class ConsoleNetwork:
    """What is typed goes in by `type_line`; what the bot says goes out through `show`."""

    account = ACCOUNT

    def __init__(self, *, name: str, clock: Clock, show: Callable[[str], Awaitable[None]]) -> None:
        self._name = name
        self._clock = clock
        self._show = show
        self._door: asyncio.Future[Door] = asyncio.get_running_loop().create_future()

    async def run(self, door: Door) -> None:
        self._door.set_result(door)
        await asyncio.Event().wait()

    async def wait_ready(self) -> None:
        await asyncio.shield(self._door)

    async def type_line(self, text: str) -> None:
        """Hand in what the local person typed; it is on disk when this returns."""
        words = called(text, self._name)
        line = Incoming(
            line=LineId(uuid.uuid4().hex),
            chat=CHAT,
            kind=ChatKind.GROUP,
            sender=LOCAL_PERSON,
            role=ChatRole.ADMIN,
            text=text if words is None else words,
            addressed=words is not None,
            sent_at=self._clock.now(),
        )
        door = await asyncio.shield(self._door)
        await door.receive([line])

    async def send(self, delivery: Delivery) -> LineId:
        text = delivery.outgoing.text
        if delivery.chat != CHAT:
            text = "\n".join(f"→ {delivery.chat.chat}: {line}" for line in text.splitlines())
        await self._show(text)
        return LineId(delivery.key)

    async def file(self, line: Incoming) -> bytes:  # noqa: ARG002 -- the port
        raise UserError("calendar_no_file")

    async def call_in(self, chat: ChatAddress) -> Attendance | None:  # noqa: ARG002 -- the port
        """None: nobody calls anybody in a terminal."""
        return None

    async def role(self, chat: ChatAddress, person: PersonId) -> ChatRole | None:
        return ChatRole.ADMIN if (chat, person) == (CHAT, LOCAL_PERSON.id) else None

    async def close(self) -> None:
        """Nothing to leave."""
