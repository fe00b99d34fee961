"""Verbs that are filled in rather than typed: the same grammar, role and handler behind both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.registry import VERBS
from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole, LineId, Person, PersonId
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.when.tables import LANGUAGES
from bot.rendering.labels import LABELS, label
from bot.usecases.ports.forms import BlankKind, Filling, Place, Sheet
from tests.unit.commands.conftest import ACCOUNT, World

ADA = Person(PersonId("ada"), "Ada")
FORMLESS = {
    "bridge",
    "pin",
    "widget",
    "unsubscribe",
    "rsvp_no",
    "unlock",
    "language",
    "timezone",
    "address",
    "presence",
    "remind",
    "qr",
}
"""What other forms do as well, what is a picture, and what XMPP has nothing of."""


def place(chat: str, *, role: ChatRole = ChatRole.MODERATOR) -> Place:
    kind = ChatKind.DIRECT if chat == "ada" else ChatKind.GROUP
    return Place(chat=ChatAddress(ACCOUNT, ChatId(chat)), kind=kind, role=role)


class Clicks:
    """Fills in forms in the group chat `club`, sheet by sheet."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = 0

    def form(self, key: str, *places: Place, language: str | None = "en") -> Filling:
        self.names += 1
        return Filling(
            form=key,
            name=LineId(f"form{self.names}"),
            sender=ADA,
            places=places or (place("club"),),
            language=language,
            values={},
        )

    async def fill(self, filling: Filling, *pages: dict[str, object]) -> Sheet:
        """The sheet after these."""
        sheet = await self.world.desk.next(filling)
        for values in pages:
            assert sheet.blanks, sheet.said
            filling = with_values(filling, values, page=sheet.page + 1)
            sheet = await self.world.desk.next(filling)
        return sheet

    async def __call__(self, key: str, *pages: dict[str, object], **how: object) -> Sheet:
        return await self.fill(self.form(key, **how), *pages)

    async def said(self) -> list[str]:
        return [one.outgoing.text for one in await self.world.out()]


def with_values(filling: Filling, values: dict[str, object], *, page: int) -> Filling:
    given = {
        key: value if isinstance(value, tuple) else (str(value),) for key, value in values.items()
    }
    return replace(filling, values={**filling.values, **given}, page=page)


@asynccontextmanager
async def restarted(world: World) -> AsyncIterator[None]:
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    yield
    task.cancel()
    await asyncio.wait([task])


@pytest.fixture
def clicks(world: World) -> Clicks:
    return Clicks(world)


PLAN = {"when": "every sunday 11:00", "topic": "Choir", "room_kind": "open"}


def test_every_verb_that_takes_something_has_a_form() -> None:
    formless = {verb.key for verb in VERBS if not verb.forms}
    assert formless - FORMLESS == set(), "give it a form, or say why not at FORMLESS"
    assert FORMLESS - formless == set()


async def test_each_form_has_a_title_in_each_language(world: World) -> None:
    for language in LANGUAGES:
        titles = [one.title for one in world.desk.offered(language)]
        assert len(titles) == len(set(titles))
    assert {f"form:{one.key}" for one in world.desk.offered(None)} == {
        key for key in LABELS if key.startswith("form:")
    }


async def test_what_is_filled_in_is_answered_in_the_chat_and_in_the_form(clicks: Clicks) -> None:
    sheet = await clicks("meet", {"topic": "Board", "room_kind": "open"})
    assert "https://meet.example.org/board-1" in sheet.said
    assert sheet.blanks == ()
    (said,) = await clicks.said()
    assert said == sheet.said


async def test_the_form_speaks_as_its_reader_does_and_the_chat_as_it_chose(clicks: Clicks) -> None:
    await clicks.world.moderate("!language en")
    sheet = await clicks("plan", PLAN, language="de-AT")
    assert "jeden Sonntag" in sheet.said
    assert sheet.title == label("form:plan", GERMAN)
    (said,) = await clicks.said()
    assert "every Sunday" in said


async def test_whose_program_does_not_say_the_language_reads_that_of_the_chat(
    clicks: Clicks,
) -> None:
    await clicks.world.moderate("!language de")
    sheet = await clicks("plan", PLAN, language=None)
    assert sheet.title == label("form:plan", GERMAN)
    assert "jeden Sonntag" in sheet.said


