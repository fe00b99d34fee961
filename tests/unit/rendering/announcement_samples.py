"""What is said where a series is announced in several chats."""

from dataclasses import replace

from bot.commands.verbs.announce import AnnouncingEnded, SeriesAnnounced
from bot.commands.verbs.bridge import BridgeCrossed, BridgeOffered, BridgeParted
from bot.commands.verbs.share import SeriesShared, SharingEnded, SharingResumed
from bot.domain.news import Turn
from bot.domain.series import Change
from bot.usecases.chats.bridge import Bridgehead
from bot.usecases.programme.share import Offer
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import (
    PersonUnreachable,
    Running,
    SeriesNews,
    SessionBegins,
    SessionEnded,
    SessionReminder,
)
from tests.unit.rendering.reminder_samples import CHOIR, DAY, NASTY, NOON, SLOT, date

RETITLED = CHOIR.changed(Change(slot=SLOT, starts=SLOT, title=NASTY))

ANNOUNCEMENT_SAMPLES: tuple[Reply, ...] = (
    *(
        SeriesShared(series=CHOIR, offer=Offer(code=NASTY, until=NOON + DAY), chats=chats)
        for chats in (0, 1, 2)
    ),
    *(SharingEnded(series=CHOIR, chats=chats) for chats in (0, 1, 2)),
    *(SharingResumed(series=CHOIR, chats=chats) for chats in (1, 2)),
    *(SeriesAnnounced(series=CHOIR, ahead=(date(NOON),), leads=leads) for leads in ((DAY,), ())),
    AnnouncingEnded(CHOIR),
    *(
        BridgeOffered(Bridgehead(offer=Offer(code=NASTY, until=NOON + DAY), sides=sides))
        for sides in (0, 1, 2)
    ),
    BridgeCrossed(),
    BridgeParted(),
    *(SessionEnded(date=date(NOON), ahead=ahead) for ahead in ((), (date(NOON + DAY),))),
    *(SessionBegins(date=date(NOON), running=Running(count)) for count in (None, 1, 2)),
    SessionReminder(date=date(NOON), moved_from=None, private=False, running=Running(3)),
    PersonUnreachable(series=CHOIR, name=NASTY),
    *(
        SeriesNews(
            series=CHOIR,
            turn=turn,
            dates=dates,
            moved_to=NOON + DAY if turn is Turn.MOVED else None,
            was_told=was_told,
            ahead=(date(NOON + DAY),),
            private=was_told,
        )
        for turn in Turn
        for dates in ((date(NOON),), (date(NOON), date(NOON + DAY)))
        for was_told in (True, False)
    ),
    SeriesNews(
        series=RETITLED,
        turn=Turn.RETITLED,
        dates=(replace(date(NOON), series=RETITLED),),
        moved_to=None,
        was_told=False,
        ahead=(),
        private=True,
    ),
)
