"""Many lines by one person at once."""

from datetime import UTC, datetime, timedelta

from bot.commands.answering.flood import BURST, FloodGuard, FloodVerdict
from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Incoming

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def line(*, after: float = 0.0, by: str = "ada") -> Incoming:
    return Incoming(
        line=LineId(f"{by}{after}"),
        chat=ChatAddress(AccountId("test:bot"), ChatId("room")),
        kind=ChatKind.GROUP,
        sender=Person(PersonId(by), by),
        role=ChatRole.MEMBER,
        text="!meet",
        addressed=False,
        sent_at=NOON + timedelta(seconds=after),
    )


def test_two_hundred_lines_in_a_second_are_answered_politely_once_and_then_not() -> None:
    guard = FloodGuard()
    verdicts = [guard.judge(line(after=n / 200)) for n in range(200)]
    assert verdicts.count(FloodVerdict.ANSWER) == BURST
    assert verdicts[BURST] is FloodVerdict.ASK_FOR_PATIENCE
    assert set(verdicts[BURST + 1 :]) == {FloodVerdict.STAY_QUIET}


def test_a_flood_is_one_although_the_bot_keeps_up_with_it() -> None:
    guard = FloodGuard()
    verdicts: list[FloodVerdict] = []
    for n in range(0, 200, 2):
        pair = [line(after=n / 200), line(after=(n + 1) / 200)]
        verdicts += [guard.judge(asked) for asked in pair]
        for asked in pair:
            guard.answered(asked)
    assert verdicts.count(FloodVerdict.ANSWER) == BURST
    assert verdicts.count(FloodVerdict.ASK_FOR_PATIENCE) == 1


def test_whoever_waits_for_each_answer_is_never_stopped_however_fast() -> None:
    guard = FloodGuard()
    for n in range(500):
        asked = line(after=n / 500)
        assert guard.judge(asked) is FloodVerdict.ANSWER
        guard.answered(asked)


def test_lines_written_over_a_minute_are_all_answered_though_they_arrive_at_once() -> None:
    guard = FloodGuard()
    assert {guard.judge(line(after=n / 4)) for n in range(240)} == {FloodVerdict.ANSWER}


def test_one_person_does_not_use_up_the_patience_for_another() -> None:
    guard = FloodGuard()
    for n in range(100):
        guard.judge(line(after=n / 100))
    assert guard.judge(line(by="ben")) is FloodVerdict.ANSWER


def test_after_a_moment_of_peace_the_person_is_heard_again() -> None:
    guard = FloodGuard()
    for n in range(BURST + 10):
        guard.judge(line(after=n / 100))
    assert guard.judge(line(after=4)) is FloodVerdict.STAY_QUIET
    assert guard.judge(line(after=9)) is FloodVerdict.ANSWER


def test_whoever_goes_on_at_the_pace_of_people_is_heard_again() -> None:
    guard = FloodGuard()
    for n in range(BURST + 10):
        guard.judge(line(after=n / 100))
    goes_on = [guard.judge(line(after=after)) for after in (2, 4, 6, 8)]
    assert goes_on == [*[FloodVerdict.STAY_QUIET] * 2, *[FloodVerdict.ANSWER] * 2]


def test_a_flood_that_a_stalling_server_splits_is_asked_for_patience_once() -> None:
    guard = FloodGuard()
    verdicts = [guard.judge(line(after=start + n / 100)) for start in (0, 3, 20) for n in range(60)]
    assert verdicts.count(FloodVerdict.ASK_FOR_PATIENCE) == 1
    assert verdicts.count(FloodVerdict.ANSWER) == 2 * BURST
    assert verdicts[60:120] == [FloodVerdict.STAY_QUIET] * 60


def test_another_flood_much_later_is_asked_for_patience_again() -> None:
    guard = FloodGuard()
    for start in (0, 120):
        verdicts = [guard.judge(line(after=start + n / 100)) for n in range(BURST + 2)]
        assert verdicts[-3:] == [
            FloodVerdict.ANSWER,
            FloodVerdict.ASK_FOR_PATIENCE,
            FloodVerdict.STAY_QUIET,
        ]


def test_only_those_who_wrote_lately_are_remembered() -> None:
    guard = FloodGuard()
    for n in range(5000):
        asked = line(after=n, by=f"person{n}")
        guard.judge(asked)
        guard.answered(asked)
    assert len(guard._records) < 1100
