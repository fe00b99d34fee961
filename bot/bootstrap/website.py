"""Put the web part together. Its libraries are loaded only where the part is used."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

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

if TYPE_CHECKING:
    from aiohttp import web

    from bot.conferences.jitsi.admin import AdminKey
    from bot.web.doors import AskDialIn
    from bot.web.manage.desk import Desk
    from bot.web.server import WebServer
    from bot.web.site import Site

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
    dial_in: "AskDialIn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForJitsi:
    """What the Jitsi server itself calls, as far as it is configured."""

    events: ConferenceEvents | None = None
    reserve: Reserve | None = None
    key: "AdminKey | None" = None


def web_server(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    defaults: ChatSettings,
    vitals: Vitals,
    calls: Calls,
    for_jitsi: ForJitsi,
    desk: "Desk | None" = None,
    is_open: Callable[[], bool] = lambda: True,
) -> "WebServer | None":
    """All that is served over HTTP; None where no `[web]` is configured.

    While it is not `is_open`, only operators are answered. Raises `ConfigError` when the logo
    cannot be used.
    """
    settings = configuration.web
    if settings is None:
        return None
    from bot.calendars.feed import CalendarFeed  # noqa: PLC0415
    from bot.web import (  # noqa: PLC0415
        api,
        assets,
        doors,
        feeds,
        health,
        manage,
        programme,
    )
    from bot.web import live as streams  # noqa: PLC0415
    from bot.web.answers import ShortMemory  # noqa: PLC0415
    from bot.web.pages import PageMaker  # noqa: PLC0415
    from bot.web.reader import key_of  # noqa: PLC0415
    from bot.web.server import WebServer  # noqa: PLC0415
    from bot.web.wording import wording  # noqa: PLC0415

    site = _site(configuration, settings)
    pages = PageMaker(
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
    memory = ShortMemory(_KEPT_S, partial(key_of, otherwise=pages.site.language))
    public, private = PublicProgramme(store=store, defaults=defaults), PrivateCalendar(store)
    return WebServer(
        host=settings.listen.host,
        port=settings.listen.port,
        base=pages.site.base,
        routes=[
            *assets.routes(pages.assets),
            *programme.routes(public, pages, doors.Telephone(calls.dial_in, clock), memory),
            *doors.routes(public, pages.doors, clock),
            *feeds.routes(
                public, private, CalendarFeed(), site=pages.site, clock=clock, memory=memory
            ),
            *api.routes(public, pages, memory, embed_from=settings.embed_from),
            *streams.routes(public, pages, calls.live),
            *(manage.routes(pages, desk) if desk else ()),
            *_for_jitsi(configuration, for_jitsi),
        ],
        for_operators=health.routes(vitals, version=version("ankerplatz")),
        is_open=is_open,
        explain=pages.explain,
    )


def _site(configuration: Configuration, settings: WebSection) -> "Site":
    from bot.web.site import Site  # noqa: PLC0415

    return Site(
        title=settings.title,
        public_url=settings.public_url,
        language=configuration.bot.language,
        accent=settings.accent,
        logo=settings.logo,
        imprint=settings.imprint,
        privacy_policy=settings.privacy_policy,
    )


def _for_jitsi(configuration: Configuration, called: ForJitsi) -> "Iterator[web.RouteDef]":
    """As far as its secrets are configured, too."""
    from bot.web import jitsi_events, jitsi_keys, reservations  # noqa: PLC0415

    secret = configuration.jitsi.reservations_bearer
    if called.reserve and secret:
        yield from reservations.routes(called.reserve, secret=secret.get_secret_value())
    secret = configuration.jitsi.events_secret
    if called.events and secret:
        yield from jitsi_events.routes(called.events, secret=secret.get_secret_value())
    if key := called.key:
        yield from jitsi_keys.routes(file_name=key.file_name, public_pem=key.public_pem)
