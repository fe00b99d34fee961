"""What single values have to look like. Each parser raises `ValueError` with what to do instead."""

import difflib
import ipaddress
import json
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import PlainValidator, SecretStr

from bot.domain.language import Formality, Language, carriable
from bot.domain.recurrence import is_zone, is_zone_name
from bot.domain.settings import Presence
from bot.domain.shaping import Policy
from bot.domain.when.tables import LANGUAGES

ValueT = TypeVar("ValueT")

_HOST: Final = r"(?:\[[0-9a-fA-F:.]+\]|[^\W_](?:[\w.-]*[^\W_])?)"
_SERVER: Final = re.compile(_HOST + r"(?::\d{1,5})?")
_ENDPOINT: Final = re.compile(f"({_HOST}):([0-9]{{1,5}})")
_MATRIX_ID: Final = re.compile(rf"@[^\s:@]+:{_SERVER.pattern}")
_JID: Final = re.compile(rf"[^\s@/:]+@{_HOST}")
_OCCUPANT: Final = re.compile(_JID.pattern + r"/\S(?:.*\S)?")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ADDRESS: Final = re.compile(r"[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
"""The characters of an address (RFC 3986)."""
_WEB_PAGE: Final = re.compile(r"https?://[^\s\"<>]+")
_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]+)?")
_DURATION: Final = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?", re.ASCII)
_DATABASE: Final = re.compile(r"sqlite:///[^?#]+|postgresql://[^\s/]+/[^\s/?]+(?:\?\S+)?")


class Tls(StrEnum):
    """How an XMPP connection is protected."""

    REQUIRED = "required"
    INSECURE_PLAIN = "insecure-plain"
    """No encryption at all: for trials on this machine."""


class LogLevel(StrEnum):
    """How much of the bot's own lines is logged. It has none below these."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Endpoint(NamedTuple):
    """Where to connect to or listen. An IPv6 address stands without its brackets."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that names the nearest known word, empty when none is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return f'; did you mean "{by_folded[near[0]]}"?' if near else ""


def quoted(given: str) -> str:
    """A value as it can stand in a line of text, whatever is in it; cut where it is long."""
    shown = given if len(given) <= 120 else f"{given[:120]}…"  # noqa: PLR2004 -- most addresses
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def _text(parse: Callable[[str], ValueT]) -> PlainValidator:
    def check(given: object) -> ValueT:
        if not isinstance(given, str):
            raise ValueError("must be text in quotes")  # noqa: TRY004 -- pydantic collects this one
        if carriable(given) != given:
            raise ValueError("has a control character in it, or is not UTF-8 text; type it anew")
        return parse(given)

    return PlainValidator(check)


def _text_or_empty(parse: Callable[[str], ValueT]) -> PlainValidator:
    return _text(lambda given: parse(given) if given else None)


def _secret(given: str) -> SecretStr:
    if not given:
        raise ValueError("is empty; put the secret in")
    return SecretStr(given)


def _matching(pattern: re.Pattern[str], wanted: str) -> Callable[[str], str]:
    def parse(given: str) -> str:
        if not pattern.fullmatch(given):
            raise ValueError(f"{quoted(given)} is not {wanted}")
        return given

    return parse


def _one_of(names: Iterable[str], make: Callable[[str], ValueT]) -> Callable[[str], ValueT]:
    known = tuple(names)

    def parse(given: str) -> ValueT:
        if given not in known:
            choice = " or ".join(f'"{name}"' for name in known)
            raise ValueError(f"{quoted(given)} is not known here; use {choice}")
        return make(given)

    return parse


def database_url(given: str) -> str:
    """The same. Raises `ValueError` with a sentence for whoever wrote it, as `duration` does."""
    if not (_DATABASE.fullmatch(given) and _names_servers(given)):
        raise ValueError(  # it may hold a password, so it is not repeated here
            'must be "sqlite:///ankerplatz.db" or "postgresql://user@host/database"'
        )
    return given


def _names_servers(url: str) -> bool:
    """PostgreSQL's driver takes several, with commas between; the others of their parts are its."""
    try:
        places = urlsplit(url).netloc.rpartition("@")[2].split(",")
        return all(urlsplit(f"//{place}").port != 0 for place in places)
    except ValueError:
        return False


def _title(given: str) -> str:
    if not given.strip() or not given.isprintable():
        raise ValueError("must be some visible characters on one line")
    return given.strip()


def _prefix(given: str) -> str:
    usable = given.isprintable() and not any(each.isalnum() or each.isspace() for each in given)
    if not usable or not 1 <= len(given) <= 3 or given.startswith("/"):  # noqa: PLR2004 -- as many signs as the message says
        raise ValueError(
            f'{quoted(given)} cannot be a prefix; use one to three signs such as "!": no letters, '
            'digits or spaces, and no "/" in front, which chat programs keep for themselves'
        )
    return given


def _timezone(given: str) -> str:
    if not is_zone(given):
        near = did_you_mean(given, filter(is_zone_name, available_timezones()))
        hint = near or '; use one such as "Europe/Berlin"'
        raise ValueError(f"{quoted(given)} is not an IANA time zone{hint}")
    return given


def duration(given: str) -> timedelta:
    """`1d`, `90m`, `1h30m`. Raises `ValueError` with a sentence for whoever wrote it."""
    found = _DURATION.fullmatch(given)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not length:
        raise ValueError(
            f"{quoted(given)} is not a duration; "
            'use days, hours and minutes such as "1d", "90m", "1h30m"'
        )
    return length


