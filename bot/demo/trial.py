"""The trial: two real chat servers and the bot, a short scene, and then it is the newcomer's turn.

Everything listens on this computer only, and lives in a folder that is gone afterwards.
"""

import asyncio
import logging
import secrets
import signal
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from rich.console import Console

from bot.demo.guests import Ear, Heard, MatrixGuest, XmppGuest
from bot.demo.screen import Screen
from bot.demo.servers.prosody import CHAT_DOMAIN, MEET_MUC
from bot.demo.stage import BOT, BOT_NAME, CHAT, GROUP_CHAT, GUEST, Stage, staged
from bot.errors import AnkerplatzError, TransientError

_PATIENCE_S: Final = 20.0
_EDITED: Final = "(edited) "
_END_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(tools: Path) -> int:
    """Run a trial until Ctrl-C; `tools` is where `make demo` installed Synapse and converse.js.

    Returns the exit code: 0 after Ctrl-C or SIGTERM at any moment, 1 when something went wrong,
    with the reason on stderr.
    """
    # the screen is for the conversation; what goes wrong comes as an error
    logging.disable(logging.WARNING)
    try:
        asyncio.run(run_demo(tools.absolute(), Screen(Console(highlight=False))))
    except asyncio.CancelledError:
        return 0
    except (AnkerplatzError, TimeoutError) as error:
        reason = str(error) or "one of the servers did not answer in time"
        Console(stderr=True).print(reason, style="red", markup=False, soft_wrap=True)
        return 1
    finally:
        logging.disable(logging.NOTSET)
    return 0


async def run_demo(tools: Path, screen: Screen) -> None:
    """Raise the stage, play the scene, stay until a signal comes, and clear everything away.

    Ends with `CancelledError` after a signal, or with the error that made it impossible.
    """
    _end_on_signals(screen)
    screen.line("Ankerplatz on trial: a Matrix room and an XMPP group chat, real and yours alone.")
    screen.line("Nothing leaves this computer. Ctrl-C ends it and removes everything.", "dim")
    screen.line("(Nichts verlässt diesen Rechner. Strg-C beendet es und räumt alles weg.)", "dim")
    with tempfile.TemporaryDirectory(prefix="ankerplatz-demo-") as folder:
        async with staged(tools, Path(folder), screen) as stage:
            screen.line()
            try:
                await _play(stage, screen)
            except TimeoutError:
                raise TransientError(f"no answer:\n{stage.bot.last_words()}") from None
            screen.line()
            _invite(stage, screen)
            _relay(stage, screen)
            await stage.bot.wait()
            raise TransientError(f"the bot ended by itself:\n{stage.bot.last_words()}")


def _end_on_signals(screen: Screen) -> None:
    """The first signal ends the trial; clearing away is not interrupted by further ones."""
    loop = asyncio.get_running_loop()
    trial = asyncio.current_task()

    def end() -> None:
        for number in _END_SIGNALS:
            loop.add_signal_handler(number, lambda: None)
        screen.line("\nClearing away ...  (Räume auf ...)")
        if trial is not None:
            trial.cancel()

    for number in _END_SIGNALS:
        loop.add_signal_handler(number, end)


async def _play(stage: Stage, screen: Screen) -> None:
    people = stage.people
    for network, guest, name, who in (
        ("Matrix", people.anna, "Anna", "!who"),
        ("XMPP", people.ben, "Ben", "!wer"),
    ):
        card = await _ask(screen, network, guest, name, "!meet Vorstand")
        node = _node(card.text)
        for caller_name, caller in people.callers.items():
            await caller.join(f"{node}@{MEET_MUC}", secrets.token_hex(4), shown_as=caller_name)
        screen.said("", "", f"({' and '.join(people.callers)} follow the link)")
        await _ask(screen, network, guest, name, who)
        await _see_edit(screen, network, guest, card, f"{len(people.callers)} people")
    await _ask(screen, "Matrix", people.anna, "Anna", "!meet every sunday 11:00 Choir [public]")


async def _ask(
    screen: Screen, network: str, guest: MatrixGuest | XmppGuest, name: str, text: str
) -> Heard:
    screen.said(network, name, text)
    asked = time.perf_counter()
    await guest.say(text)
    answer = await guest.wait_for(
        lambda line: line.at > asked and _is_bot(line) and line.replaces is None
    )
    screen.said(network, BOT_NAME, answer.text, milliseconds=1000 * (answer.at - asked))
    return answer


async def _see_edit(
    screen: Screen, network: str, guest: MatrixGuest | XmppGuest, card: Heard, words: str
) -> None:
    """The card changes by itself until these words stand there."""
    edit = await guest.wait_for(
        lambda line: line.replaces == card.id and words in line.text, _PATIENCE_S
    )
    screen.said(network, BOT_NAME, _EDITED + edit.text)


def _node(text: str) -> str:
    """The room of the first link in a line, as Jitsi names it in signalling."""
    link = next(word for word in text.split() if word.startswith("http://"))
    return unquote(urlsplit(link).path).rpartition("/")[2].lower()


def _is_bot(line: Heard) -> bool:
    return _speaker(line) == BOT_NAME


def _speaker(line: Heard) -> str:
    name = line.speaker.removeprefix("@").partition(":")[0]
    return BOT_NAME if name == BOT else name


def _invite(stage: Stage, screen: Screen) -> None:
    """Tell the newcomer where to type."""
    servers = stage.servers
    server_name = servers.synapse.server_name
    host, port = servers.prosody.c2s
    screen.line("Your turn (jetzt du):", "bold")
    screen.table(
        [
            ("Web chat", f"{stage.web_chat}/   opens the XMPP group chat; type !meet Board,"),
            ("", "or !meet tomorrow 19:30 Choir [public], or !help"),
            ("", "(auf Deutsch: !sprache de, dann !hilfe)"),
            ("", "It shows addresses, so the bot can write to you alone: !subscribe 1"),
            (
                "Programme",
                f"{stage.programme}/   what is public, who is there, calendars",
            ),
            ("Matrix", f"homeserver {servers.synapse.url}, room #{CHAT}:{server_name}"),
            ("", f"user @{GUEST}:{server_name}, password {servers.password}"),
            ("XMPP", f"{host} port {port} without TLS, group chat {GROUP_CHAT}"),
            ("", f"user {GUEST}@{CHAT_DOMAIN}, password {servers.password}"),
            (
                "",
                f"profanity: /connect {GUEST}@{CHAT_DOMAIN} server {host} port {port} tls disable",
            ),
        ]
    )
    screen.line("What is said in the two chats appears here. Ctrl-C ends the trial.", "dim")


def _relay(stage: Stage, screen: Screen) -> None:
    """From now on, show what is said in both chats."""

    def show_lines_of(network: str, ear: Ear) -> None:
        scene = {line.id for line in ear.heard}

        def show(line: Heard) -> None:
            if line.replaces not in scene:
                mark = _EDITED if line.replaces else ""
                screen.said(network, _speaker(line), mark + line.text)

        ear.told = show

    show_lines_of("Matrix", stage.people.anna.ear)
    show_lines_of("XMPP", stage.people.ben.ear)
