"""Write docs/inventory.md, what is kept of whom and how long: `python -m tests.inventory`.

It is made of the tables as the migrations leave them and of what is said of them here; a test fails
while a column is not described.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.storage.schema import migrations
from bot.storage.sqlite.layout import tables

PAGE = Path(__file__).parents[1] / "docs" / "inventory.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A table: `what` by the columns that hold it, whom it concerns, why it is kept, how long."""

    what: Mapping[str, str]
    why: str
    until: str
    personal: str = ""

    @property
    def columns(self) -> list[str]:
        return [column for group in self.what for column in group.split()]


INTRODUCTION = """\
Every table of the database, with every column. *The period* is `retention` under `[privacy]`, 30
days unless the operator chose otherwise. `!forget me` erases at once what stands under somebody's
account, but for the ids of answered lines, which have no text any more; said in a direct chat, all
that was planned, opened and chosen there, too. Everything under an account of the bot that has not
been configured for the period goes as well. Beside the database there
are only the bot's own logins and keys. For an organisation's policy there is a text in whole
sentences, [in English](en/privacy.md) and [in German](de/privacy.md)."""

SERIES_GONE = "it goes with its series"
CHAT = "in which chat, of which account of the bot"
TOLD = "where somebody is told: a chat, or for a person their direct chat or account"

