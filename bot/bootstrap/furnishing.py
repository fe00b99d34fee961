"""Put together what the verbs can call."""

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version

from bot.bootstrap.adapters import calendar_reader, calendar_source
from bot.bootstrap.basis import Basis
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress
from bot.domain.line import Incoming
from bot.domain.naming import share_code
from bot.domain.series import SeriesId
from bot.rendering.cities import zones_of
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.calls.who_is_in import WhoIsIn
from bot.usecases.chats.dashboard import DashboardLinks
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.fixtures import Wall
from bot.usecases.ports.networks import ChatNetwork, TakesReactions
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.programme.import_calendar import ImportCalendar
from bot.usecases.programme.plan_series import PlanSeries
from bot.usecases.programme.private_calendar import Feeds
from bot.usecases.programme.share import OfferSeries
from bot.usecases.telling.circumstances import Circumstances


def furnished(
    basis: Basis,
    *,
    server: ConferenceServer,
    lookout: Lookout,
    circumstances: Circumstances,
    vocabulary: Vocabulary,
    control: CallControl | None,
    locks: CallLocks | None,
) -> House:
    """Nothing is contacted. `control` and `locks` are what the server lets it do with calls."""
    configuration, start_conference = basis.configuration, basis.start_conference
    plan_series, web = PlanSeries(lambda: SeriesId(secrets.token_urlsafe(12))), configuration.web
    draw_code = partial(share_code, choose=secrets.choice)
    networks = {network.account: network for network in basis.networks}
    return House(
        store=basis.store,
        server=server,
        start_conference=start_conference,
        plan_series=plan_series,
        import_calendar=ImportCalendar(start_conference=start_conference, plan_series=plan_series),
        fetch_calendar=calendar_source(configuration),
        fetch_file=partial(_file_of, networks),
        read_calendar=calendar_reader(),
        offer_series=OfferSeries(draw_code),
        who_is_in=WhoIsIn(basis.store, server, lookout.saw, partial(_call_in, basis, networks)),
        circumstances=circumstances,
        name=configuration.bot.name,
        version=version("ankerplatz"),
        jitsi_url=configuration.jitsi.url,
        retention=configuration.privacy.retention,
        draw_code=draw_code,
        verb_named=vocabulary.key_meant,
        zones_of=zones_of,
        control=control,
        locks=locks,
        reserves=configuration.jitsi.reservations,
        has_lobby=basis.has_lobby,
        walls=walls_of(basis.networks),
        takes_reactions=partial(_takes_reactions, networks),
        feeds=web and Feeds(web.public_url, partial(secrets.token_urlsafe, 24)),
        dashboard=web and DashboardLinks(web.public_url, secrets.token_urlsafe),
    )


async def _file_of(networks: Mapping[AccountId, ChatNetwork], line: Incoming) -> bytes:
    return await networks[line.chat.account].file(line)


async def _call_in(
    basis: Basis, networks: Mapping[AccountId, ChatNetwork], chat: ChatAddress
) -> Attendance | None:
    """Who is in the chat's own call, if its account is this copy's."""
    is_ours = basis.tenure.holds(chat.account)
    return await networks[chat.account].call_in(chat) if is_ours else None


def _takes_reactions(networks: Mapping[AccountId, ChatNetwork], chat: ChatAddress) -> bool:
    network = networks.get(chat.account)
    return isinstance(network, TakesReactions) and network.takes_reactions(chat)


def walls_of(networks: Sequence[ChatNetwork]) -> Mapping[AccountId, Wall]:
    """Those in whose chats something can hang, by account."""
    return {network.account: network for network in networks if isinstance(network, Wall)}
