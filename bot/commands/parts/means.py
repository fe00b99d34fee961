"""What works in the chat of a line; what does not is neither offered nor explained there."""

from collections.abc import Mapping
from typing import Final

from bot.commands.parts.house import House
from bot.commands.parts.phrases import quoted
from bot.commands.parts.replies import NobodyToWriteTo
from bot.commands.parts.verb import Asked
from bot.domain.chat import ChatKind, ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.line import Incoming
from bot.domain.series import Series
from bot.domain.traits import Means, traits
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import private_chat

_A_ROOM: Final = "Ankerplatz"


def means_of(house: House, line: Incoming) -> Means:
    """What may be offered to those who read the answer to that line."""
    return Means(
        private=private_chat(line) is not None,
        reactions=house.takes_reactions(line.chat),
        alone=line.kind is ChatKind.DIRECT,
    )


def lacking(house: House, asked: Asked) -> Mapping[str, UserError]:
    """The verbs that can do nothing in that chat, whoever types them, and what they would say."""
    missing: dict[str, UserError] = {}
    if asked.line.chat.account not in house.walls:
        missing |= dict.fromkeys(("pin", "widget"), UserError("nothing_can_hang"))
    if house.control is None:
        missing["end"] = UserError("ending_not_set_up")
    if house.locks is None and not house.reserves:
        missing["lock"] = UserError("locking_not_set_up")
    if private_chat(asked.line) is None:
        missing["notify"] = unreachable_wish(asked)
        if asked.line.kind is ChatKind.GROUP:
            missing |= dict.fromkeys(("moderate", "dashboard"), UserError("address_hidden"))
    if not house.start_conference.links.can_moderate:
        missing["moderate"] = UserError("moderating_needs_tokens")
    if house.dashboard is None:
        missing["dashboard"] = UserError("no_dashboard")
    if house.feeds is None:
        missing["ics"] = UserError("no_website")
    return missing


def stay_here(line: Incoming) -> None:
    """Raises `UserError` where nothing can be told later: in a private message of a group chat.

    That ends when they leave, and then their nick may be somebody else's (XEP-0045 section 7.5).
    """
    passes = traits(line.chat.account).hides_people and "/" in line.chat.chat
    if line.kind is ChatKind.DIRECT and passes:
        address = line.chat.account.partition(":")[2]
        raise UserError("no_place_for_dates", {"address": address})


def unreachable_wish(asked: Asked, room: ConferenceRoom | None = None) -> UserError:
    """Nothing can be sent in private to whoever asks to hear of that room."""
    address = asked.line.chat.account.partition(":")[2]
    name = quoted(room.title) if room else _A_ROOM
    return UserError("notify_hidden", {"address": address, "name": name})


async def nobody_to_write_to(
    work: Work, line: Incoming, series: Series, *, ending: bool = False
) -> NobodyToWriteTo:
    """The answer to whoever wants to hear of it in private, or no more, and cannot be reached."""
    in_group = line.kind is ChatKind.GROUP
    heard = await work.subscriptions.of_target(line.chat) if in_group else ()
    told = tuple(one.lead for one in heard if one.series == series.id)
    decides = in_group and _decides_here(line, series)
    return NobodyToWriteTo(series=series, told=told or None, decides=decides, ending=ending)


def _decides_here(line: Incoming, series: Series) -> bool:
    """Whether the writer may say what the whole group is told of that series."""
    is_theirs = line.chat == series.owner and line.sender.id == series.creator
    return is_theirs or line.role >= ChatRole.MODERATOR
