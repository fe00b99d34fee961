"""Many people who write at once."""

from dataclasses import replace
from datetime import timedelta

from bot.commands.answering.crowd import LINES, PEOPLE, CrowdGuard
from bot.commands.answering.flood import FloodVerdict
from bot.domain.chat import ChatId, ChatKind, ChatRole, LineId
from bot.domain.line import Incoming, Reaction
from tests.unit.commands.test_flood import line


def crowd(size: int, *, start: float = 0.0) -> list[Incoming]:
    """Each of them writes once, all within two seconds."""
    return [line(after=start + n / size * 2, by=f"person{n}") for n in range(size)]


def test_a_crowd_is_answered_up_to_a_limit_asked_once_to_wait_and_then_not_heard() -> None:
    guard = CrowdGuard()
    verdicts = [guard.judge(one) for one in crowd(500)]
    assert verdicts[:LINES] == [FloodVerdict.ANSWER] * LINES
    assert verdicts[LINES] is FloodVerdict.ASK_FOR_PATIENCE
    assert set(verdicts[LINES + 1 :]) == {FloodVerdict.STAY_QUIET}


def test_few_people_are_no_crowd_however_much_they_write() -> None:
    guard = CrowdGuard()
    people = PEOPLE - 1
    lines = [line(after=n / 100, by=f"person{n % people}") for n in range(500)]
    assert {guard.judge(one) for one in lines} == {FloodVerdict.ANSWER}


def test_many_people_over_some_minutes_are_no_crowd() -> None:
    guard = CrowdGuard()
    lines = [line(after=n / 3, by=f"person{n}") for n in range(1000)]
    assert {guard.judge(one) for one in lines} == {FloodVerdict.ANSWER}


def test_moderators_are_heard_in_a_crowd_and_do_not_make_one() -> None:
    guard = CrowdGuard()
    moderators = [replace(one, role=ChatRole.MODERATOR) for one in crowd(500)]
    assert {guard.judge(one) for one in moderators} == {FloodVerdict.ANSWER}
    for one in crowd(500):
        guard.judge(one)
    for role in (ChatRole.MODERATOR, ChatRole.ADMIN):
        assert guard.judge(replace(line(after=2.1), role=role)) is FloodVerdict.ANSWER


def test_reactions_count_in_a_crowd_for_nothing_is_said_to_them() -> None:
    guard = CrowdGuard()
    thumb = Reaction(to=LineId("card"), emoji=("👍",))
    thumbs = [replace(one, text="", reaction=thumb) for one in crowd(500)]
    assert {guard.judge(one) for one in thumbs} == {FloodVerdict.ANSWER}


def test_direct_chats_and_other_groups_do_not_suffer_from_a_crowd() -> None:
    guard = CrowdGuard()
    for one in crowd(500):
        guard.judge(one)
    late = line(after=2.1)
    elsewhere = replace(late.chat, chat=ChatId("elsewhere"))
    assert guard.judge(late) is FloodVerdict.STAY_QUIET
    assert guard.judge(replace(late, chat=elsewhere)) is FloodVerdict.ANSWER
    assert guard.judge(replace(late, kind=ChatKind.DIRECT)) is FloodVerdict.ANSWER


def test_all_are_heard_again_when_it_is_calm() -> None:
    guard = CrowdGuard()
    for one in crowd(500):
        guard.judge(one)
    assert guard.judge(line(after=25)) is FloodVerdict.STAY_QUIET
    assert guard.judge(line(after=33)) is FloodVerdict.ANSWER


def test_a_second_crowd_within_a_minute_is_met_with_silence() -> None:
    guard = CrowdGuard()
    first, second, late = (
        [guard.judge(one) for one in crowd(500, start=start)] for start in (0, 40, 100)
    )
    assert first.count(FloodVerdict.ASK_FOR_PATIENCE) == 1
    assert second.count(FloodVerdict.ASK_FOR_PATIENCE) == 0
    assert second.count(FloodVerdict.ANSWER) == LINES
    assert late.count(FloodVerdict.ASK_FOR_PATIENCE) == 1


def test_only_chats_in_which_somebody_wrote_lately_are_remembered() -> None:
    guard = CrowdGuard()
    one = line()
    for n in range(5000):
        chat = replace(one.chat, chat=ChatId(f"chat{n}"))
        guard.judge(replace(one, chat=chat, sent_at=one.sent_at + timedelta(seconds=n)))
    assert len(guard._records) < 1100
