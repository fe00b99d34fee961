"""Put the web part together. Its libraries are loaded only where the part is used."""

from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bot.config import Configuration, WebSection
from bot.domain.settings import ChatSettings
from bot.rendering.catalogue import translations
from bot.usecases.check_health import CheckHealth
from bot.usecases.live_ports import LiveRooms
from bot.usecases.ports import Clock, ConferenceEvents, Store
from bot.usecases.private_calendar import PrivateCalendar
from bot.usecases.public_programme import PublicProgramme
from bot.usecases.reservations import Reserve

if TYPE_CHECKING:
    from aiohttp import web

    from bot.conferences.jitsi.admin import AdminKey
    from bot.web.pages import PageMaker
    from bot.web.server import WebServer

_KEPT_S: Final = 1.0
"""For so long a page is not made again."""


def web_server(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    defaults: ChatSettings,
    check: CheckHealth,
    live: LiveRooms,
    events: ConferenceEvents | None = None,
    reserve: Reserve | None = None,
    key: "AdminKey | None" = None,
) -> "WebServer | None":
    """All that is served over HTTP; None where no `[web]` is configured.

    Raises `ConfigError` when the logo cannot be used.
    """
    settings = configuration.web
    if settings is None:
        return None
    from bot.calendars.feed import CalendarFeed  # noqa: PLC0415
    from bot.web import assets, feeds, health, programme  # noqa: PLC0415
    from bot.web import live as streams  # noqa: PLC0415
    from bot.web.answers import ShortMemory  # noqa: PLC0415
    from bot.web.reader import key_of  # noqa: PLC0415
    from bot.web.server import WebServer  # noqa: PLC0415

    pages = _pages(configuration, settings, live=live, clock=clock)
    memory = ShortMemory(_KEPT_S, partial(key_of, otherwise=pages.site.language))
    public, private = PublicProgramme(store=store, defaults=defaults), PrivateCalendar(store)
    return WebServer(
        host=settings.listen.host,
        port=settings.listen.port,
        base=pages.site.base,
        routes=[
            *assets.routes(pages.assets),
            *programme.routes(public, pages, memory),
            *feeds.routes(
                public, private, CalendarFeed(), site=pages.site, clock=clock, memory=memory
            ),
            *streams.routes(public, pages, live),
            *health.routes(check, version=version("ankerplatz")),
            *_for_jitsi(configuration, events=events, reserve=reserve, key=key),
        ],
        explain=pages.explain,
    )


def _pages(
    configuration: Configuration, settings: WebSection, *, live: LiveRooms, clock: Clock
) -> "PageMaker":
    from bot.web.assets import assets  # noqa: PLC0415
    from bot.web.pages import PageMaker  # noqa: PLC0415
    from bot.web.site import Site  # noqa: PLC0415
    from bot.web.wording import wording  # noqa: PLC0415

    site = Site(
        title=settings.title,
        public_url=settings.public_url,
        language=configuration.bot.language,
        accent=settings.accent,
        logo=settings.logo,
        imprint=settings.imprint,
        privacy_policy=settings.privacy_policy,
    )
    return PageMaker(
        site=site,
        assets=assets(site),
        wording=wording(translations, prefix=configuration.bot.prefix),
        live=live,
        clock=clock,
    )


def _for_jitsi(
    configuration: Configuration,
    *,
    events: ConferenceEvents | None,
    reserve: Reserve | None,
    key: "AdminKey | None",
) -> "Iterator[web.RouteDef]":
    """What the Jitsi server itself calls, as far as its secrets are configured."""
    from bot.web import jitsi_events, jitsi_keys, reservations  # noqa: PLC0415

    secret = configuration.jitsi.reservations_secret
    if reserve and secret:
        yield from reservations.routes(reserve, secret=secret.get_secret_value())
    secret = configuration.jitsi.events_secret
    if events and secret:
        yield from jitsi_events.routes(events, secret=secret.get_secret_value())
    if key:
        yield from jitsi_keys.routes(file_name=key.file_name, public_pem=key.public_pem)
