"""Put the web part together. To be imported where it is used only: its libraries are large."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Final

from aiohttp import web

from bot.calendars.feed import CalendarFeed
from bot.conferences.jitsi.admin import AdminKey
from bot.config import Configuration, WebSection
from bot.domain.settings import ChatSettings
from bot.rendering.catalogue import translations
from bot.usecases.calls.reservations import Reserve
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import ConferenceEvents
from bot.usecases.ports.live import LiveRooms
from bot.usecases.ports.shaping import RoomLinks
from bot.usecases.ports.store import Store
from bot.usecases.programme.private_calendar import PrivateCalendar
from bot.usecases.programme.public_programme import PublicProgramme
from bot.usecases.upkeep.figures import Vitals
from bot.web import (
    api,
    assets,
    doors,
    feeds,
    health,
    jitsi_events,
    jitsi_keys,
    live,
    manage,
    programme,
    reservations,
)
from bot.web.answers import ShortMemory
from bot.web.manage.desk import DashboardDesk
from bot.web.pages import PageMaker
from bot.web.reader import key_of
from bot.web.server import WebServer
from bot.web.site import Site
from bot.web.wording import wording

_KEPT_S: Final = 1.0
"""For so long a page is not made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What is shown of calls, and the ways into them.

    `read` hears that somebody is shown what is known just now.
    """

    live: LiveRooms
    read: Callable[[], None]
    links: RoomLinks
    dial_in: doors.AskDialIn


@dataclass(frozen=True, slots=True, kw_only=True)
class ForJitsi:
    """What the Jitsi server itself calls, as far as it is configured."""

    events: ConferenceEvents | None = None
    reserve: Reserve | None = None
    key: AdminKey | None = None


def web_server(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    defaults: ChatSettings,
    vitals: Vitals,
    calls: Calls,
    for_jitsi: ForJitsi,
    desk: DashboardDesk | None = None,
    is_open: Callable[[], bool] = lambda: True,
) -> WebServer:
    """All that is served over HTTP. While it is not `is_open`, only operators are answered.

    Raises `ConfigError` when the logo cannot be used.
    """
    settings = configuration.web or WebSection()
    pages = _pages(configuration, _site(configuration, settings), calls, clock)
    public = PublicProgramme(store=store, defaults=defaults)
    return WebServer(
        host=settings.listen.host,
        port=settings.listen.port,
        base=pages.site.base,
        routes=[
            *_for_everybody(pages, public, PrivateCalendar(store), calls, settings.embed_from),
            *(manage.routes(pages, desk) if desk else ()),
            *_for_jitsi(configuration, for_jitsi),
        ],
        for_operators=health.routes(vitals, version=version("ankerplatz")),
        is_open=is_open,
        explain=pages.explain,
    )


def _pages(configuration: Configuration, site: Site, calls: Calls, clock: Clock) -> PageMaker:
    return PageMaker(
        site=site,
        assets=assets.assets(site),
        wording=wording(
            partial(translations, formality=configuration.bot.address),
            prefix=configuration.bot.prefix,
        ),
        live=calls.live,
        clock=clock,
        doors=doors.Doors(links=calls.links, site=site),
        read=calls.read,
    )


def _for_everybody(
    pages: PageMaker,
    public: PublicProgramme,
    private: PrivateCalendar,
    calls: Calls,
    embed_from: Sequence[str],
) -> Iterator[web.RouteDef]:
    clock = pages.clock
    memory = ShortMemory(_KEPT_S, partial(key_of, otherwise=pages.site.language))
    yield from assets.routes(pages.assets)
    yield from programme.routes(public, pages, doors.Telephone(calls.dial_in, clock), memory)
    yield from doors.routes(public, pages.doors, clock)
    yield from feeds.routes(
        public, private, CalendarFeed(), site=pages.site, clock=clock, memory=memory
    )
    yield from api.routes(public, pages, memory, embed_from=embed_from)
    yield from live.routes(public, pages, calls.live)


def _site(configuration: Configuration, settings: WebSection) -> Site:
    return Site(
        title=settings.title,
        public_url=settings.public_url,
        language=configuration.bot.language,
        accent=settings.accent,
        logo=settings.logo,
        imprint=settings.imprint,
        privacy_policy=settings.privacy_policy,
    )


def _for_jitsi(configuration: Configuration, called: ForJitsi) -> Iterator[web.RouteDef]:
    """As far as its secrets are configured, too."""
    secret = configuration.jitsi.reservations_bearer
    if called.reserve and secret:
        yield from reservations.routes(called.reserve, secret=secret.get_secret_value())
    secret = configuration.jitsi.events_secret
    if called.events and secret:
        yield from jitsi_events.routes(called.events, secret=secret.get_secret_value())
    if key := called.key:
        yield from jitsi_keys.routes(file_name=key.file_name, public_pem=key.public_pem)
