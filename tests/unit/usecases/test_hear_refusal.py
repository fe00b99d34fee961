"""Whom a network does not let us tell in private: the owner chat reads it, once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.delivery.worker import DeliveryWorker
from bot.domain.chat import LineId, PersonId
from bot.domain.delivery import Delivery
from bot.domain.series import Series
from bot.errors import PermanentError
from bot.usecases.programme.subscribe import Audience, subscribe
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.hear_refusal import HearRefusal
from tests.unit.usecases.programme import ACCOUNT, ADA, CLUB, DAY, DEFAULTS, HOUR, World


class Refusing:
    """A network that lets nobody be written to in private."""

    account = ACCOUNT

    def __init__(self) -> None:
        self.said: list[str] = []

    async def send(self, delivery: Delivery) -> LineId:
        if delivery.chat == ADA:
            raise PermanentError("forbidden")
        self.said.append(delivery.outgoing.text)
        return LineId(delivery.key)


class Desk:
    """The programme with a worker that sends."""

    def __init__(self) -> None:
        self.world = World()
        self.network = Refusing()
        self.worker = DeliveryWorker(
            store=self.world.store,
            sender=self.network,
            clock=self,
            owner="t",
            refused=HearRefusal(
                herald=Herald(renderer=self.world.renderer, defaults=DEFAULTS, prefix="!"),
                told=self.world.poked.append,
            ),
        )

    def now(self) -> datetime:
        return self.world.now

    async def tell(self, when: str) -> list[str]:
        """What the club reads by then."""
        self.network.said.clear()
        end = self.world.now
        while (due_at := await self.world.tell_due(self.world.now)) and f"{due_at:%FT%R}" <= when:
            self.world.now = end = due_at
        self.world.now = end
        await self.worker.drain()
        return list(self.network.said)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    task = asyncio.create_task(desk.worker.run())
    yield desk
    task.cancel()
    await asyncio.wait([task])


async def planned(desk: Desk) -> Series:
    series = await desk.world.plan(leads=[])
    await desk.world.subscribe(series, ADA, DAY, HOUR, person=True)
    return series


async def test_it_is_said_once_for_each_person_and_series(desk: Desk) -> None:
    await planned(desk)
    assert await desk.tell("2026-03-29T12:00") == ["ada cannot be reached about Choir"]
    assert await desk.tell("2026-04-05T12:00") == []


async def test_whoever_subscribes_anew_is_told_of_anew(desk: Desk) -> None:
    series = await planned(desk)
    await desk.tell("2026-03-29T12:00")
    async with desk.world.store.begin() as work:
        ada = Audience(series=series, target=ADA, person=PersonId("ada"))
        await subscribe(work, ada, (HOUR,), now=desk.world.now)
    assert await desk.tell("2026-04-05T12:00") == ["ada cannot be reached about Choir"]


async def test_the_subscription_stays_and_is_tried_at_the_next_date(desk: Desk) -> None:
    await planned(desk)
    await desk.tell("2026-03-29T12:00")
    failed = desk.worker.tally["Failed"]
    assert failed > 0
    await desk.tell("2026-04-05T12:00")
    assert desk.worker.tally["Failed"] > failed


async def test_a_group_that_cannot_be_reached_is_no_person(desk: Desk) -> None:
    series = await desk.world.plan(leads=[])
    await desk.world.subscribe(series, ADA, DAY)
    assert await desk.tell("2026-03-29T12:00") == []
    assert desk.worker.tally["Failed"] == 1


async def test_a_chat_without_the_bot_is_told_nothing(desk: Desk) -> None:
    await planned(desk)
    await desk.world.leave(CLUB)
    assert await desk.tell("2026-03-29T12:00") == []
