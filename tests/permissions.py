"""Who may say what: each rule tried with each role in each kind of chat, on a whole inside.

The page docs/proof/permissions.md is made of it (`python -m tests.permissions`).
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from bot.commands.registry import VERBS
from bot.domain.chat import ChatKind, ChatRole
from bot.rendering.sentences import SENTENCES
from bot.storage.memory.tables import Tables
from tests.standings import STANDINGS, Standing
from tests.unit.commands.conftest import ACCOUNT, World
from tests.unit.commands.test_fixtures import FakeWall
from tests.unit.commands.test_shaping import SIGNED, FakeControl, FakeLocks


class Allowed(StrEnum):
    """Who may, each including those below."""

    ALL = "everybody"
    MAKER = "who made it, and moderators"
    MODERATOR = "moderators"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is typed, and who may, in a chat with one person perhaps `in_direct`.

    `{code}` is that of a series which another chat shares.
    """

    verb: str
    line: str
    in_group: Allowed
    in_direct: Allowed | None = None

    def allowed(self, kind: ChatKind) -> Allowed:
        return (kind is ChatKind.DIRECT and self.in_direct) or self.in_group


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever types it."""

    title: str
    name: str
    role: ChatRole

    def may(self, allowed: Allowed) -> bool:
        return (
            allowed is Allowed.ALL
            or self.role >= ChatRole.MODERATOR
            or (allowed is Allowed.MAKER and self.name == MAKER)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refusal` is the key of the sentence, empty for none; `changed` the tables that differ."""

    refusal: str
    answers: int
    changed: frozenset[str]


PAGE: Final = Path(__file__).parents[1] / "docs" / "proof" / "permissions.md"

Tried = Mapping[tuple[Rule, ChatKind], Sequence[Outcome]]

MAKER: Final = "ada"
CALENDAR: Final = "https://calendar.example.org/club.ics"
ACTORS: Final = (
    Actor("a member", "ben", ChatRole.MEMBER),
    Actor("who made it", MAKER, ChatRole.MEMBER),
    Actor("a moderator", "mo", ChatRole.MODERATOR),
    Actor("an admin of the bot", "root", ChatRole.ADMIN),
)
REFUSALS: Final = (
    "moderators_only",
    "not_your_series",
    "not_your_room",
    "ringing_by_moderators",
    "rules_by_moderators",
)

_ALL, _MAKER, _MODERATOR = Allowed.ALL, Allowed.MAKER, Allowed.MODERATOR
RULES: Final = tuple(
    Rule(*each)
    for each in (
        ("meet", "!meet Board", _ALL),
        ("meet", "!meet tomorrow 19:30 Party", _ALL),
        ("meet", "!meet every friday 18:00 Repair", _MODERATOR),
        ("meet", "!meet tomorrow 19:30 Party [@room]", _MODERATOR),
        ("who", "!who Ankerplatz", _ALL),
        ("notify", "!notify Ankerplatz", _ALL),
        ("watch", "!watch Ankerplatz", _MODERATOR),
        ("watch", "!watch off Probenraum", _MODERATOR),
        ("sessions", "!sessions", _ALL),
        ("subscribe", "!subscribe 1 10 min", _ALL, _MAKER),
        ("subscribe", "!subscribe 1 20 min here", _MAKER),
        ("unsubscribe", "!unsubscribe 1", _ALL, _MAKER),
        ("unsubscribe", "!unsubscribe 1 here", _MAKER),
        ("rsvp", "!rsvp 1", _ALL),
        ("rsvp_no", "!rsvp no 1", _ALL),
        ("agenda", "!agenda 1", _ALL),
        ("agenda", "!agenda 1 Budget", _ALL),
        ("skip", "!skip 1 tomorrow", _MAKER),
        ("move", "!move 1 to 8 December 2026 20:00", _MAKER),
        ("retitle", "!retitle 2 29 November Singing", _MAKER),
        ("edit", "!edit 1 20:15", _MAKER),
        ("edit", "!edit 1 every sunday 12:00", _MODERATOR),
        ("edit", "!edit 1 [@room]", _MODERATOR),
        ("cancel", "!cancel 1", _MAKER),
        ("share", "!share 1", _MAKER),
        ("announce", "!announce {code}", _MODERATOR),
        ("bridge", "!bridged", _MODERATOR),
        ("bridge", "!bridged off", _MODERATOR),
        ("moderate", "!moderate Ankerplatz", _MAKER),
        ("lock", "!lock Ankerplatz", _MAKER),
        ("unlock", "!unlock Ankerplatz", _MAKER),
        ("end", "!end Ankerplatz yes", _MAKER),
        ("qr", "!qr Ankerplatz", _ALL),
        ("stats", "!stats", _ALL),
        ("stats", "!stats 1 on", _MAKER),
        ("invite", "!invite Ankerplatz", _ALL),
        ("settings", "!settings", _MODERATOR),
        ("language", "!language de", _MODERATOR),
        ("address", "!address sie", _MODERATOR),
        ("timezone", "!timezone Europe/London", _MODERATOR),
        ("presence", "!presence open", _MODERATOR),
        ("remind", "!remind 1h", _MODERATOR),
        ("dashboard", "!dashboard", _MODERATOR),
        ("pin", "!pin", _MODERATOR),
        ("widget", "!widget", _MODERATOR),
        ("ics", "!ics", _ALL),
        ("import", f"!import {CALENDAR}", _MODERATOR),
        ("help", "!help", _ALL),
        ("about", "!about", _ALL),
        ("privacy", "!privacy", _ALL),
        ("data", "!data", _ALL),
        ("forget", "!forget me yes", _ALL),
    )
)
"""At least one line of each verb; several where a verb has several rules."""

