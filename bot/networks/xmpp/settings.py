"""The settings of the XMPP network, whom it believes, and how long it waits for what."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, Self

from bot.domain.chat import AccountId
from bot.domain.ignored import NOBODY, Ignored
from bot.errors import ConfigError
from bot.networks.xmpp.addresses import (
    bare_of,
    domain_of,
    local_of,
    prepared,
    resource_of,
    strictly_prepared,
)

ANYONE: Final = "*"


@dataclass(slots=True, kw_only=True)
class XmppSettings:
    """One account. While it runs, only `allow`, `admins` and `ignored` change, by `believe`.

    `host` is where to connect instead of what DNS says (SRV, then the domain).

    `rooms` are bare JIDs of the group chats to be in; others come by invitation. `allow` names the
    servers whose people may invite the bot and write to it directly; `*` stands for all. `admins`
    are bare JIDs. `tls` is "required" (STARTTLS or direct TLS, certificate checked) or
    "insecure-plain" (no encryption, SCRAM only), which is for loopback trials. `keys_file` is
    where the keys of end-to-end encryption are kept; None leaves it off.
    `avatar` is a whole PNG, None for no picture.
    """

    jid: str
    password: str = field(repr=False)
    host: tuple[str, int] | None = None
    rooms: tuple[str, ...] = ()
    nick: str
    allow: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    ignored: Ignored = NOBODY
    tls: Literal["required", "insecure-plain"] = "required"
    keys_file: Path | None = None
    avatar: bytes | None = field(default=None, repr=False)

    @property
    def account(self) -> AccountId:
        return AccountId(f"xmpp:{self.jid}")

    def prepared(self) -> Self:
        """A copy with all addresses as servers spell them.

        Raises `ConfigError` for an account, a room or a nick that is not valid. Admins of other
        networks drop out.
        """
        made = replace(
            self,
            jid=_address(self.jid, "jid"),
            nick=_nick(self.nick),
            rooms=tuple(_address(room, "rooms") for room in self.rooms),
        )
        made.believe(allow=self.allow, admins=self.admins, ignored=self.ignored)
        return made

    def believe(self, *, allow: frozenset[str], admins: frozenset[str], ignored: Ignored) -> None:
        """As `bot.usecases.ports.networks.Believes`."""
        self.allow = frozenset(server.lower() for server in allow)
        self.admins = frozenset(filter(None, map(prepared, admins)))
        self.ignored = ignored

    def allows(self, jid: str) -> bool:
        """Whether this person may invite the bot and write to it directly."""
        is_allowed = ANYONE in self.allow or domain_of(jid) in self.allow
        return is_allowed and not self.ignored.has(bare_of(jid))

    def allows_room(self, room: str) -> bool:
        """Whether the room is on an allowed server or a service of one."""
        return ANYONE in self.allow or _is_on(room, self.allow)

    def is_own(self, host: str) -> bool:
        """Whether it is the account's server, a service of it, or where `host` says that it is."""
        connected = {self.host[0]} if self.host else set[str]()
        return host in connected or _is_on(host, frozenset({domain_of(self.jid)}))

    def believes(self, room: str) -> bool:
        """Whether the service of this room may tell us whose real JID is whose.

        Any server may run a group chat and claim there that the bot's admin is speaking. So only
        configured rooms are believed, and the services of our own and of allowed servers.
        """
        servers = self.allow - {ANYONE} | {domain_of(self.jid)}
        return bare_of(room) in self.rooms or _is_on(room, servers)


def _address(jid: str, key: str) -> str:
    address = prepared(jid)
    if address is None or not local_of(address) or resource_of(address):
        raise ConfigError(f"[xmpp] {key}: {jid!r} is no address; use one like name@example.org")
    return address


def _nick(name: str) -> str:
    occupant = strictly_prepared(f"room@service/{name}")
    if occupant is None:
        raise ConfigError(f"[bot] name: {name!r} cannot be a nick in XMPP group chats")
    return resource_of(occupant)


def _is_on(room: str, servers: frozenset[str]) -> bool:
    service = domain_of(room)
    return any(service == server or service.endswith("." + server) for server in servers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds. The defaults are meant for real servers; tests are in more of a hurry.

    `answer` is how long a room or the server may take to acknowledge a line; with the look into the
    archive before it, it stays below the 30 s that a delivery has. `quiet` is how long a connection
    may be silent before it is tested. `self_ping` is XEP-0410's interval. A room that kicked the
    bot sees it again after `kicked`, then after twice as long, at most `kicks` times, unless
    `fresh_start` lies between. A room that the bot was invited to is lost when it is `gone` for so
    long: after a crash of their server people make their rooms anew. An account that had been
    logged in is given up when it is `refused` for so long. `upload` bounds all that goes before the
    line when a picture is to be shown, or the line to be encrypted.
    """

    login: float = 30
    request: float = 10
    answer: float = 15
    upload: float = 4
    join: float = 20
    quiet: float = 60
    self_ping: float = 300
    first_pause: float = 1
    longest_pause: float = 60
    kicked: float = 10
    kicks: int = 3
    fresh_start: float = 600
    gone: float = 300
    refused: float = 300
