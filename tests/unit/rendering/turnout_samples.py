"""A sample of each reply on how many came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.commands.verbs.stats import (
    CountingBegun,
    CountingEnded,
    NotCounted,
    TurnoutShown,
    TurnoutsListed,
)
from bot.domain.turnout import Turnout
from bot.usecases.speaking.speech import Reply
from tests.contract.store.examples import WEEKLY

_CHOIR = replace(WEEKLY, title="<b>Vor & stand</b> 100% {x} %(y)s")
_TURNOUTS = tuple(
    Turnout(
        slot=datetime(2026, 11, day, 11),  # noqa: DTZ001 -- wall-clock time
        starts_at=datetime(2026, 11, day, 10, tzinfo=UTC),
        people=people,
    )
    for day, people in ((8, 12), (15, 0), (22, 7))
)

TURNOUT_SAMPLES: tuple[Reply, ...] = (
    TurnoutShown(series=_CHOIR, turnouts=_TURNOUTS),
    TurnoutShown(series=_CHOIR, turnouts=()),
    NotCounted(_CHOIR),
    TurnoutsListed(()),
    TurnoutsListed((_CHOIR, replace(_CHOIR, number=4))),
    CountingBegun(series=_CHOIR, already=False, retention=timedelta(days=30)),
    CountingBegun(series=replace(_CHOIR, public=True), already=True, retention=timedelta(days=30)),
    CountingEnded(_CHOIR),
)
