"""Room names as Jitsi treats them: what it drops, and what stands in link and signalling."""

import unicodedata
from typing import Final
from urllib.parse import quote

from bot.conferences.jitsi.links.address import ENCODE_URI_COMPONENT, ServerAddress, address_in
from bot.domain.naming import visible
from bot.errors import UserError

NAME_LIMIT: Final = 200
"""Characters. Jitsi's web client has no limit; longer names are accidents."""
NODE_LIMIT: Final = 1023
"""Bytes in the localpart of a JID (RFC 7622 section 3.3)."""

RESERVED: Final = frozenset(
    {
        *("_api", "_unlock", ".well-known", "conference-request", "http-bind", "xmpp-websocket"),
        *("colibri-ws", "colibri-relay-ws", "css", "fonts", "images", "lang", "libs", "sounds"),
        *("static", "config.js", "interface_config.js", "external_api.js", "external_api.min.js"),
        *("pwa-worker.js", "manifest.json", "robots.txt", "favicon.ico", "index.html"),
        *("base.html", "body.html", "fonts.html", "head.html", "plugin.head.html", "title.html"),
    }
)
"""Paths that the web server of a Jitsi installation answers itself."""

_DROPPED: Final = str.maketrans("", "", ":?#[]@!$&'()*+,;=></\"\\%")
_SCHEMES: Final = ("https://", "http://", "//")


def room_name(text: str, server: ServerAddress) -> str:
    """The name of the room that somebody typed, or pasted as a link; case stays as it was.

    Raises `UserError`: `room_name_unusable` (name), `room_name_reserved` (name),
    `room_name_too_long` (limit), `foreign_server` (host, server).
    """
    name = normalise(_pasted(text.strip(), server))
    if not name.strip("."):
        raise UserError("room_name_unusable", {"name": text})
    if name.lower() in RESERVED:
        raise UserError("room_name_reserved", {"name": name})
    if len(name) > NAME_LIMIT or len(node(name)) > NODE_LIMIT:
        raise UserError("room_name_too_long", {"limit": NAME_LIMIT})
    return name


def normalise(name: str) -> str:
    """Compatibility forms unified (NFKC), what Jitsi drops dropped, and nothing invisible left."""
    composed = unicodedata.normalize("NFKC", name).translate(_DROPPED)
    return unicodedata.normalize("NFKC", " ".join(visible(composed).split()))


def node(name: str) -> str:
    """The localpart of the room's MUC, as Jitsi's client makes it of the name in the link."""
    return quote(name.lower(), safe=ENCODE_URI_COMPONENT).lower()


def node_called(name: str, server: ServerAddress) -> str | None:
    """The node of the room that a reservation request calls so; None for another tenant's.

    Prosody writes a tenant in front: `[acme]standup` is the room at `/acme/standup`. A sub-folder
    without a tenant looks the same from outside, and there is nothing in front.
    """
    name = name.lower()
    if not name.startswith("["):
        return name
    tenant, closed, node = name.removeprefix("[").partition("]")
    ours = server.folder.replace(".", "_").lower()
    return node if closed and node and tenant == ours else None


def _pasted(text: str, server: ServerAddress) -> str:
    """The room in a link to this server; what is no link is a name already."""
    if text.lower().startswith(f"{server.base.host_port_subcomponent}/"):
        text = f"//{text}"
    if not text.lower().startswith(_SCHEMES):
        return text
    try:
        link = address_in(text)
    except ValueError as error:
        raise UserError("room_name_unusable", {"name": text}) from error
    folder, _, name = link.path.strip("/").rpartition("/")
    if not server.is_at(link) or (name and folder != server.folder):
        raise UserError("foreign_server", {"host": link.host or text, "server": str(server)})
    return name
