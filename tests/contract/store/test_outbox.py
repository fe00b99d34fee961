"""What the bot has to say leaves once, in order and the urgent first, whoever carries it."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId, LineId
from bot.domain.delivery import Backlog, Outgoing, Urgency
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    MATRIX,
    MINUTE,
    NOON,
    SECOND,
    XMPP,
    Desk,
    saying,
)

ANNOUNCEMENT = Urgency.ANNOUNCEMENT


async def test_a_line_is_handed_out_as_it_was_put_in(desk: Desk) -> None:
    outgoing = Outgoing(
        text="Süß\n\0\ud800",
        html="<b>Süß</b>",
        link="https://meet.example.org/x",
        notice=False,
        answers=LineId("$1"),
        thread=LineId("$2"),
    )
    await desk.add(replace(saying("a"), outgoing=outgoing))
    delivery = await desk.claim_one(NOON + SECOND)
    assert delivery.outgoing == outgoing
    assert (delivery.key, delivery.chat, delivery.edits) == ("a", BOARD, None)
    assert (delivery.attempt, delivery.first_tried_at) == (1, NOON + SECOND)


async def test_a_key_enters_once_even_after_its_line_is_sent(desk: Desk) -> None:
    assert await desk.add(saying("a"), saying("a", text="other")) == [True, False]
    delivery = await desk.claim_one()
    assert delivery.outgoing.text == "the text of a"
    await desk.sent(delivery)
    assert await desk.add(saying("a")) == [False]
    assert await desk.keys() == []


async def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(desk: Desk) -> None:
    await desk.add(saying("a"))
    first = await desk.claim_one()
    assert await desk.keys(NOON + MINUTE - SECOND) == []
    second = await desk.claim_one(NOON + MINUTE)
    assert (second.attempt, second.first_tried_at) == (2, first.first_tried_at)


async def test_a_lease_that_was_lost_changes_nothing_any_more(desk: Desk) -> None:
    await desk.add(saying("a"))
    lost = await desk.claim_one()
    other = Desk(desk.store, owner="two")
    await other.claim_one(NOON + MINUTE)
    assert not await desk.sent(lost)
    assert not await desk.retry(lost, NOON)
    assert not await desk.fail(lost)
    assert await desk.posted("a") is None
    assert await other.next_due() == NOON + 2 * MINUTE


async def test_a_lease_is_lost_to_the_same_owner_as_well(desk: Desk) -> None:
    await desk.add(saying("a"))
    lost = await desk.claim_one()
    again = await desk.claim_one(NOON + MINUTE)
    assert not await desk.sent(lost)
    assert await desk.sent(again)


async def test_a_sent_row_is_over_and_its_posted_id_is_known(desk: Desk) -> None:
    await desk.add(saying("a"))
    assert await desk.posted("a") is None
    delivery = await desk.claim_one()
    assert await desk.sent(delivery)
    assert await desk.posted("a") == "$a"
    assert not await desk.sent(delivery)
    assert await desk.keys(NOON + 10 * MINUTE) == []


async def test_a_failed_row_is_over(desk: Desk) -> None:
    await desk.add(saying("a"))
    assert await desk.fail(await desk.claim_one())
    assert await desk.posted("a") is None
    assert await desk.keys(NOON + 10 * MINUTE) == []
    assert await desk.next_due() is None


async def test_a_row_that_was_given_back_is_not_tried_before_its_time(desk: Desk) -> None:
    await desk.add(saying("a"))
    assert await desk.retry(await desk.claim_one(), NOON + 5 * SECOND)
    assert await desk.keys(NOON + 4 * SECOND) == []
    assert (await desk.claim_one(NOON + 5 * SECOND)).attempt == 2


async def test_a_chat_gives_out_one_line_at_a_time_the_oldest_first(desk: Desk) -> None:
    await desk.add(saying("a"), saying("b"), saying("c"))
    first = await desk.claim_one()
    assert first.key == "a"
    assert await desk.keys() == []
    await desk.sent(first)
    assert await desk.keys() == ["b"]


async def test_a_more_urgent_line_goes_first_but_not_into_a_chat_under_a_lease(desk: Desk) -> None:
    await desk.add(saying("later", urgency=ANNOUNCEMENT), saying("later too", urgency=ANNOUNCEMENT))
    under_way = await desk.claim_one()
    await desk.add(saying("urgent"))
    assert await desk.keys() == []
    await desk.sent(under_way)
    assert await desk.keys() == ["urgent"]


async def test_chats_do_not_wait_for_each_other(desk: Desk) -> None:
    await desk.add(saying("a"), saying("b", CHOIR), saying("c"))
    assert await desk.keys() == ["a", "b"]


async def test_of_many_chats_the_most_urgent_line_comes_first_and_then_the_oldest(
    desk: Desk,
) -> None:
    chats = [ChatAddress(MATRIX, ChatId(f"!{number}")) for number in range(4)]
    urgencies = [ANNOUNCEMENT, Urgency.REMINDER, Urgency.ANSWER, Urgency.ANSWER]
    for chat, urgency in zip(chats, urgencies, strict=True):
        await desk.add(saying(chat.chat, chat, urgency=urgency))
    assert await desk.keys(limit=3) == ["!2", "!3", "!1"]
    assert await desk.keys(limit=3) == ["!0"]


async def test_a_row_in_its_pause_holds_back_the_later_lines_of_its_chat(desk: Desk) -> None:
    await desk.add(saying("a"), saying("b"), saying("c", urgency=ANNOUNCEMENT))
    await desk.retry(await desk.claim_one(), NOON + MINUTE)
    assert await desk.keys() == []
    assert await desk.keys(NOON + MINUTE) == ["a"]


async def test_a_row_in_its_pause_does_not_hold_back_a_more_urgent_line(desk: Desk) -> None:
    await desk.add(saying("a", urgency=ANNOUNCEMENT))
    await desk.retry(await desk.claim_one(), NOON + MINUTE)
    await desk.add(saying("urgent"))
    assert await desk.keys() == ["urgent"]


async def test_accounts_do_not_see_each_others_rows(desk: Desk) -> None:
    await desk.add(saying("a", ChatAddress(XMPP, BOARD.chat)))
    assert await desk.keys() == []
    assert await desk.next_due() is None
    assert await desk.recover() == 0
    assert len(await desk.claim(account=XMPP)) == 1


async def test_an_expired_row_is_never_handed_out(desk: Desk) -> None:
    await desk.add(saying("stale", expires_at=NOON + MINUTE), saying("b"))
    assert await desk.keys(NOON + MINUTE) == ["b"]
    assert await desk.add(saying("stale")) == [False]
    assert await desk.keys(NOON + 10 * MINUTE) == ["b"]


async def test_a_row_does_not_expire_under_a_lease(desk: Desk) -> None:
    await desk.add(saying("a", expires_at=NOON + SECOND))
    delivery = await desk.claim_one()
    assert await desk.keys(NOON + SECOND) == []
    assert await desk.sent(delivery)
    assert await desk.posted("a") == "$a"


async def test_a_row_whose_lease_ended_expires(desk: Desk) -> None:
    await desk.add(saying("a", expires_at=NOON + SECOND))
    delivery = await desk.claim_one()
    assert await desk.keys(NOON + MINUTE) == []
    assert not await desk.sent(delivery)
    assert await desk.next_due() is None


async def test_recovering_frees_the_leases_of_a_dead_process(desk: Desk) -> None:
    await desk.add(saying("a"), saying("b", CHOIR), saying("c"))
    dead = await desk.claim()
    heir = Desk(desk.store, owner="two")
    assert await heir.recover(NOON + SECOND) == 2
    assert [d.attempt for d in await heir.claim(NOON + SECOND)] == [2, 2]
    assert not await desk.sent(dead[0])


async def test_recovering_ends_the_pauses_that_a_dead_process_made(desk: Desk) -> None:
    await desk.add(saying("a"))
    await desk.retry(await desk.claim_one(), at=NOON + 5 * MINUTE)
    assert await desk.keys(NOON + MINUTE) == []
    assert await desk.recover(NOON + MINUTE) == 1
    assert await desk.next_due() == NOON + MINUTE
    assert await desk.keys(NOON + MINUTE) == ["a"]


class TestEdits:
    async def test_an_edit_waits_for_its_original_and_names_it(self, desk: Desk) -> None:
        await desk.add(saying("card"), saying("edit", edits="card"))
        original = await desk.claim_one()
        assert original.key == "card"
        assert await desk.keys(NOON) == []
        await desk.sent(original)
        edit = await desk.claim_one()
        assert (edit.key, edit.edits) == ("edit", "$card")

    async def test_an_edit_that_waits_holds_nothing_back(self, desk: Desk) -> None:
        await desk.add(
            saying("card", urgency=ANNOUNCEMENT), saying("edit", edits="card"), saying("a")
        )
        answer = await desk.claim_one()
        assert answer.key == "a"
        await desk.sent(answer)
        assert await desk.keys() == ["card"]

    async def test_of_several_edits_that_wait_only_the_newest_is_sent(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        edits = [saying(f"edit {number}", edits="card") for number in range(3)]
        assert await desk.add(*edits) == [True, True, True]
        newest = await desk.claim_one()
        assert newest.key == "edit 2"
        await desk.sent(newest)
        assert await desk.next_due() is None
        assert await desk.add(*edits) == [False, False, False]

    async def test_edits_collapse_while_their_original_still_waits(self, desk: Desk) -> None:
        await desk.add(saying("card"), saying("old", edits="card"), saying("new", edits="card"))
        await desk.sent(await desk.claim_one())
        await desk.sent(await desk.claim_one())
        assert await desk.posted("new") == "$new"
        assert await desk.next_due() is None

    async def test_an_edit_under_a_lease_is_not_replaced(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("old", edits="card"))
        old = await desk.claim_one()
        await desk.add(saying("new", edits="card"))
        assert await desk.sent(old)
        assert await desk.keys() == ["new"]

    async def test_an_edit_that_comes_back_gives_way_to_a_newer_one(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("old", edits="card"))
        old = await desk.claim_one()
        await desk.add(saying("new", edits="card"))
        assert await desk.retry(old, NOON + MINUTE)
        assert await desk.keys() == []
        assert await desk.keys(NOON + MINUTE) == ["new"]

    async def test_an_edit_of_a_dead_process_gives_way_to_a_newer_one(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("old", edits="card"))
        await desk.claim_one()
        await desk.add(saying("new", edits="card"))
        assert await desk.recover() == 1
        assert await desk.keys() == ["new"]

    async def test_an_edit_takes_over_the_place_of_the_one_that_it_replaces(
        self, desk: Desk
    ) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("old", edits="card"), saying("a"), saying("new", edits="card"))
        first = await desk.claim_one()
        assert first.key == "new"
        await desk.sent(first)
        assert await desk.keys() == ["a"]

    async def test_an_edit_takes_over_the_pause_of_the_one_that_it_replaces(
        self, desk: Desk
    ) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("old", edits="card"))
        await desk.retry(await desk.claim_one(), NOON + MINUTE)
        await desk.add(saying("new", edits="card"))
        assert await desk.keys() == []
        assert await desk.keys(NOON + MINUTE) == ["new"]

    async def test_edits_of_different_lines_do_not_replace_each_other(self, desk: Desk) -> None:
        await desk.add(saying("card"), saying("card 2", CHOIR))
        for delivery in await desk.claim():
            await desk.sent(delivery)
        await desk.add(saying("edit", edits="card"), saying("edit 2", CHOIR, edits="card 2"))
        assert await desk.keys() == ["edit", "edit 2"]

    async def test_an_edit_fails_with_its_original(self, desk: Desk) -> None:
        await desk.add(saying("card"), saying("edit", edits="card"), saying("a"))
        await desk.fail(await desk.claim_one())
        await desk.sent(await desk.claim_one())
        assert await desk.posted("a") == "$a"
        assert await desk.next_due() is None

    async def test_an_edit_fails_when_its_original_expires(self, desk: Desk) -> None:
        await desk.add(saying("card", expires_at=NOON + SECOND), saying("edit", edits="card"))
        assert await desk.keys(NOON + SECOND) == []
        assert await desk.next_due() is None

    async def test_an_edit_of_a_line_that_failed_or_never_was_is_not_sent(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.fail(await desk.claim_one())
        await desk.add(saying("edit", edits="card"), saying("other", edits="unknown"))
        assert await desk.keys() == []
        assert await desk.next_due() is None


class TestNextDue:
    async def test_nothing_is_due_in_an_empty_outbox(self, desk: Desk) -> None:
        assert await desk.next_due() is None

    async def test_a_fresh_line_is_due_at_once(self, desk: Desk) -> None:
        await desk.add(saying("a"))
        assert await desk.next_due() == NOON

    async def test_a_leased_line_is_due_when_its_lease_ends(self, desk: Desk) -> None:
        await desk.add(saying("a"), saying("b"))
        await desk.claim_one()
        await desk.add(saying("urgent"))
        assert await desk.next_due() == NOON + MINUTE

    async def test_a_chat_is_due_when_its_first_line_is(self, desk: Desk) -> None:
        await desk.add(saying("a"), saying("b"))
        await desk.retry(await desk.claim_one(), NOON + 5 * SECOND)
        assert await desk.next_due() == NOON + 5 * SECOND

    async def test_the_soonest_chat_counts(self, desk: Desk) -> None:
        await desk.add(saying("a"), saying("b", CHOIR))
        soon, late = await desk.claim()
        await desk.retry(late, NOON + 5 * SECOND)
        await desk.retry(soon, NOON + 2 * SECOND)
        assert await desk.next_due() == NOON + 2 * SECOND

    async def test_a_line_that_expires_in_its_pause_makes_way_then(self, desk: Desk) -> None:
        await desk.add(saying("stale", expires_at=NOON + 2 * SECOND), saying("b"))
        await desk.retry(await desk.claim_one(), NOON + MINUTE)
        assert await desk.next_due() == NOON + 2 * SECOND
        assert await desk.keys(NOON + 2 * SECOND) == ["b"]

    async def test_an_edit_that_waits_for_its_original_is_not_due(self, desk: Desk) -> None:
        await desk.add(saying("card"), saying("edit", edits="card"))
        await desk.claim_one()
        assert await desk.next_due() == NOON + MINUTE


async def test_the_backlog_is_what_is_not_said_yet_and_how_long_the_oldest_waits(
    desk: Desk,
) -> None:
    assert await desk.backlog() == Backlog()
    await desk.add(saying("a"), now=NOON)
    await desk.add(saying("b", CHOIR), now=NOON + SECOND)
    await desk.add(saying("edit", edits="b"), now=NOON + 2 * SECOND)
    await desk.add(saying("else", ChatAddress(XMPP, ChatId("x"))), now=NOON - MINUTE)
    assert await desk.backlog() == Backlog(waiting=2, held=1, oldest=NOON)
    (first,) = await desk.claim(NOON + 3 * SECOND, limit=1)
    assert (first.key, first.added_at) == ("a", NOON)
    assert await desk.backlog() == Backlog(waiting=1, claimed=1, held=1, oldest=NOON)
    await desk.retry(first, NOON + MINUTE)
    assert (await desk.backlog()).oldest == NOON, "a pause makes it no younger"
    (again,) = [one for one in await desk.claim(NOON + MINUTE) if one.key == "a"]
    await desk.sent(again, NOON + MINUTE)
    assert (await desk.backlog()).oldest == NOON + SECOND
