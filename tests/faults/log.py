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


def own_complaints(program: BotProgram) -> list[str]:
    """Without those of libraries, which complain when a connection ends while they write."""
    found = complaints(program)
    return [line for line in found if "a library had something to report" not in line]


def private_words(program: BotProgram, *venues: Venue) -> list[str]:
    """What people are called in their chats, and what opens the bot's accounts."""
    login = program.config.with_name("matrix-login.json")
    token = [json.loads(login.read_text())["access_token"]] if login.exists() else []
    return [GUEST_NAME, PASSWORD, *token, *(str(one.settings["password"]) for one in venues)]


def secrets_told(program: BotProgram, *venues: Venue, said: Iterable[str] = ()) -> list[str]:
    """Which of what people said, their names, passwords and tokens the log holds."""
    log = program.log.read_text(encoding="utf-8")
    return [word for word in (*private_words(program, *venues), *said) if word in log]
