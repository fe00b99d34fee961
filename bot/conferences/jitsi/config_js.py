"""What a Jitsi server says about itself in `/config.js`. All of it is foreign input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from yarl import URL

from bot.conferences.jitsi.address import ServerAddress, is_domain
from bot.conferences.jitsi.javascript import assigned_strings

FoundT = TypeVar("FoundT")

_WEB: Final = {"http": "http", "https": "https"}
_SOCKET: Final = {"http": "ws", "https": "wss"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiConfig:
    """What was found, None where it is absent or refused.

    `domain` is where accounts log in, `anonymous_domain` where guests do if that is elsewhere;
    `hidden_domain` is that of recorders. `refused` names settings with unacceptable values.
    """

    domain: str | None = None
    muc_domain: str | None = None
    anonymous_domain: str | None = None
    hidden_domain: str | None = None
    websocket: URL | None = None
    bosh: URL | None = None
    refused: frozenset[str] = frozenset()


def parse_config_js(text: str, server: ServerAddress) -> JitsiConfig:
    """Read the file that `server` served. Addresses must be on its host or below it."""
    assigned = assigned_strings(text, _tenant_variables(server.folder))
    refused: set[str] = set()

    def found(path: str, check: Callable[[str], FoundT | None]) -> FoundT | None:
        value = assigned.get(path)
        accepted = check(value) if value else None
        if value and accepted is None:
            refused.add(path)
        return accepted

    return JitsiConfig(
        domain=found("config.hosts.domain", _domain),
        muc_domain=found("config.hosts.muc", _domain),
        anonymous_domain=found("config.hosts.anonymousdomain", _domain),
        hidden_domain=found("config.hiddenDomain", _domain),
        websocket=found("config.websocket", lambda value: _address(value, server, _SOCKET)),
        bosh=found("config.bosh", lambda value: _address(value, server, _WEB)),
        refused=frozenset(refused),  # the last: complete by now
    )


def _tenant_variables(folder: str) -> dict[str, str]:
    """What the web server writes into `subdir` and `subdomain` at a tenant's address."""
    tenant = folder if "/" not in folder else ""
    subdomain = f"{tenant.replace('.', '_').lower()}." if tenant else ""
    return {"subdir": f"{folder}/" if folder else "", "subdomain": subdomain}


def _domain(value: str) -> str | None:
    return value.lower() if is_domain(value) else None


def _address(value: str, server: ServerAddress, schemes: Mapping[str, str]) -> URL | None:
    """An absolute, protocol-relative or rooted address, when it is the server's."""
    try:
        url = URL(value)
        if not url.scheme:
            url = server.base.join(url).with_scheme(schemes[server.base.scheme])
    except ValueError:
        return None
    return url if url.scheme in schemes.values() and server.owns(url) else None
