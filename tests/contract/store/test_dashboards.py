"""What lets a browser into a dashboard, and what became of the lines that a chat is told."""

from dataclasses import replace

from bot.domain.chat import ChatKind, PersonId
from bot.domain.subject import Subject
from bot.usecases.ports.dashboard import Deliveries, Digest, Lines, LinkState, Pass
from bot.usecases.ports.store import Store
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    MINUTE,
    NOON,
    SECOND,
    WEEKLY,
    Desk,
    saying,
)

LINK, OTHER, VISIT = Digest("link"), Digest("other"), Digest("visit")
ANNA = PersonId("@anna:example.org")
GIVEN = Pass(chat=BOARD, kind=ChatKind.GROUP, person=ANNA, until=NOON + MINUTE)


class TestDashboards:
    async def test_a_link_begins_one_visit(self, store: Store) -> None:
        until = NOON + DAY
        async with store.begin() as work:
            await work.dashboards.offer(LINK, GIVEN)
            assert await work.dashboards.link(LINK, now=NOON) is LinkState.GOOD
            begun = await work.dashboards.enter(LINK, VISIT, now=NOON, until=until)
            assert begun == replace(GIVEN, until=until)
        async with store.begin() as work:
            assert await work.dashboards.visit(VISIT, now=NOON) == begun
            assert await work.dashboards.link(LINK, now=NOON) is LinkState.USED
            assert await work.dashboards.enter(LINK, OTHER, now=NOON, until=until) is None
            assert await work.dashboards.visit(OTHER, now=NOON) is None

    async def test_a_link_is_no_visit_and_a_visit_no_link(self, store: Store) -> None:
        async with store.begin() as work:
            await work.dashboards.offer(LINK, GIVEN)
            assert await work.dashboards.visit(LINK, now=NOON) is None
            await work.dashboards.enter(LINK, VISIT, now=NOON, until=NOON + DAY)
            assert await work.dashboards.link(VISIT, now=NOON) is LinkState.DEAD
            assert await work.dashboards.enter(VISIT, OTHER, now=NOON, until=NOON + DAY) is None

    async def test_both_are_over_at_their_end_and_erased_then(self, store: Store) -> None:
        end = NOON + MINUTE
        async with store.begin() as work:
            await work.dashboards.offer(LINK, GIVEN)
            assert await work.dashboards.link(LINK, now=end - SECOND) is LinkState.GOOD
            assert await work.dashboards.link(LINK, now=end) is LinkState.DEAD
            assert await work.dashboards.enter(LINK, VISIT, now=end, until=NOON + DAY) is None
            await work.dashboards.enter(LINK, VISIT, now=NOON, until=end)
            assert await work.dashboards.visit(VISIT, now=end) is None
            await work.dashboards.erase(now=end)
            assert await work.dashboards.link(LINK, now=NOON) is LinkState.DEAD
            assert await work.dashboards.visit(VISIT, now=NOON) is None

    async def test_the_last_link_of_a_person_into_a_chat_counts(self, store: Store) -> None:
        elsewhere = replace(GIVEN, chat=CHOIR)
        async with store.begin() as work:
            await work.dashboards.offer(LINK, elsewhere)
            await work.dashboards.offer(OTHER, GIVEN)
            await work.dashboards.offer(Digest("last"), GIVEN)
            states = [
                await work.dashboards.link(one, now=NOON) for one in (LINK, OTHER, Digest("last"))
            ]
        assert states == [LinkState.GOOD, LinkState.DEAD, LinkState.GOOD]

    async def test_a_visit_is_left_alone_and_all_are_revoked_together(self, store: Store) -> None:
        async with store.begin() as work:
            for link, visit in ((LINK, VISIT), (OTHER, Digest("second"))):
                await work.dashboards.offer(link, GIVEN)
                await work.dashboards.enter(link, visit, now=NOON, until=NOON + DAY)
            await work.dashboards.leave(VISIT)
            assert await work.dashboards.visit(VISIT, now=NOON) is None
            assert await work.dashboards.visit(Digest("second"), now=NOON)
            assert not await work.dashboards.revoke(BOARD, PersonId("@ben:example.org"))
            assert await work.dashboards.revoke(BOARD, ANNA)
            assert await work.dashboards.visit(Digest("second"), now=NOON) is None
            assert not await work.dashboards.revoke(BOARD, ANNA)


class TestDeliveries:
    async def test_lines_are_counted_by_what_became_of_them(self, store: Store, desk: Desk) -> None:
        async with store.begin() as work:
            await work.programme.save(WEEKLY)
        about = Subject(series=WEEKLY.id)
        await desk.add(saying("refused", WEEKLY.owner))
        await desk.fail(await desk.claim_one())
        await desk.add(saying("sent", WEEKLY.owner))
        await desk.sent(await desk.claim_one())
        await desk.add(replace(saying("theirs", CHOIR), about=about))
        await desk.add(saying("of another chat", CHOIR))
        await desk.add(saying("waits", WEEKLY.owner))
        async with store.begin() as work:
            found = await work.dashboards.deliveries(WEEKLY.owner)
        assert found == Deliveries(
            here=Lines(waiting=1, sent=1, failed=1), elsewhere=Lines(waiting=1), refusal="banned"
        )
