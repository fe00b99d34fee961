"""What the operator says about the Jitsi server."""

from dataclasses import dataclass

AUTOMATIC = "auto"
"""The value of `xmpp_websocket` that means: ask the server's config.js."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiSettings:
    """What is given here wins over what the server's config.js says.

    `xmpp_websocket` is an address, `auto`, or None for never; `xmpp_host` (host, port) is used
    instead where it is given. `bot_name` is what people in a call see when the bot looks in.
    """

    url: str
    bot_name: str
    xmpp_websocket: str | None = AUTOMATIC
    xmpp_host: tuple[str, int] | None = None
    xmpp_domain: str | None = None
    muc_domain: str | None = None
