"""Who waits for the acknowledgement of a line, and what becomes of that."""

import pytest

from bot.errors import TransientError
from bot.networks.xmpp.saying.receipts import Receipts


async def test_whoever_waits_when_the_stream_is_lost_hears_of_it() -> None:
    receipts = Receipts()
    with receipts.expected("line") as receipt:
        receipts.give_up()
        with pytest.raises(TransientError):
            await receipt


async def test_whoever_comes_after_the_stream_was_lost_does_not_wait() -> None:
    receipts = Receipts()
    receipts.give_up()
    with pytest.raises(TransientError), receipts.expected("line"):
        pytest.fail("nobody may say anything now")
