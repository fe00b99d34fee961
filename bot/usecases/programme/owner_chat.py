"""The chat in which a series was planned, for whatever depends on its settings."""

from bot.domain.chat import ChatKind
from bot.domain.series import Series
from bot.domain.settings import Chat
from bot.usecases.ports.store import Work


async def owner_chat(work: Work, series: Series) -> Chat:
    """As it is kept; a chat that nothing is kept of has chosen nothing."""
    known = await work.chats.get(series.owner)
    return known or Chat(address=series.owner, kind=ChatKind.GROUP)
