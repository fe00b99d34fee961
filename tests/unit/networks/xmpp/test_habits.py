"""An answer goes the way of the question."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.domain.line import Incoming
from bot.networks.xmpp.omemo.habits import Habits
from tests.unit.networks.xmpp.stanzas import ROOM


class MovedClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def habits(clock: MovedClock) -> Habits:
    return Habits({}, {}, clock)


def said_to(chat: ChatAddress, *, answers: str | None = None, edits: str | None = None) -> Delivery:
    return Delivery(
        id=1,
        key=DeliveryKey("reply:1"),
        chat=chat,
        outgoing=Outgoing(text="niemand", answers=LineId(answers) if answers else None),
        attempt=1,
        first_tried_at=datetime(2026, 3, 24, tzinfo=UTC),
        edits=LineId(edits) if edits else None,
    )


def test_nobody_who_never_encrypted_is_answered_encrypted(habits: Habits, a_line: Incoming):
    habits.heard(a_line, is_encrypted=False)

    assert not habits.wants(said_to(a_line.chat), "own")
    assert not habits.wants(said_to(a_line.chat, answers="1"), "own")


def test_each_answer_goes_the_way_of_its_question_whatever_came_after(
    habits: Habits, a_line: Incoming
):
    habits.heard(a_line, is_encrypted=True)
    habits.heard(replace(a_line, line=LineId("2")), is_encrypted=False)

    assert habits.wants(said_to(a_line.chat, answers="1"), "own")
    assert not habits.wants(said_to(a_line.chat, answers="2"), "own")
    assert not habits.wants(said_to(a_line.chat), "own")


def test_a_reminder_goes_the_way_of_the_last_line(habits: Habits, a_line: Incoming):
    habits.heard(a_line, is_encrypted=False)
    habits.heard(replace(a_line, line=LineId("2")), is_encrypted=True)

    assert habits.wants(said_to(a_line.chat), "own")


def test_who_encrypts_in_a_group_is_spoken_to_like_that_in_private(
    habits: Habits, a_line: Incoming
):
    group = replace(a_line.chat, chat=ChatId(ROOM))
    habits.heard(replace(a_line, chat=group, kind=ChatKind.GROUP), is_encrypted=True)

    assert habits.wants(said_to(a_line.chat), "own")


def test_what_was_encrypted_is_edited_and_repeated_encrypted(
    habits: Habits, a_line: Incoming, clock: MovedClock
):
    habits.said("own")
    habits.heard(a_line, is_encrypted=False)
    clock.moment += timedelta(days=30)
    habits.said("later")

    assert habits.wants(said_to(a_line.chat, edits="own"), "edit")
    assert habits.wants(said_to(a_line.chat, answers="1"), "own")


def test_lines_are_forgotten_after_three_months(
    habits: Habits, a_line: Incoming, clock: MovedClock
):
    habits.said("own")
    clock.moment += timedelta(days=91)
    habits.said("later")

    assert not habits.wants(said_to(a_line.chat, edits="own"), "edit")
