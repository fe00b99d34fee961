"""What the verbs can call: the use cases, put together once in `bootstrap`."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.chat import AccountId, ChatAddress
from bot.domain.line import Incoming
from bot.usecases.calls.who_is_in import WhoIsIn
from bot.usecases.chats.dashboard import DashboardLinks
from bot.usecases.ports.calendars import CalendarReader, CalendarSource
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.fixtures import Wall
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.ports.store import Store
from bot.usecases.programme.import_calendar import ImportCalendar
from bot.usecases.programme.plan_series import PlanSeries
from bot.usecases.programme.private_calendar import Feeds
from bot.usecases.programme.share import OfferSeries
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.telling.circumstances import Circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The use cases, and what the bot knows of itself.

    `store` is for what looks before it acts: whoever acts is given a transaction. `jitsi_url` is
    the address of `server`. `fetch_file` is `ChatNetwork.file` of a line's account. `draw_code`
    makes a code that nobody can guess. `verb_named` finds the key of the verb that a word names or
    nearly names, None for any other word. `zones_of` knows the IANA time zones of a city. What is
    past is erased after `retention`.

    `control` ends calls and `locks` locks them while they run; each is None where the server does
    not let the bot. `reserves`: the server asks the bot before a call begins; `has_lobby`: a closed
    room then has a lobby, because somebody can let people in. Without a website there are no
    `feeds` and no `dashboard`. `walls` are the networks in whose chats something can hang beside
    the lines. `takes_reactions`: people in that chat can put a reaction under a line.
    """

    store: Store
    server: ConferenceServer
    start_conference: StartConference
    plan_series: PlanSeries
    offer_series: OfferSeries
    who_is_in: WhoIsIn
    circumstances: Circumstances
    import_calendar: ImportCalendar
    fetch_calendar: CalendarSource
    fetch_file: Callable[[Incoming], Awaitable[bytes]]
    read_calendar: CalendarReader
    name: str
    version: str
    jitsi_url: str
    retention: timedelta
    draw_code: Callable[[], str]
    verb_named: Callable[[str], str | None]
    zones_of: Callable[[str], Collection[str]]
    control: CallControl | None
    locks: CallLocks | None
    reserves: bool
    has_lobby: bool
    feeds: Feeds | None
    dashboard: DashboardLinks | None
    walls: Mapping[AccountId, Wall]
    takes_reactions: Callable[[ChatAddress], bool]
