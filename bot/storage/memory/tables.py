"""All that the memory store keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from bot.domain.chat import AccountId, ChatAddress, DeliveryKey, LineId, PersonId
from bot.domain.conference import Card, ConferenceRoom
from bot.domain.fixture import FixtureKind, Hanging, PinnedProgramme
from bot.domain.line import Incoming
from bot.domain.news import News
from bot.domain.preparation import AgendaPoint
from bot.domain.reactions import Meaning
from bot.domain.series import Series, SeriesId
from bot.domain.settings import Chat
from bot.domain.shaping import OwnedRoom, Reservation
from bot.domain.turnout import Turnout
from bot.storage.memory.outbox_row import OutboxRow
from bot.usecases.ports.announcements import Announcement, NewsSpread, RunningDate
from bot.usecases.ports.dashboard import Digest, LinkState, Pass
from bot.usecases.ports.live import Follow, Wish
from bot.usecases.ports.people import KeptReaction
from bot.usecases.ports.programme import Alarm, Subscription

SeriesInChat = tuple[SeriesId, ChatAddress]
"""A series and a chat."""
RoomKey = tuple[ChatAddress, str]
"""A chat, and the node of a room."""
NewsId = tuple[SeriesId, int]
KeptLink = tuple[Pass, LinkState]
FixtureId = tuple[ChatAddress, FixtureKind, str]
ReactionId = tuple[ChatAddress, LineId, Meaning]
RsvpId = tuple[SeriesId, datetime, PersonId]
SaidRsvp = tuple[bool, datetime]
"""Whether they come, and when they said so."""
SubscriptionId = tuple[SeriesId, ChatAddress, timedelta]
SeriesTurnouts = Mapping[datetime, Turnout]
"""The turnouts of one series, by slot."""


@dataclass(slots=True)
class Tables:
    """All that is kept. The values are never changed in place, so a shallow copy is a copy."""

    open_lines: dict[tuple[ChatAddress, LineId], Incoming] = field(default_factory=dict)
    closed_lines: dict[tuple[ChatAddress, LineId], datetime] = field(default_factory=dict)
    outbox: dict[DeliveryKey, OutboxRow] = field(default_factory=dict)
    positions: dict[tuple[AccountId, str], str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    chats: dict[ChatAddress, Chat] = field(default_factory=dict)
    rooms: dict[RoomKey, tuple[ConferenceRoom, datetime]] = field(default_factory=dict)
    cards: dict[DeliveryKey, Card] = field(default_factory=dict)
    series: dict[SeriesId, Series] = field(default_factory=dict)
    series_numbers: dict[ChatAddress, int] = field(default_factory=dict)
    subscriptions: dict[SubscriptionId, Subscription] = field(default_factory=dict)
    alarms: dict[SeriesId, Alarm] = field(default_factory=dict)
    slugs: dict[SeriesId, str] = field(default_factory=dict)
    private_feeds: dict[ChatAddress, str] = field(default_factory=dict)
    dashboard_links: dict[Digest, KeptLink] = field(default_factory=dict)
    dashboard_visits: dict[Digest, Pass] = field(default_factory=dict)
    imported: dict[tuple[ChatAddress, str], SeriesId] = field(default_factory=dict)
    rsvps: dict[RsvpId, SaidRsvp] = field(default_factory=dict)
    points: dict[SeriesId, tuple[AgendaPoint, ...]] = field(default_factory=dict)
    reactions: dict[ReactionId, KeptReaction] = field(default_factory=dict)

    owned_rooms: dict[RoomKey, OwnedRoom] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)

    announcements: dict[SeriesInChat, Announcement] = field(default_factory=dict)
    bridge_codes: dict[str, tuple[ChatAddress, datetime]] = field(default_factory=dict)
    share_codes: dict[str, tuple[SeriesId, datetime]] = field(default_factory=dict)
    news: dict[NewsId, tuple[News, NewsSpread | None]] = field(default_factory=dict)
    unreachable: dict[SeriesInChat, None] = field(default_factory=dict)
    running_dates: dict[DeliveryKey, RunningDate] = field(default_factory=dict)

    turnouts: dict[SeriesId, SeriesTurnouts] = field(default_factory=dict)

    follows: dict[RoomKey, Follow] = field(default_factory=dict)
    wishes: dict[RoomKey, Wish] = field(default_factory=dict)

    pinned_programmes: dict[ChatAddress, PinnedProgramme] = field(default_factory=dict)
    fixtures: dict[FixtureId, Hanging] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(**{each.name: getattr(self, each.name).copy() for each in fields(self)})
