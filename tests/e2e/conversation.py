"""One conversation of both languages through most verbs, and what is left of it when compared."""

import json
import re
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.storage.address import SQLITE, file_of
from bot.storage.postgresql import copies as postgresql
from bot.storage.sqlite import copies as sqlite

Ask = Callable[[str], Awaitable[str]]
"""Says a line, and returns what the bot answers to it."""

TURNS: Final = (
    ("!hilfe", "!meet"),
    ("!meet Vorstand", r"Vorstand: http\S+/vorstand(-[a-z]{5}){3}"),
    ("!wer", "Vorstand"),
    ("!meet in Ankerplatz", r"http\S+/Ankerplatz"),
    ("!meet am 24.12.2030 um 18 Uhr Weihnachten in Ankerplatz", "Weihnachten: .*18:00"),
    ("!meet jeden Sonntag 11:00 ab 1.9.2030 Chor in Probenraum", r"Chor: jeden Sonntag um 11:00"),
    ("!termine", r"2\. Chor: .*\n1\. Weihnachten: "),
    ("!abo 2 1 Tag hier", r"!abo 2 hier 1 Tag, 10 Minuten"),
    ("!abo aus 2 hier", r"!abo 2 hier 1 Tag$"),
    ("!dabei 2", r"Dabei: 1\n"),
    ("!nicht dabei 2", r"Dabei: 0 · nicht dabei: 1\n"),
    ("!top 2 Kasse", r"1\. Kasse"),
    ("!top 2", r"\n1\. Kasse\n"),
    ("!ausfall 2 8.9.2030", r"!ausfall 2 Sonntag, 8\.9\.2030 zurück"),
    ("!ausfall 2 Sonntag, 8.9.2030 zurück", r"!ausfall 2 Sonntag, 8\.9\.2030$"),
    ("!verschieben 2 15.9.2030 auf 16.9.2030 20:00", r"20:00 .*\(verschoben\)"),
    ("!umbenennen 2 22.9.2030 Singen am Fluss", "heißt Singen am Fluss"),
    ("!ändern 2 Großer Chor", r'!ändern 2 "Chor"'),
    ("!aendern 2 leitung ich", "leitung niemand"),
    ("!erinnern 2 Tage", "!erinnern 1 Tag, 10 Minuten"),
    ("!anwesenheit offen", "!anwesenheit zahl"),
    ("!einstellungen", "2 Tage"),
    ("!ausfall 9", "9"),
    ("!meet jeden", "jeden"),
    ("!sprache en", "English"),
    ("!settings", "Language: en"),
    ("!sessions", r"Großer Chor: .*host: .*Coming: 0 · not coming: 1.*1 point"),
    (
        "!meet every 1st monday of the month 19:30 from 1 October 2030 Board in Anker [remind 1h]",
        r"Board: every 1st Monday of the month at 19:30",
    ),
    ("!move 3 to 8 October 2030 20:00", r"20:00 .*\(moved\)"),
    ("!skip 3 32 October", "“32 October”"),
    ("!edit 3 20:15", "20:15"),
    ("!rsvp 3", r"Coming: 1\n"),
    ("!agenda 3 Budget", r"1\. Budget"),
    ("!agenda 3 remove 1", r'!agenda 3 "Budget"'),
    ("!subscribe 3 10 min here", "10 minutes before"),
    ("!unsubscribe 3 here", "!subscribe 3 here 10 minutes"),
    ("!cancel 1", "Weihnachten is called off"),
    ("!cancel 1 undo", "Weihnachten takes place after all"),
    ("!invite Anker", r"http\S+/Anker"),
    ("!who Nowhere", "Nowhere"),
    ("!timezone Mars", "Mars"),
    ("!help skip", "!skip NUMBER"),
)

_OF_THE_WAY: Final = ("inbox", "outbox", "position", "alarm")
"""Tables in which nothing stands that was said, only when and how."""
_VARYING: Final = (
    *("id", "key", "account", "chat", "kind", "turn", "revision", "last_shown", "token"),
    *("added_at", "closed_at", "edited_at", "live_since", "made_at", "opened_at", "posted_at"),
    *("said_at", "until", "used_at"),
)
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
_OURS: Final = "account = ? AND chat = ?"
_OF_OURS: Final = f"series IN (SELECT id FROM series WHERE {_OURS})"
_ANSWERED: Final = f"""
    SELECT count(*) FROM inbox JOIN outbox USING (account, chat)
    WHERE {_OURS} AND closed_at IS NOT NULL AND finished_at IS NOT NULL
      AND key = 'reply:' || account || ':' || chat || ':' || line || ':0'
"""
_OFFERED: Final = re.compile(
    r"\n(?:For you|Für dich): [^\n]*|(?<=auf eurem Jitsi-Server)(?:.|\n)*"
    "|(?<=Eine Nummer 9 gibt es )(?:.|\n)*"
)
"""What each chat is offered by what it can do: bells and thumbs, in the help verbs; and where a
number may be found that it has not."""
_MADE_UP: Final = re.compile(r"(vorstand|jeden)(-[a-z]{5}){3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where the conversation takes place: the chat and the person as the bot's database has them.

    `database` is its address, `name` what the chat calls the person.
    """

    database: str
    account: str
    chat: str
    person: str
    name: str


async def talk(ask: Ask, scene: Scene) -> list[tuple[str, str]]:
    """Go through the turns. Each line and what was answered, without what always differs."""
    said: list[tuple[str, str]] = []
    for line, pattern in TURNS:
        answer = await ask(line)
        assert re.search(pattern, answer), f"{line}\n{answer}"
        alike = _OFFERED.sub("", _MADE_UP.sub(r"\1", answer))
        said.append((line, alike.replace(scene.name, "NAME")))
    return said


@asynccontextmanager
async def kept(scene: Scene) -> AsyncGenerator[sqlite3.Connection]:
    """A backup of what the running bot keeps, which is an SQLite file on either engine."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        if scene.database.startswith(SQLITE):
            sqlite.backup(file_of(scene.database), copy)
        else:
            await postgresql.backup(scene.database, copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection


def stored(connection: sqlite3.Connection, scene: Scene) -> list[str]:
    """What a copy has of the chat and its series, sorted, without what always differs."""
    tables = [row["name"] for row in connection.execute(_TABLES)]
    found = [row for table in tables for row in _rows(connection, table, scene)]
    return sorted(_MADE_UP.sub(r"\1", row) for row in found)


def answered(connection: sqlite3.Connection, scene: Scene) -> int:
    """How many lines of the chat were received and dealt with, each with one answer sent."""
    return connection.execute(_ANSWERED, (scene.account, scene.chat)).fetchone()[0]


def _rows(connection: sqlite3.Connection, table: str, scene: Scene) -> list[str]:
    columns = [row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    if table in _OF_THE_WAY or not {"chat", "series"} & {*columns}:
        return []
    ours = _OURS if "chat" in columns else _OF_OURS
    rows = connection.execute(f'SELECT * FROM "{table}" WHERE {ours}', (scene.account, scene.chat))
    return [f"{table} {_told(dict(row), scene)}" for row in rows]


def _told(row: dict[str, object], scene: Scene) -> str:
    kept = {name: value for name, value in row.items() if name not in _VARYING}
    if "series" in kept:
        kept["series"] = "one of the chat"
    if "payload" in kept:
        kept["payload"] = json.loads(str(kept["payload"]))
    told = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return told.replace(f'"{scene.person}"', '"PERSON"').replace(f'"{scene.name}"', '"PERSON"')