async def test_a_form_handed_in_again_does_nothing_more(clicks: Clicks) -> None:
    filling = clicks.form("meet")
    done = with_values(filling, {"topic": "Board", "room_kind": "open"}, page=1)
    first, again = await asyncio.gather(*(clicks.world.desk.next(done) for _ in range(2)))
    assert "already" in again.said
    async with restarted(clicks.world):
        assert "already" in (await clicks.world.desk.next(done)).said
    assert await clicks.said() == [first.said]
    assert clicks.world.drawn == 1


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"when": "blue"}, "blue"),
        ({"when": "31.2. 10:00"}, "There is no 31.2. on the calendar."),
        ({"when": ""}, "Something is missing: When?"),
        ({"when": "tomorrow"}, "The time of day is missing"),
        ({"when": "24.12.2020 18:00"}, "past"),
        ({"topic": "x" * 101}, "too long"),
        ({"topic": "x" * 2000}, "too long"),
        ({"room_kind": "golden"}, "none of the choices"),
        ({"leads": "blue"}, "blue"),
        ({"leads": "90 days"}, "at most"),
        ({"room_kind": "closed", "public": "1"}, "cannot be public and closed"),
    ],
)
async def test_bad_input_changes_nothing_and_says_why_in_the_form(
    clicks: Clicks, bad: dict[str, object], why: str
) -> None:
    sheet = await clicks("plan", {**PLAN, **bad})
    assert sheet.is_wrong
    assert why in sheet.said
    assert [blank.key for blank in sheet.blanks] == [
        *("when", "topic", "room", "room_kind", "leads", "public")
    ]
    assert await clicks.said() == []
    assert await clicks.world.series(1) is None


async def test_a_time_may_be_meant_in_another_zone(clicks: Clicks) -> None:
    await clicks("plan", {**PLAN, "when": "every sunday 11:00 UTC"})
    assert "Choir: every Sunday at 11:00 (UTC)" in (await clicks.said())[0]
    await clicks("plan", {**PLAN, "when": "every sunday 11:00 London time"})
    assert "Choir: every Sunday at 11:00 (Europe/London)" in (await clicks.said())[0]


async def test_what_was_wrong_can_be_corrected(clicks: Clicks) -> None:
    filling = clicks.form("plan")
    sheet = await clicks.fill(filling, {**PLAN, "when": "blue"}, PLAN)
    assert not sheet.is_wrong
    series = await clicks.world.series(1)
    assert series is not None
    assert series.title == "Choir"


@pytest.mark.parametrize(
    "title", ["Talk in English", 'The "new" one', "who", "public [closed]", "„Chor“ in 'B'", "3"]
)
async def test_a_title_means_nothing_but_itself(clicks: Clicks, title: str) -> None:
    sheet = await clicks("plan", {**PLAN, "topic": title, "room": "Garden in public"})
    assert not sheet.is_wrong, sheet.said
    series = await clicks.world.series(1)
    assert series is not None
    assert series.title == title.replace("[", "(").replace("]", ")")
    assert series.room.name == "Garden in public"
    assert not series.public


