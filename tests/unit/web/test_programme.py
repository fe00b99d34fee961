"""What a neighbour sees who never heard of Matrix: dates, changes, the way in, nothing private."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from html.parser import HTMLParser
from http import HTTPStatus

import aiohttp
import pytest

from bot.domain.chat import ChatKind
from bot.domain.language import Formality
from bot.domain.preparation import AgendaPoint
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Host, SeriesId
from bot.domain.settings import Chat, Presence
from bot.domain.turnout import Turnout
from bot.errors import TransientError
from bot.rendering.catalogue import translations
from bot.web.wording import wording
from tests.unit.web.conftest import CHOIR, CLUB, NOON, SUNDAY, Neighbourhood, another

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
GERMAN, ENGLISH = {"Accept-Language": "de-AT,de;q=0.9"}, {"Accept-Language": "en"}
TUESDAY = datetime(2026, 12, 1, 18, 30)  # noqa: DTZ001 -- wall-clock time


class Seen(HTMLParser):
    """The text of a page in one line, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.links = "", list[str]()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text = " ".join(f"{self.text} {data}".split())


async def seen(
    visitor: aiohttp.ClientSession, path: str, headers: dict[str, str] = GERMAN, status: int = 200
) -> Seen:
    async with visitor.get(path, headers=headers) as answer:
        assert answer.status == status
        page = Seen()
        page.feed(await answer.text())
        return page


async def test_the_next_dates_are_told_soonest_first_with_the_way_in(kiez: Neighbourhood) -> None:
    later = another("Werkstatt", recurrence=Recurrence(start=TUESDAY, timezone=BERLIN, rrule=None))
    await kiez.plan(later, CHOIR)
    async with kiez.visited() as visitor:
        page = await seen(visitor, "/")
    assert re.search("Grüner Chor Sonntag, 29. November, 11:00 Uhr .*Werkstatt Dienstag", page.text)
    assert "jeden Sonntag um 11:00" in page.text
    assert CHOIR.room.link in page.links
    assert "/kiez/s/gruener-chor" in page.links
    assert "webcal://anker.example.org/kiez/calendar.ics" in page.links


@pytest.mark.parametrize("path", ["/", "/s/gruener-chor", "/s/geheim", "/s/geheim.svg"])
async def test_what_is_not_public_never_appears(kiez: Neighbourhood, path: str) -> None:
    secret = another("Geheim", public=False, room=replace(CHOIR.room, link="https://secret"))
    await kiez.plan(CHOIR, replace(secret, public=True))
    async with kiez.visited() as visitor:
        await seen(visitor, "/")  # while it was public, it had an address
        await kiez.plan(secret)
        async with visitor.get(path) as answer:
            text = await answer.text()
            assert (answer.status == 404) == ("geheim" in path)
    assert "Geheim" not in text
    assert "https://secret" not in text
    assert "example.org:" not in text, "no chat, no person"


async def test_a_series_of_a_chat_that_the_bot_was_removed_from_is_gone(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        async with kiez.store.begin() as work:
            await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, active=False))
        await seen(visitor, "/s/gruener-chor", status=404)
        assert "Chor" not in (await seen(visitor, "/")).text


