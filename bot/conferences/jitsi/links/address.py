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
_GIVE: Final = "give it as https://meet.example.org"
_SECURE: Final = frozenset({"https", "wss"})
_HELD: Final = 2
"""Labels that a domain has at least which somebody holds: `example.org`."""
_HANDED_OUT: Final = frozenset(
    {
        *("ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "or", "org", "gv", "asso"),
        *("ddns", "dyndns", "duckdns", "dynv6", "dedyn", "fritz", "myfritz", "nip", "sslip"),
        *("spdns", "selfhost", "goip", "no-ip", "hopto", "herokuapp", "github", "gitlab", "vercel"),
        *("pages", "netlify", "ngrok", "ngrok-free", "onrender", "fly", "azurewebsites"),
    }
)
"""Where the label below the top is a registry's or a hosting service's."""


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
            address = address_in(url.strip().rstrip("/"))
        except ValueError as error:
            raise ConfigError(f"jitsi.url: not an address: {error}; {_GIVE}") from error
        if address.scheme not in {"http", "https"} or not address.host:
            raise ConfigError(f"jitsi.url: {_GIVE}")
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
        return self._is_encrypted_enough(url) and _is_below(url, self.base.raw_host or "")

    def is_kin(self, url: URL) -> bool:
        """Whether an address is under the same registrable domain, and no less encrypted."""
        registrable = registrable_domain(self.base.raw_host or "")
        return bool(registrable) and self._is_encrypted_enough(url) and _is_below(url, registrable)

    def allows(self, url: URL, hosts: frozenset[str]) -> bool:
        """Whether the operator named the address's host, and it is no less encrypted."""
        return self._is_encrypted_enough(url) and (url.raw_host or "") in hosts

    def _is_encrypted_enough(self, url: URL) -> bool:
        return url.scheme in _SECURE or self.base.scheme not in _SECURE

    def __str__(self) -> str:
        return str(self.base).rstrip("/")


def address_in(text: str) -> URL:
    """What a stranger wrote, as an address. Raises `ValueError` for what is none."""
    try:
        return URL(text)
    except IndexError as error:  # the library stumbles over brackets in disorder
        raise ValueError("brackets in disorder") from error


def registrable_domain(host: str) -> str:
    """The domain above a host that one party may be taken to hold; empty where that is unclear.

    Without a list of public suffixes: one label is dropped, and what is left must not be what
    registries and hosting services hand out names under, as far as its form shows.
    """
    if not is_domain(host) or host.replace(".", "").isdecimal():
        return ""
    above = host.partition(".")[2]
    labels = above.split(".")
    if len(labels) < _HELD or (len(labels) == _HELD and labels[0] in _HANDED_OUT):
        return ""
    return above


def _is_below(url: URL, domain: str) -> bool:
    host = url.raw_host or ""
    return host == domain or host.endswith(f".{domain}")


def _port(url: URL) -> int | None:
    """None for the usual one of the scheme."""
    return None if url.is_default_port() else url.explicit_port


def is_domain(text: str) -> bool:
    """Whether it can be the domain of a JID; names in other scripts only as `xn--…`."""
    return _DOMAIN.fullmatch(text) is not None
