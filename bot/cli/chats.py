"""`ankerplatz chats` and `ankerplatz send`: where the bot is used, and what to tell all of them."""

import asyncio
import json
import secrets
from collections.abc import Sequence
from typing import Final, TypedDict, cast

import typer

from bot.bootstrap.adapters import beside_database, chat_named
from bot.bootstrap.assembly import herald_of
from bot.config import Configuration
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.language import carriable
from bot.errors import PermanentError
from bot.running.errands import Errands
from bot.running.hatch import SOCKET, JsonObject, NotRunningError, ask
from bot.scheduling.clock import SystemClock
from bot.storage.address import file_of, is_postgresql
from bot.storage.opening import open_store

MOST_LETTERS: Final = 4000
"""Of an announcement. Matrix takes 64 KiB with all that belongs to a line."""

_SHOWN: Final = 20


class ListedChat(TypedDict):
    """One chat as the errand tells it."""

    network: str
    account: str
    chat: str
    kind: str | None
    language: str
    timezone: str
    series: int
    active: bool
    bridged_to: str | None


def list_chats(configuration: Configuration, *, as_json: bool) -> None:
    """Print them. Raises `PermanentError` and `ConfigError` when they cannot be known."""
    chats = _Chats(configuration)
    if as_json:
        typer.echo(json.dumps({"chats": chats.all}, indent=2, ensure_ascii=False))
        return
    rows = [("network", "chat", "language", "zone", "series", "")]
    rows += [
        (
            one["network"],
            one["chat"],
            one["language"],
            one["timezone"],
            str(one["series"]),
            _silent(one),
        )
        for one in chats.all
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def send(configuration: Configuration, text: str, names: Sequence[str], *, sure: bool) -> bool:
    """Show it and ask, unless `sure`; without `names`, to all chats. Whether it will be said.

    Raises `PermanentError` and `ConfigError`, and then nothing will be said.
    """
    text = carriable(text).strip()
    if not 0 < len(text) <= MOST_LETTERS:
        raise PermanentError(f"an announcement has 1 to {MOST_LETTERS} letters, not {len(text)}")
    chats = _Chats(configuration)
    targets = [chats.named(name) for name in dict.fromkeys(names)] if names else chats.reachable
    if not targets:
        raise PermanentError("nobody used the bot in any chat yet; name one with --chat")
    where = f"{len(targets)} chats" if len(targets) > 1 else targets[0].chat
    if not sure:
        typer.echo(f"{text}\n")
        for chat in targets[:_SHOWN]:
            typer.echo(f"  {chat.account.partition(':')[0]}  {chat.chat}{chats.doubt(chat)}")
        if len(targets) > _SHOWN:
            typer.echo(f"  … and {len(targets) - _SHOWN} more")
        if not typer.confirm(f"Say that in {where}?"):
            return False
    by_bot = _send(configuration, text, targets)
    typer.echo(f"The bot says it in {where}{'' if by_bot else ' as soon as it runs'}.")
    for chat in filter(chats.doubt, targets if sure else ()):  # who was asked has read it
        typer.echo(f"{chat.chat}: nobody used the bot there yet; it says nothing where it is not.")
    return True


class _Chats:
    """Those of the configured accounts."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        told, _ = asyncio.run(_done(configuration, "chats", {}))
        found = cast("list[ListedChat]", told["chats"])
        accounts = {one.account for one in configuration.accounts}
        self.all = [one for one in found if one["account"] in accounts]

    @property
    def reachable(self) -> list[ChatAddress]:
        return [_address(one) for one in self.all if not _silent(one)]

    def named(self, name: str) -> ChatAddress:
        """A chat by its id, also one that nobody used yet. Raises `PermanentError`."""
        address = chat_named(self._configuration, name)
        for one in self.all:
            if _address(one) == address and (why := _silent(one)):
                raise PermanentError(f"{name}: {why}")
        return address

    def doubt(self, chat: ChatAddress) -> str:
        known = any(_address(one) == chat for one in self.all)
        return "" if known else "  (nobody used the bot there yet)"


def _send(configuration: Configuration, text: str, targets: Sequence[ChatAddress]) -> bool:
    """Whether the running bot does it. The name makes sure that nothing is said twice."""
    facts = {
        "name": secrets.token_hex(8),
        "text": text,
        "chats": [[chat.account, chat.chat] for chat in targets],
    }
    _, by_bot = asyncio.run(_done(configuration, "send", facts))
    return by_bot


async def _done(
    configuration: Configuration, errand: str, facts: JsonObject
) -> tuple[JsonObject, bool]:
    """Have the running bot do it, else do it on its database. What came out, and whether it runs.

    The bot holds on to an SQLite file for as long as it runs, so there is only one way at a time.
    """
    try:
        return await ask(beside_database(configuration, SOCKET), errand, facts), True
    except NotRunningError:
        _demand_database(configuration.bot.database)
    store, clock = open_store(configuration.bot.database), SystemClock()
    herald = herald_of(configuration)
    errands = Errands(store=store, clock=clock, herald=herald, told=lambda _account: None)
    try:
        return await errands.answers[errand](facts), False
    finally:
        await store.close()


def _demand_database(url: str) -> None:
    """Whoever looks for chats wants no new database."""
    if not (is_postgresql(url) or file_of(url).exists()):
        raise PermanentError(f"the bot is not running, and there is no database {file_of(url)}")


def _address(one: ListedChat) -> ChatAddress:
    return ChatAddress(AccountId(one["account"]), ChatId(one["chat"]))


def _silent(one: ListedChat) -> str:
    """Why nothing can be said there, empty where it can."""
    if not one["active"]:
        return "the bot was removed from there"
    return f"a bridge copies it to {one['bridged_to']}" if one["bridged_to"] else ""
