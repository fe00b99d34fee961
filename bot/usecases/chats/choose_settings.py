"""What the moderators of a chat can choose for it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from difflib import get_close_matches
from zoneinfo import available_timezones

from bot.domain.chat import ChatKind
from bot.domain.language import Language, fold
from bot.domain.line import Incoming
from bot.domain.recurrence import is_zone_name
from bot.domain.settings import Chat
from bot.domain.when.tables import TABLES
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import private_chat


async def keep_words(work: Work, chat: Chat, *, by: Incoming) -> None:
    """Keep in which language, form and time zone the chat of the line `by` is spoken to.

    In a direct chat that holds for all that its writer is told in private: where such chats are
    rooms, that is addressed to the person, and the network looks for the room.
    """
    await work.chats.save(chat)
    private = private_chat(by) if by.kind is ChatKind.DIRECT else None
    if private is None or private == chat.address:
        return
    person = await work.chats.get(private) or Chat(address=private, kind=ChatKind.DIRECT)
    words = {"language": chat.language, "timezone": chat.timezone, "formality": chat.formality}
    await work.chats.save(replace(person, **words))


def language_named(word: str) -> Language:
    """`de`, `German`, `deutsch` -> the code. Raises `UserError` for one we do not speak."""
    folded = fold(word)
    for language, table in TABLES.items():
        if folded in (language, *map(fold, table.names.split(", "))):
            return language
    raise UserError("unknown_language", {"word": word, "languages": ", ".join(TABLES)})


def _is_place(zone: str) -> bool:
    """Unlike `MET`, a relic, which `MEZ` looks like."""
    return "/" in zone or zone == "utc"


def timezone_named(words: str, zones_of: Callable[[str], Collection[str]]) -> str:
    """`Europe/Berlin`, `europe/berlin`, `berlin`, `new york`, `Wien` -> the IANA name.

    `zones_of` knows other names of cities than the IANA's. Raises `UserError` with the nearest name
    when there is none, or when a city stands for several zones.
    """
    wanted = fold(words).replace(" ", "_")
    zones = {fold(zone): zone for zone in available_timezones() if is_zone_name(zone)}
    if wanted in zones:
        return zones[wanted]
    cities = [name for folded, name in zones.items() if folded.rpartition("/")[2] == wanted]
    cities = cities or list(zones_of(words))
    if len(cities) == 1:
        return cities[0]
    near = sorted(cities) or [
        zones[n] for n in get_close_matches(wanted, filter(_is_place, zones), n=1)
    ]
    raise UserError("unknown_timezone", {"word": words, "nearest": (near or ["Europe/Berlin"])[0]})