def _web_address(schemes: tuple[str, str], *, plain_anywhere: bool = False) -> Callable[[str], str]:
    plain, secure = schemes

    def parse(given: str) -> str:
        example = f'"{secure}://meet.example.org"'
        try:
            parts = urlsplit(given)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host, parts = None, urlsplit("")
        if parts.scheme not in schemes or not host or not _ADDRESS.fullmatch(given):
            raise ValueError(f"{quoted(given)} is not an address; write it like {example}")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError(f"must be a bare address without login, ? and #, like {example}")
        if parts.scheme == plain and not plain_anywhere and not is_loopback(host):
            raise ValueError(f"{quoted(given)} is not encrypted; use {secure}://")
        return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")

    return parse


def _web_page(given: str) -> str:
    """An address to show on a page: with `?` and `#` where the website wants it so."""
    if not _WEB_PAGE.fullmatch(given):
        raise ValueError(f'{quoted(given)} is not an address; write it like "https://example.org/"')
    return given


def _origin(given: str) -> str:
    """A website as browsers name it: without a path (RFC 6454)."""
    origin = _https(given).lower()
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f'{quoted(given)} is not a website; write it like "https://example.org"')
    return origin


def _endpoint(lowest_port: int) -> Callable[[str], Endpoint]:
    def parse(given: str) -> Endpoint:
        found = _ENDPOINT.fullmatch(given)
        if not found or not lowest_port <= int(found[2]) <= 65535:  # noqa: PLR2004 -- the highest port
            raise ValueError(f'{quoted(given)} is not host:port; write it like "127.0.0.1:8480"')
        return Endpoint(found[1].strip("[]"), int(found[2]))

    return parse


def _allowed_server(given: str) -> str:
    if given == "*":
        return given
    return _matching(_SERVER, 'a server name like "example.org", nor "*" for all')(given).lower()


def _account(given: str) -> str:
    """With its server in small letters; the name before it may be another one in others."""
    is_matrix = given.startswith("@")
    wanted = 'an account like "@anna:example.org" or "ben@example.org"'
    _matching(_MATRIX_ID if is_matrix else _JID, wanted)(given)
    name, sign, server = given.partition(":") if is_matrix else given.rpartition("@")
    return name + sign + server.lower()


def _ignored(given: str) -> str:
    if _SERVER.fullmatch(given) or _OCCUPANT.fullmatch(given):
        return given
    try:
        return _account(given)
    except ValueError:
        raise ValueError(
            f'{quoted(given)} is nobody; use an account, a server like "example.org", or '
            '"verein@conference.example.org/Nick"'
        ) from None


_domain = _matching(re.compile(_HOST), 'a domain like "meet.example.org"')
_https = _web_address(("http", "https"))
_inner = _web_address(("http", "https"), plain_anywhere=True)
_websocket = _web_address(("ws", "wss"))

Secret = Annotated[SecretStr, _text(_secret)]
OptionalSecret = Annotated[SecretStr | None, _text_or_empty(_secret)]
Title = Annotated[str, _text(_title)]
Prefix = Annotated[str, _text(_prefix)]
SpokenLanguage = Annotated[Language, _text(_one_of(LANGUAGES, Language))]
AddressForm = Annotated[Formality, _text(_one_of(Formality, Formality))]
Timezone = Annotated[str, _text(_timezone)]
DatabaseUrl = Annotated[str, _text(database_url)]
Account = Annotated[str, _text(_account)]
AllowedServer = Annotated[str, _text(_allowed_server)]
IgnoredOne = Annotated[str, _text(_ignored)]
MatrixUserId = Annotated[
    str, _text(_matching(_MATRIX_ID, 'a Matrix account like "@ankerplatz:example.org"'))
]
Jid = Annotated[str, _text(_matching(_JID, 'an XMPP account like "ankerplatz@example.org"'))]
OptionalJid = Annotated[
    str | None, _text_or_empty(_matching(_JID, 'an XMPP account like "bot@recorder.example.org"'))
]
MucJid = Annotated[str, _text(_matching(_JID, 'a group chat like "verein@conference.example.org"'))]
HttpsUrl = Annotated[str, _text(_https)]
InnerUrl = Annotated[str | None, _text_or_empty(_inner)]
WebSocketUrl = Annotated[
    str | None, _text_or_empty(lambda given: given if given == "auto" else _websocket(given))
]
HostName = Annotated[str, _text(lambda given: _domain(given).lower())]
WebAddress = Annotated[str | None, _text_or_empty(_web_page)]
Origin = Annotated[str, _text(_origin)]
Colour = Annotated[str, _text(_matching(_COLOUR, 'a colour like "#127475"'))]
PicturePath = Annotated[Path | None, _text_or_empty(Path)]
Domain = Annotated[str | None, _text_or_empty(_domain)]
OptionalText = Annotated[str | None, _text_or_empty(_title)]
ServerEndpoint = Annotated[Endpoint | None, _text_or_empty(_endpoint(1))]
ListenEndpoint = Annotated[Endpoint, _text(_endpoint(0))]
Duration = Annotated[timedelta, _text(duration)]
PresenceChoice = Annotated[Presence, _text(_one_of(Presence, Presence))]
PolicyChoice = Annotated[Policy, _text(_one_of(Policy, Policy))]
LogLevelChoice = Annotated[LogLevel, _text(_one_of(LogLevel, LogLevel))]
TlsChoice = Annotated[Tls, _text(_one_of(Tls, Tls))]
