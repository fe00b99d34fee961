"""`!dashboard`, `!verwaltung`: a link to manage this chat in the browser; `off` ends visits."""

from dataclasses import dataclass

from bot.commands.parts.blanks import bare_form
from bot.commands.parts.house import House
from bot.commands.parts.phrases import only
from bot.commands.parts.verb import Answer, Asked, Verb, look_at_nothing, told_alone
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import UserError
from bot.usecases.calls.moderate import to_them_alone
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class DashboardLinkLost(Reply):
    """Said in place of the link after a crash, since the link itself is never written down."""


@dataclass(frozen=True, slots=True)
class DashboardLink(Reply):
    """To one person alone, and never written down: whoever has the address manages the chat."""

    address: str

    @property
    def unnamed(self) -> Reply:
        return DashboardLinkLost()

    def __repr__(self) -> str:
        """Without the address, which no traceback may show."""
        return "DashboardLink()"


@dataclass(frozen=True, slots=True)
class DashboardLinkSent(Reply):
    """All that the chat learns: somebody manages it."""


@dataclass(frozen=True, slots=True)
class DashboardClosed(Reply):
    """`existed` is False where nothing was open."""

    existed: bool


def parse(rest: str) -> bool:
    """Whether open visits are to be ended."""
    return only(rest, "off")


async def act(house: House, asked: Asked, close: bool, _seen: None, work: Work) -> Answer:
    if house.dashboard is None:
        raise UserError("no_dashboard")
    line = asked.line
    if close:
        existed = await work.dashboards.revoke(line.chat, line.sender.id)
        return Answer(DashboardClosed(existed))
    private = to_them_alone(line)
    theirs = await work.chats.get(private)
    language = (theirs and theirs.language) or asked.settings.language
    address = await house.dashboard.offer(work, by=line, language=language, now=asked.now)
    return told_alone(line, private, DashboardLink(address), meanwhile=DashboardLinkSent())


VERB = Verb(
    key="dashboard",
    words={ENGLISH: ("dashboard", "manage"), GERMAN: ("verwaltung", "verwalten")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
    forms=(bare_form("dashboard"),),
)
