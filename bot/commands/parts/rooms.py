"""Which room the words behind a verb mean."""

from dataclasses import replace

from bot.commands.parts.house import House
from bot.commands.parts.phrases import is_word, number_before, room_named
from bot.commands.parts.verb import Asked
from bot.domain.conference import ConferenceRoom
from bot.domain.naming import clean_topic
from bot.domain.when.hints import is_please
from bot.usecases.programme.react import line_under
from bot.usecases.rooms.own_rooms import room_to_shape


def name_of_room(words: str) -> str | None:
    """The name that was typed, also as `in Ankerplatz`; None for nothing and for `please`."""
    if is_please(words):
        return None
    name = clean_topic(room_named(words))
    first, _, more = name.partition(" ")
    return (more if is_word(first, "in") and more else name) or None


async def room_meant(house: House, asked: Asked, name: str | None) -> ConferenceRoom | None:
    """The room of the series with that number, or of that name.

    Without one, that of the line which is replied to, else the chat's latest; None when there is
    none yet. Raises `UserError` for a name that no room can have.
    """
    if name is None and (replied_to := await room_replied_to(house, asked)):
        return replied_to
    chat = asked.chat.address
    number, rest = number_before(name or "")
    if number is not None and not rest:
        async with house.store.begin() as work:
            series = await work.programme.find(chat, number)
        if series is not None:
            return series.room
    return await house.who_is_in.room_meant(chat, name)


async def own_room_meant(house: House, asked: Asked, name: str | None) -> ConferenceRoom | None:
    """The same. Raises `UserError` also where the writer of the line may not decide about it."""
    room = await room_meant(house, asked, name)
    if room is not None:
        async with house.store.begin() as work:
            await room_to_shape(work, room, by=asked.line)
    return room


async def told_apart(house: House, asked: Asked, room: ConferenceRoom) -> ConferenceRoom:
    """The room as one has to call it here: without its topic where that means another one.

    For answers that show a command about the room.
    """
    meant = await room_meant(house, asked, room.title)
    return room if meant and meant.node == room.node else replace(room, topic=None)


async def room_replied_to(house: House, asked: Asked) -> ConferenceRoom | None:
    """The room that a line of the bot is about, for a command under it."""
    line = asked.line
    if line.under is None:
        return None
    async with house.store.begin() as work:
        posted = await line_under(work, line, line.under)
        series = posted and await work.programme.get(posted.about.series)
        if series is not None:
            return series.room
        card = await work.cards.under(line.chat, line.under)
    return card and card.room
