"""A series as JSON: what the database keeps of it beside what it is looked for by."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.chat import ChatAddress
from bot.domain.conference import ConferenceRoom
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Host, Series, SeriesId
from bot.storage.statements import MILLISECOND


def pack_series(series: Series) -> str:
    """Everything but id, owner, number and whether it is over, which are columns."""
    recurrence, room = series.recurrence, series.room
    return json.dumps(
        {
            "creator": series.creator,
            "title": series.title,
            "room": {
                "name": room.name,
                "node": room.node,
                "link": room.link,
                "topic": room.topic,
                "fixed": room.fixed,
            },
            "start": recurrence.start.isoformat(),
            "timezone": recurrence.timezone,
            "rrule": recurrence.rrule,
            "exdates": _pack_times(recurrence.exdates),
            "rdates": _pack_times(recurrence.rdates),
            "leads": [lead // MILLISECOND for lead in series.leads],
            "duration": series.duration // MILLISECOND,
            "public": series.public,
            "rings": series.rings,
            "host": series.host and [series.host.name, series.host.person],
            "changes": [
                [
                    change.slot.isoformat(),
                    change.starts and change.starts.isoformat(),
                    change.since,
                    change.title,
                ]
                for change in series.changes
            ],
            "revision": series.revision,
        }
    )


def unpack_series(
    payload: str, *, id_: SeriesId, owner: ChatAddress, number: int, is_over: bool
) -> Series:
    """The series that was packed."""
    fields = json.loads(payload)
    return Series(
        id=id_,
        number=number,
        owner=owner,
        creator=fields["creator"],
        title=fields["title"],
        room=ConferenceRoom(**fields["room"]),
        recurrence=Recurrence(
            start=datetime.fromisoformat(fields["start"]),
            timezone=fields["timezone"],
            rrule=fields["rrule"],
            exdates=_unpack_times(fields["exdates"]),
            rdates=_unpack_times(fields["rdates"]),
        ),
        leads=tuple(lead * MILLISECOND for lead in fields["leads"]),
        duration=fields["duration"] * MILLISECOND,
        public=fields["public"],
        rings=fields.get("rings", False),
        host=_unpack_host(fields.get("host")),
        changes=tuple(
            Change(
                slot=datetime.fromisoformat(slot),
                starts=starts and datetime.fromisoformat(starts),
                since=more[0] if more else 0,
                title=more[1] if len(more) > 1 else None,
            )
            for slot, starts, *more in fields["changes"]
        ),
        revision=fields["revision"],
        is_over=is_over,
    )


def _unpack_host(fields: Sequence[Any] | None) -> Host | None:
    if fields is None:
        return None
    name, person = fields
    return Host(name, person)


def pack_leads(leads: Iterable[timedelta]) -> str:
    """In milliseconds."""
    return json.dumps([lead // MILLISECOND for lead in leads])


def unpack_leads(payload: str) -> tuple[timedelta, ...]:
    """The leads that were packed."""
    return tuple(lead * MILLISECOND for lead in json.loads(payload))


def _pack_times(times: Iterable[datetime]) -> list[str]:
    return [time.isoformat() for time in times]


def _unpack_times(payload: Iterable[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(time) for time in payload)
