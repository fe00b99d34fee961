"""Put the parts together: the one place that knows all of them."""

import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.bootstrap.adapters import room_links
from bot.bootstrap.furnishing import call_in_of, furnished, walls_of
from bot.bootstrap.waking import Waking
from bot.commands.answering.desk import Desk
from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.door import FrontDoor
from bot.commands.answering.router import Router
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.commands.registry import VERBS
from bot.config import Configuration
from bot.delivery.last_hand import LastHand
from bot.delivery.worker import DeliveryWorker
from bot.domain.allowance import Allowance
from bot.domain.chat import AccountId
from bot.domain.ignored import Ignored
from bot.domain.naming import conference_name
from bot.domain.settings import ChatSettings
from bot.rendering.labels import label
from bot.rendering.renderer import TemplateRenderer
from bot.scheduling.alarm_clock import AlarmClock
from bot.scheduling.rounds import rounds
from bot.usecases.calls.preflight import Preflight
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.tell_status import TellStatus
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.calls.who_is_in import WhoIsIn
from bot.usecases.chats.fit_out import FitOut
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.ports.store import Store, Work
from bot.usecases.ports.tenure import HOUSEHOLD, Alone, Tenure
from bot.usecases.programme.count_turnout import CountTurnout
from bot.usecases.programme.programme_rooms import ProgrammeRooms
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from bot.usecases.telling.circumstances import Circumstances
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
    bot, tenure = configuration.bot, tenure or Alone()
    vocabulary = Vocabulary(VERBS)
    dispatcher = Dispatcher()
    herald = Herald(
        renderer=TemplateRenderer(VERBS, name=bot.name),
        defaults=defaults(configuration),
        prefix=bot.prefix,
    )
    start_conference = StartConference(
        server, partial(conference_name, choose=secrets.choice), room_links(configuration)
    )
    waking = Waking(tenure)
    fit_out = FitOut(
        store=store,
        clock=clock,
        herald=herald,
        walls=walls_of(networks),
        told=waking.written,
        serves=tenure.holds,
    )
    waking.hang = fit_out.poke
    has_lobby = configuration.jitsi.reservations and start_conference.links.can_moderate
    unwritten = unwritten or Unwritten()
    lookout = Lookout(
        store=store,
        server=server,
        clock=clock,
        tell=TellLive(
            herald=herald,
            unwritten=unwritten,
            invite=start_conference.invitation_now,
            has_lobby=has_lobby,
        ),
        told=waking.said,
        programme=ProgrammeRooms(
            defaults=defaults(configuration), on_web=configuration.web is not None
        ),
        serves=tenure.holds,
    )
    waking.look = lookout.poke
    household = tenure.fenced(store, HOUSEHOLD)
    preflight = Preflight(
        store=household, server=server, clock=clock, herald=herald, told=waking.said
    )
    circumstances = Circumstances(silent_at=lambda: preflight.silent_at, live=lookout.board)
    house = furnished(
        configuration,
        circumstances=circumstances,
        start_conference=start_conference,
        who_is_in=WhoIsIn(store, server, lookout.saw, call_in_of(networks, tenure.holds)),
        vocabulary=vocabulary,
        control=control,
        locks=locks,
        has_lobby=has_lobby,
        networks=networks,
    )
    workers: dict[AccountId, DeliveryWorker] = {}
    figures = {network.account: Figures(clock) for network in networks}
    for network in networks:
        hand = LastHand(
            network,
            unwritten=unwritten,
            edit_refused=lookout.edit_refused,
            sent=figures[network.account].sent,
            may_speak=partial(tenure.holds, network.account),
        )
        workers[network.account] = worker = DeliveryWorker(
            store=store,
            sender=hand,
            clock=clock,
            owner=process_name(),
            refused=HearRefusal(herald=herald, told=waking.said),
            serves=partial(tenure.holds, network.account),
        )
        waking.deliver[network.account] = worker.poke
        waking.once_said[network.account] = worker.once_said
    tell_due = TellDue(
        store=household,
        own_store=store,
        herald=herald,
        start_conference=start_conference,
        late_grace=configuration.reminders.late_grace,
        circumstances=circumstances,
        allowances=_allowances(configuration),
        told=waking.announced,
        has_lobby=has_lobby,
    )

    async def tell() -> datetime | None:
        now = clock.now()
        return await (tell_due(now) if tenure.holds(HOUSEHOLD) else tell_due.early(now))

    alarm_clock = AlarmClock(
        rounds(
            store=household,
            clock=clock,
            retention=configuration.privacy.retention,
            preflight=preflight,
            count_turnout=CountTurnout(
                store=household,
                clock=clock,
                defaults=herald.defaults,
                take_peaks=lookout.board.take_peaks,
            ),
        ),
        wake=tell,
        may_go=partial(tenure.taken, HOUSEHOLD),
    )

    def speaking(account: AccountId) -> AbstractAsyncContextManager[Work]:
        return workers[account].speaking() if account in workers else store.begin()

    waking.tell = alarm_clock.poke
    router = Router(
        store=store,
        house=house,
        vocabulary=vocabulary,
        herald=herald,
        clock=clock,
        unwritten=unwritten,
        speaking=speaking,
        answered=waking.answered,
    )
    desk = Desk(
        VERBS,
        router=router,
        dispatcher=dispatcher,
        store=store,
        clock=clock,
        herald=herald,
        labels=label,
        zones_of=house.zones_of,
    )
    front_door = partial(
        FrontDoor,
        store=store,
        clock=clock,
        ignored=Ignored.of(bot.ignore),
        router=router,
        dispatcher=dispatcher,
        forms=desk,
    )
    return Assembly(
        store=store,
        server=server,
        house=house,
        dispatcher=dispatcher,
        alarm_clock=alarm_clock,
        tell_due=tell_due,
        lookout=lookout,
        tell_status=TellStatus(board=lookout.board, herald=herald, clock=clock),
        fit_out=fit_out,
        tenure=tenure,
        herald=herald,
        waking=waking,
        stations=[
            Station(
                network=network,
                door=front_door(network.account, asked=figures[network.account].asked),
                worker=workers[network.account],
                figures=figures[network.account],
            )
            for network in networks
        ],
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


def _allowances(configuration: Configuration) -> Mapping[AccountId, Allowance]:
    """How little the accounts may say whose server sets a limit."""
    matrix = configuration.matrix
    if matrix is None or not matrix.lines_per_minute:
        return {}
    allowance = Allowance(timedelta(minutes=1) / matrix.lines_per_minute)
    return {AccountId(f"matrix:{matrix.user_id}"): allowance}


def process_name() -> str:
    """Names this process in the leases that it takes."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
