"""Dates that fall out or move, series that change or end; it is Tuesday, 13:00 in Berlin."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.chat import ChatRole
from bot.domain.series import Occurrence, dates
from bot.usecases.programme.change_series import MOST_AT_ONCE
from tests.unit.commands.conftest import World

EVERY_SUNDAY = "!meet every sunday 11:00 in Ankerplatz"
CHRISTMAS = "!meet am 24.12. um 18 Uhr in Ankerplatz"


def undo_in(answer: str) -> str:
    """The command that an answer says to undo it with."""
    (undo,) = re.findall(r"^(?:Undo|Zurück): (!.+)$", answer, re.MULTILINE)
    return undo


async def ahead(world: World, number: int = 1) -> tuple[Occurrence, ...]:
    series = await world.series(number)
    assert series is not None
    return dates(series, after=world.clock.now(), limit=6)


async def shown(world: World, number: int = 1) -> list[str]:
    """The next dates in short: day, time, and what is unusual about them."""
    return [
        f"{date.starts_at:%d.%m. %H:%M}{' off' * date.is_off}{' moved' * date.is_moved}"
        for date in await ahead(world, number)
    ]


async def test_without_a_date_the_next_one_is_off(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!skip 1")
    assert "Ankerplatz is off on Sunday 29 November, 11:00 (Europe/Berlin)." in answer
    assert "Next: Sunday 29 November, 11:00 (off) · Sunday 6 December, 11:00" in answer
    assert (await shown(world))[:2] == ["29.11. 10:00 off", "06.12. 10:00"]
    assert "Sunday 6 December, 11:00" in await world.moderate("!skip 1"), (
        "the next that takes place"
    )


@pytest.mark.parametrize("to", ["to", "auf", "->", "→"])
async def test_an_arrow_moves_as_well(world: World, to: str) -> None:
    await world.moderate(EVERY_SUNDAY, f"!move 1 29.11. {to} 30.11. 20:00")
    assert (await shown(world))[0] == "30.11. 19:00 moved"


async def test_a_date_that_is_moved_twice_is_where_it_was_moved_to(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    await world.moderate("!move 1 to Monday 20:00")
    answer = await world.moderate("!move 1 to Monday 20:00")
    assert "Number 1 begins at that time already: Monday" in answer
    assert answer.endswith("Nothing was changed.")
    assert (await shown(world))[0] == "30.11. 19:00 moved"


@pytest.mark.parametrize(
    "line",
    [
        "!skip 1 13.12.",
        "!ausfall 1 am 13.12.",
        "!skip 1 2026-12-13 11:00",
        "!skip #1 13 December",
        "!meet ausfall 1 Sonntag, 13.12.2026",
        "!AUSFALL  1  13.12.",
    ],
)
async def test_a_date_is_off_however_it_is_named(world: World, line: str) -> None:
    await world.moderate(EVERY_SUNDAY, line)
    assert (await shown(world))[2] == "13.12. 10:00 off"


async def test_a_holiday_is_left_out_at_once(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!ausfall 1 vom 22.12. bis 6.1.")
    assert "off on 2 dates: Sunday 27 December, 11:00 · Sunday, 3 January 2027, 11:00" in answer
    assert "Undo: !skip 1 Tuesday, 22 December 2026 to Wednesday, 6 January 2027 undo" in answer


async def test_what_is_off_is_not_reminded_of_and_what_is_on_again_is(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    first, second = datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 12, 5, 10, tzinfo=UTC)
    assert await world.due_at(1) == first
    await world.moderate("!skip 1")
    assert await world.due_at(1) == second
    await world.moderate("!skip 1 undo")
    assert await world.due_at(1) == first
    await world.moderate("!move 1 to 14:00")
    assert await world.due_at(1) == first + timedelta(hours=3)
    await world.moderate("!cancel 1")
    assert await world.due_at(1) is None
    await world.moderate("!cancel 1 undo", "!edit 1 every monday 11:00")
    assert await world.due_at(1) == datetime(2026, 11, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        "!skip 1",
        "!skip 1 13.12.",
        "!skip 1 vom 1.12. bis 20.12.",
        "!move 1 to Mon 20:00",
        "!move 1 13.12. to 14:00",
        "!move 1 13.12. auf den 15.12. um 9 Uhr",
        "!cancel 1",
        "!edit 1 12:30",
        "!edit 1 every tuesday 9:00",
        "!edit 1 every 2 weeks on tuesday 9:00",
        "!edit 1 for 3 hours",
        '!edit 1 "Talk in English" in Elsewhere remind 2h public',
        "!edit 1 every friday 9:00 to 10:30 Talk remind off",
        "!edit 1 in Elsewhere",
        "!edit 1 public",
        "!edit 1 @room",
        "!edit 1 remind 2h @alle",
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
async def test_every_change_is_undone_by_what_its_answer_says(
    world: World, change: str, language: str
) -> None:
    await world.moderate(f"!language {language}", EVERY_SUNDAY)
    before, dates_before = await world.series(1), await shown(world)
    undo = undo_in(await world.moderate(change))
    assert await world.series(1) != before
    await world.moderate(undo)
    after = await world.series(1)
    assert before is not None
    assert after is not None
    assert await shown(world) == dates_before
    assert (after.title, after.room, after.leads) == (before.title, before.room, before.leads)
    assert (after.duration, after.public) == (before.duration, before.public)
    assert after.recurrence.rrule == before.recurrence.rrule


@pytest.mark.parametrize(
    "lines",
    [
        ["!move 1 to Mon 20:00", "!move 1 to Tue 20:00"],
        ["!move 1 to Mon 20:00", "!skip 1"],
        ["!skip 1", "!skip 1 undo"],
        ["!skip 1", "!move 1 29.11. to 15:00"],
        ["!skip 1 6.12.", "!skip 1 29.11. to 20.12."],
        ["!cancel 1", "!cancel 1 undo"],
        ["!edit 1 every 2 weeks on wednesday 20:00", "!edit 1 every thursday"],
    ],
)
async def test_the_second_of_two_changes_can_be_undone_alone(
    world: World, lines: list[str]
) -> None:
    first, second = lines
    await world.moderate(EVERY_SUNDAY, first)
    dates_before = await shown(world)
    await world.moderate(undo_in(await world.moderate(second)))
    assert await shown(world) == dates_before


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("!move 1 to Mon 20:00", "30.11. 19:00 moved"),
        ("!verschieben 1 auf Mo 20:00", "30.11. 19:00 moved"),
        ("!move 1 to 14:00", "29.11. 13:00 moved"),
        ("!verschieben 1 auf 14 Uhr", "29.11. 13:00 moved"),
        ("!move 1 to Saturday", "28.11. 10:00 moved"),
        ("!move 1 29.11. to today 20:00", "24.11. 19:00 moved"),
        ("!verschieben 1 vom 29.11. auf den 1.12.", "01.12. 10:00 moved"),
        ("!move 1 from 29 November to 1 December 9 pm", "01.12. 20:00 moved"),
    ],
)
async def test_a_date_moves_and_keeps_what_the_words_do_not_name(
    world: World, line: str, date: str
) -> None:
    answer = await world.moderate(EVERY_SUNDAY, line)
    assert "Ankerplatz, Sunday 29 November, 11:00, is moved to" in answer
    assert date in await shown(world)
    assert len(await ahead(world)) == 6
    assert "29.11. 10:00" not in await shown(world)


async def test_a_moved_date_is_found_where_it_is_now(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!move 1 to 1.12. 20:00", "!move 1 1.12. to 2.12. 21:00")
    assert "02.12. 20:00 moved" in await shown(world)
    assert "no date then" in await world.moderate("!skip 1 29.11.")


async def test_a_date_that_moved_to_the_time_of_another_can_be_moved_back(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!move 1 29.11. to 6.12.")
    again = await world.moderate(undo_in(answer))
    assert "is moved to Sunday 29 November, 11:00" in again
    kept = await world.series(1)
    assert kept is not None
    assert kept.changes == ()


async def test_several_readings_of_a_date_are_asked_about_only_where_several_fit(
    world: World,
) -> None:
    await world.moderate("!meet every 2 weeks on friday 20:00 Board", "!meet every friday 21:00")
    assert "Friday 27 November, 20:00" in await world.moderate("!skip 1 next friday")
    question, *choices = (await world.moderate("!skip 2 next friday")).splitlines()
    assert "several things" in question
    assert choices == ["!skip 2 Friday, 27 November 2026", "!skip 2 Friday, 4 December 2026"]
    assert "is off on Friday 4 December, 21:00" in await world.moderate(choices[1])


async def test_where_to_move_is_asked_about_in_full_commands(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!move 1 to next friday 20:00")
    *_, last = answer.splitlines()
    assert last == "!move 1 to Friday, 4 December 2026 at 20:00"
    assert "is moved to Friday 4 December, 20:00" in await world.moderate(last)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!skip 2", "There is no number 2 in this chat."),
        ("!skip 0", "There is no number 0"),
        ("!skip 999999999", "There is no number 999999999"),
        ("!move 7 to 20:00", "There is no number 7"),
        ("!edit 7 public", "There is no number 7"),
        ("!cancel 7", "There is no number 7"),
        (
            "!skip 1 24.12.",
            "Ankerplatz (number 1) has no date then.\nNext: Sunday 29 November, 11:00",
        ),
        ("!move 1 24.12. to 20:00", "has no date then."),
        ("!skip 1 22.11.2026", "That is past already"),
        ("!skip 1 yesterday", "That is past already."),
        ("!move 1 to 2026-11-20 20:00", "That is past already"),
        ("!move 1 to today 9:00", "That is past already"),
        ("!move 1 vom 1.12. bis 20.12. to 20:00", "more than one date"),
        ("!skip 1 undo", "No date of number 1 is off."),
        ("!skip 1 6.12. undo", "Number 1 is not off then."),
        ("!cancel 1 undo", "Number 1 has not been called off."),
        ("!skip x", "It goes like this: !skip NUMBER [WHEN]"),
        ("!skip Ankerplatz", "!skip 1 (Ankerplatz)"),
        ("!skip 24.12.", "!skip 1 24.12. (Ankerplatz)"),
        ("!skip 99999999999999999999", "It goes like this: !skip"),
        ("!skip -1", "It goes like this: !skip"),
        ("!skip \N{ARABIC-INDIC DIGIT ONE}", "!skip 1 (Ankerplatz)"),
        ("!skip 1 party", "did not understand “party”. It goes like this: !skip"),
        ("!skip 1 6.12. oder so", "understood “6.12.”, but not “oder so”"),
        (f"!skip 1 {'x' * 8000}", "It goes like this: !skip"),
        ("!skip 1 every sunday", "understood “every sunday”, but something is missing"),
        ("!skip 1 10 min", "It goes like this: !skip"),
        ("!move 1", "It goes like this: !move NUMBER [DATE] to WHEN"),
        ("!move 1 to", "It goes like this: !move"),
        ("!move 1 Mon 20:00", "It goes like this: !move"),
        ("!move 1 to gibberish", "did not understand “gibberish”. It goes like this: !move"),
        ("!move 1 to every sunday 11:00", "It goes like this: !move"),
        ("!edit 1", "It goes like this: !edit NUMBER"),
        ("!edit 1 every sontag", "Did you mean Sonntag? Nothing was changed."),
        ("!edit 1 tomorrow 20:00", "one time, and number 1 recurs"),
        ("!edit 1 vom 1.12. bis 20.12.", "It goes like this: !edit"),
        ("!edit 1 for 8 days", "too long: 7 days at most"),
        ("!skip 1 31.12.9999", "too far ahead"),
        ("!edit 1 heute 9:00", "one time, and number 1 recurs"),
        (f"!edit 1 {'x' * 8000}", "too long"),
        ("!cancel", "!cancel 1 (Ankerplatz)"),
        ("!cancel 1 maybe", "It goes like this: !cancel"),
    ],
)
async def test_what_cannot_be_done_gets_a_sentence_and_changes_nothing(
    world: World, line: str, says: str
) -> None:
    await world.moderate(EVERY_SUNDAY)
    before = await world.series(1)
    answer = await world.moderate(line)
    assert says in answer
    assert len(answer) < 700
    assert await world.series(1) == before


async def test_undoing_takes_back_what_was_put_off_last_and_says_what_is_still_off(
    world: World,
) -> None:
    await world.moderate(EVERY_SUNDAY, "!skip 1 6.12.", "!skip 1 29.11. to 13.12.")
    answer = await world.moderate("!skip 1 29.11. to 13.12. undo")
    assert "takes place on 2 dates" in answer
    assert "Still off, as before: Sunday 6 December" in answer
    assert (await shown(world))[:3] == ["29.11. 10:00", "06.12. 10:00 off", "13.12. 10:00"]
    await world.moderate("!skip 1 29.11. to 13.12. undo")
    assert not any("off" in date for date in await shown(world))


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("!move 1 13 December to Monday", "14.12. 10:00 moved"),
        ("!move 1 13.12. to Tuesday 20:00", "15.12. 19:00 moved"),
        ("!verschieben 1 am 13.12. auf Montag 20 Uhr", "14.12. 19:00 moved"),
        ("!move 1 13.12. to tomorrow 20:00", "25.11. 19:00 moved"),
    ],
)
async def test_a_weekday_is_the_one_behind_the_date_that_was_named(
    world: World, line: str, date: str
) -> None:
    await world.moderate(EVERY_SUNDAY, line)
    assert date in await shown(world)


async def test_far_ahead_a_weekday_is_the_one_behind_the_date(world: World) -> None:
    await world.moderate("!meet every last sunday of the month 11:00", "!skip 1", "!move 1 to Mon")
    assert "28.12. 10:00 moved" in await shown(world)


async def test_what_is_off_is_not_called_off_twice(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!skip 1 6.12.", "!skip 1 6.12.")
    assert "Number 1 is off then already." in answer
    assert "Number 1 is off then already." in await world.moderate("!skip 1 6.12.2026 11:00")


async def test_what_is_said_of_a_date_that_is_off_already_undoes_that_date(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    await world.moderate("!skip 1 13.12.")
    await world.moderate("!skip 1 6.12.")
    answer = await world.moderate("!skip 1 13.12.")
    assert "To have it after all: !skip 1 Sunday, 13 December 2026 at 11:00 undo" in answer
    answer = await world.moderate("!skip 1 Sunday, 13 December 2026 at 11:00 undo")
    assert "takes place on Sunday 13 December, 11:00" in answer
    answer = await world.moderate("!skip 1 13.12. undo")
    assert "To call that date off: !skip 1 Sunday, 13 December 2026 at 11:00" in answer
    await world.moderate("!skip 1 6.12. undo")
    assert "No date of number 1 is off." in await world.moderate("!skip 1 undo")


async def test_today_is_past_when_it_has_begun(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    world.clock.time = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)
    assert "That is past already" in await world.moderate("!skip 1 today")
    assert "Sunday 6 December" in await world.moderate("!skip 1")


async def test_a_command_does_not_change_more_dates_than_anybody_means(world: World) -> None:
    answer = await world.moderate("!meet every day 9:00", "!skip 1 1.12.2026 to 31.12.2027")
    assert f"more than {MOST_AT_ONCE} dates" in answer
    answer = await world.moderate("!skip 1 1.12.2026 to 31.1.2027")
    assert "off on 62 dates" in answer
    assert "and 56 more" in answer


async def test_a_series_whose_dates_are_over_has_none_to_skip(world: World) -> None:
    await world.moderate(CHRISTMAS)
    world.clock.time += timedelta(days=60)
    assert "Number 1 has no date ahead." in await world.moderate("!skip 1")
    assert "Number 1 has no date ahead." in await world.moderate("!move 1 to 20:00")


async def test_all_of_a_series_is_called_off_at_once_and_can_be_taken_back(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!absagen 1")
    assert "Ankerplatz is called off (every Sunday at 11:00)." in answer
    assert "Undo: !cancel 1 undo" in answer
    assert "Nothing is planned" in await world.ask("!sessions")
    await world.moderate("!cancel 1 undo")
    assert "Ankerplatz" in await world.ask("!sessions")


async def test_what_was_called_off_is_not_changed(world: World) -> None:
    assert "Ankerplatz is called off" in await world.moderate(CHRISTMAS, "!cancel 1")
    for line in ("!cancel 1", "!skip 1", "!move 1 to 20:00", "!edit 1 public"):
        assert "Number 1 has been called off." in await world.moderate(line)


async def test_a_number_is_not_given_again(world: World) -> None:
    await world.moderate(CHRISTMAS, "!cancel 1")
    assert "Number 2." in await world.moderate(CHRISTMAS)


async def test_whoever_made_it_or_moderates_may_change_it(world: World) -> None:
    await world.ask(CHRISTMAS, by="ben")
    for line in ("!skip 1", "!move 1 to 20:00", "!edit 1 public", "!cancel 1"):
        assert "Only the person who made it, or a moderator" in await world.ask(line, by="ada")
    assert "is moved" in await world.ask("!move 1 to 20:00", by="ben")
    assert "is off" in await world.ask("!skip 1", by="ada", role=ChatRole.MODERATOR)
    assert "Only a moderator" in await world.ask("!edit 1 every sunday 11:00", by="ben")


async def test_another_chat_has_no_such_number(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    answer = await world.ask("!cancel 1", chat="other", role=ChatRole.ADMIN)
    assert "There is no number 1" in answer


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("every monday 12:30", "Ankerplatz: every Monday at 12:30"),
        ("every monday", "Ankerplatz: every Monday at 11:00"),
        ("12:30", "Ankerplatz: every Sunday at 12:30"),
        ("um 12 Uhr", "Ankerplatz: every Sunday at 12:00"),
        ("11:00 to 13:00", "Ankerplatz: every Sunday from 11:00 to 13:00"),
        ("for 2 hours", "Ankerplatz: every Sunday from 11:00 to 13:00"),
        ("Brunch", "Brunch: every Sunday at 11:00"),
        ('"every sunday"', "every sunday: every Sunday at 11:00"),
        ("12:30 Brunch in Haus", "Brunch: every Sunday at 12:30"),
        ("in Haus", "Haus: every Sunday at 11:00"),
        ("public", "It is public."),
        ("remind 2h", "I remind this chat 2 hours before"),
        ("erinnern aus", "I tell this chat when it begins."),
    ],
)
async def test_an_edit_changes_what_it_names_and_nothing_else(
    world: World, wish: str, says: str
) -> None:
    answer = await world.moderate(EVERY_SUNDAY, f"!edit 1 {wish}")
    assert says in answer
    assert "Number 1." in answer


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("20:00", "Thursday, 24 December 2026 at 20:00"),
        ("26.12.", "Saturday, 26 December 2026 at 18:00"),
        ("Saturday 9:00 Breakfast", "Breakfast: Saturday, 28 November 2026 at 09:00"),
        ("every sunday 11:00", "every Sunday at 11:00"),
    ],
)
async def test_a_single_date_is_edited_by_what_the_words_name(
    world: World, wish: str, says: str
) -> None:
    assert says in await world.moderate(CHRISTMAS, f"!edit 1 {wish}")


async def test_a_title_stays_when_the_room_changes(world: World) -> None:
    answer = await world.moderate("!meet tomorrow 19:30 Board", "!edit 1 in Haus")
    assert "Board: Wednesday" in answer
    assert "https://meet.example.org/Haus" in answer
    answer = await world.moderate(undo_in(answer))
    assert "https://meet.example.org/board-1" in answer


@pytest.mark.parametrize(
    "line",
    [
        "!meet 31.12.9999 23:59",
        "!skip 1 31.12.9999",
        "!skip 1 31.12.9999 23:59",
        "!skip 1 1.12.9999 to 31.12.9999",
        "!move 1 to 31.12.9999 23:59",
        "!move 1 to 31.12.9999",
        "!edit 1 every sunday 11:00 starting 31.12.9999",
        "!edit 1 for 9999 weeks",
        "!meet tomorrow 9:00 for 999999 days",
        "!edit 2 31.12.9999 23:59",
        "!meet every day 9:00 until 31.12.9999",
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_the_end_of_the_calendar_breaks_nothing(world: World, line: str, zone: str) -> None:
    await world.moderate(f"!timezone {zone}", EVERY_SUNDAY, CHRISTMAS)
    assert "Something went wrong" not in await world.moderate(line)
    assert "1. " in await world.ask("!sessions")


async def test_what_is_off_stays_off_when_only_the_time_of_day_changes(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!skip 1", "!edit 1 12:30")
    assert (await shown(world))[:2] == ["29.11. 11:30 off", "06.12. 11:30"]


async def test_a_new_rule_says_what_it_forgets(world: World) -> None:
    answer = await world.moderate(EVERY_SUNDAY, "!skip 1", "!edit 1 every monday")
    assert "1 date was off, moved or retitled; the new rule does not have it." in answer


async def test_the_end_of_a_rule_survives_a_later_time_of_day(world: World) -> None:
    await world.moderate("!meet every sunday 11:00 3 times", "!edit 1 20:00")
    assert await shown(world) == ["29.11. 19:00", "06.12. 19:00", "13.12. 19:00"]


async def test_a_rule_with_times_of_its_own_wants_a_new_rule(world: World) -> None:
    await world.moderate("!meet FREQ=DAILY;BYHOUR=9,18 9:00 Standup")
    assert "already says at what times" in await world.moderate("!edit 1 20:00")


async def test_an_edit_in_a_chat_that_moved_means_its_zone(world: World) -> None:
    await world.moderate("!meet tomorrow 19:30", "!timezone Tokyo")
    answer = await world.moderate("!edit 1 20:00")
    assert "Thursday, 26 November 2026 at 20:00 (Asia/Tokyo)" in answer
    answer = await world.moderate("!timezone Berlin", "!move 1 to 18:00")
    assert "is moved to Friday 27 November, 02:00 (Asia/Tokyo)." in answer


async def test_new_leads_replace_those_of_the_chat(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!edit 1 remind 2h")
    assert await world.due_at(1) == datetime(2026, 11, 29, 8, tzinfo=UTC)


async def test_a_single_date_that_was_moved_is_said_to_be_when_it_is(world: World) -> None:
    await world.ask("!meet tomorrow 20:00 Board")
    await world.ask("!move 1 to 21:00")
    said = "Wednesday, 25 November 2026 at 21:00"
    assert said in await world.ask("!edit 1 Team")
    assert said in await world.ask("!cancel 1")
    assert said in await world.ask("!cancel 1 undo")


async def test_a_single_date_that_was_moved_is_moved_again_by_an_edit(world: World) -> None:
    await world.ask("!meet tomorrow 20:00 Board")
    await world.ask("!move 1 to 21:00")
    answer = await world.ask("!edit 1 22:00")
    assert "Wednesday, 25 November 2026 at 22:00" in answer
    assert "Undo: !edit 1 Wednesday, 25 November 2026 at 21:00" in answer
    assert "1. Board: Wednesday 25 November, 22:00" in await world.ask("!sessions")
    await world.ask("!edit 1 Wednesday, 25 November 2026 at 21:00")
    assert "1. Board: Wednesday 25 November, 21:00" in await world.ask("!sessions")
    assert "Friday, 27 November 2026 at 21:00" in await world.ask("!edit 1 friday")


@pytest.mark.parametrize(
    ("typed", "off"),
    [
        ("6.12. and 13.12.", ["6 December", "13 December"]),
        ("6 and 20 December", ["6 December", "20 December"]),
        ("next week", ["6 December"]),
        ("im Januar", ["3 January", "10 January", "17 January", "24 January", "31 January"]),
    ],
)
async def test_several_dates_are_called_off_and_taken_up_at_once(
    world: World, typed: str, off: list[str]
) -> None:
    await world.moderate("!meet every sunday 11:00 Choir in Church")
    answer = await world.moderate(f"!skip 1 {typed}")
    said, undo = answer.splitlines()[0], answer.splitlines()[-1].removeprefix("Undo: ")
    assert said.count("11:00") == len(off)
    assert all(day in said for day in off)
    again = await world.moderate(undo)
    assert "after all" in again
    assert again.splitlines()[0].count("11:00") == len(off)
    assert "off" not in (await world.moderate("!sessions"))


async def test_nothing_is_called_off_where_one_of_the_listed_days_has_no_date(
    world: World,
) -> None:
    await world.moderate("!meet every sunday 11:00 Choir in Church")
    answer = await world.moderate("!skip 1 6.12. and 14.12.")
    assert "has no date then: Monday, 14 December 2026. Nothing was changed." in answer
    assert "after all" not in await world.moderate("!skip 1 6.12. undo")


async def test_a_week_stands_for_the_one_date_in_it(world: World) -> None:
    await world.moderate("!meet every sunday 11:00 Choir in Church")
    assert "Sunday 6 December" in await world.ask("!rsvp 1 next week")
    assert "more than one date" in await world.ask("!rsvp 1 6.12. and 13.12.")


async def test_what_recurs_only_by_a_mistake_becomes_a_single_date_again(world: World) -> None:
    await world.moderate(CHRISTMAS)
    undo = undo_in(await world.moderate("!edit 1 every friday 9:00"))
    assert undo == "!edit 1 only Thursday, 24 December 2026 at 18:00"
    assert "Ankerplatz: Thursday, 24 December 2026 at 18:00" in await world.moderate(undo)
    assert await shown(world) == ["24.12. 17:00"]
    answer = await world.moderate("!ändern 1 every friday 9:00", "!edit 1 24.12. 18:00")
    assert "That is one time, and number 1 recurs." in answer


async def test_a_rule_that_has_a_changed_day_twice_lacks_none(world: World) -> None:
    await world.moderate("!meet every day 11:00 Daily", "!skip 1 6.12.")
    answer = await world.moderate("!edit 1 FREQ=DAILY;BYHOUR=9,18;BYMINUTE=0")
    assert "off, moved or retitled" not in answer
    answer = await world.moderate("!edit 1 every monday 9:00")
    assert "2 dates were off, moved or retitled; the new rule does not have them." in answer


@pytest.mark.parametrize("off", ["6.12.", "6.12. and 20.12."])
async def test_what_takes_place_again_is_put_off_again_without_the_dates_between(
    world: World, off: str
) -> None:
    await world.moderate("!meet every sunday 11:00 Choir", f"!skip 1 {off}")
    before = await shown(world)
    undo = undo_in(await world.moderate("!skip 1 29.11. to 20.12. undo"))
    await world.moderate(undo)
    assert await shown(world) == before


FROM_JANUARY = "!meet every sunday 11:00 starting 1 January Choir"


@pytest.mark.parametrize("line", ["!edit 1 12:00", "!edit 1 every monday 9:00", "!edit 1 90 min"])
async def test_what_has_not_begun_yet_begins_as_late_when_an_edit_is_undone(
    world: World, line: str
) -> None:
    await world.moderate(FROM_JANUARY)
    before = await shown(world)
    assert before[0].startswith("03.01.")
    await world.moderate(undo_in(await world.moderate(line)))
    assert await shown(world) == before


async def test_what_has_not_begun_yet_begins_no_sooner_for_being_bounded(world: World) -> None:
    await world.moderate(FROM_JANUARY)
    before = await shown(world)
    answer = await world.moderate("!edit 1 until 30 June")
    assert "until 30 June 2027" in answer
    assert await shown(world) == before


async def test_what_is_asked_back_of_a_single_date_is_not_refused(world: World) -> None:
    await world.moderate("!meet every monday 19:30 Board")
    question = await world.moderate("!edit 1 only 27.11. at 8")
    evening, morning = [line for line in question.splitlines() if line.startswith("!edit")]
    assert "Board: Friday, 27 November 2026 at 08:00" in await world.moderate(morning)
    assert evening == "!edit 1 only Friday, 27 November 2026 at 20:00"


@pytest.mark.parametrize("time", ["friday at 8", "next sunday", "tomorrow at 8 to 9"])
async def test_which_single_time_is_meant_is_not_asked_of_what_recurs(
    world: World, time: str
) -> None:
    answer = await world.moderate("!meet every monday 19:30 Board", f"!edit 1 {time}")
    assert "That is one time, and number 1 recurs." in answer


async def test_a_day_alone_that_is_to_be_left_of_a_series_has_its_time(world: World) -> None:
    await world.moderate("!meet every monday 19:30 Board")
    answer = await world.moderate("!edit 1 only 27.11.")
    assert "Board: Friday, 27 November 2026 at 19:30" in answer
