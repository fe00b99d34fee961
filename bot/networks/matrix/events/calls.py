"""Who says to be in a call of a room itself, from its MatrixRTC state events (MSC3401, MSC4143).

The state event of a participant has had three forms, and all of them are in use:

- `org.matrix.msc3401.call.member`, one for each person, with a list `memberships` of their devices;
- the same type, one for each device;
- `org.matrix.msc4143.rtc.member`, one for each device.

Whoever leaves empties theirs. A client that crashes does not, so most say when they expire. The
last form is also sent as a sticky event (MSC4354), which is no state and is not read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from typing import Final

from bot.networks.matrix.events.mapping import instant, moment
from bot.networks.matrix.homeserver.loose import at, items_at, mapping_at, number_at, text_at

SESSIONS: Final = ("org.matrix.msc3401.call.member", "m.call.member")
MEMBERS: Final = ("org.matrix.msc4143.rtc.member", "m.rtc.member")
CALL_STATE: Final = (*SESSIONS, *MEMBERS)

_CALL: Final = "m.call"
_LASTS: Final = timedelta(hours=4)
"""What a membership lasts that does not say it, as matrix-js-sdk has it."""
_LONGEST_MS: Final = 10**11
"""Three years: what a calendar can still count with."""
_MOST_DEVICES: Final = 20
"""Of one person. Any member may write as many events, with as many devices, as they like."""

_Key = tuple[str, str]
"""Type and state key: what names a state event."""


@dataclass(frozen=True, slots=True)
class CallStay:
    """A device in a call; `until` is when its person has to have said so again (UTC)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Word:
    """What the state event of a participant said last, and when (UTC); no stays for "I left"."""

    person: str
    said_at: datetime
    stays: tuple[CallStay, ...]

    @property
    def counts_until(self) -> datetime:
        """When one who had said otherwise before would not be there any more either."""
        return max((one.until for one in self.stays), default=_later(self.said_at, _LASTS))


class CallRoster:
    """The stays of one room. Each state event replaces what the one before it said.

    Of each person the newest are kept, and those who left are the first to be forgotten.
    """

    def __init__(self) -> None:
        self._said: dict[_Key, _Word] = {}
        self._keys_of: dict[str, set[_Key]] = {}

    def apply(self, event: object) -> None:
        """Take over a state event of a participant; anything else changes nothing."""
        key, said_at = _key(event), moment(event)
        if key is None or said_at is None:
            return
        self._forget(key)
        word = _Word(text_at(event, "sender") or "", said_at, _stays(event, said_at))
        self._said[key] = word
        theirs = self._keys_of.setdefault(word.person, set())
        theirs.add(key)
        if len(theirs) > _MOST_DEVICES:
            self._forget(min(theirs, key=self._worth))

    def knows_better(self, event: object) -> bool:
        """Whether the same participant said something after that."""
        known, said_at = self._said.get(_key(event) or ("", "")), moment(event)
        return known is not None and said_at is not None and said_at < known.said_at

    def there(self, *, now: datetime) -> Mapping[str, datetime]:
        """Whoever is in the call, each once whatever the number of their devices; since when.

        What is over by `now` is forgotten.
        """
        for key in [key for key, word in self._said.items() if word.counts_until <= now]:
            self._forget(key)
        found: dict[str, datetime] = {}
        for word in self._said.values():
            for stay in word.stays:
                if now < stay.until:
                    found[word.person] = min(stay.since, found.get(word.person, stay.since))
        return found

    def _worth(self, key: _Key) -> tuple[bool, datetime]:
        word = self._said[key]
        return bool(word.stays), word.said_at

    def _forget(self, key: _Key) -> None:
        word = self._said.pop(key, None)
        if word is None:
            return
        theirs = self._keys_of[word.person]
        theirs.remove(key)
        if not theirs:
            del self._keys_of[word.person]


def _key(event: object) -> _Key | None:
    """None for an event that is not of a participant."""
    kind, key = text_at(event, "type"), text_at(event, "state_key")
    return (kind, key) if kind in CALL_STATE and key is not None else None


def _stays(event: object, sent_at: datetime) -> tuple[CallStay, ...]:
    """Of the sender alone: who may write state under any key could name others."""
    if not text_at(event, "sender"):
        return ()
    content = mapping_at(event, "content")
    if text_at(event, "type") in MEMBERS:
        found = _member(content)
    elif "memberships" in content:
        found = items_at(content, "memberships")
    else:
        found = (content,)
    stays = (_stay(membership, sent_at) for membership in found if _is_call(membership))
    return tuple(nlargest(_MOST_DEVICES, stays, key=lambda stay: stay.until))


def _stay(membership: object, sent_at: datetime) -> CallStay:
    created = instant(number_at(membership, "created_ts")) or sent_at
    since = min(created, sent_at)
    return CallStay(since, _end(membership, since))


def _member(content: Mapping[str, object]) -> tuple[object, ...]:
    """One that left has told why, or nothing at all."""
    is_there = "member" in content and not {"leave_reason", "disconnect_reason"} & content.keys()
    return (content,) if is_there else ()


def _is_call(membership: object) -> bool:
    """Not the other things that people do together by the same means, such as a whiteboard."""
    application = at(membership, "application")
    return _CALL in (application, text_at(application, "type"))


def _end(membership: object, since: datetime) -> datetime:
    """`expires_ts` is what the oldest clients say, `expires` counts from the beginning."""
    until = instant(number_at(membership, "expires_ts"))
    if until is not None:
        return until
    milliseconds = number_at(membership, "expires")
    if milliseconds is None:
        return _later(since, _LASTS)
    return _later(since, timedelta(milliseconds=max(0, min(milliseconds, _LONGEST_MS))))


def _later(start: datetime, by: timedelta) -> datetime:
    """The same moment where no calendar has one that late."""
    try:
        return start + by
    except OverflowError:
        return start
