"""Put together what is done when its time has come: reminders, trials of the server, erasing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.bootstrap.adapters import accounts
from bot.bootstrap.basis import Basis
from bot.config import Configuration
from bot.domain.allowance import Allowance
from bot.domain.chat import AccountId
from bot.scheduling.alarm_clock import AlarmClock
from bot.scheduling.rounds import rounds
from bot.usecases.calls.preflight import Preflight
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.tenure import HOUSEHOLD
from bot.usecases.programme.count_turnout import CountTurnout
from bot.usecases.telling.circumstances import Circumstances
from bot.usecases.telling.tell_due import TellDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The alarm clock, and what it wakes."""

    circumstances: Circumstances
    tell_due: TellDue
    alarm_clock: AlarmClock


def telling(basis: Basis, server: ConferenceServer, lookout: Lookout) -> Telling:
    """The clock is woken where something may fall due earlier."""
    preflight = Preflight(
        store=basis.household,
        server=server,
        clock=basis.clock,
        herald=basis.herald,
        told=basis.waking.said,
    )
    circumstances = Circumstances(silent_at=lambda: preflight.silent_at, live=lookout.board)
    tell_due = TellDue(
        store=basis.household,
        own_store=basis.store,
        herald=basis.herald,
        start_conference=basis.start_conference,
        late_grace=basis.configuration.reminders.late_grace,
        circumstances=circumstances,
        allowances=_allowances(basis.configuration),
        told=basis.waking.announced,
        has_lobby=basis.has_lobby,
    )
    alarm_clock = _alarm_clock(basis, tell_due, preflight, lookout)
    basis.waking.tell = alarm_clock.poke
    return Telling(circumstances=circumstances, tell_due=tell_due, alarm_clock=alarm_clock)


def _alarm_clock(
    basis: Basis, tell_due: TellDue, preflight: Preflight, lookout: Lookout
) -> AlarmClock:
    clock, tenure = basis.clock, basis.tenure

    async def tell() -> datetime | None:
        now = clock.now()
        return await (tell_due(now) if tenure.holds(HOUSEHOLD) else tell_due.early(now))

    return AlarmClock(
        rounds(
            store=basis.household,
            clock=clock,
            retention=basis.configuration.privacy.retention,
            configured=accounts(basis.configuration) | {each.account for each in basis.networks},
            preflight=preflight,
            count_turnout=CountTurnout(
                store=basis.household,
                clock=clock,
                defaults=basis.herald.defaults,
                take_peaks=lookout.board.take_peaks,
            ),
        ),
        wake=tell,
        may_go=partial(tenure.taken, HOUSEHOLD),
    )


def _allowances(configuration: Configuration) -> Mapping[AccountId, Allowance]:
    """How little the accounts may say whose server sets a limit."""
    matrix = configuration.matrix
    if matrix is None or not matrix.lines_per_minute:
        return {}
    allowance = Allowance(timedelta(minutes=1) / matrix.lines_per_minute)
    return {matrix.account: allowance}
