"""Put together what the verbs can call."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version

from bot.bootstrap.adapters import calendar_reader, calendar_source
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.config import Configuration
from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress
from bot.domain.line import Incoming
from bot.domain.naming import share_code
from bot.domain.series import SeriesId
from bot.rendering.cities import zones_of
from bot.usecases.calls.who_is_in import WhoIsIn
from bot.usecases.chats.dashboard import DashboardLinks
from bot.usecases.ports.fixtures import Wall
from bot.usecases.ports.networks import ChatNetwork, TakesReactions
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.programme.import_calendar import ImportCalendar
from bot.usecases.programme.plan_series import PlanSeries
from bot.usecases.programme.private_calendar import Feeds
from bot.usecases.programme.share import OfferSeries
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.telling.circumstances import Circumstances


def furnished(
    configuration: Configuration,
    *,
    circumstances: Circumstances,
    start_conference: StartConference,
    who_is_in: WhoIsIn,
    vocabulary: Vocabulary,
    control: CallControl | None,
    locks: CallLocks | None,
    has_lobby: bool,
    networks: Sequence[ChatNetwork],
) -> House:
    """Nothing is contacted. `control` and `locks` are what the server lets it do with calls."""
    by_account = {network.account: network for network in networks}

    async def fetch_file(line: Incoming) -> bytes:
        return await by_account[line.chat.account].file(line)

    def verb_named(word: str) -> str | None:
        verb = vocabulary.named(word) or vocabulary.nearest(word)
        return verb.key if verb else None

    plan_series, web = PlanSeries(lambda: SeriesId(secrets.token_urlsafe(12))), configuration.web
    return House(
        start_conference=start_conference,
        plan_series=plan_series,
        import_calendar=ImportCalendar(start_conference=start_conference, plan_series=plan_series),
        fetch_calendar=calendar_source(configuration),
        fetch_file=fetch_file,
        read_calendar=calendar_reader(),
        offer_series=OfferSeries(partial(share_code, choose=secrets.choice)),
        who_is_in=who_is_in,
        circumstances=circumstances,
        name=configuration.bot.name,
        version=version("ankerplatz"),
        server=configuration.jitsi.url,
        retention=configuration.privacy.retention,
        verb_named=verb_named,
        zones_of=zones_of,
        control=control,
        locks=locks,
        reserves=configuration.jitsi.reservations,
        has_lobby=has_lobby,
        walls=walls_of(networks),
        takes_reactions=partial(_takes_reactions, by_account),
        feeds=web and Feeds(web.public_url, partial(secrets.token_urlsafe, 24)),
        dashboard=web and DashboardLinks(web.public_url, secrets.token_urlsafe),
    )


def _takes_reactions(networks: Mapping[AccountId, ChatNetwork], chat: ChatAddress) -> bool:
    network = networks.get(chat.account)
    return isinstance(network, TakesReactions) and network.takes_reactions(chat)


def walls_of(networks: Sequence[ChatNetwork]) -> Mapping[AccountId, Wall]:
    """Those in whose chats something can hang, by account."""
    return {network.account: network for network in networks if isinstance(network, Wall)}


def call_in_of(
    networks: Sequence[ChatNetwork], serves: Callable[[AccountId], bool]
) -> Callable[[ChatAddress], Awaitable[Attendance | None]]:
    """Asks the network of a chat who is in its call, if its account is this copy's."""
    by_account = {network.account: network for network in networks}

    async def call_in(chat: ChatAddress) -> Attendance | None:
        return await by_account[chat.account].call_in(chat) if serves(chat.account) else None

    return call_in
