"""Replies about calls: what the bot says by itself, and the verbs that make it look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.commands.verbs.notify import (
    NotifyPromised,
    NotifyReached,
    NotifyTakenBack,
)
from bot.commands.verbs.watch import RoomFollowed, RoomUnfollowed
from bot.domain.attendance import Occupant
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.conference import ConferenceRoom
from bot.domain.live_card import SUPERSEDED, Aspect, Face
from bot.domain.shaping import RoomKind
from bot.usecases.calls.live_replies import (
    CallsRunning,
    RoomOpened,
    ServerBack,
    ServerSilent,
    WishFulfilled,
)
from bot.usecases.ports.live import Wish
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import SessionBegins, SessionReminder
from tests.unit.rendering.reminder_samples import REMINDER_SAMPLES

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NASTY = "<b>Vor & stand</b> 100% {x} %(y)s"
ROOM = ConferenceRoom(
    name="x", node="x", link="https://meet.example.org/x?a=1&b=2", topic=NASTY, fixed=False
)
UNNAMED = ConferenceRoom(
    name="mibon", node="mibon", link="https://meet.example.org/mibon", topic=None, fixed=False
)
WISH = Wish(
    target=ChatAddress(AccountId("xmpp:a@example.org"), ChatId("ada@example.org")),
    asked_in=ChatAddress(AccountId("xmpp:a@example.org"), ChatId("club@example.org")),
    room=ROOM,
    people=1,
    until=NOON,
)
LIVE = Face(
    aspect=Aspect.LIVE, began_at=NOON - timedelta(hours=1), seen_at=NOON, source="xmpp-disco"
)
FACES = (
    LIVE,
    *(replace(LIVE, count=count) for count in (1, 5)),
    replace(LIVE, count=2, occupants=(Occupant("Ada"), Occupant(NASTY))),
    replace(LIVE, count=4, occupants=(Occupant("Ada"), Occupant(""))),
    replace(LIVE, occupants=(Occupant("Ada"), Occupant(""))),
    replace(LIVE, count=1, occupants=(Occupant(""),)),
    replace(LIVE, aspect=Aspect.NOBODY),
    replace(LIVE, aspect=Aspect.ENDED, until=NOON),
    replace(LIVE, aspect=Aspect.ENDED),
    replace(LIVE, aspect=Aspect.UNSEEN, until=NOON),
    replace(LIVE, aspect=Aspect.UNSEEN),
    SUPERSEDED,
)
DATE = next(sample.date for sample in REMINDER_SAMPLES if hasattr(sample, "date"))
LIVE_SAMPLES: tuple[Reply, ...] = (
    SessionReminder(date=DATE, moved_from=None, private=False, silent_at=NOON),
    SessionBegins(date=DATE, silent_at=NOON),
    *(SessionBegins(date=DATE, kind=RoomKind.CLOSED, lobby=lobby) for lobby in (True, False)),
    RoomOpened(room=ROOM),
    RoomOpened(room=UNNAMED),
    *(RoomOpened(room=ROOM, face=face) for face in FACES),
    *(RoomOpened(room=ROOM, face=face, kind=RoomKind.TEACHING) for face in FACES),
    *(WishFulfilled(room=ROOM, count=count) for count in (None, 1, 5)),
    ServerSilent(date=DATE, tried_at=NOON),
    ServerBack(date=DATE),
    *(CallsRunning(count) for count in (1, 2)),
    *(RoomFollowed(room=ROOM, known=known) for known in (False, True)),
    RoomUnfollowed(ROOM),
    *(NotifyPromised(room=ROOM, people=people, days=7) for people in (1, 3)),
    *(NotifyReached(room=ROOM, people=3, count=count) for count in (None, 1, 5)),
    NotifyTakenBack((WISH, replace(WISH, room=UNNAMED, people=3))),
    NotifyTakenBack(()),
)
