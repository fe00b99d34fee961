"""Who waits for the acknowledgement of a line, and what becomes of that."""

import pytest

from bot.errors import TransientError
from bot.networks.xmpp.saying.receipts import Receipts
from bot.networks.xmpp.transport.errors import RefusedForGoodError
from tests.unit.networks.xmpp.stanzas import ROOM


async def test_whoever_waits_when_the_stream_is_lost_hears_of_it() -> None:
    receipts = Receipts("example.org")
    with receipts.expected("line", to=ROOM) as receipt:
        receipts.give_up()
        with pytest.raises(TransientError):
            await receipt


async def test_whoever_comes_after_the_stream_was_lost_does_not_wait() -> None:
    receipts = Receipts("example.org")
    receipts.give_up()
    with pytest.raises(TransientError), receipts.expected("line", to=ROOM):
        pytest.fail("nobody may say anything now")


@pytest.mark.parametrize("by", [ROOM, "conference.example.org", "example.org", ""])
async def test_a_room_and_the_servers_on_the_way_may_refuse_a_line(by: str) -> None:
    receipts = Receipts("example.org")
    with receipts.expected("line", to=ROOM) as receipt:
        receipts.refused("line", RefusedForGoodError("forbidden"), by=by)
        with pytest.raises(RefusedForGoodError):
            await receipt


async def test_nobody_else_can_refuse_a_line_whose_id_they_guessed() -> None:
    receipts = Receipts("example.org")
    with receipts.expected("line", to=ROOM) as receipt:
        receipts.refused("line", RefusedForGoodError("forbidden"), by="eve@example.org/phone")
        receipts.refused("line", RefusedForGoodError("forbidden"), by="elsewhere.org")
        receipts.arrived("line")
        await receipt


async def test_who_is_in_the_room_cannot_refuse_a_line_in_its_name() -> None:
    receipts = Receipts("example.org")
    with receipts.expected("line", to=ROOM) as receipt:
        receipts.refused("line", RefusedForGoodError("forbidden"), by=f"{ROOM}/Eve")
        receipts.arrived("line")
        await receipt


async def test_one_occupant_cannot_refuse_what_is_for_another_one() -> None:
    receipts = Receipts("example.org")
    with receipts.expected("line", to=f"{ROOM}/Anna") as receipt:
        receipts.refused("line", RefusedForGoodError("forbidden"), by=f"{ROOM}/Eve")
        assert not receipt.done()
        receipts.refused("line", RefusedForGoodError("forbidden"), by=f"{ROOM}/Anna")
        with pytest.raises(RefusedForGoodError):
            await receipt