async def test_a_page_is_found_by_whoever_knows_its_address_before_anybody_saw_the_programme(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(replace(CHOIR, id=SeriesId("z"), number=1))
    await kiez.plan(replace(CHOIR, id=SeriesId("a"), number=2, title="Grüner Chor!"))
    async with kiez.visited() as visitor:
        for kind in ("", ".ics", ".svg"):
            async with visitor.get(f"/s/gruener-chor-2{kind}") as answer:
                assert answer.status == HTTPStatus.OK
        assert "Grüner Chor!" in (await seen(visitor, "/s/gruener-chor-2")).text
        assert "Grüner Chor!" not in (await seen(visitor, "/s/gruener-chor")).text


async def test_changed_and_cancelled_dates_are_shown_as_such(kiez: Neighbourhood) -> None:
    await kiez.plan(
        CHOIR.changed(
            Change(slot=SUNDAY, starts=None), Change(slot=SUNDAY + 7 * DAY, starts=TUESDAY)
        )
    )
    async with kiez.visited() as visitor:
        overview = await seen(visitor, "/")
        series = await seen(visitor, "/s/gruener-chor")
    for page in (overview, series):
        assert re.search(r"Sonntag, 29. November, 11:00 Uhr \(Berlin\) fällt aus", page.text)
        assert re.search(r"Dienstag, 1. Dezember, 18:30 Uhr \(Berlin\) verlegt", page.text)
    assert "Sonntag, 6. Dezember" not in series.text


async def test_a_frame_offers_no_way_in_where_every_date_ahead_is_off(kiez: Neighbourhood) -> None:
    once = replace(CHOIR, recurrence=replace(CHOIR.recurrence, rrule=None))
    await kiez.plan(once)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        assert CHOIR.room.link in (await seen(visitor, "/embed/gruener-chor")).links
        await kiez.plan(once.changed(Change(slot=SUNDAY, starts=None)))
        frame = await seen(visitor, "/embed/gruener-chor")
    assert "fällt aus" in frame.text
    assert CHOIR.room.link not in frame.links


async def test_a_page_offers_no_way_in_where_no_date_lies_ahead(kiez: Neighbourhood) -> None:
    once = replace(CHOIR, recurrence=replace(CHOIR.recurrence, rrule=None))
    await kiez.plan(once)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        assert CHOIR.room.link in (await seen(visitor, "/s/gruener-chor")).links
        await kiez.plan(once.changed(Change(slot=SUNDAY, starts=None)))
        page = await seen(visitor, "/s/gruener-chor")
    assert "steht kein Termin an" in page.text
    assert CHOIR.room.link not in page.links


async def test_a_date_is_shown_by_its_own_title(kiez: Neighbourhood) -> None:
    await kiez.plan(
        CHOIR.changed(
            Change(slot=SUNDAY, starts=SUNDAY, title="Advent"),
            Change(slot=SUNDAY + 7 * DAY, starts=TUESDAY, title="Nikolaus"),
        )
    )
    async with kiez.visited() as visitor:
        overview = await seen(visitor, "/")
        series = await seen(visitor, "/s/gruener-chor")
        frame = await seen(visitor, "/embed/gruener-chor")
    for page in (overview, frame):
        assert "Advent Sonntag, 29. November" in page.text
    assert "Advent Sonntag, 29. November" in series.text
    assert "Grüner Chor" in series.text
    assert "verlegt Nikolaus" in series.text
    assert "Sonntag, 29. November, 11:00 Uhr (Berlin) verlegt" not in series.text


async def test_the_reader_chooses_the_language_or_their_browser_does(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        assert "Was ansteht" in (await seen(visitor, "/", {})).text
        assert "What is coming up" in (await seen(visitor, "/", ENGLISH)).text
        mixed = {"Accept-Language": "xx, de;q=0.3, en-GB;Q=0.7"}
        assert "What is coming up" in (await seen(visitor, "/", mixed)).text
        chosen = await seen(visitor, "/?lang=en", GERMAN)
        assert "Sunday 29 November, 11:00 (Berlin)" in chosen.text
        assert "/kiez/s/gruener-chor?lang=en" in chosen.links
        assert "Was ansteht" in (await seen(visitor, "/?lang=xx", {"Accept-Language": ";;q"})).text


async def test_readers_are_called_sie_where_the_operator_says_so(kiez: Neighbourhood) -> None:
    async with kiez.visited() as visitor:
        assert "Schau ein andermal wieder vorbei" in (await seen(visitor, "/")).text
    kiez.wording = wording(partial(translations, formality=Formality.FORMAL), prefix="!")
    async with kiez.visited() as visitor:
        assert "Schauen Sie ein andermal wieder vorbei" in (await seen(visitor, "/")).text


async def test_a_reader_elsewhere_is_told_the_time_there_as_well(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        page = await seen(visitor, "/s/gruener-chor?tz=Asia/Tokyo")
        assert "11:00 Uhr (Berlin) Sonntag, 29. November, 19:00 Uhr (Tokio)" in page.text
        near = await seen(visitor, "/s/gruener-chor?tz=Europe/Vienna")
        assert "Wien" not in near.text
        assert "(Berlin)" in (await seen(visitor, "/?tz=../../etc/passwd")).text


async def test_a_series_keeps_its_address_when_it_is_called_otherwise(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        await kiez.plan(replace(CHOIR, title="Blauer Chor"), another("Grüner Chor"))
        assert "Blauer Chor" in (await seen(visitor, "/s/gruener-chor", status=200)).text
        assert "/kiez/s/gruener-chor-2" in (await seen(visitor, "/")).links


async def test_a_title_without_a_letter_has_an_address_too(kiez: Neighbourhood) -> None:
    await kiez.plan(another("🎺🎺"))
    async with kiez.visited() as visitor:
        assert "/kiez/s/call" in (await seen(visitor, "/")).links


async def test_host_and_agenda_of_the_next_date_are_told(kiez: Neighbourhood) -> None:
    await kiez.plan(replace(CHOIR, host=Host(name="Gundula <b>")))
    async with kiez.store.begin() as work:
        point = AgendaPoint(number=1, text="Notenständer", added_at=NOON)
        await work.preparations.add(CHOIR.id, point)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        page = await seen(visitor, "/s/gruener-chor")
    assert "Es lädt ein: Gundula <b>." in page.text
    assert "Notenständer" in page.text


async def test_a_date_that_is_on_now_says_so(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    kiez.clock.time = datetime.fromisoformat("2026-11-29T10:30:00Z")
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        page = await seen(visitor, "/s/gruener-chor")
    assert "Läuft gerade Sonntag, 29. November" in page.text


async def test_nothing_planned_nothing_found_and_called_off_have_pages_of_their_own(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        await kiez.plan(CHOIR.called_off())
        assert "nichts Öffentliches geplant" in (await seen(visitor, "/")).text
        assert "findet nicht mehr statt" in (await seen(visitor, "/s/gruener-chor")).text
        lost = await seen(visitor, "/s/nix", status=404)
        assert "Hier ist nichts" in lost.text
        assert "/kiez/" in lost.links
        async with visitor.get("/s/nix", headers={"Accept": "*/*"}) as answer:
            assert await answer.text() == "404 Not Found\n"


async def test_the_database_being_away_is_a_page_too(kiez: Neighbourhood) -> None:
    class Away:
        def begin(self):
            raise TransientError("secret")

    kiez.programme = replace(kiez.programme, store=Away())
    async with kiez.visited() as visitor:
        page = await seen(visitor, "/", status=503)
    assert "Gerade nicht erreichbar" in page.text
    assert "secret" not in page.text


async def test_every_page_is_loaded_once_while_it_stays_the_same(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        for path in ("/", "/s/gruener-chor", "/s/gruener-chor.svg", "/programme.svg"):
            async with visitor.get(path) as first:
                tag = {"If-None-Match": first.headers["ETag"]}
            async with visitor.get(path, headers=tag) as again:
                assert (again.status, await again.read()) == (304, b"")
            await kiez.plan(replace(CHOIR, room=replace(CHOIR.room, link=f"https://x/{path}")))
            async with visitor.get(path, headers=tag) as changed:
                assert changed.status == (304 if path == "/programme.svg" else 200)


async def test_pages_need_nothing_from_elsewhere_and_all_that_they_need_is_there(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        page = await seen(visitor, "/")
        own = [link for link in page.links if "/assets/" in link or link.endswith(".svg")]
        assert len(own) == 5
        for link in own:
            assert link.startswith("/kiez/")
            async with visitor.get(link) as answer:
                assert answer.status == 200
                if "/assets/" in link:
                    assert "immutable" in answer.headers["Cache-Control"]


async def test_a_page_is_made_once_for_many_readers_of_one_language(kiez: Neighbourhood) -> None:
    kiez.kept_s = 3600
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        before = (await seen(visitor, "/")).text
        await kiez.plan(replace(CHOIR, title="Blauer Chor"))
        assert (await seen(visitor, "/?unread=1")).text == before
        assert "Blauer Chor" in (await seen(visitor, "/", ENGLISH)).text
        assert "Blauer Chor" in (await seen(visitor, "/?tz=Asia/Tokyo")).text


async def turned_out(kiez: Neighbourhood, *numbers: int) -> None:
    """So many came to the choir's dates up to now, the latest last."""
    async with kiez.store.begin() as work:
        await work.turnouts.begin(CHOIR.id)
        for weeks, people in enumerate(reversed(numbers), 1):
            slot = SUNDAY - weeks * 7 * DAY
            turnout = Turnout(slot=slot, starts_at=slot.replace(tzinfo=UTC), people=people)
            await work.turnouts.note(CHOIR.id, turnout)


async def test_how_many_came_is_drawn_where_it_is_counted(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        assert "Wie viele da waren" not in (await seen(visitor, "/s/gruener-chor")).text
        await turned_out(kiez, 12, 0, 30)
        async with visitor.get("/s/gruener-chor", headers=GERMAN) as answer:
            text = await answer.text()
    assert "Sonntag, 8. November: 12; Sonntag, 15. November: 0; Sonntag, 22. November: 30" in text
    assert [int(height) for height in re.findall(r'<rect [^>]*height="(\d+)"', text)] == [36, 0, 90]


@pytest.mark.parametrize("presence", [Presence.OFF, Presence.OPEN])
async def test_how_many_came_is_not_shown_where_the_chat_shows_no_numbers(
    kiez: Neighbourhood, presence: Presence
) -> None:
    await kiez.plan(CHOIR)
    await turned_out(kiez, 12)
    async with kiez.store.begin() as work:
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, presence=presence))
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        assert "Wie viele da waren" not in (await seen(visitor, "/s/gruener-chor")).text
