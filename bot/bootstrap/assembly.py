"""Put the parts together: the one place that knows all of them."""

import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.bootstrap.adapters import room_links
from bot.bootstrap.answering import front_doors
from bot.bootstrap.basis import Basis
from bot.bootstrap.furnishing import furnished
from bot.bootstrap.looking import fit_out_for, lookout_for
from bot.bootstrap.telling import telling
from bot.bootstrap.waking import Waking
from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.door import FrontDoor
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.commands.registry import VERBS
from bot.config import Configuration
from bot.delivery.last_hand import LastHand
from bot.delivery.worker import DeliveryWorker
from bot.domain.naming import conference_name
from bot.domain.settings import ChatSettings
from bot.rendering.renderer import TemplateRenderer
from bot.scheduling.alarm_clock import AlarmClock
from bot.usecases.calls.tell_status import TellStatus
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.chats.fit_out import FitOut
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import Alone, Tenure
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from bot.usecases.telling.hear_refusal import HearRefusal
from bot.usecases.telling.tell_due import TellDue
from bot.usecases.upkeep.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What belongs to one account: the network, the way in and the way out."""

    network: ChatNetwork
    door: FrontDoor
    worker: DeliveryWorker
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """All parts of a running bot."""

    store: Store
    server: ConferenceServer
    house: House
    dispatcher: Dispatcher
    alarm_clock: AlarmClock
    tell_due: TellDue
    lookout: Lookout
    tell_status: TellStatus
    fit_out: FitOut
    tenure: Tenure
    herald: Herald
    waking: Waking
    stations: Sequence[Station]


def assemble(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    server: ConferenceServer,
    networks: Sequence[ChatNetwork],
    control: CallControl | None = None,
    locks: CallLocks | None = None,
    unwritten: Unwritten | None = None,
    tenure: Tenure | None = None,
) -> Assembly:
    """Nothing is started and nothing contacted yet.

    `control` and `locks` are what the server lets the bot do with calls, `unwritten` what an
    assembly before this one may have left to be said. Without a `tenure` there is no other copy.
    """
    tenure = tenure or Alone()
    basis = Basis(
        configuration=configuration,
        store=store,
        clock=clock,
        networks=networks,
        tenure=tenure,
        herald=herald_of(configuration),
        waking=Waking(tenure),
        unwritten=unwritten or Unwritten(),
        start_conference=StartConference(
            server, partial(conference_name, choose=secrets.choice), room_links(configuration)
        ),
    )
    fit_out, lookout = fit_out_for(basis), lookout_for(basis, server)
    told, vocabulary, dispatcher = telling(basis, server, lookout), Vocabulary(VERBS), Dispatcher()
    house = furnished(
        basis,
        server=server,
        lookout=lookout,
        circumstances=told.circumstances,
        vocabulary=vocabulary,
        control=control,
        locks=locks,
    )
    return Assembly(
        store=store,
        server=server,
        house=house,
        dispatcher=dispatcher,
        alarm_clock=told.alarm_clock,
        tell_due=told.tell_due,
        lookout=lookout,
        tell_status=TellStatus(board=lookout.board, herald=basis.herald, clock=clock),
        fit_out=fit_out,
        tenure=tenure,
        herald=basis.herald,
        waking=basis.waking,
        stations=_stations(basis, lookout, house, vocabulary, dispatcher),
    )


def _stations(
    basis: Basis, lookout: Lookout, house: House, vocabulary: Vocabulary, dispatcher: Dispatcher
) -> Sequence[Station]:
    figures = {network.account: Figures(basis.clock) for network in basis.networks}
    workers = {
        network.account: _worker(basis, network, lookout, figures[network.account])
        for network in basis.networks
    }
    front_door = front_doors(
        basis, house=house, vocabulary=vocabulary, dispatcher=dispatcher, workers=workers
    )
    return [
        Station(
            network=network,
            door=front_door(network.account, asked=figures[network.account].asked),
            worker=workers[network.account],
            figures=figures[network.account],
        )
        for network in basis.networks
    ]


def _worker(
    basis: Basis, network: ChatNetwork, lookout: Lookout, figures: Figures
) -> DeliveryWorker:
    """It is woken where its account has something to say."""
    account, waking = network.account, basis.waking
    serves = partial(basis.tenure.holds, account)
    worker = DeliveryWorker(
        store=basis.store,
        sender=LastHand(
            network,
            unwritten=basis.unwritten,
            edit_refused=lookout.edit_refused,
            sent=figures.sent,
            may_speak=serves,
        ),
        clock=basis.clock,
        owner=process_name(),
        refused=HearRefusal(herald=basis.herald, told=waking.said),
        serves=serves,
    )
    waking.deliver[account] = worker.poke
    waking.once_said[account] = worker.once_said
    return worker


def herald_of(configuration: Configuration) -> Herald:
    """What the bot says unasked, by this configuration."""
    bot = configuration.bot
    return Herald(
        renderer=TemplateRenderer(VERBS, name=bot.name),
        defaults=defaults(configuration),
        prefix=bot.prefix,
    )


def defaults(configuration: Configuration) -> ChatSettings:
    """What holds in a chat that chose nothing."""
    return ChatSettings(
        language=configuration.bot.language,
        timezone=configuration.bot.timezone,
        presence=configuration.privacy.presence,
        leads=configuration.reminders.leads,
        formality=configuration.bot.address,
    )


def process_name() -> str:
    """Names this process in the leases that it takes."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
