"""The command line. Exit codes: 0 fine, 1 something failed, 78 bad configuration (EX_CONFIG)."""

import asyncio
import gc
import logging
import sys
from pathlib import Path
from typing import Annotated, Final, NoReturn, cast

import typer

from bot import logs
from bot.cli.db_group import db
from bot.cli.endings import WRONGLY_TYPED, forget_unprinted, say_what_is_wrong
from bot.cli.options import (
    FLAG,
    ConfigOption,
    JsonOption,
    LaterLogFormatOption,
    LogFormatOption,
    VersionOption,
    YesOption,
)
from bot.cli.signals import until_told_to_stop
from bot.config import NETWORKS, load
from bot.domain.language import Language
from bot.domain.when.tables import LANGUAGES
from bot.errors import ConfigError, PermanentError, TransientError

EX_CONFIG: Final = 78

app = typer.Typer(
    help="A bot for Matrix and XMPP group chats that coordinates meetings on your Jitsi server.",
    epilog="First steps: ankerplatz init, ankerplatz check, ankerplatz run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """The console script."""
    try:
        code: object = app(standalone_mode=False, prog_name="ankerplatz")
        print(end="", flush=True)  # noqa: T201 -- what cannot be printed is told of below
    except WRONGLY_TYPED as error:
        say_what_is_wrong(cast("typer.BadParameter", error))
        sys.exit(2)
    except typer.Abort:
        sys.exit(1)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- one line each, for whoever started this
        sys.exit(EX_CONFIG)
    except (PermanentError, TransientError) as error:
        print(f"ankerplatz: {error}", file=sys.stderr)  # noqa: T201 -- as above
        sys.exit(1)
    except OSError as error:  # a disk is full, a pipe was closed: nothing that a traceback explains
        where = f"{error.filename}: " if error.filename else ""
        print(f"ankerplatz: {where}{error.strerror or error}", file=sys.stderr)  # noqa: T201 -- as above
        forget_unprinted()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


@app.callback()
def ankerplatz(
    *,
    log_format: LogFormatOption = logs.LogFormat.TEXT,
    _version: VersionOption = False,
) -> None:
    """Before every command: logging."""
    logs.set_up(log_format)


@app.command(epilog="Example: ankerplatz init --config config.toml")
def init(config: ConfigOption = None) -> None:
    """Ask a few questions, write a configuration and try it out."""
    from bot.cli.init import run_init  # noqa: PLC0415 -- loaded when used, for it is large

    raise typer.Exit(0 if run_init(config) else 1)


@app.command(epilog="Example: ankerplatz check --json")
def check(
    config: ConfigOption = None,
    json: JsonOption = False,
    _log_format: LaterLogFormatOption = None,
) -> None:
    """Try each part for real, and say what to do about failures.

    These are the database, the logins, the Jitsi server and the web port. Exit code 1 if one fails.
    """
    from bot.cli.check import check_all  # noqa: PLC0415 -- as above

    passed = asyncio.run(check_all(load(config), as_json=json))
    raise typer.Exit(0 if passed else 1)


@app.command(epilog="Example: ankerplatz run --config /etc/ankerplatz/config.toml")
def run(config: ConfigOption = None, _log_format: LaterLogFormatOption = None) -> None:
    """Run the bot until Ctrl-C or SIGTERM.

    It prints `ready` once it is in its chats. SIGHUP makes it read the configuration again.
    """
    # loading the libraries makes little garbage, and looking for it takes a tenth of the start;
    # run_bot turns it on again
    gc.disable()
    # with it slixmpp would colour a log that nobody sees, and hold 3 MiB for that
    sys.modules["pygments"] = None  # pyright: ignore[reportArgumentType] -- None: not there
    from bot.running.serving import run_bot  # noqa: PLC0415 -- as above

    configuration = load(config)
    if not configuration.accounts:
        sections = " or ".join(f"[{name}]" for name in NETWORKS)
        raise ConfigError(f"no chat network is configured; add a section {sections}")
    logs.set_level(configuration.bot.log_level)
    reload = asyncio.Event()
    until_told_to_stop(
        run_bot(
            configuration,
            ready=lambda names: print("ready", *names, flush=True),  # noqa: T201 -- whoever started us waits for it
            reload=reload,
            load=lambda: load(config),
        ),
        hung_up=reload.set,
    )


@app.command(epilog="Example: ankerplatz status --json")
def status(
    config: ConfigOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", metavar=FLAG, help="Print nothing; the exit code tells.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Ask the running bot how it is.

    Exit code 1 if it is not well, or not running.
    """
    from bot.cli.status import show_status  # noqa: PLC0415 -- as above

    well = show_status(load(config), quiet=quiet, as_json=json)
    raise typer.Exit(0 if well else 1)


@app.command(epilog="Example: ankerplatz chats --json")
def chats(
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List the chats in which the bot is used."""
    from bot.cli.chats import list_chats  # noqa: PLC0415 -- as above

    list_chats(load(config), as_json=json)


@app.command(epilog='Example: ankerplatz send "The server is down tonight from 8 pm." --all')
def send(
    text: Annotated[str, typer.Argument(help="The announcement.")],
    chat: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHAT", help="A chat by its id, as `chats` lists it; may be repeated."
        ),
    ] = None,
    everywhere: Annotated[bool, typer.Option("--all", metavar=FLAG, help="All chats.")] = False,
    config: ConfigOption = None,
    yes: YesOption = False,
) -> None:
    """Make an announcement in some chats or in all.

    It is shown first, and nothing is said without a yes.
    """
    from bot.cli.chats import send as say  # noqa: PLC0415 -- as above

    if bool(chat) == everywhere:
        raise typer.BadParameter("give either --chat CHAT or --all")
    raise typer.Exit(0 if say(load(config), text, chat or (), sure=yes) else 1)


@app.command("import", epilog="Example: ankerplatz import choir.ics --chat choir@rooms.example.org")
def import_(
    file: Annotated[Path, typer.Argument(help="The calendar, an .ics file.", readable=False)],
    chat: Annotated[
        str,
        typer.Option(
            metavar="CHAT",
            help="Its id: !id:example.org on Matrix, choir@rooms.example.org on XMPP.",
        ),
    ],
    config: ConfigOption = None,
    yes: YesOption = False,
) -> None:
    """Copy the dates of a calendar file into a chat.

    They are shown first, and nothing is copied without a yes.
    """
    from bot.cli.import_file import import_file  # noqa: PLC0415 -- as above

    raise typer.Exit(0 if import_file(load(config), file, chat, sure=yes) else 1)


app.add_typer(db, name="db")


@app.command(epilog="Example: ankerplatz demo --tools .tools")
def demo(
    tools: Annotated[
        Path, typer.Option(help="Where `make demo` put Synapse and the web chat.", readable=False)
    ] = Path(".tools"),
) -> None:
    """Try it all with chat servers of its own, on this computer."""
    from bot.demo import trial  # noqa: PLC0415 -- as above

    raise typer.Exit(trial.main(tools))


@app.command(epilog='Example: ankerplatz console --at "2026-03-28 12:00 Europe/Berlin"')
def console(
    config: ConfigOption = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Pretend it is then, until a line `/advance 6h` moves the clock."
        ),
    ] = None,
    _log_format: LaterLogFormatOption = None,
) -> None:
    """Chat with the bot in this terminal, without any server."""
    from bot.cli.console import moment, run_console  # noqa: PLC0415 -- as above

    # what the log says while all is well would stand in the middle of the conversation
    logging.getLogger("bot").setLevel(logging.ERROR)
    start = None if at is None else moment(at)
    run_console(load(config), at=start)


def _spoken(code: str) -> str:
    if code not in LANGUAGES:
        raise typer.BadParameter(f"{code} is none of {', '.join(LANGUAGES)}")
    return code


@app.command(epilog='Example: ankerplatz when "friday 8pm"')
def when(
    text: Annotated[
        list[str] | None,
        typer.Argument(help="The phrase; without it, each line of standard input."),
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="Pretend it is then: 2026-03-28T12:00.")
    ] = None,
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="The time zone of the chat.")
    ] = "Europe/Berlin",
    language: Annotated[
        str,
        typer.Option(
            callback=_spoken,
            metavar="|".join(LANGUAGES),
            help="Of the answer; the phrase may be in any.",
        ),
    ] = "de",
    json: Annotated[
        bool, typer.Option("--json", metavar=FLAG, help="Print a line of JSON for each phrase.")
    ] = False,
) -> None:
    """Show what the bot understands by a time or a rule."""
    from bot.cli.when import answer_lines, moment  # noqa: PLC0415 -- as above

    typed = (line.decode(errors="replace") for line in sys.stdin.buffer)
    lines = [" ".join(text)] if text else typed
    at = moment(now, timezone)
    understood = answer_lines(lines, sys.stdout, now=at, language=Language(language), as_json=json)
    raise typer.Exit(0 if understood else 1)


@app.command(epilog="Example: ankerplatz occurrences --limit 10 < rules.jsonl")
def occurrences(
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="How many dates; by default 100 of an endless rule, else all."),
    ] = None,
) -> None:
    """Show the dates of recurrence rules (RFC 5545).

    It reads lines of JSON from standard input, and answers each with one.
    """
    from bot.cli.occurrences import answer_lines  # noqa: PLC0415 -- as above

    raise typer.Exit(0 if answer_lines(sys.stdin.buffer, sys.stdout, limit=limit) else 1)
