"""Who is in a call by the state events of its participants, whatever strangers put into them."""

import tracemalloc
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.networks.matrix.events.calls import CALL_STATE, CallRoster
from tests.unit.networks.matrix.rubbish import contents

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA, BEN = "@anna:example.org", "@ben:example.org"
SESSION, MEMBER = "org.matrix.msc3401.call.member", "org.matrix.msc4143.rtc.member"
HOURS_4 = 14_400_000

CALL = {"application": "m.call", "call_id": "", "scope": "m.room", "expires": HOURS_4}
RTC = {
    "slot_id": "m.call#ROOM",
    "member": {"user_id": ANNA, "device_id": "PHONE", "id": "xyz"},
    "application": {"type": "m.call"},
    "transports": {"published": [], "can_subscribe": []},
    "versions": [],
}


def stamp(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def member(
    content: object,
    *,
    kind: str = SESSION,
    sender: str = ANNA,
    key: str | None = None,
    ago: int = 0,
) -> dict[str, Any]:
    return {
        "type": kind,
        "sender": sender,
        "state_key": f"_{sender}_PHONE_m.call" if key is None else key,
        "origin_server_ts": stamp(NOON - timedelta(minutes=ago)),
        "content": content,
    }


def there(*events: object, now: datetime = NOON) -> dict[str, datetime]:
    roster = CallRoster()
    for event in events:
        roster.apply(event)
    return dict(roster.there(now=now))


@pytest.mark.parametrize(
    "event",
    [
        member({"memberships": [{**CALL, "device_id": "PHONE"}]}, key=ANNA),
        member({"memberships": [{**CALL, "device_id": "PHONE"}]}, key=ANNA, kind="m.call.member"),
        member({**CALL, "device_id": "PHONE"}),
        member({**CALL, "device_id": "PHONE"}, key=f"{ANNA}_PHONE"),
        member(RTC, kind=MEMBER),
        member(RTC, kind="m.rtc.member", key="xyz"),
    ],
    ids=["list", "list, stable", "device", "device without underscore", "rtc", "rtc, stable"],
)
def test_each_form_says_who_is_there(event: dict[str, Any]):
    assert there(event) == {ANNA: NOON}
    assert there(event, {**event, "content": {}}) == {}


def test_a_person_with_two_devices_is_there_once_and_until_the_last_one_left():
    phone = member(CALL, ago=5)
    laptop = member(CALL, key=f"_{ANNA}_LAPTOP_m.call")
    ben = member(CALL, sender=BEN, ago=2)
    since = NOON - timedelta(minutes=5)
    assert there(phone, laptop, ben) == {ANNA: since, BEN: NOON - timedelta(minutes=2)}
    assert set(there(phone, laptop, ben, {**phone, "content": {}})) == {ANNA, BEN}


@pytest.mark.parametrize(
    ("content", "lasts"),
    [
        (CALL, timedelta(hours=4)),
        ({**CALL, "expires": 60_000}, timedelta(minutes=1)),
        ({"application": "m.call"}, timedelta(hours=4)),
        ({**CALL, "created_ts": stamp(NOON - timedelta(hours=1))}, timedelta(hours=3)),
        ({**CALL, "expires_ts": stamp(NOON + timedelta(minutes=7))}, timedelta(minutes=7)),
        # a clock that is wrong makes nobody immortal
        ({**CALL, "created_ts": stamp(NOON + timedelta(days=900))}, timedelta(hours=4)),
    ],
)
def test_whose_program_died_is_there_until_it_expires(content: object, lasts: timedelta):
    event = member(content)
    assert set(there(event, now=NOON + lasts - timedelta(seconds=1))) == {ANNA}
    assert there(event, now=NOON + lasts) == {}


def test_what_is_told_again_of_somebody_replaces_nothing_newer():
    """After a fork of the room's history sync tells old state once more (MSC4222)."""
    joined, left = member(CALL, ago=5), member({}, ago=2)
    roster = CallRoster()
    for event in (joined, left):
        roster.apply(event)
    assert roster.knows_better(joined)
    assert not roster.knows_better(member(CALL, ago=1))
    assert not roster.knows_better(member(CALL, sender=BEN, ago=5))
    assert roster.there(now=NOON) == {}


def test_of_who_left_long_ago_nothing_is_kept():
    roster = CallRoster()
    roster.apply(member(CALL, ago=5))
    roster.apply(member({}, ago=2))
    roster.there(now=NOON + timedelta(hours=4))
    assert not roster.knows_better(member(CALL, ago=5))


@pytest.mark.parametrize("lasts", [{}, {"expires": HOURS_4}])
def test_a_stamp_at_the_end_of_all_time_breaks_nothing(lasts: dict[str, int]):
    last = {**member({"application": "m.call", **lasts}), "origin_server_ts": 253_402_300_799_000}
    assert there(last, {**last, "content": {}}) == {}


def test_other_things_done_together_are_no_call():
    assert there(member({**CALL, "application": "org.example.whiteboard"})) == {}
    board = {**RTC, "application": {"type": "org.example.whiteboard"}}
    assert there(member(board, kind=MEMBER)) == {}


def test_one_who_left_may_say_why():
    assert there(member({**RTC, "leave_reason": "m.lost_connection"}, kind=MEMBER)) == {}


def test_nobody_can_be_put_into_a_call_by_others():
    claimed = {**RTC, "member": {**RTC["member"], "user_id": BEN}}
    assert set(there(member(claimed, kind=MEMBER))) == {ANNA}


def test_what_one_member_writes_without_end_is_not_kept_without_end():
    roster = CallRoster()
    for number in range(2_000):
        devices = [CALL] * 1_000 if number % 500 == 0 else [CALL]
        roster.apply(member({"memberships": devices}, key=f"{ANNA}_{number}", ago=number))
    roster.apply(member(CALL, sender=BEN))
    tracemalloc.start()
    kept = deepcopy(roster)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 100_000
    assert kept.there(now=NOON) == {ANNA: NOON - timedelta(minutes=19), BEN: NOON}


def test_who_came_again_and_again_by_one_device_is_still_there_by_another():
    phone = member(CALL, key="phone", ago=200)
    rejoins = [
        member(content, key=f"{n}", ago=n) for n in range(99, 0, -1) for content in (CALL, {})
    ]
    assert set(there(phone, *rejoins)) == {ANNA}
    assert there(phone, *rejoins, {**phone, "content": {}}) == {}


def test_a_call_of_hundreds_with_several_devices_each_is_counted_in_full():
    people = [f"@p{number}:example.org" for number in range(300)]
    events = [
        member(CALL, sender=one, key=f"_{one}_{device}_m.call")
        for one in people
        for device in ("PHONE", "LAPTOP", "TABLET")
    ]
    assert set(there(*events)) == set(people)


@given(contents)
def test_rubbish_puts_nobody_in_and_breaks_nothing(content: object):
    for kind in CALL_STATE:
        for event in (member(content, kind=kind), member({"memberships": [content]}, kind=kind)):
            assert set(there(event)) <= {ANNA}
