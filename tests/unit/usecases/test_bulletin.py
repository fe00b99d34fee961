"""What the operator says is said once in each chat, and not where nothing may be said."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress, ChatId, ChatKind
from bot.domain.settings import Chat
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.bulletin import PATIENCE, Bulletin, Publish
from tests.unit.usecases.programme import ACCOUNT, ADA, CLUB, DEFAULTS, World

LEFT, SIDE = (ChatAddress(ACCOUNT, ChatId(name)) for name in ("left", "side"))


class Office:
    """Where announcements are handed in."""

    def __init__(self) -> None:
        self.world = World()
        self.publish = Publish(
            store=self.world.store,
            clock=self,
            herald=Herald(renderer=self.world.renderer, defaults=DEFAULTS, prefix="!"),
            told=self.world.poked.append,
        )

    def now(self) -> datetime:
        return self.world.now

    async def say(self, name: str, *chats: ChatAddress) -> Sequence[ChatAddress]:
        return await self.publish(Bulletin(name=name, text="Pause from 8 pm.", chats=chats))

    async def said(self, *, later: timedelta = timedelta(0)) -> list[str]:
        """Where a worker that comes then says something."""
        now = self.world.now + later
        async with self.world.store.begin() as work:
            found = await work.outbox.claim(
                ACCOUNT, owner="t", now=now, lease_until=now + timedelta(days=9), limit=9
            )
        return [delivery.chat.chat for delivery in found]


async def test_each_chat_reads_it_once_however_often_it_is_handed_in() -> None:
    office = Office()
    assert await office.say("one", CLUB, ADA, CLUB) == [CLUB, ADA]
    assert await office.say("one", ADA) == [ADA]
    assert office.world.poked == [ACCOUNT, ACCOUNT]
    assert await office.said() == ["club", "ada"]
    assert await office.said() == []


async def test_nothing_is_said_where_the_bot_was_removed_or_only_reads_a_copy() -> None:
    office = Office()
    async with office.world.store.begin() as work:
        await work.chats.save(Chat(address=LEFT, kind=ChatKind.GROUP, active=False))
        await work.chats.save(Chat(address=SIDE, kind=ChatKind.GROUP, main=CLUB))
    assert await office.say("one", LEFT, SIDE, CLUB) == [CLUB]
    assert await office.said() == ["club"]


async def test_what_could_not_be_said_for_a_day_is_not_said_any_more() -> None:
    office = Office()
    await office.say("one", CLUB)
    assert await office.said(later=PATIENCE) == []
