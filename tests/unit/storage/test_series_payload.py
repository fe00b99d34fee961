"""What the database keeps of a series is read again, also as earlier versions wrote it."""

import json
from datetime import timedelta

import pytest

from bot.domain.series import Change, Series
from bot.storage.series_payload import pack_series, unpack_series
from tests.contract.store.examples import WEEKLY

SLOT = WEEKLY.recurrence.start
CHANGE = Change(slot=SLOT, starts=SLOT + timedelta(days=1), title="Singing", since=2)


def unpacked(payload: str) -> Series:
    return unpack_series(
        payload, id_=WEEKLY.id, owner=WEEKLY.owner, number=WEEKLY.number, is_over=False
    )


@pytest.mark.parametrize(
    ("fields", "since", "title"), [(2, 0, None), (3, 1, None), (4, 1, "Singing")]
)
def test_changes_are_read_however_much_was_kept_of_them(
    fields: int, since: int, title: str | None
) -> None:
    payload = json.loads(pack_series(WEEKLY.changed(CHANGE)))
    payload["changes"] = [change[:fields] for change in payload["changes"]]
    (change,) = unpacked(json.dumps(payload)).changes
    assert (change.slot, change.starts) == (CHANGE.slot, CHANGE.starts)
    assert (change.since, change.title) == (since, title)
