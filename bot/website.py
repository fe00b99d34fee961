"""Put the web part together. Its library is loaded only where the part is used."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.config import Configuration

if TYPE_CHECKING:
    from bot.web.server import WebServer


def web_server(configuration: Configuration) -> "WebServer | None":
    """All that is served over HTTP; None where no `[web]` is configured."""
    settings = configuration.web
    if settings is None:
        return None
    from bot.web.refusals import plainly  # noqa: PLC0415
    from bot.web.server import WebServer  # noqa: PLC0415

    return WebServer(
        host=settings.listen.host,
        port=settings.listen.port,
        base=urlsplit(settings.public_url).path,
        routes=[],
        explain=plainly,
    )
