"""How long is waited before the next try."""

from datetime import timedelta
from itertools import islice

from bot.networks.retrying import at_least, pauses


def test_pauses_double_up_to_a_limit_and_are_never_in_step():
    runs = [list(islice(pauses(1, 60), 1000)) for _ in range(20)]
    for number, step in ((0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (999, 60)):
        waits = {run[number] for run in runs}
        assert all(step / 2 <= wait <= step for wait in waits)
        assert len(waits) > 1


def test_a_longer_pause_that_the_server_asks_for_is_kept():
    assert at_least(1, timedelta(seconds=332)) == 332
    assert at_least(30, timedelta(seconds=1)) == 30
    assert at_least(30, None) == 30
