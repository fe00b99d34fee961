"""How much is tried of what strangers could send: a little in each run, much in a long one."""

import os
from typing import Final

from hypothesis import HealthCheck, settings

LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
_TIMES: Final = 20


def examples(number: int) -> settings:
    """So many, and twenty times as many in a long run, which draws others each time."""
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    most = number * _TIMES if LONG else number
    return settings(max_examples=most, deadline=None, suppress_health_check=slow)
