"""How values that several tables keep become columns, and how they are read again."""

from datetime import datetime

from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.conference import ConferenceRoom
from bot.domain.series import Series, SeriesId
from bot.storage.series_payload import unpack_series
from bot.storage.statements import Row, Value, instant, milliseconds


def moment_column(moment: datetime | None) -> int | None:
    """As `milliseconds`, for what may not be known."""
    return None if moment is None else milliseconds(moment)


def moment_in(value: int | None) -> datetime | None:
    """The reverse of `moment_column`."""
    return None if value is None else instant(value)


def address_columns(chat: ChatAddress) -> dict[str, Value]:
    """The columns of where people write."""
    return {"account": chat.account, "chat": chat.chat}


def address_in(row: Row) -> ChatAddress:
    """The reverse of `address_columns`."""
    return ChatAddress(AccountId(row["account"]), ChatId(row["chat"]))


def room_columns(room: ConferenceRoom) -> dict[str, Value]:
    """The columns of a conference room."""
    return {
        "node": room.node,
        "name": room.name,
        "link": room.link,
        "topic": room.topic,
        "fixed": int(room.fixed),
    }


def room_in(row: Row) -> ConferenceRoom:
    """The reverse of `room_columns`."""
    return ConferenceRoom(
        name=row["name"],
        node=row["node"],
        link=row["link"],
        topic=row["topic"],
        fixed=bool(row["fixed"]),
    )


def series_in(row: Row) -> Series:
    """The series of a row with all its columns."""
    return unpack_series(
        row["payload"],
        id_=SeriesId(row["id"]),
        owner=address_in(row),
        number=row["number"],
        is_over=bool(row["is_over"]),
    )
