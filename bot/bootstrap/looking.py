"""Put together what looks after calls, and after what hangs in chats."""

from bot.bootstrap.basis import Basis
from bot.bootstrap.furnishing import walls_of
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.chats.fit_out import FitOut
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.programme.programme_rooms import ProgrammeRooms


def lookout_for(basis: Basis, server: ConferenceServer) -> Lookout:
    """It is woken where there may be another card."""
    lookout = Lookout(
        store=basis.store,
        server=server,
        clock=basis.clock,
        tell=TellLive(
            herald=basis.herald,
            unwritten=basis.unwritten,
            invite=basis.start_conference.invitation_now,
            has_lobby=basis.has_lobby,
        ),
        told=basis.waking.said,
        programme=ProgrammeRooms(
            defaults=basis.herald.defaults, on_web=basis.configuration.web is not None
        ),
        serves=basis.tenure.holds,
    )
    basis.waking.look = lookout.poke
    return lookout


def fit_out_for(basis: Basis) -> FitOut:
    """It is woken where something may have to hang otherwise."""
    fit_out = FitOut(
        store=basis.store,
        clock=basis.clock,
        herald=basis.herald,
        walls=walls_of(basis.networks),
        told=basis.waking.written,
        serves=basis.tenure.holds,
    )
    basis.waking.hang = fit_out.poke
    return fit_out
