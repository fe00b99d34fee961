"""From the configuration to the networks and the conference server that it names.

Each library is loaded only where it is used: they are large, and `console` needs none of them.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.config import Configuration, MatrixSection, Tls, XmppSection
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.ignored import Ignored
from bot.errors import PermanentError
from bot.storage.address import folder_of
from bot.usecases.calls.reservations import Reserve
from bot.usecases.ports.calendars import CalendarReader, CalendarSource, ForeignSeries
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.shaping import CallControl
from bot.usecases.ports.store import Store
from bot.usecases.speaking.herald import Herald

if TYPE_CHECKING:
    from bot.conferences.jitsi.admin import AdminKey
    from bot.conferences.jitsi.links.room_links import JitsiLinks
    from bot.conferences.jitsi.server import JitsiServer
    from bot.networks.matrix.settings import MatrixSettings
    from bot.networks.xmpp.settings import XmppSettings


def conference_server(configuration: Configuration, clock: Clock) -> "JitsiServer":
    """The configured Jitsi server. Raises `ConfigError` when a setting cannot be right."""
    from bot.conferences.jitsi.server import JitsiServer  # noqa: PLC0415 -- see the top
    from bot.conferences.jitsi.settings import JitsiSettings  # noqa: PLC0415 -- see the top

    jitsi = configuration.jitsi
    settings = JitsiSettings(
        url=jitsi.url,
        bot_name=configuration.bot.name,
        prosody_http=jitsi.prosody_http,
        jicofo_rest=jitsi.jicofo_rest,
        xmpp_websocket=jitsi.xmpp_websocket,
        xmpp_host=jitsi.xmpp_host,
        xmpp_domain=jitsi.xmpp_domain,
        muc_domain=jitsi.muc_domain,
        xmpp_user=jitsi.xmpp_user,
        xmpp_password=_told(jitsi.xmpp_password),
        enter_calls=jitsi.enter_calls,
        allow_hosts=frozenset(jitsi.allow_hosts),
        hears_events=jitsi.events_secret is not None,
        public_url=configuration.web.public_url if configuration.web else None,
    )
    return JitsiServer(settings, clock)


def room_links(configuration: Configuration) -> "JitsiLinks":
    """The links into rooms, signed where the server asks for tokens."""
    from bot.conferences.jitsi.links.room_links import JitsiLinks  # noqa: PLC0415 -- see the top

    jitsi = configuration.jitsi
    if not (jitsi.app_id and jitsi.app_secret):
        return JitsiLinks()
    from bot.conferences.jitsi.links.tokens import ANY, TokenSigner  # noqa: PLC0415 -- see the top

    signer = TokenSigner(
        app_id=jitsi.app_id,
        app_secret=jitsi.app_secret.get_secret_value(),
        domain=jitsi.xmpp_domain or ANY,
    )
    return JitsiLinks(signer, guests_need_token=not jitsi.guests)


def moderation_key(configuration: Configuration) -> "AdminKey | None":
    """The key with which the bot may end calls. Raises `ConfigError` when it is none."""
    jitsi = configuration.jitsi
    if not (jitsi.moderation_key and jitsi.moderation_kid):
        return None
    from bot.conferences.jitsi.admin import AdminKey  # noqa: PLC0415 -- see the top

    return AdminKey(jitsi.moderation_key.get_secret_value(), kid=jitsi.moderation_kid)


def call_control(
    configuration: Configuration, server: "JitsiServer", key: "AdminKey | None", clock: Clock
) -> CallControl | None:
    """Who ends calls: who has the key, else the account on the server; None for nobody."""
    prosody = configuration.jitsi.prosody_http
    if not (key and prosody):
        return server.owner
    from bot.conferences.jitsi.admin import JitsiAdmin  # noqa: PLC0415 -- see the top

    return JitsiAdmin(
        prosody=prosody,
        key=key,
        issuer=configuration.jitsi.app_id or "ankerplatz",
        domains=server.domains,
        clock=clock,
    )


def reserve(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    herald: Herald,
    over: Callable[[str], None],
) -> Reserve | None:
    """The bot as the server's reservation system; None where it is not asked."""
    jitsi = configuration.jitsi
    if not jitsi.reservations:
        return None
    from bot.conferences.jitsi.links.address import ServerAddress  # noqa: PLC0415 -- see the top
    from bot.conferences.jitsi.links.rooms import node_called  # noqa: PLC0415 -- see the top

    address = ServerAddress.parse(jitsi.url)
    return Reserve(
        store=store,
        clock=clock,
        herald=herald,
        our_node=lambda name: node_called(name, address),
        draw_id=lambda: secrets.token_urlsafe(12),
        policy=jitsi.reservations_policy,
        has_lobby=jitsi.app_id is not None,
        over=over,
        most_people=jitsi.max_occupants,
    )


