"""What the moderators of a chat can choose for it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from zoneinfo import available_timezones

from bot.domain.language import Formality, Language, fold
from bot.domain.settings import Chat, Presence
from bot.domain.when.tables import TABLES
from bot.errors import UserError
from bot.usecases.ports import Work


async def choose_language(work: Work, chat: Chat, language: Language) -> None:
    """From the next answer on."""
    await work.chats.save(replace(chat, language=language))


async def choose_timezone(work: Work, chat: Chat, timezone: str) -> None:
    """`timezone` is an IANA name."""
    await work.chats.save(replace(chat, timezone=timezone))


async def choose_presence(work: Work, chat: Chat, presence: Presence) -> None:
    """From the next look on; what was said before stays."""
    await work.chats.save(replace(chat, presence=presence))


async def choose_leads(work: Work, chat: Chat, leads: tuple[timedelta, ...]) -> None:
    """For series that are planned from now on."""
    await work.chats.save(replace(chat, leads=leads))


async def choose_formality(work: Work, chat: Chat, formality: Formality) -> None:
    """From the next answer on."""
    await work.chats.save(replace(chat, formality=formality))


async def choose_widgets(work: Work, chat: Chat, *, wanted: bool) -> None:
    """For calls that run now, too."""
    await work.chats.save(replace(chat, widgets=wanted))


def language_named(word: str) -> Language:
    """`de`, `German`, `deutsch` -> the code. Raises `UserError` for one we do not speak."""
    folded = fold(word)
    for language, table in TABLES.items():
        if folded in (language, *map(fold, table.names.split(", "))):
            return language
    raise UserError("unknown_language", {"word": word, "languages": ", ".join(TABLES)})


def timezone_named(words: str, zones_of: Callable[[str], Collection[str]]) -> str:
    """`Europe/Berlin`, `europe/berlin`, `berlin`, `new york`, `Wien` -> the IANA name.

    `zones_of` knows what cities are called elsewhere than in the IANA names. Raises `UserError`
    with the nearest name when there is none or when a city stands for several.
    """
    wanted = fold(words).replace(" ", "_")
    zones = {fold(zone): zone for zone in available_timezones()}
    if wanted in zones:
        return zones[wanted]
    cities = [name for folded, name in zones.items() if folded.rpartition("/")[2] == wanted]
    cities = cities or list(zones_of(words))
    if len(cities) == 1:
        return cities[0]
    near = sorted(cities) or [zones[n] for n in get_close_matches(wanted, zones, n=1)]
    raise UserError("unknown_timezone", {"word": words, "nearest": (near or ["Europe/Berlin"])[0]})