_CALENDAR: Final = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:club\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTAMP:20261101T000000Z\r
DTSTART:20261201T190000Z\r
SUMMARY:Gathering\r
END:VEVENT\r
END:VCALENDAR\r
"""
_OF_THE_WAY: Final = {"open_lines", "closed_lines", "outbox", "positions", "cards"}
"""Tables that say how a line went, not what was done."""


class Scene:
    """A chat with a single date, a series and a room, as it is before each line."""

    def __init__(self, world: World, kind: ChatKind, code: str) -> None:
        self._world = world
        self._kind = kind
        self._code = code
        self._tables = world.store._tables.copy()

    @classmethod
    async def set(cls, kind: ChatKind) -> "Scene":
        """Where nothing is refused because it was not set up."""
        world = World()
        world.links = SIGNED
        world.control, world.locks, world.reserves = FakeControl(), FakeLocks(), True
        world.walls[ACCOUNT] = FakeWall()
        world.calendars[CALENDAR] = _CALENDAR
        world.restart()
        async with _running(world):
            theirs: dict[str, Any] = {"by": MAKER, "kind": kind}
            await world.ask("!meet tomorrow 19:30 Board", **theirs)
            await world.ask("!meet in Ankerplatz", **theirs)
            for line in ("!meet every sunday 11:00 Choir", "!watch Probenraum"):
                await world.ask(line, **theirs, role=ChatRole.MODERATOR)
            await world.ask("!meet tomorrow 19:30 Elsewhere", chat="other")
            shared = await world.ask("!share 1", chat="other")
        found = re.search(r"mibon-\d+", shared)
        assert found, shared
        return cls(world, kind, found[0])

    async def outcome(self, rule: Rule, actor: Actor, standing: Standing | None = None) -> Outcome:
        """What comes of the line; with a `standing`, by what its network says of who wrote it."""
        world, text = self._world, rule.line.format(code=self._code)
        world.store._tables = self._tables.copy()
        line = world.line(text, by=actor.name, role=actor.role, kind=self._kind)
        if standing:
            read = standing.says(text, self._kind)
            assert read, f"{standing.network}, {standing.title}: {text}"
            line = replace(
                line, text=read.text, role=read.role, kind=read.kind, addressed=read.addressed
            )
        async with _running(world):
            await world.hand_in(line)
            said = [one.outgoing.text for one in await world.out()]
        before, after = _kept(self._tables), _kept(world.store._tables)
        changed = frozenset(name for name in after if before[name] != after[name])
        return Outcome(_refusal(said), len(said), changed)


@asynccontextmanager
async def _running(world: World) -> AsyncIterator[None]:
    task = asyncio.create_task(world.dispatcher.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _kept(tables: Tables) -> dict[str, object]:
    return {f.name: getattr(tables, f.name) for f in fields(tables) if f.name not in _OF_THE_WAY}


def _refusal(said: list[str]) -> str:
    for key in REFUSALS:
        pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(SENTENCES[key]))
        if any(re.fullmatch(pattern, text) for text in said):
            return key
    return ""


async def tried() -> Tried:
    """Every rule in each kind of chat, and what became of it for each actor."""
    scenes = {kind: await Scene.set(kind) for kind in ChatKind}
    return {
        (rule, kind): [await scene.outcome(rule, actor) for actor in ACTORS]
        for rule in RULES
        for kind, scene in scenes.items()
    }


def permissions(outcomes: Tried) -> str:
    """The page, by what really was answered, in the order of the help."""
    page = [*_HEAD, _row("what is said", "where", *(actor.title for actor in ACTORS))]
    page.append(_row(*["---"] * (2 + len(ACTORS))))
    for rule in sorted(RULES, key=lambda one: _ORDER.index(one.verb)):
        line = f"`{rule.line.format(code='CODE')}`"
        group, direct = ([*map(_mark, outcomes[rule, kind])] for kind in ChatKind)
        if group == direct:
            page.append(_row(line, "", *group))
        else:
            page += [_row(line, "group", *group), _row(line, "direct", *direct)]
    page += ["", *(f"- {number}: {SENTENCES[key]}" for key, number in _NUMBERS.items())]
    page += ["", *_STANDING, _row("network", "who", "in a group", "in a direct chat")]
    page.append(_row(*["---"] * 4))
    for one in STANDINGS:
        roles = (_ROLES[one.role(kind)] for kind in (ChatKind.GROUP, ChatKind.DIRECT))
        page.append(_row(one.network, one.title, *roles))
    return "\n".join(page) + "\n"


_HEAD: Final = (
    "# Who may say what",
    "",
    "<!-- made by `make pages`; do not edit -->",
    "",
    "Each line was typed by each of them into a chat in which one member had made a date, a series",
    "and a room. A number is the sentence that was answered, below; then nothing had changed.",
    "What a person is in a chat says the network, below.",
    "",
)
_STANDING: Final = (
    "## Who is what",
    "",
    "Each line above was also read as each of these would send it over their network, in either",
    "kind of chat, and the same came of it.",
    "",
)
_ROLES: Final = {
    ChatRole.MEMBER: "a member",
    ChatRole.MODERATOR: "a moderator",
    ChatRole.ADMIN: "an admin of the bot",
}
_ORDER: Final = [verb.key for verb in VERBS]
_NUMBERS: Final = {key: number for number, key in enumerate(REFUSALS, start=1)}


def _mark(outcome: Outcome) -> str:
    return str(_NUMBERS[outcome.refusal]) if outcome.refusal else "yes"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(permissions(asyncio.run(tried())), encoding="utf-8")
