"""A sample of each reply on what the website has for people: calendars, and the dashboard."""

from dataclasses import replace

from bot.commands.verbs.dashboard import (
    DashboardClosed,
    DashboardLink,
    DashboardLinkLost,
    DashboardLinkSent,
)
from bot.commands.verbs.ics import FeedsShown, OwnFeedClosed, OwnFeedShown, PublicFeed
from bot.usecases.chats.dashboard import ChangedOnWeb
from bot.usecases.speaking.speech import Reply
from tests.contract.store.examples import WEEKLY

_FEED = PublicFeed(
    replace(WEEKLY, title="<b>Vor & stand</b>"), "https://anker.example.org/s/x.ics?a=1&b=2"
)

CALENDAR_SAMPLES: tuple[Reply, ...] = (
    FeedsShown(()),
    FeedsShown((_FEED,)),
    FeedsShown((_FEED, _FEED)),
    *(OwnFeedShown("https://anker.example.org/c/x.ics", count=count) for count in (0, 1, 2)),
    OwnFeedClosed(existed=True),
    OwnFeedClosed(existed=False),
    DashboardLink("https://anker.example.org/manage/enter/x?lang=de&b=2"),
    DashboardLinkLost(),
    DashboardLinkSent(),
    DashboardClosed(existed=True),
    DashboardClosed(existed=False),
    ChangedOnWeb(),
)
