"""`!ics`, `!kalender`: the programme in one's own calendar; `!ics off` closes the private one."""

from dataclasses import dataclass

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.phrases import only
from bot.commands.parts.replies import AskInPrivate
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing
from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Series
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.private_calendar import Feeds
from bot.usecases.programme.public_programme import public_in
from bot.usecases.programme.subscribe import private_chat
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class PublicFeed:
    """A series with the address of its calendar."""

    series: Series
    address: str


@dataclass(frozen=True, slots=True)
class FeedsShown(Reply):
    """The calendars of this chat's public series, none where nothing is public."""

    feeds: tuple[PublicFeed, ...]

    @property
    def link(self) -> str | None:
        return self.feeds[0].address if len(self.feeds) == 1 else None


@dataclass(frozen=True, slots=True)
class OwnFeedShown(Reply):
    """The calendar of one person. `count` is how many series they hear of."""

    address: str
    count: int

    @property
    def link(self) -> str:
        return self.address


@dataclass(frozen=True, slots=True)
class OwnFeedClosed(Reply):
    """`existed` is False where there was none."""

    existed: bool


def parse(rest: str) -> bool:
    """Whether the private calendar is to be closed."""
    return only(rest, "off")


async def act(house: House, asked: Asked, close: bool, _seen: None, work: Work) -> Answer:
    if house.feeds is None:
        raise UserError("no_website")
    person = private_chat(asked.line)
    if asked.line.kind is ChatKind.DIRECT and person:
        if close:
            return Answer(OwnFeedClosed(await work.private_feeds.close(person)))
        return Answer(await _own(house.feeds, person, work))
    if close:
        return Answer(AskInPrivate("ics", "off") if person else OwnFeedClosed(existed=False))
    public = await public_in(work, asked.chat.address)
    feeds = (PublicFeed(series, house.feeds.of_series(slug)) for series, slug in public)
    return Answer(FeedsShown(tuple(feeds)))


async def _own(feeds: Feeds, person: ChatAddress, work: Work) -> OwnFeedShown:
    token = await work.private_feeds.open(person, feeds.draw_token())
    heard = await work.subscriptions.of_target(person)
    return OwnFeedShown(feeds.of_person(token), count=len({one.series for one in heard}))


VERB = Verb(
    key="ics",
    words={ENGLISH: ("ics", "calendar"), GERMAN: ("ics", "kalender")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    forms=(bare_form("ics"),),
)