def accounts(configuration: Configuration) -> frozenset[AccountId]:
    """All that are configured."""
    return frozenset(AccountId(one.account) for one in configuration.accounts)


def chat_networks(configuration: Configuration, clock: Clock) -> list[ChatNetwork]:
    """One for each account that is configured."""
    networks: list[ChatNetwork] = []
    if configuration.matrix:
        from bot.networks.matrix.network import MatrixNetwork  # noqa: PLC0415 -- see the top

        networks.append(MatrixNetwork(matrix_settings(configuration, configuration.matrix), clock))
    if configuration.xmpp:
        from bot.networks.xmpp.network import XmppNetwork  # noqa: PLC0415 -- see the top

        networks.append(XmppNetwork(xmpp_settings(configuration, configuration.xmpp), clock))
    return networks


def matrix_settings(configuration: Configuration, matrix: MatrixSection) -> "MatrixSettings":
    """What the Matrix network is told."""
    from bot.networks.matrix.settings import MatrixSettings  # noqa: PLC0415 -- see the top

    return MatrixSettings(
        homeserver=matrix.homeserver,
        user_id=matrix.user_id,
        display_name=configuration.bot.name,
        avatar=_avatar(),
        allow=frozenset(configuration.bot.allow),
        admins=frozenset(configuration.bot.admins),
        ignored=Ignored.of(configuration.bot.ignore),
        credentials_file=beside_database(configuration, "matrix-login.json"),
        password=_told(matrix.password),
        access_token=_told(matrix.access_token),
        device_id=matrix.device_id,
        encryption=matrix.encryption,
        keys_folder=beside_database(configuration, "matrix-keys"),
    )


def xmpp_settings(configuration: Configuration, xmpp: XmppSection) -> "XmppSettings":
    """What the XMPP network is told."""
    from bot.networks.xmpp.settings import XmppSettings  # noqa: PLC0415 -- see the top

    return XmppSettings(
        jid=xmpp.jid,
        password=xmpp.password.get_secret_value(),
        host=xmpp.host,
        rooms=xmpp.rooms,
        nick=configuration.bot.name,
        avatar=_avatar(),
        allow=frozenset(configuration.bot.allow),
        admins=frozenset(configuration.bot.admins),
        ignored=Ignored.of(configuration.bot.ignore),
        tls="required" if xmpp.tls is Tls.REQUIRED else "insecure-plain",
        keys_file=beside_database(configuration, f"{xmpp.jid}.keys.json") if xmpp.omemo else None,
    )


def _avatar() -> bytes:
    return (files("bot") / "portrait.png").read_bytes()


def _told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def beside_database(configuration: Configuration, name: str) -> Path:
    """In the folder of the SQLite database; in the current folder where there is none."""
    return folder_of(configuration.bot.database) / name


def chat_named(configuration: Configuration, name: str) -> ChatAddress:
    """By its form: a Matrix room's id, or an address on XMPP. Raises `PermanentError`."""
    if configuration.matrix and name.startswith("!"):
        return ChatAddress(configuration.matrix.account, ChatId(name))
    if configuration.xmpp and "@" in name and not name.startswith(("@", "#", "!")):
        return ChatAddress(configuration.xmpp.account, ChatId(name.lower()))
    raise PermanentError(
        f"{name} is no chat of a configured network; write !id:example.org for a room on Matrix, "
        "chor@rooms.example.org for a group chat on XMPP"
    )


def calendar_reader() -> CalendarReader:
    """In a thread, and one after the other: seconds pass over a large one."""
    turn = asyncio.Lock()

    async def read(data: bytes, *, timezone: str) -> Sequence[ForeignSeries]:
        from bot.calendars.reading import read_calendar  # noqa: PLC0415 -- few chats ever import

        async with turn:
            return await asyncio.to_thread(read_calendar, data, timezone=timezone)

    return read


def calendar_source(configuration: Configuration) -> CalendarSource:
    """Fetches from the hosts that the operator named, and from the bot's own XMPP server."""
    hosts = list(configuration.bot.import_from)
    if configuration.xmpp:
        domain = configuration.xmpp.jid.partition("@")[2]
        hosts += [domain, f".{domain}"]  # uploads lie below it as a rule

    async def fetch(address: str) -> bytes:
        from bot.calendars.fetching import CalendarFetching  # noqa: PLC0415 -- as above

        return await CalendarFetching(hosts)(address)

    return fetch
