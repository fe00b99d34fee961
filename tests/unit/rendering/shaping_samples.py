"""A sample of each reply about rooms that are shaped."""

from datetime import timedelta

from bot.commands.verbs.end import CallEnded, EndQuestion, NothingRuns
from bot.commands.verbs.invite import GuestsInvited
from bot.commands.verbs.lock import RoomLocked
from bot.commands.verbs.moderate import ModeratorLinkSent
from bot.commands.verbs.qr import LinkDrawn
from bot.commands.verbs.unlock import RoomUnlocked
from bot.domain.shaping import DialIn, RoomKind
from bot.usecases.calls.live_replies import RoomOpened
from bot.usecases.calls.moderate import ModeratorLink
from bot.usecases.calls.reservations import CannotLook, RoomShut, RoomUnannounced
from bot.usecases.speaking.speech import Reply
from tests.unit.rendering.programme_samples import MOVED, NASTY, NOW, WEEKLY

ROOM = WEEKLY.room
SHAPING_SAMPLES: tuple[Reply, ...] = (
    *(
        RoomOpened(room=ROOM, kind=kind, lobby=lobby, whispered=whispered)
        for kind in (RoomKind.CLOSED, RoomKind.TEACHING)
        for lobby in (True, False)
        for whispered in (True, False)
    ),
    ModeratorLink(
        room=ROOM,
        address="https://meet.example.org/x?jwt=a.b.c",
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
    ),
    ModeratorLinkSent(ROOM),
    EndQuestion(ROOM),
    CallEnded(ROOM),
    NothingRuns(ROOM),
    *(
        RoomLocked(room=ROOM, running=running, password=password, lobby=lobby)
        for running in (None, "mibon-terak")
        for password, lobby in ((None, True), ("mibon-terak", False), (None, False))
        if running or password or lobby
    ),
    *(RoomUnlocked(room=ROOM, running=running) for running in (True, False)),
    RoomUnlocked(room=ROOM, running=False, lockable=False),
    LinkDrawn(ROOM),
    GuestsInvited(room=ROOM, dial_in=None),
    GuestsInvited(room=ROOM, dial_in=DialIn(numbers=("+49 30 1",), pin="123")),
    RoomShut(title=NASTY, next_date=MOVED),
    RoomShut(title=NASTY, next_date=None),
    RoomUnannounced(),
    CannotLook(),
)
