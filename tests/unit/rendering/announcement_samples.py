"""What is said where a series is announced in several chats."""

from bot.commands.announce import AnnouncingEnded, SeriesAnnounced
from bot.commands.share import SeriesShared, SharingEnded, SharingResumed
from bot.usecases.share import Offer
from bot.usecases.speech import Reply
from tests.unit.rendering.reminder_samples import CHOIR, DAY, NASTY, NOON, date

ANNOUNCEMENT_SAMPLES: tuple[Reply, ...] = (
    *(
        SeriesShared(series=CHOIR, offer=Offer(code=NASTY, until=NOON + DAY), chats=chats)
        for chats in (0, 1, 2)
    ),
    *(SharingEnded(series=CHOIR, chats=chats) for chats in (0, 1, 2)),
    *(SharingResumed(series=CHOIR, chats=chats) for chats in (1, 2)),
    *(SeriesAnnounced(series=CHOIR, ahead=(date(NOON),), leads=leads) for leads in ((DAY,), ())),
    AnnouncingEnded(CHOIR),
)
