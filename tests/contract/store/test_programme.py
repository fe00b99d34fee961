"""Series are found again as they were planned, under numbers that are never given twice."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bot.domain.chat import ChatAddress
from bot.domain.conference import ConferenceRoom
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series
from bot.usecases.ports.store import Store
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    MINUTE,
    NOON,
    SECOND,
    SUNDAY,
    WEEKLY,
    XMPP,
    alarm,
    numbered,
    subscription,
)

ELSEWHERE = ChatAddress(XMPP, BOARD.chat)
RICH = Recurrence(
    start=SUNDAY,
    timezone="America/New_York",
    rrule="FREQ=WEEKLY;UNTIL=20261231T110000",
    exdates=(SUNDAY + 14 * DAY,),
    rdates=(SUNDAY + DAY, SUNDAY + 2 * DAY),
)


class TestNumbers:
    async def test_they_count_from_one_in_each_chat(self, store: Store) -> None:
        async with store.begin() as work:
            numbers = [
                await work.programme.next_number(chat) for chat in (BOARD, BOARD, CHOIR, ELSEWHERE)
            ]
        async with store.begin() as work:
            numbers.append(await work.programme.next_number(BOARD))
        assert numbers == [1, 2, 1, 1, 3]

    async def test_the_number_of_an_erased_series_is_not_given_again(self, store: Store) -> None:
        async with store.begin() as work:
            number = await work.programme.next_number(BOARD)
            await work.programme.save(numbered(number).called_off())
            assert await work.housekeeping.purge(before=NOON) == 1
        async with store.begin() as work:
            assert await work.programme.find(BOARD, number) is None
            assert await work.programme.next_number(BOARD) == number + 1

    async def test_a_number_that_was_not_used_after_all_is_free(self, store: Store) -> None:
        async def change_their_mind() -> None:
            async with store.begin() as work:
                await work.programme.next_number(BOARD)
                raise LookupError

        with pytest.raises(LookupError):
            await change_their_mind()
        async with store.begin() as work:
            assert await work.programme.next_number(BOARD) == 1


class TestSeries:
    async def test_it_is_known_with_all_that_was_planned(self, store: Store) -> None:
        plain = numbered(1)
        rich = replace(
            numbered(2),
            title='Süß "\0\ud800 \u202e🎺',
            room=ConferenceRoom(
                name="Anker", node="anker", link="https://x/Anker", topic="Chor", fixed=True
            ),
            recurrence=RICH,
            leads=(DAY, 10 * MINUTE),
            duration=timedelta(hours=1, minutes=30, seconds=1),
            public=True,
            changes=(
                Change(slot=SUNDAY, starts=None),
                Change(slot=SUNDAY + 7 * DAY, starts=SUNDAY + 8 * DAY, title="Fest", since=3),
            ),
            revision=7,
            is_over=True,
        )
        async with store.begin() as work:
            assert await work.programme.get(rich.id) is None
            await work.programme.save(plain)
            await work.programme.save(rich)
        async with store.begin() as work:
            for each in (plain, rich):
                assert await work.programme.get(each.id) == each
                assert await work.programme.find(BOARD, each.number) == each

    async def test_saved_again_it_is_replaced(self, store: Store) -> None:
        after = replace(WEEKLY, title="Vorstand", leads=(), recurrence=RICH).called_off()
        async with store.begin() as work:
            await work.programme.save(WEEKLY)
            await work.programme.save(after)
            assert await work.programme.get(WEEKLY.id) == after

    async def test_saved_again_it_keeps_its_subscriptions_and_its_alarm(self, store: Store) -> None:
        async with store.begin() as work:
            await work.programme.save(WEEKLY)
            await work.subscriptions.add(subscription())
            await work.alarms.save(alarm())
            await work.programme.save(replace(WEEKLY, title="Vorstand"))
            assert await work.subscriptions.of_target(BOARD) == [subscription()]
            assert await work.alarms.get(WEEKLY.id) == alarm()

    async def test_it_is_found_by_its_number_in_its_own_chat_only(self, store: Store) -> None:
        async with store.begin() as work:
            await work.programme.save(numbered(3))
            await work.programme.save(numbered(3, CHOIR))
            assert await work.programme.find(BOARD, 3) == numbered(3)
            assert await work.programme.find(BOARD, 4) is None
            assert await work.programme.find(ELSEWHERE, 3) is None

    async def test_those_of_a_chat_come_by_number_without_the_ones_that_are_over(
        self, store: Store
    ) -> None:
        mine = [numbered(number) for number in (10, 2, 1)]
        async with store.begin() as work:
            assert await work.programme.of_chat(BOARD) == []
            for each in mine:
                await work.programme.save(each)
            await work.programme.save(numbered(3).called_off())
            await work.programme.save(numbered(4, CHOIR))
        async with store.begin() as work:
            assert await work.programme.of_chat(BOARD) == mine[::-1]


def berlin(rrule: str | None, *rdates: datetime) -> Recurrence:
    """From the Sunday on which the clocks go forward: 11:00 is 9:00 UTC."""
    return Recurrence(start=SUNDAY, timezone="Europe/Berlin", rrule=rrule, rdates=rdates)


class TestPurge:
    @pytest.mark.parametrize(
        ("finite", "days"),
        [
            (replace(WEEKLY, recurrence=berlin(None)), 0),
            (replace(WEEKLY, recurrence=berlin("FREQ=WEEKLY;UNTIL=20260412T110000")), 14),
            (replace(WEEKLY, recurrence=berlin(None, SUNDAY + 3 * DAY)), 3),
            (
                replace(
                    WEEKLY, recurrence=berlin(None), changes=(Change(slot=SUNDAY, starts=None),)
                ),
                0,
            ),
            (
                replace(
                    WEEKLY,
                    recurrence=berlin(None),
                    changes=(Change(slot=SUNDAY, starts=SUNDAY + 2 * DAY),),
                ),
                2,
            ),
        ],
    )
    async def test_a_series_goes_when_its_last_date_has_ended(
        self, store: Store, finite: Series, days: int
    ) -> None:
        ends_at = datetime(2026, 3, 29, 10, tzinfo=UTC) + days * DAY
        async with store.begin() as work:
            await work.programme.save(finite)
            assert await work.housekeeping.purge(before=ends_at) == 0
            assert await work.programme.get(finite.id) == finite
            assert await work.housekeeping.purge(before=ends_at + SECOND) == 1
            assert await work.programme.get(finite.id) is None

    @pytest.mark.parametrize("rrule", ["FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=99991231T235959"])
    async def test_a_series_without_an_end_stays(self, store: Store, rrule: str) -> None:
        endless = replace(WEEKLY, recurrence=replace(RICH, rrule=rrule))
        async with store.begin() as work:
            await work.programme.save(endless)
            assert await work.housekeeping.purge(before=NOON + 10_000 * DAY) == 0
            assert await work.programme.get(endless.id) == endless

    async def test_a_series_that_was_called_off_goes_when_nothing_was_told_since(
        self, store: Store
    ) -> None:
        async with store.begin() as work:
            await work.programme.save(WEEKLY.called_off())
            await work.alarms.save(alarm(told_until=NOON, due_at=None))
            assert await work.housekeeping.purge(before=NOON) == 0
            assert await work.programme.get(WEEKLY.id) == WEEKLY.called_off()
            assert await work.housekeeping.purge(before=NOON + MINUTE) == 1
            assert await work.programme.get(WEEKLY.id) is None

    async def test_subscriptions_and_alarm_go_with_their_series(self, store: Store) -> None:
        past, kept = numbered(1).called_off(), numbered(2)
        async with store.begin() as work:
            for each in (past, kept):
                await work.programme.save(each)
                await work.subscriptions.add(subscription(each.id))
                await work.alarms.save(alarm(each.id))
            assert await work.housekeeping.purge(before=NOON + MINUTE) == 1
        async with store.begin() as work:
            assert await work.subscriptions.of_target(BOARD) == [subscription(kept.id)]
            assert await work.subscriptions.leads(past.id) == []
            assert await work.alarms.get(past.id) is None
            assert await work.alarms.due(now=NOON + DAY, limit=10) == [alarm(kept.id)]


@pytest.mark.parametrize("what", ["subscription", "alarm"])
async def test_there_is_none_without_its_series(store: Store, what: str) -> None:
    async def keep() -> None:
        async with store.begin() as work:
            if what == "alarm":
                await work.alarms.save(alarm())
            else:
                await work.subscriptions.add(subscription())

    with pytest.raises((KeyError, sqlite3.IntegrityError, asyncpg.ForeignKeyViolationError)):
        await keep()
