"""The port to the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one place where time comes from."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...
