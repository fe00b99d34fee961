"""Dates and series as the people of a chat plan and list them; it is Tuesday, 13:00 in Berlin."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.parts.phrases import MAX_TITLE
from bot.commands.parts.vocabulary import Call, Vocabulary
from bot.commands.registry import VERBS
from bot.domain.chat import ChatRole
from bot.domain.due import AT_THE_START
from bot.rendering.catalogue import translations
from bot.usecases.programme.programme_ahead import MOST_SHOWN
from tests.unit.commands.conftest import World

DAY, TEN_MINUTES = timedelta(days=1), timedelta(minutes=10)
EVERY_SUNDAY = "!meet every sunday 11:00 in Ankerplatz"


async def test_a_date_is_echoed_with_weekday_date_zone_room_number_and_undo(world: World) -> None:
    answer = await world.ask("!meet tomorrow 19:30 Board")
    assert "Board: Wednesday, 25 November 2026 at 19:30 (Europe/Berlin)" in answer
    assert "https://meet.example.org/board-1" in answer
    assert "Number 1." in answer
    assert "Undo: !cancel 1" in answer


async def test_a_series_is_echoed_with_its_rule_and_the_next_three_dates(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY)
    assert "Ankerplatz: every Sunday at 11:00 (Europe/Berlin)" in answer
    assert (
        "Next: Sunday 29 November, 11:00 · Sunday 6 December, 11:00 · Sunday 13 December, 11:00"
        in answer
    )
    assert "https://meet.example.org/Ankerplatz" in answer
    assert world.drawn == 1, "a named room needs no drawn name, only the series an id"


async def test_german_is_understood_and_answered(world: World) -> None:
    await world.moderate("!sprache de")
    answer = await world.ask("!meet am 24.12. um 18 Uhr in Ankerplatz")
    assert "Ankerplatz: Donnerstag, 24.12.2026 um 18:00 (Europe/Berlin)" in answer
    answer = await world.moderate(
        "!meet jeden 1. Montag im Monat 19:30 in X [erinnern 1 Tag, 10 Min] [öffentlich]"
    )
    assert "X: jeden 1. Montag im Monat um 19:30 (Europe/Berlin)" in answer
    assert "Als Nächstes: Montag, 7. Dezember, 19:30 Uhr" in answer
    assert "vorher (1 Tag, 10 Minuten)" in answer
    assert "Öffentlich." in answer
    assert "Zurück: !absagen 2" in answer


async def test_a_time_behind_a_title_is_asked_about_and_nothing_happens(world: World) -> None:
    answer = await world.ask("!meet Board tomorrow 19:30 [public]")
    assert "The time comes first: !meet tomorrow 19:30 Board [public]" in answer
    assert 'For a room of that name: !meet "Board tomorrow 19:30"' in answer
    assert "https://" not in answer
    assert await world.series(1) is None
    assert "Board tomorrow 19:30: https://" in await world.ask('!meet "Board tomorrow 19:30"')


async def test_what_was_understood_is_what_is_kept(world: World) -> None:
    await world.moderate('!meet every sunday 11:00 to 13:00 "Talk in English" in Ankerplatz public')
    kept = await world.series(1)
    assert kept is not None
    assert (kept.title, kept.room.name, kept.room.fixed) == ("Talk in English", "Ankerplatz", True)
    assert kept.recurrence.start == datetime(2026, 11, 29, 11)  # noqa: DTZ001 -- wall-clock time
    assert kept.recurrence.timezone == "Europe/Berlin"
    assert kept.duration == timedelta(hours=2)
    assert kept.creator == "ada"
    assert kept.public


async def test_a_chat_is_told_as_its_settings_say_and_when_it_begins(world: World) -> None:
    await world.ask("!meet tomorrow 19:30 Board")
    kept = await world.series(1)
    assert kept is not None
    async with world.store.begin() as work:
        assert list(await work.subscriptions.leads(kept.id)) == [DAY, TEN_MINUTES, AT_THE_START]
        (target,) = {s.target for s in await work.subscriptions.of_target(kept.owner)}
    assert target == kept.owner
    assert await world.due_at(1) == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("[remind 2h]", "2 hours"),
        ("remind 1d, 10m", "1 day, 10 minutes"),
        ("erinnern 1 Tag, 10 Min", "1 day, 10 minutes"),
        ("[public] remind 30 minutes", "30 minutes"),
        ("remind 30 minutes public", "30 minutes"),
    ],
)
async def test_a_series_may_have_leads_of_its_own(world: World, words: str, leads: str) -> None:
    answer = await world.moderate(f"{EVERY_SUNDAY} {words}")
    assert f"I remind this chat {leads} before" in answer
    assert "https://meet.example.org/Ankerplatz\n" in answer


async def test_no_reminder_is_promised_that_would_be_past(world: World) -> None:
    answer = await world.ask("!meet in 30 minutes Board")
    assert "I remind this chat 10 minutes before" in answer
    assert "I tell this chat when it begins" in await world.ask("!meet in 5 minutes Board")
    assert "I tell this chat when it begins" in await world.moderate(f"{EVERY_SUNDAY} remind off")


@pytest.mark.parametrize("leads", ["61 days", "1d, 2d, 3d, 4d, 5d, 6d", "999999999 weeks"])
async def test_nobody_is_reminded_of_what_is_years_away(world: World, leads: str) -> None:
    answer = await world.moderate(f"{EVERY_SUNDAY} [remind {leads}]")
    assert "at most" in answer or "did not understand [remind 999999999 weeks]" in answer
    assert await world.series(1) is None


@pytest.mark.parametrize(
    "line",
    [
        "!meet every sunday 11:00 Brunch in Ankerplatz",
        "!meet every sunday in Ankerplatz at 11:00 Brunch",
        "!meet in Ankerplatz every sunday 11:00 Brunch",
        "!meet jeden Sonntag 11 Uhr, Brunch in Ankerplatz",
        "!meet sonntags 11:00: Brunch in Ankerplatz",
    ],
)
async def test_time_title_and_room_are_found_in_any_sensible_order(world: World, line: str) -> None:
    await world.moderate(line)
    kept = await world.series(1)
    assert kept is not None
    assert (kept.title, kept.room.name) == ("Brunch", "Ankerplatz")
    assert kept.recurrence.rrule == "FREQ=WEEKLY;BYDAY=SU"


@pytest.mark.parametrize(
    "line",
    [
        "!meet Vorstand",
        '!meet "Sunday 11:00 talk"',
        "!meet „morgen 19:30“",
        "!meet So geht es weiter",
        "!meet 5 Minuten Pause",
        "!meet 20 min",
        "!meet Board public",
        "!meet Board remind 1d",
        "!meet in Raum 7",
        '!meet in "20 min"',
        "!meet 7",
        "!meet 🎉",
    ],
)
async def test_what_does_not_begin_with_a_time_opens_a_room_at_once(
    world: World, line: str
) -> None:
    answer = await world.moderate(line)
    assert "Open the link" in answer
    assert await world.series(1) is None


async def test_a_topic_keeps_words_that_would_be_options_of_a_date(world: World) -> None:
    assert (await world.ask("!meet Board public")).startswith("Board public: ")


async def test_several_readings_are_offered_as_commands_that_then_work(world: World) -> None:
    answer = await world.moderate("!meet next friday 20:00 Board [public]")
    question, *choices = answer.splitlines()
    assert "several things" in question
    assert choices == [
        "!meet Friday, 27 November 2026 at 20:00 Board [public]",
        "!meet Friday, 4 December 2026 at 20:00 Board [public]",
    ]
    assert await world.series(1) is None
    assert "Board: Friday, 4 December 2026 at 20:00" in await world.ask(choices[1])


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("!meet every sunday", "!meet every Sunday at 19:00"),
        ("!meet every sunday in Ankerplatz", "!meet every Sunday at 19:00 in Ankerplatz"),
        ("!meet morgen Vorstand", "!meet Wednesday, 25 November 2026 at 19:00 Vorstand"),
    ],
)
async def test_a_missing_time_of_day_is_asked_for(world: World, line: str, example: str) -> None:
    answer = await world.moderate(line)
    assert f"At what time? For example: {example}" in answer
    assert "Number 1" in await world.moderate(example)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("!meet 31.2. 18 Uhr Board", "31.2."),
        ("!meet am 31. April um 18 Uhr Board", "31. April"),
        ("!meet 29.2.2027 18 Uhr Board", "29.2.2027"),
        ("!meet February 30th 6pm Board", "February 30th"),
        ("!meet every sunday 11:00 until 31.6. Choir", "31.6."),
    ],
)
async def test_a_day_that_no_calendar_has_is_said_to_be_none(
    world: World, line: str, day: str
) -> None:
    answer = await world.moderate(line)
    assert f"There is no {day} on the calendar. Nothing was changed." in answer
    assert await world.series(1) is None


@pytest.mark.parametrize(
    "line",
    [
        *("!meet heute 9:00 Board", "!meet 2026-11-23 18:00"),
        *("!meet gestern 19 Uhr Board", "!meet yesterday 7pm", "!meet vorgestern"),
    ],
)
async def test_the_past_is_not_planned(world: World, line: str) -> None:
    assert "That is past already" in await world.ask(line)
    assert await world.series(1) is None


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("!meet jeden sonntag 11:00 außer in den Ferien", "“jeden sonntag 11:00”, but not “außer"),
        ("!meet vom 22.12. bis 6.1. Ferien", "“vom 22.12. bis 6.1.”, but something is missing"),
        ("!meet every blursday 7pm", "did not understand “every blursday 7pm”"),
        ("!meet 25:00 Board", "did not understand “25:00 Board”"),
        ("!meet every 5 minutes", "did not understand “every 5 minutes”"),
        (f"!meet every {'x' * 8000}", "did not understand “every xxx"),
    ],
)
async def test_what_is_half_a_time_gets_how_far_it_was_understood_and_an_example(
    world: World, line: str, understood: str
) -> None:
    answer = await world.moderate(line)
    assert understood in answer
    assert "It goes like this: !meet [topic]" in answer
    assert "For example: !meet Board" in answer
    assert len(answer) < 600
    async with world.store.begin() as work:
        assert await work.rooms.recent(world.line("").chat) == []


async def test_a_name_that_looks_like_a_time_can_still_be_had(world: World) -> None:
    answer = await world.ask("!meet Every Voice Matters")
    assert '!meet "Every Voice Matters"' in answer
    assert "Every Voice Matters: https" in await world.ask('!meet "Every Voice Matters"')


async def test_anyone_plans_a_date_and_moderators_plan_what_recurs(world: World) -> None:
    assert "Only a moderator" in await world.ask(EVERY_SUNDAY)
    assert await world.series(1) is None
    assert "Number 1" in await world.ask("!meet tomorrow 19:30")
    assert "Number 2" in await world.ask(EVERY_SUNDAY, role=ChatRole.ADMIN)


async def test_each_chat_counts_for_itself_and_plans_in_its_own_zone(world: World) -> None:
    await world.ask("!timezone Tokyo", chat="other", role=ChatRole.MODERATOR)
    await world.ask("!meet tomorrow 19:30")
    assert "at 19:30 (Asia/Tokyo)" in await world.ask("!meet tomorrow 19:30", chat="other")
    assert "Number 2." in await world.ask("!meet tomorrow 20:30")
    kept = await world.series(1, chat="other")
    assert kept is not None
    assert kept.recurrence.timezone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "words",
    [
        "every sunday 11:00 Choir in Anker until 30 June",
        "every sunday 11:00 until 30 June Choir in Anker",
        "jeden Sonntag 11:00 Choir in Anker bis 30.6.",
        "every sunday 11:00 Choir until 30 June in Anker",
        "every sunday 11:00 UTC Choir, until 30 June in Anker",
        "jeden Sonntag 11:00 Choir bis 30.6. in Anker [öffentlich]",
    ],
)
async def test_a_rule_may_end_behind_title_and_place(world: World, words: str) -> None:
    await world.ask(f"!meet {words}", role=ChatRole.MODERATOR)
    async with world.store.begin() as work:
        (series,) = await work.programme.of_chat(world.line("").chat)
    assert (series.title, series.room.name) == ("Choir", "Anker")
    assert series.recurrence.rrule is not None
    assert "UNTIL=2027" in series.recurrence.rrule


@pytest.mark.parametrize(
    "title", ["<b>Fett</b> & Co", "🎉 Party", "@room for all", "50 % {x} %(y)s"]
)
async def test_odd_titles_are_kept_and_shown_harmlessly(world: World, title: str) -> None:
    line = world.line(f"!meet tomorrow 19:30 {title}")
    await world.hand_in(line)
    (answer,) = await world.out()
    assert answer.outgoing.text.startswith(f"{title}: Wednesday")
    assert "<b>Fett" not in (answer.outgoing.html or "")


async def test_a_pasted_text_is_no_title(world: World) -> None:
    answer = await world.ask(f"!meet tomorrow 19:30 {'x ' * 4000}")
    assert f"at most {MAX_TITLE}" in answer
    assert await world.series(1) is None


async def test_a_line_seen_twice_plans_once(world: World) -> None:
    line = world.line("!meet tomorrow 19:30 Board")
    await world.hand_in(line, line)
    await world.hand_in(line)
    assert len(await world.out()) == 1
    assert await world.series(2) is None


async def test_a_room_that_was_planned_can_be_asked_for_by_its_title(world: World) -> None:
    await world.ask("!meet tomorrow 19:30 Board")
    assert "in Board" in await world.ask("!who board")


async def test_an_empty_programme_tells_how_to_begin(world: World) -> None:
    answer = await world.ask("!termine")
    assert "Nothing is planned here yet" in answer
    assert "!meet tomorrow 19:30 Board" in answer


async def test_the_programme_is_listed_by_what_comes_next(world: World) -> None:
    await world.moderate(
        EVERY_SUNDAY, "!meet tomorrow 19:30 Board", "!skip 1", "!move 1 to Mon 20:00"
    )
    assert (await world.ask("!sessions")).splitlines() == [
        "What comes next:",
        "2. Board: Wednesday 25 November, 19:30",
        (
            "1. Ankerplatz: Monday 7 December, 20:00 (moved)"
            " \N{EN DASH} off: Sunday 29 November, 11:00"
        ),
    ]


async def test_a_date_that_has_begun_is_listed_until_it_ends(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    world.clock.time = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)
    assert "Sunday 29 November, 11:00 (has begun)" in await world.ask("!sessions")
    world.clock.time = datetime(2026, 11, 29, 11, 0, tzinfo=UTC)
    assert "Sunday 6 December, 11:00" in await world.ask("!sessions")


async def test_a_date_that_is_over_is_not_listed(world: World) -> None:
    await world.ask("!meet tomorrow 19:30 Board")
    world.clock.time += timedelta(days=3)
    assert "Nothing is planned" in await world.ask("!sessions")


async def test_a_long_programme_is_cut(world: World) -> None:
    for day in range(1, MOST_SHOWN + 4):
        await world.ask(f"!meet 2026-12-{day:02} 18:00 Day {day}", by=f"person{day}")
    lines = (await world.ask("!sessions")).splitlines()
    assert len(lines) == MOST_SHOWN + 2
    assert lines[-1] == "And 3 more."


async def test_the_clocks_may_change_and_eleven_stays_eleven(world: World) -> None:
    world.clock.time = datetime(2026, 10, 20, 12, tzinfo=UTC)
    answer = await world.moderate("!meet every sunday 11:00 in Ankerplatz")
    assert "Sunday 25 October, 11:00 · Sunday 1 November, 11:00" in answer
    assert await world.due_at(1) == datetime(2026, 10, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "word",
    [
        *("am", "um", "so", "mo", "sonntag", "montag", "morgen", "heute", "jeden", "alle", "mai"),
        *("tomorrow", "monday", "on", "every", "next", "today", "tonight", "at", "may", "2026"),
        *("demain", "lundi", "le", "chaque", "tous", "dimanche", "à", "du", "mai", "aujourd'hui"),
    ],
)
def test_words_of_time_are_not_taken_for_mistyped_verbs(word: str) -> None:
    heard = Vocabulary(VERBS).understand(f"!meet {word} 11:00", prefix="!", addressed=False)
    assert isinstance(heard, Call)
    assert heard.rest == f"{word} 11:00"


@pytest.mark.parametrize("language", ["en", "de", "fr"])
async def test_the_examples_that_we_give_are_understood(world: World, language: str) -> None:
    said = translations(language).gettext
    await world.moderate(f"!language {language}", "!meet every sunday 11:00", "!meet tomorrow 9:00")
    planned = await world.moderate(f"!meet {said('every sunday 11:00 in Ankerplatz')}")
    assert "Ankerplatz" in planned
    assert "3" in planned
    for line in (
        f"!meet {said('tomorrow 19:30 Board')}",
        f"!skip {said('3 24 December')}",
        f"!move {said('3 to Monday 20:00')}",
        f"!edit {said('3 every sunday 12:00')}",
    ):
        answer = await world.moderate(line)
        assert "It goes like this" not in answer
        assert "Es geht so" not in answer
        assert "Cela s'écrit" not in answer


@pytest.mark.parametrize(
    "line",
    [
        "!meet every sunday 11:00 in X @room",
        "!meet jeden sonntag 11:00 in X erinnern 1 Tag @alle",
        "!meet every sunday 11:00 in X [remind 1d @room] public",
    ],
)
async def test_reminders_ring_for_everybody_where_a_moderator_asks_for_it(
    world: World, line: str
) -> None:
    assert "Reminders ring for everybody here" in await world.moderate(line)
    series = await world.series(1)
    assert series is not None
    assert (series.title, series.rings) == ("X", True)


async def test_others_ring_nobody_up(world: World) -> None:
    assert "Only a moderator" in await world.ask("!meet tomorrow 19:00 Board @room")
    await world.ask("!meet tomorrow 19:00 Board")
    assert "Only a moderator" in await world.ask("!edit 1 @room")
    assert "Reminders ring" in await world.moderate("!edit 1 @room")
    await world.ask("!edit 1 not @room")
    series = await world.series(1)
    assert series is not None
    assert not series.rings
