"""What people say of themselves is kept under their id, follows its date, and can be erased."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, LineId, PersonId
from bot.domain.delivery import Urgency
from bot.domain.line import Reaction
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.reactions import Meaning
from bot.domain.series import Host
from bot.domain.settings import Chat
from bot.domain.subject import PostedLine, Subject
from bot.usecases.ports.announcements import Announcement
from bot.usecases.ports.people import KeptReaction
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Store
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    MATRIX,
    MINUTE,
    NOON,
    SECOND,
    SUNDAY,
    WEEKLY,
    XMPP,
    Desk,
    line,
    numbered,
    saying,
    subscription,
)

ANNA, BEN = PersonId("@anna:example.org"), PersonId("@ben_100%:example.org")
NEXT = SUNDAY + timedelta(days=7)
LINE, OTHER = LineId("$reaction"), LineId("$other")


def rsvp(person: PersonId = ANNA, *, coming: bool = True) -> Rsvp:
    return Rsvp(series=WEEKLY.id, slot=SUNDAY, person=person, coming=coming)


def point(number: int, text: str = "Kasse") -> AgendaPoint:
    return AgendaPoint(number=number, text=text, added_at=NOON + number * SECOND)


BELL = KeptReaction(
    chat=BOARD,
    line=LINE,
    meaning=Meaning.BELL,
    to=LineId("$card"),
    person=ANNA,
    series=WEEKLY.id,
    slot=None,
    effective=True,
)
THUMB = replace(BELL, line=OTHER, meaning=Meaning.COMING, slot=SUNDAY, effective=False)


@pytest.fixture(autouse=True)
async def weekly(store: Store) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY)


async def keep(store: Store, *said: Rsvp | AgendaPoint | KeptReaction) -> None:
    async with store.begin() as work:
        for one in said:
            match one:
                case Rsvp():
                    await work.preparations.save(one, now=NOON)
                case AgendaPoint():
                    await work.preparations.add(WEEKLY.id, one)
                case KeptReaction():
                    await work.reactions.save(one)


class TestPreparations:
    async def test_what_was_said_last_of_a_date_holds(self, store: Store) -> None:
        await keep(store, rsvp(coming=True), rsvp(BEN), rsvp(coming=False), point(2), point(1))
        async with store.begin() as work:
            said = await work.preparations.of_date(WEEKLY.id, SUNDAY)
            assert said.rsvps == {ANNA: False, BEN: True}
            assert said.points == (point(1), point(2))
            assert await work.preparations.points(WEEKLY.id) == [point(1), point(2)]
            other = await work.preparations.of_date(WEEKLY.id, NEXT)
            assert (other.rsvps, other.points) == ({}, said.points)
            assert await work.preparations.of_person(ANNA) == [rsvp(coming=False)]

    async def test_it_can_be_taken_back(self, store: Store) -> None:
        await keep(store, rsvp(), rsvp(BEN), point(1), point(2))
        async with store.begin() as work:
            await work.preparations.withdraw(WEEKLY.id, SUNDAY, ANNA)
            await work.preparations.withdraw(WEEKLY.id, NEXT, BEN)
            await work.preparations.remove(WEEKLY.id, point(1))
        async with store.begin() as work:
            said = await work.preparations.of_date(WEEKLY.id, SUNDAY)
            assert (said.rsvps, said.points) == ({BEN: True}, (point(2),))

    async def test_it_follows_its_date_to_another_slot(self, store: Store) -> None:
        later = replace(rsvp(coming=False), slot=NEXT)
        await keep(store, rsvp(), rsvp(BEN), later, THUMB, BELL)
        async with store.begin() as work:
            assert await work.preparations.slots(WEEKLY.id) == [SUNDAY, NEXT]
            await work.preparations.rename(WEEKLY.id, SUNDAY, to=NEXT)
        async with store.begin() as work:
            assert await work.preparations.slots(WEEKLY.id) == [NEXT]
            said = await work.preparations.of_date(WEEKLY.id, NEXT)
            assert said.rsvps == {ANNA: False, BEN: True}
            assert await work.reactions.of_line(BOARD, OTHER) == [replace(THUMB, slot=NEXT)]
            await work.preparations.rename(WEEKLY.id, NEXT, to=None)
            assert await work.preparations.slots(WEEKLY.id) == []
            assert await work.reactions.of_person(ANNA, WEEKLY.id) == [BELL]

    @pytest.mark.parametrize("said", [rsvp(), replace(point(1), added_at=NOON)])
    async def test_series_of_which_something_was_said_long_ago_are_found(
        self, store: Store, said: Rsvp | AgendaPoint
    ) -> None:
        await keep(store, said)
        async with store.begin() as work:
            assert await work.preparations.old(before=NOON) == []
            assert await work.preparations.old(before=NOON + SECOND) == [WEEKLY.id]


class TestReactions:
    async def test_they_are_found_by_line_by_target_and_by_person(self, store: Store) -> None:
        await keep(store, BELL, THUMB)
        async with store.begin() as work:
            assert await work.reactions.of_line(BOARD, LINE) == [BELL]
            assert await work.reactions.of_line(CHOIR, LINE) == []
            assert await work.reactions.under(BOARD, BELL.to, ANNA) == [THUMB, BELL]
            assert await work.reactions.under(BOARD, BELL.to, BEN) == []
            assert await work.reactions.of_person(ANNA, WEEKLY.id) == [THUMB, BELL]
            await work.reactions.remove(BELL)
            await work.reactions.save(replace(THUMB, effective=True))
        async with store.begin() as work:
            assert await work.reactions.under(BOARD, BELL.to, ANNA) == [
                replace(THUMB, effective=True)
            ]

    @pytest.mark.parametrize(
        ("reaction", "concerns"),
        [
            (Reaction(to=LineId("$about"), emoji=("🔔",)), True),
            (Reaction(to=LineId("$plain"), emoji=("🔔",)), False),
            (Reaction(to=LineId("$card")), True),
            (Reaction(takes_back=LINE), True),
            (Reaction(takes_back=LineId("$on its way")), True),
            (Reaction(takes_back=LineId("$foreign")), False),
        ],
    )
    async def test_those_that_concern_the_bot_are_known(
        self, desk: Desk, reaction: Reaction, concerns: bool
    ) -> None:
        await keep(desk.store, BELL)
        await desk.add(replace(saying("about"), about=Subject(series=WEEKLY.id)))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("plain"))
        await desk.sent(await desk.claim_one())
        async with desk.store.begin() as work:
            await work.inbox.receive(line("$on its way"), now=NOON)
            seen = replace(line("$new", text=""), reaction=reaction)
            assert await work.reactions.concerns_us(seen) is concerns

    @pytest.mark.parametrize(
        "about",
        [
            Subject(series=WEEKLY.id),
            Subject(series=WEEKLY.id, slot=SUNDAY),
            Subject(series=WEEKLY.id, slot=SUNDAY, lead=timedelta(0)),
            Subject(series=WEEKLY.id, slot=SUNDAY, lead=DAY),
        ],
    )
    async def test_a_posted_line_says_what_it_is_about(self, desk: Desk, about: Subject) -> None:
        await desk.add(replace(saying("key"), about=about))
        delivery = await desk.claim_one()
        async with desk.store.begin() as work:
            assert await work.outbox.line(MATRIX, LineId("$key")) is None
        await desk.sent(delivery, NOON + SECOND)
        posted = PostedLine(
            line=LineId("$key"), key=delivery.key, chat=BOARD, about=about, at=NOON + SECOND
        )
        async with desk.store.begin() as work:
            assert await work.outbox.line(MATRIX, LineId("$key")) == posted
            assert await work.outbox.line(XMPP, LineId("$key")) is None

    async def test_the_line_that_announces_a_series_is_known_as_long_as_the_series(
        self, desk: Desk
    ) -> None:
        await desk.add(replace(saying("series"), about=Subject(series=WEEKLY.id)))
        await desk.sent(await desk.claim_one())
        await desk.add(replace(saying("date"), about=Subject(series=WEEKLY.id, slot=SUNDAY)))
        await desk.sent(await desk.claim_one())
        async with desk.store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY) == 1
            assert await work.outbox.line(MATRIX, LineId("$series"))
            assert await work.outbox.line(MATRIX, LineId("$date")) is None
            await work.programme.save(WEEKLY.called_off())
            await work.housekeeping.purge(before=NOON + DAY)
            await work.housekeeping.purge(before=NOON + DAY)
            assert await work.outbox.line(MATRIX, LineId("$series")) is None


async def test_all_of_it_goes_with_the_series(store: Store) -> None:
    await keep(store, rsvp(), point(1), BELL)
    async with store.begin() as work:
        await work.programme.save(WEEKLY.called_off())
        await work.housekeeping.purge(before=NOON)
        said = await work.preparations.of_date(WEEKLY.id, SUNDAY)
        assert (said.rsvps, said.points) == ({}, ())
        assert await work.reactions.of_line(BOARD, LINE) == []


class TestPeople:
    @pytest.mark.parametrize("person", [ANNA, BEN, PersonId('"x\\%_!ä')])
    async def test_the_series_that_somebody_made_or_leads_are_found(
        self, store: Store, person: PersonId
    ) -> None:
        made = replace(numbered(2), creator=person)
        led = replace(numbered(3), creator=None, host=Host("Ben", person)).called_off()
        named = replace(numbered(4), creator=None, host=Host("Ben"), title=person)
        async with store.begin() as work:
            await work.programme.save(replace(WEEKLY, creator=None))
            for each in (led, named, made):
                await work.programme.save(each)
            assert await work.people.series_of(person) == [made, led]
            assert await work.programme.get(named.id) == named

    async def test_what_is_forgotten_is_theirs_and_nobody_elses(self, store: Store) -> None:
        hers = ChatAddress(MATRIX, ChatId(ANNA))
        his = ChatAddress(MATRIX, ChatId(BEN))
        private = [
            Subscription(series=WEEKLY.id, target=target, lead=DAY, person=PersonId(target.chat))
            for target in (hers, his)
        ]
        await keep(store, rsvp(), rsvp(BEN), BELL, replace(THUMB, person=BEN))
        async with store.begin() as work:
            for each in (*private, subscription()):
                await work.subscriptions.add(each)
            for target in (hers, his):
                await work.chats.save(Chat(address=target, kind=ChatKind.DIRECT))
                await work.rooms.use(target, WEEKLY.room, now=NOON)
            await work.people.forget(MATRIX, ANNA)
        async with store.begin() as work:
            assert await work.preparations.of_person(ANNA) == []
            assert await work.reactions.of_person(ANNA, WEEKLY.id) == []
            assert await work.subscriptions.of_target(hers) == []
            assert await work.chats.get(hers) is None
            assert not await work.rooms.recent(hers)
            assert await work.preparations.of_person(BEN) == [rsvp(BEN)]
            assert await work.reactions.of_person(BEN, WEEKLY.id)
            assert await work.subscriptions.of_target(his) == private[1:]
            assert await work.subscriptions.of_target(BOARD)
            assert await work.chats.get(his)
            assert await work.rooms.recent(his)

    async def test_what_was_told_in_private_is_forgotten_and_an_answer_still_goes(
        self, desk: Desk
    ) -> None:
        hers = ChatAddress(MATRIX, ChatId(ANNA))
        await desk.add(saying("told", hers), saying("answer", hers), saying("public"))
        told = await desk.claim(limit=1)
        await desk.sent(told[0])
        async with desk.store.begin() as work:
            await work.people.forget(MATRIX, ANNA)
        assert await desk.posted("told") is None
        assert sorted(await desk.keys(NOON + MINUTE)) == ["answer", "public"]

    async def test_what_waits_to_be_told_by_itself_is_told_to_nobody_who_was_forgotten(
        self, desk: Desk
    ) -> None:
        hers, his = (ChatAddress(MATRIX, ChatId(person)) for person in (ANNA, BEN))
        for chat in (hers, his):
            first = saying(f"to {chat.chat}", chat, urgency=Urgency.REMINDER)
            edit = saying(f"edit {chat.chat}", chat, urgency=Urgency.REMINDER, edits=first.key)
            await desk.add(first, edit)
        before = await desk.backlog()
        assert (before.waiting, before.held) == (2, 2)
        async with desk.store.begin() as work:
            await work.people.forget(MATRIX, ANNA)
        after = await desk.backlog()
        assert (after.waiting, after.held) == (1, 1)
        assert await desk.keys() == [f"to {BEN}"]

    async def test_what_was_announced_in_private_is_forgotten_there_alone(
        self, store: Store
    ) -> None:
        hers, his = (ChatAddress(MATRIX, ChatId(person)) for person in (ANNA, BEN))
        async with store.begin() as work:
            for chat in (hers, his):
                await work.announcements.save(Announcement(series=WEEKLY.id, chat=chat, number=1))
            await work.people.forget(MATRIX, ANNA)
        async with store.begin() as work:
            assert [one.chat for one in await work.announcements.of_series(WEEKLY.id)] == [his]


@pytest.mark.parametrize("said", [rsvp(), point(1), BELL])
async def test_there_is_none_without_its_series(
    store: Store, said: Rsvp | AgendaPoint | KeptReaction
) -> None:
    async with store.begin() as work:
        await work.programme.save(WEEKLY.called_off())
        await work.housekeeping.purge(before=NOON)
    with pytest.raises(Exception, match=r"weekly|FOREIGN KEY"):
        await keep(store, said)
