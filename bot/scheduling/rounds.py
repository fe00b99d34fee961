"""What is done at regular intervals, whoever says what."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial

from bot.domain.chat import AccountId
from bot.scheduling.alarm_clock import Round
from bot.scheduling.zone_rules import zone_rules
from bot.usecases.calls.preflight import Preflight
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.programme.count_turnout import CountTurnout
from bot.usecases.programme.renew_alarms import renew_alarms
from bot.usecases.upkeep.gone_accounts import erase_gone
from bot.usecases.upkeep.keep_house import keep_house


def rounds(
    *,
    store: Store,
    clock: Clock,
    retention: timedelta,
    configured: Collection[AccountId],
    preflight: Preflight,
    count_turnout: CountTurnout,
) -> Sequence[Round]:
    """What is past is erased after `retention`, and what accounts had that are not `configured`."""
    a_minute, a_day = timedelta(minutes=1), timedelta(days=1)
    return (
        Round(
            name="housekeeping",
            every=a_day,
            work=partial(keep_house, store, clock, retention=retention),
        ),
        Round(
            name="gone accounts",
            every=a_day,
            work=partial(erase_gone, store, clock, configured=configured, retention=retention),
        ),
        Round(name="zone rules", every=a_day, work=partial(renew_alarms, store, zone_rules)),
        Round(name="preflight", every=a_minute, work=preflight),
        Round(name="turnout", every=a_minute, work=count_turnout),
    )
