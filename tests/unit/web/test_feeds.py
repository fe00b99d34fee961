"""Calendars to subscribe to: public ones for all, private ones for whoever has the address."""

from dataclasses import replace
from datetime import timedelta

import aiohttp
from icalendar import Calendar

from bot.calendars.reading import read_calendar
from bot.domain.chat import ChatAddress, ChatId, ChatKind
from bot.domain.series import Change, SeriesId
from bot.domain.settings import Chat
from bot.usecases.ports.programme import Subscription
from tests.unit.web.conftest import CHOIR, CLUB, Neighbourhood, another

ANNA = ChatAddress(CLUB.account, ChatId("@anna:example.org"))
SECRET = another("Geheim", public=False)


async def titles(visitor: aiohttp.ClientSession, path: str) -> list[str]:
    async with visitor.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/calendar"
        return [str(part["SUMMARY"]) for part in Calendar.from_ical(await answer.read()).events]


async def test_the_public_calendar_has_what_is_public_each_with_its_page(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR, SECRET, another("Werkstatt"))
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/calendar.ics") == ["Grüner Chor", "Werkstatt"]
        assert await titles(visitor, "/s/gruener-chor.ics") == ["Grüner Chor"]
        async with visitor.get("/s/gruener-chor.ics") as answer:
            assert "URL:https://anker.example.org/kiez/s/gruener-chor\r\n" in await answer.text()
        async with visitor.get("/s/geheim.ics") as answer:
            assert answer.status == 404


async def test_a_calendar_is_loaded_again_only_when_something_changed(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR, another("Werkstatt"))
    async with kiez.visited() as visitor:
        async with visitor.get("/calendar.ics") as first:
            tag = {"If-None-Match": first.headers["ETag"]}
        kiez.clock.time += timedelta(days=8)
        async with visitor.get("/calendar.ics", headers=tag) as again:
            assert again.status == 304, "time passing changes nothing"
        await kiez.plan(replace(CHOIR, title="Blauer Chor", revision=1))
        async with visitor.get("/calendar.ics", headers=tag) as changed:
            assert changed.status == 200


async def test_a_date_with_a_title_of_its_own_stands_in_for_the_one_of_the_rule(
    kiez: Neighbourhood,
) -> None:
    slot = CHOIR.recurrence.start
    await kiez.plan(CHOIR.changed(Change(slot=slot, starts=slot, title="Advent")))
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/calendar.ics") == ["Grüner Chor", "Advent"]
        async with visitor.get("/calendar.ics") as answer:
            found = read_calendar(await answer.read(), timezone="UTC")
    assert [one.changes for one in found] == [(Change(slot=slot, starts=slot, title="Advent"),)]


async def test_a_single_date_is_called_by_its_own_title(kiez: Neighbourhood) -> None:
    recurrence = replace(CHOIR.recurrence, rrule=None)
    once, slot = replace(CHOIR, recurrence=recurrence), recurrence.start
    await kiez.plan(once.changed(Change(slot=slot, starts=slot, title="Advent")))
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/calendar.ics") == ["Advent"]


async def test_a_series_until_the_end_of_the_calendar_keeps_no_other_out_of_it(
    kiez: Neighbourhood,
) -> None:
    """West of Greenwich its last evening is in the year 10000 already (UTC)."""
    recurrence = replace(
        CHOIR.recurrence, timezone="America/New_York", rrule="FREQ=DAILY;UNTIL=99991231T235959"
    )
    await kiez.plan(replace(CHOIR, recurrence=recurrence), another("Werkstatt"))
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/calendar.ics") == ["Grüner Chor", "Werkstatt"]
        async with visitor.get("/calendar.ics") as answer:
            assert "UNTIL=99991231T235959Z" in await answer.text()


async def test_an_empty_calendar_is_one_too(kiez: Neighbourhood) -> None:
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/calendar.ics") == []


async def test_a_private_calendar_has_what_the_person_subscribed_to_until_it_is_closed(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR, SECRET, another("Werkstatt"))
    async with kiez.store.begin() as work:
        for lead in (timedelta(days=1), timedelta(minutes=10)):
            await work.subscriptions.add(
                Subscription(series=SeriesId("Geheim"), target=ANNA, lead=lead)
            )
        await work.private_feeds.open(ANNA, "unguessable")
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/c/unguessable.ics") == ["Geheim"]
        async with visitor.get("/c/unguessable.ics") as answer:
            assert answer.headers["Cache-Control"] == "private, no-cache"
            assert "URL:" not in await answer.text()
        async with kiez.store.begin() as work:
            await work.private_feeds.close(ANNA)
        for token in ("unguessable", "x"):
            async with visitor.get(f"/c/{token}.ics") as answer:
                assert answer.status == 404


async def test_a_private_calendar_forgets_chats_that_the_bot_was_removed_from(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(SECRET)
    async with kiez.store.begin() as work:
        await work.subscriptions.add(
            Subscription(series=SECRET.id, target=ANNA, lead=timedelta(days=1))
        )
        await work.private_feeds.open(ANNA, "unguessable")
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, active=False))
    async with kiez.visited() as visitor:
        assert await titles(visitor, "/c/unguessable.ics") == []
