"""Put the parts together: the one place that knows all of them."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bot.commands.dispatch import Dispatcher
from bot.commands.door import FrontDoor
from bot.commands.house import House
from bot.commands.registry import VERBS
from bot.commands.router import Router
from bot.commands.vocabulary import Vocabulary
from bot.config import Configuration
from bot.delivery.worker import DeliveryWorker
from bot.domain.chat import AccountId
from bot.domain.naming import conference_name
from bot.domain.settings import ChatSettings
from bot.errors import PermanentError
from bot.rendering.renderer import TemplateRenderer
from bot.scheduling.alarm_clock import AlarmClock
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store
from bot.usecases.keep_house import keep_house
from bot.usecases.ports import ChatNetwork, Clock, ConferenceServer, Store
from bot.usecases.start_conference import StartConference
from bot.usecases.who_is_in import WhoIsIn

log = logging.getLogger(__name__)

_FAREWELL_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What belongs to one account: the network, the way in and the way out."""

    network: ChatNetwork
    door: FrontDoor
    worker: DeliveryWorker


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """All parts of a running bot."""

    store: Store
    server: ConferenceServer
    dispatcher: Dispatcher
    alarm_clock: AlarmClock
    posts: Sequence[Post]


def assemble(
    configuration: Configuration,
    *,
    store: Store,
    clock: Clock,
    server: ConferenceServer,
    networks: Sequence[ChatNetwork],
) -> Assembly:
    """Nothing is started and nothing contacted yet."""
    bot = configuration.bot
    vocabulary = Vocabulary(VERBS)
    dispatcher = Dispatcher()
    workers = {
        network.account: DeliveryWorker(store=store, network=network, clock=clock, owner=_owner())
        for network in networks
    }
    router = Router(
        store=store,
        house=_house(configuration, store, server, vocabulary),
        vocabulary=vocabulary,
        renderer=TemplateRenderer(VERBS),
        clock=clock,
        defaults=ChatSettings(
            language=bot.language,
            timezone=bot.timezone,
            presence=configuration.privacy.presence,
        ),
        prefix=bot.prefix,
        answered=lambda account: workers[account].poke(),
    )
    front_door = partial(
        FrontDoor,
        store=store,
        clock=clock,
        vocabulary=vocabulary,
        prefix=bot.prefix,
        router=router,
        dispatcher=dispatcher,
    )
    return Assembly(
        store=store,
        server=server,
        dispatcher=dispatcher,
        alarm_clock=AlarmClock(
            partial(keep_house, store, clock, retention=configuration.privacy.retention)
        ),
        posts=[
            Post(
                network=network,
                door=front_door(network.account),
                worker=workers[network.account],
            )
            for network in networks
        ],
    )


def _house(
    configuration: Configuration, store: Store, server: ConferenceServer, vocabulary: Vocabulary
) -> House:
    def verb_named(word: str) -> str | None:
        verb = vocabulary.named(word) or vocabulary.nearest(word)
        return verb.key if verb else None

    return House(
        start_conference=StartConference(server, partial(conference_name, choose=secrets.choice)),
        who_is_in=WhoIsIn(store, server),
        name=configuration.bot.name,
        version=version("ankerplatz"),
        server=configuration.jitsi.url,
        verb_named=verb_named,
    )


