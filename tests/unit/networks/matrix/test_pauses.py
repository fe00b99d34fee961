"""How long is waited."""

from datetime import timedelta

from bot.networks.matrix.homeserver.pauses import pause
from bot.networks.matrix.settings import Patience


def test_pauses_double_up_to_a_minute_and_are_never_in_step():
    for failures, step in ((1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1000, 60)):
        waits = {pause(failures, Patience()) for _ in range(20)}
        assert all(step / 2 <= wait <= step for wait in waits)
        assert len(waits) > 1


def test_a_longer_pause_that_the_server_asks_for_is_kept():
    assert pause(1, Patience(), asked=timedelta(seconds=332)) == 332
    assert pause(7, Patience(), asked=timedelta(seconds=1)) >= 30
