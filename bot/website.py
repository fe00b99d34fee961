"""Put the web part together. Its libraries are loaded only where the part is used."""

from typing import TYPE_CHECKING

from bot.config import Configuration
from bot.domain.settings import ChatSettings
from bot.rendering.catalogue import translations
from bot.usecases.live_ports import LiveRooms
from bot.usecases.ports import Clock, ConferenceEvents, Store
from bot.usecases.public_programme import PublicProgramme
from bot.usecases.reservations import Reserve

if TYPE_CHECKING:
    from bot.conferences.jitsi.admin import AdminKey
    from bot.web.server import WebServer


def web_server(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    defaults: ChatSettings,
    live: LiveRooms | None = None,
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
    from aiohttp import web  # noqa: PLC0415

    from bot.web import assets, jitsi_events, jitsi_keys, programme, reservations  # noqa: PLC0415
    from bot.web.pages import PageMaker  # noqa: PLC0415
    from bot.web.server import WebServer  # noqa: PLC0415
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
    pages = PageMaker(
        site=site,
        assets=assets.assets(site),
        wording=wording(translations, prefix=configuration.bot.prefix),
        live=live,
        clock=clock,
    )
    public = PublicProgramme(store=store, defaults=defaults)
    shaping: list[web.RouteDef] = []
    secret = configuration.jitsi.reservations_secret
    if reserve and secret:
        shaping += reservations.routes(reserve, secret=secret.get_secret_value())
    events_secret = configuration.jitsi.events_secret
    if events and events_secret:
        shaping += jitsi_events.routes(events, secret=events_secret.get_secret_value())
    if key:
        shaping += jitsi_keys.routes(file_name=key.file_name, public_pem=key.public_pem)
    return WebServer(
        host=settings.listen.host,
        port=settings.listen.port,
        base=site.base,
        routes=[*assets.routes(pages.assets), *programme.routes(public, pages), *shaping],
        explain=pages.explain,
    )
