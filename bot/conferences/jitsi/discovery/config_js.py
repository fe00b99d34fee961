"""What a Jitsi server says about itself in `/config.js`. All of it is foreign input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from yarl import URL

from bot.conferences.jitsi.discovery.javascript import assigned_strings
from bot.conferences.jitsi.links.address import ServerAddress, address_in, is_domain

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
    dial_in_numbers: URL | None = None
    dial_in_codes: URL | None = None
    refused: frozenset[str] = frozenset()


def parse_config_js(
    text: str, server: ServerAddress, allow_hosts: frozenset[str] = frozenset()
) -> JitsiConfig:
    """Read the file that `server` served.

    Addresses must be under the server's registrable domain, or on a host in `allow_hosts`.
    """

    def address(schemes: Mapping[str, str]) -> Callable[[str], URL | None]:
        return lambda value: _address(value, server, schemes=schemes, allow_hosts=allow_hosts)

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
        websocket=found("config.websocket", address(_SOCKET)),
        bosh=found("config.bosh", address(_WEB)),
        dial_in_numbers=found("config.dialInNumbersUrl", address(_WEB)),
        dial_in_codes=found("config.dialInConfCodeUrl", address(_WEB)),
        refused=frozenset(refused),  # the last: complete by now
    )


def _tenant_variables(folder: str) -> dict[str, str]:
    """What the web server writes into `subdir` and `subdomain` at a tenant's address."""
    tenant = tenant_of(folder)
    return {
        "subdir": f"{folder}/" if folder else "",
        "subdomain": f"{tenant}." if tenant else "",
    }


def tenant_of(folder: str) -> str:
    """How the tenant at that folder is called in domains; empty where it cannot be one."""
    return "" if "/" in folder else folder.replace(".", "_").lower()


def _domain(value: str) -> str | None:
    return value.lower() if is_domain(value) else None


def _address(
    value: str, server: ServerAddress, *, schemes: Mapping[str, str], allow_hosts: frozenset[str]
) -> URL | None:
    """An absolute, protocol-relative or rooted address, when the bot may go there."""
    try:
        url = address_in(value)
        if not url.scheme:
            url = server.base.join(url).with_scheme(schemes[server.base.scheme])
    except ValueError:
        return None
    may_visit = server.owns(url) or server.is_kin(url) or server.allows(url, allow_hosts)
    return url if url.scheme in schemes.values() and may_visit else None
