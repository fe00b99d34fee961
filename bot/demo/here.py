"""What the trial takes over from the computer on which it runs."""

import os
from pathlib import Path
from typing import Final

from bot.domain.recurrence.wallclock import is_zone

LOCALTIME: Final = Path("/etc/localtime")


def timezone_here(localtime: Path = LOCALTIME) -> str:
    """The IANA zone that the computer is set to, UTC where it does not say: `Europe/Berlin`.

    So what the bot says agrees with the clock that the newcomer sees.
    """
    chosen = os.environ.get("TZ", "").removeprefix(":")
    _, _, linked = os.path.realpath(localtime).rpartition("zoneinfo/")
    zone = next(filter(is_zone, filter(None, (chosen, linked))), "UTC")
    return "UTC" if zone == "Etc/UTC" else zone