def _owner() -> str:
    """Names this process in the leases that it takes."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def conference_server(configuration: Configuration, clock: Clock) -> ConferenceServer:
    """The configured Jitsi server."""
    from bot.conferences.jitsi.server import JitsiServer, JitsiSettings  # noqa: PLC0415

    jitsi = configuration.jitsi
    settings = JitsiSettings(
        url=jitsi.url,
        xmpp_websocket=jitsi.xmpp_websocket,
        xmpp_host=jitsi.xmpp_host,
        xmpp_domain=jitsi.xmpp_domain,
        muc_domain=jitsi.muc_domain,
        bot_name=configuration.bot.name,
    )
    return JitsiServer(settings, clock)


def chat_networks(configuration: Configuration, clock: Clock) -> list[ChatNetwork]:
    """The configured networks. Each library is loaded only where it is used: they are large."""
    networks: list[ChatNetwork] = []
    bot = configuration.bot
    if matrix := configuration.matrix:
        from bot.networks.matrix.network import MatrixNetwork  # noqa: PLC0415
        from bot.networks.matrix.settings import MatrixSettings  # noqa: PLC0415

        networks.append(
            MatrixNetwork(
                MatrixSettings(
                    homeserver=matrix.homeserver,
                    user_id=matrix.user_id,
                    display_name=bot.name,
                    allow=frozenset(bot.allow),
                    admins=frozenset(bot.admins),
                    credentials_file=_beside_database(configuration, "matrix-login.json"),
                    password=matrix.password and matrix.password.get_secret_value(),
                    access_token=matrix.access_token and matrix.access_token.get_secret_value(),
                    device_id=matrix.device_id,
                    encryption=matrix.encryption,
                ),
                clock,
            )
        )
    if xmpp := configuration.xmpp:
        from bot.networks.xmpp.network import XmppNetwork  # noqa: PLC0415
        from bot.networks.xmpp.settings import XmppSettings  # noqa: PLC0415

        networks.append(
            XmppNetwork(
                XmppSettings(
                    jid=xmpp.jid,
                    password=xmpp.password.get_secret_value(),
                    host=xmpp.host,
                    rooms=xmpp.rooms,
                    nick=bot.name,
                    allow=frozenset(bot.allow),
                    admins=frozenset(bot.admins),
                    tls=xmpp.tls,
                ),
                clock,
            )
        )
    return networks


def _beside_database(configuration: Configuration, name: str) -> Path:
    """A file in the folder of the SQLite database; in the current folder where there is none."""
    url = configuration.bot.database
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else Path()
    return folder / name


async def run_bot(
    configuration: Configuration, *, ready: Callable[[Sequence[AccountId]], None]
) -> None:
    """The bot as `ankerplatz run` runs it, until cancelled."""
    clock = SystemClock()
    assembly = assemble(
        configuration,
        store=open_store(configuration.bot.database),
        clock=clock,
        server=conference_server(configuration, clock),
        networks=chat_networks(configuration, clock),
    )
    await serve(assembly, ready=ready)


async def serve(assembly: Assembly, *, ready: Callable[[Sequence[AccountId]], None]) -> None:
    """Run until cancelled; `ready` is called once every network is.

    Raises `PermanentError` when no account is left that can work.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            for post in assembly.posts:
                await post.door.resume()
            tasks.create_task(assembly.server.run())
            tasks.create_task(assembly.dispatcher.run())
            tasks.create_task(assembly.alarm_clock.run())
            for post in assembly.posts:
                tasks.create_task(post.worker.run())
            tasks.create_task(_stay_connected(assembly.posts))
            for post in assembly.posts:
                await post.network.wait_ready()
            ready([post.network.account for post in assembly.posts])
    except* PermanentError as broken:
        raise PermanentError("no account can work any more") from broken
    finally:
        await _leave(assembly)


async def _stay_connected(posts: Sequence[Post]) -> None:
    """One account that cannot work any more does not take the others down."""
    left = {post.network.account for post in posts}

    async def stay(post: Post) -> None:
        try:
            await post.network.run(post.door)
        except PermanentError as error:
            log.critical(
                "An account cannot work any more and is given up",
                extra={
                    "action": "account_given_up",
                    "account": post.network.account,
                    "why": str(error),
                },
            )
            left.discard(post.network.account)
            if not left:
                raise

    async with asyncio.TaskGroup() as tasks:
        for post in posts:
            tasks.create_task(stay(post))


async def _leave(assembly: Assembly) -> None:
    for post in assembly.posts:
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await post.network.close()
        except Exception:
            log.exception("Leaving a network failed", extra={"account": post.network.account})
    await assembly.store.close()