INVENTORY = {
    "meta": Kept(
        what={"key value": "version of the schema, version of the zone data, and the like"},
        why="to bring the database up to date",
        until="always",
    ),
    "inbox": Kept(
        what={
            "id account chat line": "what the line is called, and a hash for its repeats; where",
            "payload": "the line with its writer, until it is answered; then NULL",
            "received_at closed_at": "when it came and was answered",
        },
        personal="text, account and displayed name, until it is answered",
        why="so that a command is carried out once, whatever dies in between",
        until="the period, after the answer",
    ),
    "outbox": Kept(
        what={
            "id key account chat urgency place": "which line, to which chat, in which order",
            "payload": "what is to be said, until it is sent; then NULL",
            "edits edits_line posted": "which lines of the bot it edits, and its own id",
            "state visible_at expires_at attempts first_tried_at owner added_at finished_at": (
                "how far its delivery has come"
            ),
            "refusal": "why the server refused it",
            "about_series about_slot about_lead": "which date it tells of, for reactions to it",
        },
        personal="account, where it is said in private",
        why="so that a line is said once; so that reactions are understood",
        until="the period, after it was sent; as long as what it shows, if that is edited still",
    ),
    "position": Kept(
        what={"account name token": "how far each network was read"},
        why="to go on there after a restart",
        until="always, one row a network and group chat",
    ),
    "chat": Kept(
        what={
            "account chat kind": "the chat's address, and whether it is a group or a direct chat",
            "language timezone presence leads formality widgets": "what it chose",
            "active": "whether the bot is in it",
            "main_account main_chat": "with which chat a bridge makes it one",
        },
        personal="account, of a direct chat",
        why="to answer as the chat chose",
        until="always; a direct chat until `!forget me`",
    ),
    "bridge_code": Kept(
        what={"code account chat until": "what to type in the other chat, and until when"},
        why="to know that the moderators of both chats agree",
        until="a day; erased when the next one is asked for, or after the period",
    ),
    "conference_room": Kept(
        what={
            "account chat": CHAT,
            "node name link topic fixed": "the room",
            "turn used_at": "when it was used last",
        },
        personal="account, of a room that was opened in a direct chat",
        why="`!who` and the like mean the last one",
        until="the period, after it was used last",
    ),
    "card": Kept(
        what={
            "id key account chat": "which line in which chat",
            "node name link topic fixed": "the room",
            "posted_at live_since edited_at closed_at": "when it was posted, a call began, ended",
            "revision last_shown editable": "a mark of what it shows; never names",
        },
        personal="account, of a card in a direct chat",
        why="to keep up to date what the chat sees of a call",
        until="as long as its room",
    ),
    "followed_room": Kept(
        what={"account chat": CHAT, "node name link topic fixed": "the room"},
        why="to announce each call in it (`!watch`)",
        until="`!watch off`",
    ),
    "wish": Kept(
        what={
            "account chat asked_in": f"{TOLD}; in which chat they asked",
            "node name link topic fixed": "the room",
            "people until": "from how many on, and until when",
        },
        personal="account",
        why="to tell them once that somebody is there (`!notify`)",
        until="when they were told, or after seven days at most",
    ),
    "owned_room": Kept(
        what={
            "account chat": CHAT,
            "node kind opened_at made_at used_at": "the room, its kind, and when it was used",
            "made_by": "who opened it",
            "lobby password": "what the next call begins with",
        },
        personal="account of who opened it",
        why="so that only those may lock or end a call whose room it is",
        until="the period, after it was used last; in a chat with series, as long as these go on",
    ),
    "reservation": Kept(
        what={
            "id node name starts_at ends_at": "the call that the Jitsi server holds",
            "lobby password": "what it began with",
        },
        why="to answer the Jitsi server alike each time",
        until="the end of the call; the period, if that is never reported",
    ),
    "series_number": Kept(
        what={"account chat newest": "the last number that a chat gave"},
        why="so that no number means two series",
        until="always",
    ),
    "series": Kept(
        what={
            "id account chat number is_over ends_at is_public": "whose it is, when it ends",
            "payload": "title, times, room, changes of dates, who made it, who leads it",
        },
        personal="account of who made it; name of who leads it, if somebody gave it",
        why="it is what people planned",
        until="the period, after its last date or after it was called off",
    ),
    "subscription": Kept(
        what={
            "series lead": "of which series, how long before each date",
            "account chat person": TOLD,
        },
        personal="account",
        why="to remind them",
        until="`!unsubscribe`, or it goes with its series",
    ),
    "alarm": Kept(
        what={"series told_until due_at": "up to when was told of it, and what is due next"},
        why="to remind once",
        until=SERIES_GONE,
    ),
    "rsvp": Kept(
        what={
            "series slot": "which date",
            "person coming said_at": "who comes or does not, and when they said so",
        },
        personal="account",
        why="to count who comes",
        until="the period, after the date",
    ),
    "agenda_point": Kept(
        what={
            "series added_at number": "of which series, since when",
            "text": "the point as it was typed; not by whom",
        },
        personal="what people write into it",
        why="to show it at the next date",
        until="the period, after that date, or `!agenda 3 remove 1`",
    ),
    "reaction": Kept(
        what={
            "account chat line target": "which reaction, under which line of the bot",
            "meaning series slot effective": "what it means, and of which date",
            "person": "whose it is",
        },
        personal="account",
        why="so that taking it away undoes what it did",
        until="it is taken away; the period, after the date; it goes with its series",
    ),
    "announcement": Kept(
        what={
            "series account chat number standing": "in which other chats, under which number",
        },
        why="to tell them of it, too (`!share`)",
        until=SERIES_GONE,
    ),
    "share_code": Kept(
        what={"code series until": "what to type in the other chat, and until when"},
        why="so that only those announce it who were given the code",
        until="a day; erased when the next one is asked for, or after the period",
    ),
    "news": Kept(
        what={
            "id series revision payload": "what has changed",
            "lead account chat": f"who was told last. {TOLD[0].upper()}{TOLD[1:]}",
        },
        personal="account, of the one who was told last",
        why="so that everybody is told once",
        until="everybody was told",
    ),
    "unreachable": Kept(
        what={"series account chat": "who could not be told in private"},
        personal="account",
        why="so that the chat hears of it once",
        until="they subscribe again, or it goes with its series",
    ),
    "running_date": Kept(
        what={"key series slot starts_at ends_at": "which line announced which date"},
        why="to close that line when the date ends",
        until="the end of the date",
    ),
    "page": Kept(
        what={"slug series": "the address of its web page"},
        why="so that the address stays",
        until=SERIES_GONE,
    ),
    "private_feed": Kept(
        what={"account chat token": "whose calendar is at which secret address"},
        personal="account",
        why="to have the dates in one's own calendar (`!ics`)",
        until="`!ics off`, or `!forget me`",
    ),
    "imported": Kept(
        what={"account chat uid series": "which entry of another calendar became which series"},
        why="so that no entry is taken over twice",
        until=SERIES_GONE,
    ),
    "tenure": Kept(
        what={"account owner beat": "which copy of the bot serves which account"},
        why="so that one copy serves at a time",
        until="that copy stops",
    ),
    "counted": Kept(
        what={"series": "of which series it is kept how many came"},
        why="a moderator wished it (`!stats 3 on`)",
        until="`!stats 3 off`, or it goes with its series",
    ),
    "turnout": Kept(
        what={
            "series slot starts_at": "which date",
            "people": "how many were there at most; not who",
        },
        why="a moderator wished it (`!stats 3 on`)",
        until="the period, after the date; `!stats 3 off`",
    ),
    "dashboard_pass": Kept(
        what={
            "digest state": "the digest of a link or cookie, and which of them it is",
            "account chat kind person": "into which chat it lets whom",
            "expires_at": "until when",
        },
        personal="account",
        why="to let a moderator into the dashboard of their chat",
        until="ten minutes, a visit two hours",
    ),
    "pinned_programme": Kept(
        what={"account chat key shown": "which line is pinned, and a mark of what it says"},
        why="to edit that line (`!pin`)",
        until="`!pin off`",
    ),
    "fixture": Kept(
        what={"account chat kind name sure": "what the bot pinned or added to the chat"},
        why="to take it down again, and nothing that others put up",
        until="it is taken down",
    ),
}


def schema() -> dict[str, tuple[str, ...]]:
    """The columns of each table, as the migrations leave them."""
    with closing(sqlite3.connect(":memory:")) as database:
        for script in migrations().values():
            database.executescript(script)
        return {table.name: table.columns for table in tables(database)}


def inventory() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What is kept"
    yield ""
    yield "<!-- made by `make pages`; do not edit -->"
    yield ""
    yield INTRODUCTION
    yield ""
    yield "| Table | What | Of a person | Why | Until |"
    yield "|---|---|---|---|---|"
    for table, kept in INVENTORY.items():
        what = "<br>".join(
            f"{', '.join(f'`{column}`' for column in columns.split())}: {said}"
            for columns, said in kept.what.items()
        )
        yield f"| `{table}` | {what} | {kept.personal} | {kept.why} | {kept.until} |"


if __name__ == "__main__":
    PAGE.write_text(inventory(), encoding="utf-8")
