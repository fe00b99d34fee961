"""What the operator says about the Jitsi server."""

from dataclasses import dataclass, field
from typing import Final

AUTOMATIC: Final = "auto"
"""The value of `xmpp_websocket` that means: ask the server's config.js."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiSettings:
    """What is given here wins over what the server's config.js says.

    `prosody_http` and `jicofo_rest` are addresses inside the operator's network. `xmpp_websocket`
    is an address, `auto`, or None for never; `xmpp_host` (host, port) is used instead where it is
    given. `xmpp_user` is an account on the server's hidden domain. `bot_name` is what people in a
    call see when the bot looks in, which it does only with `enter_calls`. `allow_hosts` may be
    contacted when config.js names them. `hears_events` says that the server's posts are taken in,
    below `public_url`.
    """

    url: str
    bot_name: str
    prosody_http: str | None = None
    jicofo_rest: str | None = None
    xmpp_websocket: str | None = AUTOMATIC
    xmpp_host: tuple[str, int] | None = None
    xmpp_domain: str | None = None
    muc_domain: str | None = None
    xmpp_user: str | None = None
    xmpp_password: str | None = field(default=None, repr=False)
    enter_calls: bool = False
    allow_hosts: frozenset[str] = frozenset()
    hears_events: bool = False
    public_url: str | None = None

    @property
    def account_domain(self) -> str | None:
        """Where the bot has its account."""
        return self.xmpp_user.partition("@")[2].lower() if self.xmpp_user else None

    @property
    def has_signalling(self) -> bool:
        """Whether the bot may log in to the signalling at all."""
        return self.xmpp_host is not None or self.xmpp_websocket is not None
