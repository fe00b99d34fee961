"""What a card shows, when it may be edited, and when it is let go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.live import CallState, PastCall
from bot.domain.live_card import (
    AS_POSTED,
    EDIT_PAUSE,
    LET_GO,
    Aspect,
    Face,
    edit_due,
    edited,
    face,
    is_let_go,
)
from bot.domain.live_pace import LookPace
from bot.domain.settings import Presence

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ROOM = ConferenceRoom(name="Anker", node="anker", link="https://x/Anker", topic=None, fixed=True)
CARD = Card(
    key=DeliveryKey("reply:1"),
    chat=ChatAddress(AccountId("test:bot"), ChatId("club")),
    room=ROOM,
    posted_at=NOON,
)
PEOPLE = (Occupant("Cleo"), Occupant("Ada"))
SEEN = Attendance(liveness=Liveness.LIVE, seen_at=NOON, source="x", count=2, occupants=PEOPLE)
RUNNING = CallState(known=SEEN, began_at=NOON)


def test_each_step_of_presence_shows_a_little_more():
    open_, count, names = (
        face(CARD, RUNNING, presence, now=NOON)
        for presence in (Presence.OPEN, Presence.COUNT, Presence.NAMES)
    )
    assert (open_.aspect, open_.count, open_.occupants) == (Aspect.LIVE, None, None)
    assert (count.count, count.occupants) == (2, None)
    assert names.occupants == (Occupant("Ada"), Occupant("Cleo"))


def test_only_a_card_that_showed_the_call_tells_of_its_end():
    over = CallState(past=PastCall(began_at=NOON, ended_at=NOON + HOUR))
    assert face(CARD, over, Presence.COUNT, now=NOON) == AS_POSTED
    showed = replace(CARD, live_since=NOON)
    assert face(showed, over, Presence.COUNT, now=NOON) == Face(
        aspect=Aspect.ENDED, began_at=NOON, until=NOON + HOUR
    )


def test_long_silence_is_said_once_and_not_as_nobody():
    silent = replace(RUNNING, silent_at=NOON)
    assert face(CARD, silent, Presence.COUNT, now=NOON + SECOND).aspect is Aspect.LIVE
    unseen = face(CARD, silent, Presence.COUNT, now=NOON + HOUR)
    assert unseen == Face(aspect=Aspect.UNSEEN, began_at=NOON, until=NOON)
    later = face(CARD, silent, Presence.COUNT, now=NOON + 2 * HOUR)
    assert edit_due(CARD, later, shows=unseen, now=NOON + 2 * HOUR) is None


def test_a_card_as_it_was_posted_needs_no_edit_while_nobody_comes():
    empty = CallState(known=replace(SEEN, liveness=Liveness.EMPTY, count=0, occupants=()))
    assert edit_due(CARD, face(CARD, empty, Presence.NAMES, now=NOON), shows=None, now=NOON) is None


def test_a_new_age_alone_is_no_reason_to_edit():
    shows = face(CARD, RUNNING, Presence.COUNT, now=NOON)
    later = replace(RUNNING, known=replace(SEEN, seen_at=NOON + HOUR, source="y"))
    assert (
        edit_due(CARD, face(CARD, later, Presence.COUNT, now=NOON), shows=shows, now=NOON) is None
    )


def test_the_first_edit_may_go_at_once_and_the_next_after_a_pause():
    first = face(CARD, RUNNING, Presence.COUNT, now=NOON)
    assert edit_due(CARD, first, shows=None, now=NOON) == NOON
    card = edited(CARD, first, now=NOON)
    more = replace(first, count=3)
    assert edit_due(card, more, shows=first, now=NOON + SECOND) == NOON + EDIT_PAUSE
    assert edit_due(card, more, shows=first, now=NOON + HOUR) == NOON + HOUR
    assert edit_due(card, first, shows=first, now=NOON + SECOND) is None


def test_after_a_restart_the_mark_tells_whether_an_edit_is_needed():
    shown = face(CARD, RUNNING, Presence.COUNT, now=NOON)
    card = edited(CARD, shown, now=NOON)
    assert edit_due(card, shown, shows=None, now=NOON + HOUR) is None
    assert edit_due(card, replace(shown, count=5), shows=None, now=NOON + HOUR) == NOON + HOUR


def test_no_mark_has_a_name_in_it_so_a_card_with_names_is_edited_after_a_restart():
    named = face(CARD, RUNNING, Presence.NAMES, now=NOON)
    card = edited(CARD, named, now=NOON)
    assert "Ada" not in card.last_shown
    assert edit_due(card, named, shows=named, now=NOON + HOUR) is None
    assert edit_due(card, named, shows=None, now=NOON + HOUR) == NOON + HOUR


@pytest.mark.parametrize(
    ("aspect", "closed"),
    [(Aspect.ENDED, True), (Aspect.LIVE, False), (Aspect.UNSEEN, False), (Aspect.NOBODY, False)],
)
def test_with_the_end_a_card_is_closed(aspect: Aspect, closed: bool):
    card = edited(CARD, Face(aspect=aspect, began_at=NOON), now=NOON + HOUR)
    assert (card.closed_at == NOON + HOUR) == closed
    assert (card.revision, card.live_since) == (1, NOON)


def test_a_card_nobody_comes_for_is_let_go_and_a_long_call_is_not():
    late = NOON + LET_GO + SECOND
    assert not is_let_go(CARD, CallState(), now=NOON + LET_GO)
    assert is_let_go(CARD, CallState(), now=late)
    assert not is_let_go(CARD, RUNNING, now=late)
    assert is_let_go(CARD, replace(RUNNING, silent_at=NOON), now=late)
    assert not is_let_go(replace(CARD, edited_at=late), CallState(), now=late)


class TestPace:
    pace = LookPace()

    def test_a_call_that_runs_is_looked_at_more_often_than_an_empty_room(self):
        quick = self.pace.next_look(RUNNING, opened_at=None, misses=0, now=NOON)
        slow = self.pace.next_look(CallState(), opened_at=None, misses=0, now=NOON)
        assert quick == NOON + self.pace.quick < slow == NOON + self.pace.slow

    def test_a_fresh_card_is_looked_at_often_for_a_while(self):
        for age, expected in ((HOUR, self.pace.slow), (SECOND, self.pace.quick)):
            at = self.pace.next_look(CallState(), opened_at=NOON - age, misses=0, now=NOON)
            assert at == NOON + expected

    def test_an_end_is_looked_for_when_the_grace_is_over(self):
        leaving = replace(RUNNING, empty_at=NOON - 55 * SECOND)
        assert self.pace.next_look(leaving, opened_at=None, misses=0, now=NOON) == NOON + 5 * SECOND

    def test_a_silent_server_is_asked_less_and_less(self):
        pauses = [
            self.pace.next_look(RUNNING, opened_at=NOON, misses=misses, now=NOON) - NOON
            for misses in (1, 2, 3, 4, 5, 1000)
        ]
        assert pauses == [SECOND * n for n in (10, 20, 40, 80, 120, 120)]