async def test_a_date_is_chosen_from_those_ahead(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    sheet = await clicks("skip", {"series": 1}, language="de")
    date, what = sheet.blanks
    assert date.choices[0].label.startswith("Sonntag, 29.11.2026")
    assert [one.label for one in what.choices] == ["fällt aus", "findet doch statt"]
    off = {"date": date.choices[1].value, "off": "off"}
    done = await clicks("skip", {"series": 1}, off)
    assert "6 December" in done.said
    back = await clicks("skip", {"series": 1}, {**off, "off": "on"})
    assert not back.is_wrong


async def test_a_date_is_moved_and_retitled(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    sheet = await clicks("move", {"series": 1})
    date = sheet.blanks[0].choices[0].value
    moved = await clicks("move", {"series": 1}, {"date": date, "to": "Monday 20:00"})
    assert "Monday" in moved.said
    date = (await clicks("move", {"series": 1})).blanks[0].choices[0].value
    named = await clicks("retitle", {"series": 1}, {"date": date, "title": "Singing in Bonn"})
    assert "Singing in Bonn" in named.said


async def test_a_series_is_edited_in_all_its_parts(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    wish = {"when_new": "every monday 20:00", "topic": "Band", "public_new": "yes", "host": "Ben"}
    sheet = await clicks("edit", {"series": 1}, wish)
    assert not sheet.is_wrong, sheet.said
    series = await clicks.world.series(1)
    assert series is not None
    assert (series.title, series.public, series.host and series.host.name) == ("Band", True, "Ben")


async def test_of_several_lines_all_are_carried_out_or_none(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    await clicks.said()
    sheet = await clicks("edit", {"series": 1}, {"topic": "Band", "host": "x" * 500})
    assert sheet.is_wrong
    series = await clicks.world.series(1)
    assert series is not None
    assert series.title == "Choir"
    assert await clicks.said() == []


async def test_settings_are_shown_as_they_are_and_only_what_differs_is_set(clicks: Clicks) -> None:
    sheet = await clicks("settings")
    shown = {blank.key: blank.value[0] for blank in sheet.blanks}
    assert shown["timezone"] == "Europe/Berlin"
    assert (await clicks("settings", shown)).said == "Nothing was changed."
    wish = {**shown, "language": GERMAN, "timezone": "tokyo", "presence": "names"}
    await clicks("settings", wish)
    assert len(await clicks.said()) == 3
    sheet = await clicks("settings")
    assert {blank.key: blank.value[0] for blank in sheet.blanks} == {
        **shown,
        "language": GERMAN,
        "timezone": "Asia/Tokyo",
        "presence": "names",
    }


async def test_only_those_who_may_change_a_series_are_shown_it(clicks: Clicks) -> None:
    await clicks.world.ask("!meet every sunday 11:00 Choir", by="ben", role=ChatRole.MODERATOR)
    member = place("club", role=ChatRole.MEMBER)
    refused = await clicks.fill(clicks.form("skip", member))
    assert (refused.is_wrong, refused.blanks) == (True, ())
    settings = await clicks.fill(clicks.form("settings", member))
    assert "Only a moderator" in settings.said
    assert not settings.blanks


async def test_the_chat_that_is_meant_is_chosen_first(clicks: Clicks) -> None:
    places = (place("ada"), place("club"), place("choir"))
    sheet = await clicks.fill(clicks.form("meet", *places))
    (blank,) = sheet.blanks
    assert [one.label for one in blank.choices] == ["only for me", "club", "choir"]
    done = await clicks.fill(
        clicks.form("meet", *places), {"chat": "choir"}, {"topic": "", "room_kind": "open"}
    )
    assert not done.is_wrong
    (said,) = await clicks.world.out()
    assert said.chat.chat == "choir"
    wrong = await clicks.fill(clicks.form("meet", *places), {"chat": "elsewhere"})
    assert wrong.is_wrong


async def test_my_reminders_are_a_list_to_tick(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    await clicks.said()
    (heard, _) = (await clicks("subscriptions")).blanks
    assert (heard.kind, heard.value) == (BlankKind.SEVERAL, ())
    await clicks("subscriptions", {"heard": ("1",), "leads": "10 min"})
    assert (await clicks("subscriptions")).blanks[0].value == ("1",)
    await clicks("subscriptions", {"heard": (), "leads": ""})
    assert (await clicks("subscriptions")).blanks[0].value == ()
    assert await clicks.said() == []


async def test_what_cannot_be_undone_is_done_only_by_whoever_is_sure(clicks: Clicks) -> None:
    asked = await clicks("forget", {"sure": "0"})
    assert asked.is_wrong
    assert asked.blanks
    assert not (await clicks("forget", {"sure": "1"})).is_wrong


async def test_a_series_is_called_off(clicks: Clicks) -> None:
    await clicks("plan", PLAN)
    await clicks("cancel", {"series": 1})
    series = await clicks.world.series(1)
    assert series is not None
    assert series.is_over


async def test_one_person_cannot_flood_by_forms_either(clicks: Clicks) -> None:
    fillings = [
        with_values(clicks.form("meet"), {"topic": "", "room_kind": "open"}, page=1)
        for _ in range(60)
    ]
    sheets = await asyncio.gather(*map(clicks.world.desk.next, fillings))
    assert 0 < sum(sheet.is_wrong for sheet in sheets) < 60
    clicks.world.clock.time += timedelta(minutes=5)
    assert not (await clicks("meet", {"topic": "", "room_kind": "open"})).is_wrong


async def test_a_form_that_does_not_exist_is_an_error(clicks: Clicks) -> None:
    with pytest.raises(LookupError):
        await clicks("fly")


def test_labels_are_english_in_the_sources() -> None:
    assert label("form:meet", ENGLISH) == LABELS["form:meet"]
