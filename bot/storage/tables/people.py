"""The ports for what people say of themselves over SQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.chat import AccountId, ChatAddress, LineId, PersonId
from bot.domain.line import Incoming
from bot.domain.preparation import AgendaPoint, Rsvp
from bot.domain.reactions import Meaning
from bot.domain.series import Series, SeriesId
from bot.storage.statements import Row, StatementFile, Value, instant, milliseconds
from bot.storage.tables.columns import address_columns, address_in, series_in
from bot.storage.tables.repository import Repository
from bot.usecases.ports.people import KeptReaction, SaidOfDate, Traces

PREPARATIONS: Final = StatementFile("preparations")
REACTIONS: Final = StatementFile("reactions")
PEOPLE: Final = StatementFile("people")


class SqlPreparations(Repository):
    """Who means to come to which date, and what is to be talked about."""

    async def of_date(self, series: SeriesId, slot: datetime) -> SaidOfDate:
        rsvps, points = await self._transaction.run(
            PREPARATIONS("rsvps", series=series, slot=slot.isoformat()),
            PREPARATIONS("points", series=series),
        )
        return SaidOfDate(
            rsvps={PersonId(row["person"]): bool(row["coming"]) for row in rsvps},
            points=tuple(map(_point, points)),
        )

    async def save(self, rsvp: Rsvp, *, now: datetime) -> None:
        await self._transaction.run(
            PREPARATIONS(
                "save",
                series=rsvp.series,
                slot=rsvp.slot.isoformat(),
                person=rsvp.person,
                coming=int(rsvp.coming),
                now=milliseconds(now),
            )
        )

    async def withdraw(self, series: SeriesId, slot: datetime, person: PersonId) -> None:
        await self._transaction.run(
            PREPARATIONS("withdraw", series=series, slot=slot.isoformat(), person=person)
        )

    async def of_person(self, person: PersonId) -> Sequence[Rsvp]:
        rows = await self._rows(PREPARATIONS("of_person", person=person))
        return [
            Rsvp(
                series=SeriesId(row["series"]),
                slot=datetime.fromisoformat(row["slot"]),
                person=person,
                coming=bool(row["coming"]),
            )
            for row in rows
        ]

    async def points(self, series: SeriesId) -> Sequence[AgendaPoint]:
        rows = await self._rows(PREPARATIONS("points", series=series))
        return [_point(row) for row in rows]

    async def add(self, series: SeriesId, point: AgendaPoint) -> None:
        await self._transaction.run(
            PREPARATIONS(
                "add",
                series=series,
                added_at=milliseconds(point.added_at),
                number=point.number,
                text=point.text,
            )
        )

    async def remove(self, series: SeriesId, point: AgendaPoint) -> None:
        await self._transaction.run(
            PREPARATIONS(
                "remove",
                series=series,
                added_at=milliseconds(point.added_at),
                number=point.number,
            )
        )

    async def slots(self, series: SeriesId) -> Sequence[datetime]:
        rows = await self._rows(PREPARATIONS("slots", series=series))
        return [datetime.fromisoformat(row["slot"]) for row in rows]

    async def rename(self, series: SeriesId, slot: datetime, *, to: datetime | None) -> None:
        values: dict[str, Value] = {"series": series, "slot": slot.isoformat()}
        if to is None:
            await self._transaction.run(
                PREPARATIONS("erase_rsvps", **values), PREPARATIONS("erase_reactions", **values)
            )
            return
        values["new"] = to.isoformat()
        await self._transaction.run(
            PREPARATIONS("merge_rsvps", **values),
            PREPARATIONS("rename_rsvps", **values),
            PREPARATIONS("rename_reactions", **values),
        )

    async def old(self, *, before: datetime) -> Sequence[SeriesId]:
        rows = await self._rows(PREPARATIONS("old", before=milliseconds(before)))
        return [SeriesId(row["series"]) for row in rows]


class SqlReactions(Repository):
    """The reactions that mean something and still stand."""

    async def concerns_us(self, line: Incoming) -> bool:
        reaction = line.reaction
        rows = await self._rows(
            REACTIONS(
                "concerns_us",
                **address_columns(line.chat),
                target=reaction and reaction.to,
                person=line.sender.id,
                takes_back=reaction and reaction.takes_back,
            )
        )
        return bool(rows)

    async def save(self, kept: KeptReaction) -> None:
        await self._transaction.run(
            REACTIONS(
                "save",
                **address_columns(kept.chat),
                line=kept.line,
                meaning=kept.meaning,
                target=kept.to,
                person=kept.person,
                series=kept.series,
                slot=kept.slot and kept.slot.isoformat(),
                effective=int(kept.effective),
            )
        )

    async def remove(self, kept: KeptReaction) -> None:
        await self._transaction.run(
            REACTIONS(
                "remove",
                **address_columns(kept.chat),
                line=kept.line,
                meaning=kept.meaning,
            )
        )

    async def of_line(self, chat: ChatAddress, line: LineId) -> Sequence[KeptReaction]:
        rows = await self._rows(REACTIONS("of_line", **address_columns(chat), line=line))
        return [_reaction(row) for row in rows]

    async def under(
        self, chat: ChatAddress, to: LineId, person: PersonId
    ) -> Sequence[KeptReaction]:
        rows = await self._rows(
            REACTIONS("under", **address_columns(chat), target=to, person=person)
        )
        return sorted(map(_reaction, rows), key=lambda kept: (kept.line, kept.meaning))

    async def of_person(self, person: PersonId, series: SeriesId) -> Sequence[KeptReaction]:
        rows = await self._rows(REACTIONS("of_person", person=person, series=series))
        return [_reaction(row) for row in rows]


class SqlPeople(Repository):
    """All that is kept under somebody's id."""

    async def series_of(self, person: PersonId) -> Sequence[Series]:
        quoted = json.dumps(person)
        for sign in "!%_":
            quoted = quoted.replace(sign, f"!{sign}")
        rows = await self._rows(PEOPLE("series_of", quoted=quoted))
        return [one for one in map(series_in, rows) if one.concerns(person)]

    async def traces(self, account: AccountId, person: PersonId) -> Traces:
        (row,) = await self._rows(PEOPLE("traces", account=account, person=person))
        return Traces(
            reactions=row["reactions"],
            waits=row["waits"],
            calendars=row["calendars"],
            dashboards=row["dashboards"],
            rooms=row["rooms"],
        )

    async def forget(self, account: AccountId, person: PersonId) -> None:
        who: dict[str, Value] = {"account": account, "person": person}
        await self._transaction.run(
            PEOPLE("forget_subscriptions", **who),
            PEOPLE("forget_rsvps", person=person),
            PEOPLE("forget_reactions", person=person),
            PEOPLE("forget_told", **who),
            PEOPLE("forget_reminders", **who),
            PEOPLE("forget_held_reminders", **who),
            PEOPLE("forget_chat", **who),
            PEOPLE("forget_rooms", **who),
            PEOPLE("forget_cards", **who),
            PEOPLE("forget_wishes", **who),
            PEOPLE("forget_follows", **who),
            PEOPLE("forget_feed", **who),
            PEOPLE("forget_dashboards", **who),
            PEOPLE("forget_silence", **who),
            PEOPLE("forget_own_rooms", **who),
            PEOPLE("forget_maker", **who),
            PEOPLE("forget_series", **who),
            PEOPLE("forget_numbers", **who),
            PEOPLE("forget_announcements", **who),
            PEOPLE("forget_imports", **who),
            PEOPLE("forget_bridge", **who),
            PEOPLE("forget_pin", **who),
        )


def _point(row: Row) -> AgendaPoint:
    return AgendaPoint(number=row["number"], text=row["text"], added_at=instant(row["added_at"]))


def _reaction(row: Row) -> KeptReaction:
    return KeptReaction(
        chat=address_in(row),
        line=LineId(row["line"]),
        meaning=Meaning(row["meaning"]),
        to=LineId(row["target"]),
        person=PersonId(row["person"]),
        series=SeriesId(row["series"]),
        slot=row["slot"] and datetime.fromisoformat(row["slot"]),
        effective=bool(row["effective"]),
    )
