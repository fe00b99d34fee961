"""What may not stand in the bot's log."""

import json
import re
from collections.abc import Iterable

from bot.demo.program import BotProgram
from tests.fixtures.venue import GUEST_NAME, PASSWORD, Venue

_BUG = re.compile(r" (?:ERROR|CRITICAL) |Traceback")


def complaints(program: BotProgram) -> list[str]:
    """Lines that tell of a bug, with the places that follow them."""
    lines = program.log.read_text(encoding="utf-8").splitlines()
    return ["\n".join(lines[n : n + 25]) for n, line in enumerate(lines) if _BUG.search(line)]


def secrets_told(program: BotProgram, *venues: Venue, said: Iterable[str] = ()) -> list[str]:
    """Which of what people said, their names, passwords and tokens the log holds."""
    log = program.log.read_text(encoding="utf-8")
    login = program.config.with_name("matrix-login.json")
    token = [json.loads(login.read_text())["access_token"]] if login.exists() else []
    private = [GUEST_NAME, PASSWORD, *token, *said]
    private += [str(venue.settings["password"]) for venue in venues]
    return [word for word in private if word in log]
