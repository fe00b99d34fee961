"""What the server posts becomes counts, whatever order it comes in, and nothing else does."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.events.ledger import EventLedger
from bot.conferences.jitsi.links.rooms import node
from bot.conferences.jitsi.signalling.seen import nobody, number
from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.conference import ConferenceRoom
from tests.fuzzing import examples

DATA = Path(__file__).parents[2] / "data" / "jitsi"
DOMAINS = Domains(
    domain="meet.test",
    login="meet.test",
    muc="conference.meet.test",
    hidden="hidden.meet.test",
)
TENANT = Domains(
    domain="meet.test",
    login="meet.test",
    muc="conference.acme.meet.test",
    hidden=None,
    tenant="acme",
)
START = 1795493180


class HandClock:
    def __init__(self) -> None:
        self.time = datetime.fromtimestamp(START, UTC)

    def now(self) -> datetime:
        return self.time


class Ledger:
    """A ledger, its clock, and the rooms that it called news."""

    def __init__(self, domains: Domains | None = DOMAINS) -> None:
        self.clock = HandClock()
        self.news: list[str] = []
        self.events = EventLedger(lambda: domains, self.clock, heard=self.news.append)

    async def sees(self, name: str = "daily") -> Attendance | None:
        room = ConferenceRoom(name=name, node=node(name), link="", topic=None, fixed=True)
        return await self.events.look(room, names=True)

    async def counts(self, name: str = "daily") -> int | None:
        seen = await self.sees(name)
        return seen.count if seen else None

    def asked(self, seen: Attendance) -> int | None:
        """How many there are, with what a source answered."""
        now = self.clock.time
        return self.events.complete("daily", seen, asked_at=now).count

    def take(self, post: tuple[str, Mapping[str, object]]) -> None:
        self.events.take(*post)

    def replay(self, file: str) -> None:
        for post in json.loads((DATA / file).read_text()):
            what = post["json"]
            at = what.get("destroyed_at") or what.get("created_at")
            occupant = what.get("occupant", {})
            self.clock.time = datetime.fromtimestamp(
                at or occupant.get("left_at") or occupant["joined_at"], UTC
            )
            self.take((post["path"].partition("/events/")[2], what))


def created(at: int = 0, room: str = "daily@conference.meet.test") -> tuple[str, dict[str, object]]:
    return "room/created", {
        "event_name": "muc-room-created",
        "room_jid": room,
        "is_breakout": False,
        "created_at": START + at,
    }


def destroyed(at: int, *gone: tuple[str, int], began: int = 0) -> tuple[str, dict[str, object]]:
    return "room/destroyed", {
        "event_name": "muc-room-destroyed",
        "room_jid": "daily@conference.meet.test",
        "is_breakout": False,
        "created_at": START + began,
        "destroyed_at": START + at,
        "all_occupants": [
            {"occupant_jid": jid, "joined_at": START + joined} for jid, joined in gone
        ],
    }


def joined(
    jid: str, at: int, told: int, *, room: str = "daily@conference.meet.test", breakout: str = ""
) -> tuple[str, dict[str, object]]:
    return "occupant/joined", {
        "event_name": "muc-occupant-joined",
        "room_jid": room,
        "is_breakout": bool(breakout),
        "active_occupants_count": told,
        "occupant": {"occupant_jid": jid, "joined_at": START + at},
    } | ({"breakout_room_id": breakout} if breakout else {})


def left(
    jid: str, came: int, at: int, told: int, *, breakout: str = ""
) -> tuple[str, dict[str, object]]:
    kind, body = joined(jid, came, told, breakout=breakout)
    occupant = {"occupant_jid": jid, "joined_at": START + came, "left_at": START + at}
    return kind.replace("joined", "left"), body | {
        "event_name": "muc-occupant-left",
        "occupant": occupant,
    }


ADA, BOB, CEM = "ada@meet.test/1", "bob@meet.test/2", "cem@meet.test/3"
RECORDER = "recorder@recorder.meet.test/4"


async def test_a_call_as_the_real_module_posted_it_begins_and_ends() -> None:
    ledger = Ledger()
    ledger.replay("event_sync_anonymous.json")
    seen = await ledger.sees()
    assert seen == nobody("events", ledger.clock.time)
    assert set(ledger.news) == {"daily"}


async def test_people_are_counted_and_the_recorder_is_not() -> None:
    ledger = Ledger()
    for post in (created(), joined(ADA, 0, 1), joined(BOB, 1, 2), joined(RECORDER, 1, 3)):
        ledger.take(post)
    seen = await ledger.sees()
    assert seen is not None
    assert (seen.liveness, seen.count, seen.occupants) == (Liveness.LIVE, 2, None)
    assert seen.since == datetime.fromtimestamp(START, UTC)
    ledger.take(left(BOB, 1, 2, 2))
    assert await ledger.counts() == 1


async def test_the_age_is_that_of_the_last_change() -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1))
    heard = ledger.clock.time
    ledger.clock.time += timedelta(minutes=9)
    ledger.take(joined(ADA, 0, 1))
    seen = await ledger.sees()
    assert seen is not None
    assert seen.seen_at == heard


async def test_what_was_heard_before_the_clock_was_set_back_hides_no_call() -> None:
    ledger, wrong = Ledger(), timedelta(days=1)
    ledger.clock.time += wrong
    ahead = int(wrong.total_seconds())
    for post in (created(ahead), joined(ADA, ahead, 1), joined(BOB, ahead, 2)):
        ledger.take(post)
    ledger.clock.time -= wrong
    assert await ledger.counts() is None
    for post in (created(1), joined(CEM, 2, 1)):
        ledger.take(post)
    assert await ledger.counts() == 1
    ledger.take(destroyed(9, (CEM, 2), began=1))
    assert await ledger.counts() == 0


async def test_tenants_and_encoded_names_are_told_apart() -> None:
    ours, tenant = Ledger(), Ledger(TENANT)
    for ledger in (ours, tenant):
        ledger.replay("event_sync_tenant_umlaut_retry.json")
    assert set(tenant.news) == {"standup"}
    assert "gr%c3%bcne%20runde" in ours.news
    assert await ours.counts("Grüne Runde") == 0
    assert await ours.counts("standup") is None


async def test_a_call_that_was_retried_in_another_order_is_over() -> None:
    ledger = Ledger()
    ledger.replay("event_sync_tenant_umlaut_retry.json")
    assert await ledger.counts("esync500-x") == 0


async def test_a_move_to_a_breakout_room_is_no_leaving() -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1))
    ledger.take(joined(BOB, 1, 2))
    ledger.take(joined(BOB, 2, 1, breakout="one"))
    assert await ledger.counts() == 2
    ledger.take(left(BOB, 1, 2, 1))
    assert (await ledger.counts(), ledger.asked(nobody("muc_size", ledger.clock.time))) == (2, 1)
    ledger.take(joined(BOB, 3, 2))
    ledger.take(left(BOB, 2, 3, 0, breakout="one"))
    assert (await ledger.counts(), ledger.asked(number("muc_size", ledger.clock.time, 2))) == (2, 2)


async def test_breakout_rooms_as_the_real_module_posted_them() -> None:
    ledger = Ledger()
    ledger.replay("event_sync_breakout.json")
    assert await ledger.counts("plenum") == 0


STAYS = (joined(ADA, 0, 1), joined(BOB, 0, 2), left(ADA, 0, 0, 1), joined(CEM, 0, 2))


@pytest.mark.parametrize("order", list(permutations(STAYS)))
async def test_the_posts_of_one_second_may_come_in_any_order(
    order: tuple[tuple[str, dict[str, object]], ...],
) -> None:
    ledger = Ledger()
    ledger.take(created())
    for post in order:
        ledger.take(post)
    assert await ledger.counts() == 2


async def test_a_coming_that_is_posted_after_the_going_changes_nothing() -> None:
    ledger = Ledger()
    for post in (created(), joined(ADA, 0, 1), left(BOB, 1, 3, 1)):
        ledger.take(post)
    heard = len(ledger.news)
    ledger.take(joined(BOB, 1, 2))
    assert (await ledger.counts(), len(ledger.news)) == (1, heard)


async def test_what_is_posted_again_is_no_news() -> None:
    ledger = Ledger()
    posts = [created(), joined(ADA, 0, 1), joined(BOB, 1, 2), left(BOB, 1, 2, 1)]
    for post in posts:
        ledger.take(post)
    heard = len(ledger.news)
    for post in posts:
        ledger.take(post)
    assert (await ledger.counts(), len(ledger.news)) == (1, heard)
    ledger.take(destroyed(3, (ADA, 0), (BOB, 1)))
    for post in (*posts, destroyed(3, (ADA, 0), (BOB, 1))):
        ledger.take(post)
    assert (await ledger.counts(), len(ledger.news)) == (0, heard + 1)


async def test_an_ended_room_stays_ended_though_the_leavings_come_after() -> None:
    ledger = Ledger()
    for post in (created(), joined(ADA, 0, 1), joined(BOB, 0, 2)):
        ledger.take(post)
    ledger.take(destroyed(5, (ADA, 0), (BOB, 0)))
    assert await ledger.counts() == 0
    ledger.take(left(ADA, 0, 5, 1))
    ledger.take(left(BOB, 0, 5, 0))
    assert await ledger.counts() == 0


async def test_a_new_call_begins_though_the_end_of_the_last_comes_late() -> None:
    ledger = Ledger()
    for post in (created(), joined(ADA, 0, 1), created(9), joined(BOB, 9, 1)):
        ledger.take(post)
    ledger.take(destroyed(8, (ADA, 0)))
    assert await ledger.counts() == 1


async def test_after_lost_posts_the_number_told_counts() -> None:
    ledger = Ledger()
    ledger.take(joined(BOB, 60, 7))
    assert await ledger.counts() == 7
    ledger.take(left(ADA, 1, 61, 6))
    assert await ledger.counts() == 6


@pytest.mark.parametrize(
    "room",
    [
        "daily@conference.evil.test",
        "daily@conference.meet.test.evil.test",
        "daily@meet.test",
        "@conference.meet.test",
        "daily",
    ],
)
async def test_a_post_about_a_foreign_room_does_nothing(room: str) -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1, room=room))
    assert not ledger.news
    assert await ledger.counts() is None
    assert ledger.events.heard_at is None


async def test_nothing_is_believed_before_the_domains_are_known() -> None:
    ledger = Ledger(None)
    ledger.take(joined(ADA, 0, 1))
    assert not ledger.news


@pytest.mark.parametrize("at", [-3600, 3600])
async def test_a_post_about_long_ago_or_the_future_does_nothing(at: int) -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, at, 1))
    assert not ledger.news


async def test_a_room_that_says_no_bot_is_no_news() -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1, room="no-bot-please@conference.meet.test"))
    assert not ledger.news
    assert await ledger.counts("no-bot-please") is None


async def test_a_call_that_the_server_was_asked_about_is_over() -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1))
    assert ledger.asked(nobody("muc_size", ledger.clock.time)) == 0
    assert await ledger.counts() == 1  # it was asked before this was heard
    ledger.clock.time += timedelta(seconds=1)
    assert ledger.asked(nobody("muc_size", ledger.clock.time)) == 0
    assert await ledger.counts() == 0


async def test_a_call_that_nothing_was_heard_of_for_long_is_not_spoken_of() -> None:
    ledger = Ledger()
    ledger.take(joined(ADA, 0, 1))
    ledger.clock.time += timedelta(hours=7)
    assert await ledger.counts() is None


def own(
    event: str, seq: int, seats: int, *, boot: str = "b1", name: str | None = None, who: str = ADA
) -> tuple[str, dict[str, object]]:
    body: dict[str, object] = {
        "v": 1,
        "boot": boot,
        "seq": seq,
        "event": event,
        "at": START + 0.5,
        "room_jid": "daily@conference.meet.test",
        "began_at": START + 0.25,
        "seats": seats,
    }
    if not event.startswith("room"):
        body["occupant"] = {"occupant_jid": who, "joined_at": START + 0.5, "name": name or ""}
    return "ankerplatz", body


async def named(ledger: Ledger) -> list[str] | None:
    seen = await ledger.sees()
    assert seen is not None
    return None if seen.occupants is None else [one.name for one in seen.occupants]


async def test_the_own_module_tells_names_and_renames() -> None:
    ledger = Ledger()
    ledger.take(own("room-created", 1, 0))
    ledger.take(own("joined", 2, 1, name="Ada"))
    ledger.take(own("joined", 3, 2, name=" Bob\n", who=BOB))
    assert await named(ledger) == ["Ada", "Bob"]
    ledger.take(own("renamed", 4, 2, name="Bob (no-bot)", who=BOB))
    assert await named(ledger) == ["Ada"]
    assert await ledger.counts() == 1
    ledger.take(own("left", 5, 1, name="Ada"))
    assert await ledger.counts() == 0


async def test_a_gap_in_the_numbers_makes_all_rooms_worth_a_look() -> None:
    ledger = Ledger()
    ledger.take(own("room-created", 1, 0))
    ledger.take(own("joined", 2, 1, name="Ada"))
    ledger.take(joined(BOB, 0, 1, room="other@conference.meet.test"))
    ledger.news.clear()
    ledger.take(own("joined", 5, 3, name="Bob", who=BOB))
    assert set(ledger.news) == {"daily", "other"}
    assert (await ledger.counts(), await named(ledger)) == (3, None)


async def test_a_number_that_was_had_before_does_nothing() -> None:
    ledger = Ledger()
    for post in (own("room-created", 1, 0), own("joined", 2, 1, name="Ada")):
        ledger.take(post)
    ledger.news.clear()
    ledger.take(own("joined", 2, 9, name="Eve", who="eve@meet.test/9"))
    assert (await named(ledger), ledger.news) == (["Ada"], [])


async def test_a_restarted_sender_counts_anew() -> None:
    ledger = Ledger()
    ledger.take(own("room-created", 7, 0))
    ledger.take(own("joined", 8, 1, name="Ada"))
    ledger.take(own("left", 1, 0, boot="b2"))
    assert await ledger.counts() == 0


GOOD = [created(), destroyed(5, (ADA, 0)), joined(ADA, 0, 1), own("joined", 1, 1, name="Ada")]
WRONG = [None, "", "x", -1, 1e300, float("nan"), float("inf"), True, [], {}, [[]], 10**9, 10**400]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("post", GOOD, ids=lambda post: post[0])
async def test_a_wrong_type_is_refused_or_harmless(
    post: tuple[str, dict[str, object]], wrong: object
) -> None:
    kind, body = post
    for key in body:
        ledger = Ledger()
        refused = False
        try:
            ledger.take((kind, body | {key: wrong}))
        except ValueError:
            refused = True
        assert await ledger.counts() in ((None,) if refused else (0, 1, None))


@examples(50)
@pytest.mark.parametrize("kind", ["", "room/created", "occupant/joined", "ankerplatz", "other"])
@given(
    body=st.dictionaries(
        st.sampled_from(["event_name", "event", "room_jid", "occupant", "is_breakout"]) | st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=5,
        ),
    )
)
def test_no_body_whatever_does_harm(kind: str, body: dict[str, object]) -> None:
    ledger = Ledger()
    with suppress(ValueError):
        ledger.take((kind, body))
    assert not ledger.news


async def test_what_is_posted_to_the_bare_address_says_itself_what_it_is() -> None:
    ledger = Ledger()
    ledger.take(("", joined(ADA, 0, 1)[1]))
    assert await ledger.counts() == 1
    with pytest.raises(ValueError, match="event_name"):
        ledger.take(("room/created", joined(BOB, 1, 2)[1]))


async def test_names_from_tokens_are_known_only_to_leave_people_out() -> None:
    ledger = Ledger()
    kind, body = joined(ADA, 0, 1)
    occupant = {"occupant_jid": ADA, "joined_at": START, "name": "Ada no-bot"}
    ledger.take((kind, body | {"occupant": occupant}))
    seen = await ledger.sees()
    assert seen == nobody("events", ledger.clock.time)
    assert Occupant("Ada no-bot") not in (seen.occupants or ())
    assert ledger.events.level is Level.COUNT


async def test_who_tells_names_is_said_to_tell_them() -> None:
    ledger = Ledger()
    ledger.take(own("joined", 2, 1, name="Ada"))
    assert ledger.events.level is Level.NAMES
