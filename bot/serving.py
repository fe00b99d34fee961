"""Run the parts: connect, stand by where other copies serve, stay, and leave in order."""

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bot.adapters import (
    beside_database,
    call_control,
    chat_networks,
    conference_server,
    moderation_key,
    reserve,
    room_links,
)
from bot.bootstrap import Assembly, Post, assemble, defaults, process_name
from bot.config import Configuration
from bot.errors import PermanentError, TransientError
from bot.logs import count_errors
from bot.scheduling.clock import SystemClock
from bot.status import SOCKET, StatusReport, StatusSocket
from bot.storage.opening import open_store, tenure_of
from bot.usecases.check_health import CheckHealth, Listening
from bot.usecases.network_ports import ChatNetwork, ShowsStatus
from bot.website import Calls, web_server

if TYPE_CHECKING:
    from bot.storage.postgresql.tenure import Tenure
    from bot.web.server import WebServer

log = logging.getLogger(__name__)

_FAREWELL_S: Final = 3.0


async def run_bot(configuration: Configuration, *, ready: Callable[[Sequence[str]], None]) -> None:
    """The bot as `ankerplatz run` runs it, until cancelled."""
    clock = SystemClock()
    server = conference_server(configuration, clock)
    key = moderation_key(configuration)
    assembly = assemble(
        configuration,
        store=open_store(configuration.bot.database),
        clock=clock,
        server=server,
        networks=chat_networks(configuration, clock),
        control=call_control(configuration, server, key, clock),
        locks=server.owner,
    )
    check = CheckHealth(assembly.store, clock, [_listening(post) for post in assembly.posts])
    web = web_server(
        configuration,
        store=assembly.store,
        clock=clock,
        defaults=defaults(configuration),
        check=check,
        calls=Calls(
            live=assembly.lookout.board,
            read=assembly.lookout.read,
            links=room_links(configuration),
            dial_in=server.dial_in,
        ),
        events=server.events,
        reserve=reserve(
            configuration,
            store=assembly.store,
            clock=clock,
            herald=assembly.herald,
            over=server.hear,
        ),
        key=key,
    )
    accounts = [post.network.account for post in assembly.posts]
    url = configuration.bot.database
    tenure = tenure_of(url, assembly.store, accounts, owner=process_name())
    # what was loaded until here stays: it need not be looked through again and again
    gc.freeze()
    gc.enable()
    report = StatusReport(
        store=assembly.store,
        clock=clock,
        check=check,
        version=version("ankerplatz"),
        began_at=clock.now(),
        errors_since=count_errors().since,
    )
    socket = StatusSocket(beside_database(configuration, SOCKET), report)
    async with asyncio.TaskGroup() as tasks:
        beside = tasks.create_task(socket.run())
        try:
            if tenure:
                await tenure.wait()
            report.standing_by = False
            await serve(assembly, ready=ready, web=web, tenure=tenure)
        finally:
            beside.cancel()


async def serve(
    assembly: Assembly,
    *,
    ready: Callable[[Sequence[str]], None],
    web: "WebServer | None" = None,
    tenure: "Tenure | None" = None,
) -> None:
    """Run until cancelled.

    Once every network is ready, `ready` is called with the accounts and with where `web` listens.
    Raises `PermanentError` when no account is left that can work, or another copy took over from
    this one, which holds the `tenure` where there may be several.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            for post in assembly.posts:
                await post.door.resume()
            tasks.create_task(assembly.server.run())
            tasks.create_task(assembly.dispatcher.run())
            tasks.create_task(assembly.alarm_clock.run())
            tasks.create_task(assembly.lookout.run())
            if tenure:
                tasks.create_task(tenure.keep())
            if web:
                tasks.create_task(web.run())
            for post in assembly.posts:
                tasks.create_task(_deliver(post))
                if isinstance(post.network, ShowsStatus):
                    tasks.create_task(assembly.tell_status.run(post.network))
            tasks.create_task(_stay_connected(assembly.posts))
            for post in assembly.posts:
                await post.network.wait_ready()
            address = await web.wait_ready() if web else None
            accounts = [post.network.account for post in assembly.posts]
            ready([*accounts, address] if address else accounts)
    except* PermanentError as last:
        raise PermanentError(str(last.exceptions[0])) from last
    finally:
        await _leave(assembly, tenure)


def _listening(post: Post) -> Listening:
    return Listening(post.network, lambda: post.door.read_at)


async def _deliver(post: Post) -> None:
    """Begin when the network is there: each attempt before would only lengthen the pauses."""
    await post.network.wait_ready()
    await post.worker.run()


async def _stay_connected(posts: Sequence[Post]) -> None:
    """One account that cannot work any more does not take the others down."""
    left = {post.network.account for post in posts}

    async def stay(post: Post) -> None:
        account = post.network.account
        try:
            await post.network.run(post.door)
        except PermanentError as error:
            log.critical(
                "An account cannot work any more and is given up",
                extra={"action": "account_given_up", "account": account, "why": str(error)},
            )
            left.discard(account)
            if not left:
                raise PermanentError(f"{account} cannot work any more: {error}") from error

    try:
        async with asyncio.TaskGroup() as tasks:
            for post in posts:
                tasks.create_task(stay(post))
    except* PermanentError as group:
        raise group.exceptions[0] from None


async def _leave(assembly: Assembly, tenure: "Tenure | None") -> None:
    await asyncio.gather(*(_say_goodbye(post.network) for post in assembly.posts))
    if tenure:
        with suppress(TransientError):  # the next copy waits a little longer then
            await tenure.let_go()
    await assembly.store.close()


async def _say_goodbye(network: ChatNetwork) -> None:
    try:
        async with asyncio.timeout(_FAREWELL_S):
            await network.close()
    except Exception:
        log.exception(
            "Leaving a network failed",
            extra={"action": "farewell_failed", "account": network.account},
        )
