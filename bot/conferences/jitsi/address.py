"""The address of the Jitsi server: the base of all links, and the measure of whom to trust."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote

from yarl import URL

from bot.errors import ConfigError

ENCODE_URI_COMPONENT: Final = "-_.!~*'()"
"""What JavaScript's function of that name leaves as it is, beside letters and digits."""

_LABEL: Final = r"(?!-)[\w-]{1,63}(?<!-)"
_DOMAIN: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*", re.ASCII)
_SECURE: Final = frozenset({"https", "wss"})


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """`base` is the address as configured, without the slash at its end.

    A path in it is a sub-folder or a Jitsi tenant; both look the same from outside.
    """

    base: URL

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises `ConfigError` when it is no http(s) address that rooms can hang below."""
        try:
            address = URL(url.strip().rstrip("/"))
        except ValueError as error:
            raise ConfigError(f"jitsi.url: not an address: {error}") from error
        if address.scheme not in {"http", "https"} or not address.host:
            raise ConfigError("jitsi.url: give it as https://meet.example.org")
        if address.query_string or address.fragment or address.user or address.password:
            raise ConfigError("jitsi.url: give scheme, host, and folder if any; nothing else")
        return cls(address)

    @property
    def folder(self) -> str:
        """The path below which the rooms are, without slashes at its ends; mostly empty."""
        return self.base.path.strip("/")

    def link(self, name: str) -> str:
        """Where people click to enter the room of that (normalised) name."""
        return f"{self}/{quote(name, safe=ENCODE_URI_COMPONENT)}"

    def is_at(self, link: URL) -> bool:
        """Whether a link that people pasted leads here; http instead of https does not matter."""
        return link.raw_host == self.base.raw_host and _port(link) == _port(self.base)

    def owns(self, url: URL) -> bool:
        """Whether an address is on this host or below it, and no less encrypted than `base`."""
        ours, theirs = self.base.raw_host or "", url.raw_host or ""
        same = theirs == ours or theirs.endswith(f".{ours}")
        return same and (url.scheme in _SECURE or self.base.scheme not in _SECURE)

    def __str__(self) -> str:
        return str(self.base).rstrip("/")


def _port(url: URL) -> int | None:
    """None for the usual one of the scheme."""
    return None if url.is_default_port() else url.explicit_port


def is_domain(text: str) -> bool:
    """Whether it can be the domain of a JID; names in other scripts only as `xn--…`."""
    return _DOMAIN.fullmatch(text) is not None
