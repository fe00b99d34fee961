"""What is due is told: to everyone, once, at the right time, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, PersonId
from bot.domain.delivery import Delivery, Urgency
from bot.domain.due import AT_THE_START
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.preparation import Rsvp
from bot.domain.series import Change
from bot.domain.settings import Chat, Presence
from bot.domain.shaping import OwnedRoom, RoomKind
from bot.usecases.telling.tell_page import PAGE
from tests.unit.usecases.programme import (
    ACCOUNT,
    ADA,
    CLUB,
    DAY,
    HOUR,
    MINUTE,
    SUNDAY,
    Killed,
    World,
    at,
    at_local,
    local,
)


@pytest.fixture
async def world() -> World:
    return World()


async def test_each_lead_is_told_at_its_moment_and_the_start_too(world: World) -> None:
    await world.plan()
    assert at_local(await world.watch("2026-03-29T12:00")) == [
        "Sat 28.03. 11:00 Choir in 1380m",  # the night has 23 hours
        "Sun 29.03. 10:50 Choir in 10m",
        "Sun 29.03. 11:00 Choir begins",
    ]


@pytest.mark.parametrize(
    ("start", "dates"),
    [
        ("2026-03-22T11:00", ["22.03.", "29.03.", "05.04."]),
        ("2026-10-18T11:00", ["18.10.", "25.10.", "01.11."]),
    ],
)
async def test_wall_clock_times_stay_over_changes_of_the_clocks(
    start: str, dates: list[str]
) -> None:
    """Whether the series began in winter or in summer, and in two zones at once."""
    world = World(now=start[:10])
    await world.plan("Berlin", start=local(start), leads=[10 * MINUTE])
    await world.plan(
        "Tokyo", start=local(start), timezone="Asia/Tokyo", leads=[10 * MINUTE], target=ADA
    )
    told = await world.watch(f"{at(start) + 15 * DAY:%Y-%m-%dT%H:%M}")
    berlin = [one for one in told if one.chat == "club"]
    tokyo = [one for one in told if one.chat == "ada"]
    assert at_local(berlin) == [f"Sun {date} 10:50 Berlin in 10m" for date in dates]
    assert at_local(tokyo, "Asia/Tokyo") == [f"Sun {date} 10:50 Tokyo in 10m" for date in dates]


async def test_the_card_of_a_date_says_of_what_kind_its_room_is(world: World) -> None:
    await world.plan(leads=[AT_THE_START])
    async with world.store.begin() as work:
        await work.owned_rooms.save(
            OwnedRoom(
                chat=CLUB,
                node="anker",
                kind=RoomKind.TEACHING,
                made_by=None,
                made_at=world.now,
                used_at=world.now,
            )
        )
    (card,) = await world.watch("2026-03-30T12:00")
    assert card.text == "Choir begins (teaching)"


async def test_a_time_that_the_clocks_repeat_is_told_once(world: World) -> None:
    world = World(now="2026-10-24T12:00")
    await world.plan(
        start=local("2026-10-24T02:30"), rrule="FREQ=DAILY", leads=[AT_THE_START, HOUR]
    )
    told = await world.watch("2026-10-26T12:00")
    assert [one.text for one in told] == ["Choir in 60m", "Choir begins"] * 2


async def test_a_date_that_is_off_is_not_told_and_a_moved_one_is_at_its_new_time(
    world: World,
) -> None:
    series = await world.plan()
    await world.change(
        series,
        Change(slot=SUNDAY, starts=None),
        Change(slot=local("2026-04-05T11:00"), starts=local("2026-04-06T20:00")),
    )
    assert at_local(await world.watch("2026-04-07T00:00")) == [
        "Sun 05.04. 20:00 Choir in 1440m (moved)",
        "Mon 06.04. 19:50 Choir in 10m (moved)",
        "Mon 06.04. 20:00 Choir begins",
    ]


async def test_a_date_that_moves_after_it_was_told_is_told_again_for_its_new_time(
    world: World,
) -> None:
    series = await world.plan(leads=[DAY])
    assert len(await world.watch("2026-03-28T12:00")) == 1
    moved = await world.change(series, Change(slot=SUNDAY, starts=local("2026-03-30T20:00")))
    assert at_local(await world.watch("2026-03-29T21:00")) == [
        "Sun 29.03. 20:00 Choir in 1440m (moved)"
    ]
    await world.save(moved.restored(SUNDAY))
    assert at_local(await world.watch("2026-04-04T12:00")) == ["Sat 04.04. 11:00 Choir in 1440m"]


async def test_a_series_that_is_called_off_is_told_of_no_more(world: World) -> None:
    series = await world.plan()
    await world.watch("2026-03-29T10:55")
    await world.save(series.called_off())
    assert await world.watch("2026-06-01T00:00") == []


async def test_what_is_late_within_the_grace_is_told(world: World) -> None:
    await world.plan(leads=[10 * MINUTE])
    told = await world.tell("2026-03-29T10:59")
    assert [one.text for one in told] == ["Choir in 1m"]


async def test_what_is_later_is_dropped_and_confessed_once_in_one_line(world: World) -> None:
    await world.plan(leads=[DAY, 10 * MINUTE, AT_THE_START])
    await world.plan("Board", start=local("2026-03-27T19:00"), rrule=None, leads=[HOUR])
    await world.plan("Later", start=local("2026-05-27T19:00"), rrule=None, leads=[HOUR])
    assert world.tell_due.tally == {"told": 0, "dropped": 0}
    told = await world.tell("2026-03-29T11:05")
    assert sorted(one.text for one in told) == ["Choir begins", "dropped 1 of Board, 2 of Choir"]
    assert world.tell_due.tally == {"told": 1, "dropped": 3}
    world.restart()
    assert await world.tell() == []
    assert await world.tell("2026-03-29T11:30") == []


async def test_a_reminder_that_waits_too_long_to_be_sent_is_never_sent(world: World) -> None:
    await world.plan(leads=[10 * MINUTE])
    await world.tell_due(at("2026-03-29T10:50"))
    world.now = at("2026-03-29T11:00")
    assert await world.out() == []


async def test_who_subscribes_late_has_missed_nothing(world: World) -> None:
    series = await world.plan(leads=[10 * MINUTE])
    await world.watch("2026-03-28T15:00")
    await world.subscribe(series, ADA, DAY)
    assert at_local(await world.watch("2026-03-29T10:55")) == ["Sun 29.03. 10:50 Choir in 10m"]
    assert at_local(await world.watch("2026-04-04T12:00")) == ["Sat 04.04. 11:00 Choir in 1440m"]


async def test_who_unsubscribes_just_before_is_not_told(world: World) -> None:
    series = await world.plan(leads=[10 * MINUTE])
    await world.subscribe(series, ADA, 10 * MINUTE)
    await world.watch("2026-03-29T10:49")
    await world.unsubscribe(series, ADA)
    told = await world.tell("2026-03-29T10:50")
    assert [one.chat for one in told] == ["club"]


async def test_a_chat_that_the_bot_was_removed_from_is_not_told(world: World) -> None:
    await world.plan()
    await world.leave(CLUB)
    assert await world.watch("2026-03-30T00:00") == []


async def test_a_person_is_told_in_private_and_a_chat_with_a_card_at_the_start(
    world: World,
) -> None:
    series = await world.plan(leads=[AT_THE_START])
    await world.subscribe(series, ADA, 10 * MINUTE, AT_THE_START, person=True)
    private = await world.tell("2026-03-29T10:50")
    assert [one.text for one in private] == ["Choir in 10m (private)"]
    world.now = at("2026-03-29T11:00")
    await world.tell_due(world.now)
    (ada, club) = sorted(await world.deliveries(), key=lambda one: one.chat.chat)
    assert ada.outgoing == club.outgoing
    assert club.outgoing.link == series.room.link
    assert not club.outgoing.notice
    async with world.store.begin() as work:
        card = await work.cards.get(club.key)
        assert card
        assert (card.key, card.room.title) == (club.key, "Choir")
        assert await work.cards.get(ada.key) is None
        assert await work.rooms.recent(CLUB) == [card.room]


async def test_what_the_pre_flight_found_is_said_before_a_date_and_at_its_beginning(
    world: World,
) -> None:
    await world.plan(leads=[10 * MINUTE, AT_THE_START])
    world.silent_at = at("2026-03-29T10:49")
    assert [one.text for one in await world.tell("2026-03-29T10:50")] == ["Choir in 10m (silent)"]
    assert [one.text for one in await world.tell("2026-03-29T11:00")] == ["Choir begins (silent)"]


async def test_everyone_is_told_in_their_own_language_and_people_in_that_of_the_chat(
    world: World,
) -> None:
    series = await world.plan(leads=[10 * MINUTE])
    eve = ChatAddress(ACCOUNT, ChatId("eve"))
    await world.subscribe(series, ADA, 10 * MINUTE, person=True)
    await world.subscribe(series, eve, 10 * MINUTE, person=True)
    async with world.store.begin() as work:
        await work.chats.save(
            Chat(address=CLUB, kind=ChatKind.GROUP, language=GERMAN, timezone="Asia/Tokyo")
        )
        await work.chats.save(Chat(address=eve, kind=ChatKind.DIRECT, language=ENGLISH))
    await world.tell("2026-03-29T10:50")
    spoken = [(voice.language, voice.timezone) for voice in world.renderer.voices]
    assert sorted(spoken) == [
        (GERMAN, "Asia/Tokyo"),
        (GERMAN, "Asia/Tokyo"),
        (ENGLISH, "Asia/Tokyo"),
    ]


async def test_answers_and_reminders_go_first_and_confessions_last(world: World) -> None:
    await world.plan(leads=[10 * MINUTE])
    await world.plan("Board", start=local("2026-03-29T10:00"), rrule=None, leads=[HOUR])
    world.now = at("2026-03-29T10:50")
    await world.tell_due(world.now)
    assert [one.text for one in await world.out()] == ["Choir in 10m", "dropped 1 of Board"]
    assert Urgency.ANSWER < Urgency.REMINDER < Urgency.ANNOUNCEMENT


@pytest.mark.parametrize("size", [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 1_000])
async def test_everyone_of_a_crowd_is_told_once(world: World, size: int) -> None:
    await world.crowd(size)
    told = await world.tell("2026-03-29T11:00")
    assert len({one.chat for one in told}) == len(told) == size
    assert await world.tell() == []


async def test_the_first_of_a_crowd_do_not_wait_for_the_last(world: World) -> None:
    await world.crowd(3 * PAGE)
    world.store.dies_in = world.store.begun + 5
    with pytest.raises(Killed):
        await world.tell("2026-03-29T11:00")
    assert world.poked == [ACCOUNT] * 2
    assert len(await world.out()) == 2 * PAGE


@pytest.mark.parametrize("transaction", range(1, 7))
async def test_who_dies_while_telling_a_crowd_goes_on_and_tells_nobody_twice(
    world: World, transaction: int
) -> None:
    await world.crowd(3 * PAGE)
    world.store.dies_in = world.store.begun + transaction
    with pytest.raises(Killed):
        await world.tell("2026-03-29T11:00")
    told = await world.out()
    world.restart()
    told += await world.tell("2026-03-29T11:01")
    assert len({one.chat for one in told}) == len(told) == 3 * PAGE
    assert await world.tell("2026-03-29T12:00") == []


async def test_a_series_that_changes_while_it_is_told_is_told_as_it_is_then(world: World) -> None:
    series = await world.crowd(2 * PAGE)
    world.store.dies_in = world.store.begun + 4
    with pytest.raises(Killed):
        await world.tell("2026-03-29T11:00")
    assert len(await world.out()) == PAGE
    await world.change(series, Change(slot=SUNDAY, starts=None))
    assert await world.tell("2026-03-29T11:01") == []


async def test_a_clock_that_jumps_ahead_and_back_loses_nothing_and_doubles_nothing(
    world: World,
) -> None:
    await world.plan(leads=[DAY, HOUR, 10 * MINUTE])
    assert len(await world.watch("2026-03-28T12:00")) == 1
    ahead = await world.tell("2026-03-29T10:55")  # a wrong clock
    assert [one.text for one in ahead] == ["Choir in 5m", "dropped 1 of Choir"]
    assert await world.tell("2026-03-28T12:00") == []
    assert at_local(await world.watch("2026-03-29T12:00")) == ["Sun 29.03. 10:00 Choir in 60m"]
    assert at_local(await world.watch("2026-04-04T12:00")) == ["Sat 04.04. 11:00 Choir in 1440m"]


async def test_a_clock_that_was_wrong_before_a_restart_is_noticed_too(world: World) -> None:
    await world.plan(rrule=None, leads=[10 * MINUTE])
    await world.tell("2027-01-01T00:00")
    world.restart()
    await world.tell("2026-03-28T12:00")
    assert at_local(await world.watch("2026-03-29T12:00")) == ["Sun 29.03. 10:50 Choir in 10m"]


async def test_a_clock_that_jumps_back_and_ahead_confesses_nothing_that_was_told(
    world: World,
) -> None:
    await world.plan()
    await world.watch("2026-03-29T12:00")
    assert await world.tell("2026-03-28T10:00") == []
    assert await world.tell("2026-03-29T12:00") == []


async def test_a_series_that_a_bug_breaks_holds_up_no_other_and_is_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.plan("Broken", leads=[10 * MINUTE])
    await world.plan(leads=[10 * MINUTE])
    world.renderer.unspeakable = "Broken"
    assert at_local(await world.watch("2026-03-29T10:54")) == ["Sun 29.03. 10:50 Choir in 10m"]
    assert "A series cannot be told of by a bug" in caplog.messages
    world.renderer.unspeakable = None
    assert at_local(await world.watch("2026-03-29T11:00")) == ["Sun 29.03. 10:55 Broken in 5m"]


@pytest.mark.parametrize(
    "now",
    [
        "2026-03-29T10:55",  # due
        "2026-03-29T12:00",  # too late
        "2026-03-10T12:00",  # told up to a time that is still to come
    ],
)
async def test_an_alarm_that_does_not_move_on_ends_the_round_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    async def stand_still(*_: object, **__: object) -> None:
        nonlocal stood_still
        stood_still = True

    stood_still = False
    await world.plan(leads=[10 * MINUTE])
    for module in ("tell_due", "tell_page", "drop_late"):
        monkeypatch.setattr(f"bot.usecases.telling.{module}.move_on", stand_still)
    world.store.dies_in = world.store.begun + 20  # rather than go on for ever
    await world.tell(now)
    assert stood_still
    due_at = await world.tell_due(world.now)
    assert due_at is None or due_at > world.now


async def test_a_confession_that_a_bug_breaks_holds_up_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.plan(leads=[HOUR, 10 * MINUTE])
    world.renderer.unspeakable = "dropped"
    assert [one.text for one in await world.tell("2026-03-29T10:55")] == ["Choir in 5m"]
    assert "A chat cannot be told of its dropped reminders by a bug" in caplog.messages


steps = st.lists(st.integers(min_value=-3 * 24 * 60, max_value=9 * 24 * 60), max_size=12)


@settings(max_examples=60, deadline=None)
@given(steps)
async def test_told_in_any_steps_back_and_forth_everything_is_told_to_everyone_once(
    minutes: list[int],
) -> None:
    """Each (date, lead, target), as long as nothing is late enough to be dropped."""
    world = World(grace=365 * DAY)
    leads = [7 * DAY, HOUR, AT_THE_START]
    series = await world.plan(start=SUNDAY, rrule="FREQ=WEEKLY;UNTIL=20260503T110000", leads=leads)
    await world.subscribe(series, ADA, 2 * HOUR, AT_THE_START, person=True)
    begin, keys = world.now, list[str]()
    for step in minutes:
        world.now = max(begin, world.now + step * MINUTE)
        await world.tell_due(world.now)
        keys += [one.key for one in await world.deliveries()]
    world.now = at("2026-06-01T00:00")
    await world.tell_due(world.now)
    keys += [one.key for one in await world.deliveries()]
    assert len(keys) == len(set(keys)) == 6 * (len(leads) + 2)


@pytest.mark.parametrize(
    ("leads", "rung"), [([HOUR, AT_THE_START], [True, False]), ([AT_THE_START], [True])]
)
async def test_reminders_ring_where_that_is_wished_and_in_the_owner_chat_alone(
    world: World, leads: list[timedelta], rung: list[bool]
) -> None:
    before = tuple(lead for lead in leads if lead)
    series = await world.plan(leads=leads)
    await world.save(replace(series, rings=True, leads=before))
    await world.subscribe(series, ADA, *leads)
    world.now = at("2026-03-29T10:00")
    told = list[Delivery]()
    for now in ("2026-03-29T10:00", "2026-03-29T11:00"):
        world.now = at(now)
        await world.tell_due(world.now)
        told += await world.deliveries()
    assert [one.outgoing.mentions_all for one in told if one.chat == CLUB] == rung
    assert not any(one.outgoing.mentions_all for one in told if one.chat == ADA)


@pytest.mark.parametrize(
    ("presence", "rung"), [(Presence.NAMES, [("@ada:x",), ()]), (Presence.COUNT, [(), ()])]
)
async def test_a_reminder_rings_at_those_who_come_where_it_names_them(
    world: World, presence: Presence, rung: list[tuple[str, ...]]
) -> None:
    room = ChatAddress(AccountId("matrix:@bot:x"), ChatId("!club:x"))
    series = await world.plan(leads=[HOUR, AT_THE_START], target=room)
    async with world.store.begin() as work:
        await work.chats.save(Chat(address=room, kind=ChatKind.GROUP, presence=presence))
        for person, coming in (("@ada:x", True), ("@ben:x", False)):
            rsvp = Rsvp(series=series.id, slot=SUNDAY, person=PersonId(person), coming=coming)
            await work.preparations.save(rsvp, now=world.now)
    told = list[Delivery]()
    for now in ("2026-03-29T10:00", "2026-03-29T11:00"):
        world.now = at(now)
        await world.tell_due(world.now)
        told += await world.deliveries(room.account)
    assert [one.outgoing.mentions for one in told] == rung
    assert ["@ada:x" in one.outgoing.text for one in told] == [bool(names) for names in rung]
