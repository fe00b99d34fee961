"""One call as the server's posts tell of it, whatever order they come in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.conferences.jitsi.events.posts import Post, Stay, What
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.occupants import is_machine, opts_out
from bot.domain.attendance import Attendance, Liveness, Occupant

LATE: Final = timedelta(minutes=10)
"""A post about something that is longer ago is not believed."""


@dataclass(slots=True)
class _Guest:
    name: str | None
    is_machine: bool

    @property
    def is_shown(self) -> bool:
        return not (self.is_machine or opts_out(self.name or ""))


class CallLog:
    """Who is in, as far as posts told. Names stay in memory, and only as long as the call.

    A stay that ended stays ended: a post of its beginning that comes late changes nothing.
    """

    def __init__(self) -> None:
        self.heard_at = datetime.min.replace(tzinfo=UTC)
        """When a post last changed anything."""
        self.is_over = False
        self._began_at: datetime | None = None
        self._last_began_at: datetime | None = None
        self._in: dict[Stay, _Guest] = {}
        self._ended: dict[Stay, datetime] = {}
        self._told: list[int] = []
        """How many seats were taken, by the posts about the latest second, as they came."""
        self._told_at: datetime | None = None
        self._is_whole = False
        """Whether the name of everybody is known."""

    def take(self, post: Post, *, hidden_domain: str | None) -> bool:
        """Whether the post says anything new."""
        match post.what:
            case What.CREATED:
                return not post.breakout and self._begin(post)
            case What.DESTROYED:
                return self._close_breakout(post) if post.breakout else self._end(post)
            case What.LEFT:
                return self._leave(post)
            case What.JOINED | What.RENAMED:
                return self._come(post, hidden_domain)

    def doubt(self) -> None:
        """Posts were lost: nobody can be named until the call begins anew."""
        self._is_whole = False

    def end(self, *, at: datetime) -> None:
        """The server was asked, and nobody is there."""
        self._ended |= dict.fromkeys(self._in, at)
        self._in.clear()
        self._told, self._told_at, self.is_over = [0], at, True
        self._last_began_at, self._began_at = self._began_at or self._last_began_at, None

    def attendance(self, source: str) -> Attendance | None:
        """None when what was posted does not tell."""
        if not self._told:
            return None
        people, missing = self._people(), self._missing()
        count = len(people) + missing
        if self.is_over or count <= 0:
            return seen.nobody(source, self.heard_at)
        names = None
        if self._is_whole and not missing:
            names = sorted((guest.name or "" for guest in people.values()), key=str.casefold)
        return Attendance(
            liveness=Liveness.LIVE,
            seen_at=self.heard_at,
            source=source,
            count=count,
            occupants=None if names is None else tuple(Occupant(name) for name in names),
            since=self._began_at,
        )

    def aside(self) -> int:
        """How many people are in breakout rooms, and not in the main room."""
        main = {stay.jid for stay in self._in if not stay.breakout}
        return len(self._people().keys() - main)

    def _people(self) -> dict[str, _Guest]:
        """By JID: who changes to a breakout room is in both for a moment."""
        return {stay.jid: guest for stay, guest in self._in.items() if guest.is_shown}

    def _missing(self) -> int:
        """How many more are in the main room than are known; below zero, fewer.

        The posts of one second may come in any order, and only one of them tells how it ended.
        """
        known = sum(not stay.breakout for stay in self._in)
        return 0 if known in self._told else self._told[-1] - known

    def _begin(self, post: Post) -> bool:
        began = post.began_at or post.at
        latest = self._began_at or self._last_began_at
        if latest is not None and began <= latest:
            return False
        self._began_at, self.is_over = began, False
        self._in = {s: guest for s, guest in self._in.items() if s.joined_at >= began.timestamp()}
        self._is_whole = post.turn is not None and not self._in
        self._hear_told(replace(post, told=len(self._in)))
        return True

    def _end(self, post: Post) -> bool:
        began = post.began_at
        if began and self._last_began_at and began <= self._last_began_at:
            return False
        if began and self._began_at and began < self._began_at:  # of a call before this one
            self._forget(post.gone, post.at)
            self._last_began_at = began
            return False
        self._ended |= dict.fromkeys(post.gone, post.at)
        self.end(at=post.at)
        self._last_began_at = began or self._last_began_at
        return True

    def _close_breakout(self, post: Post) -> bool:
        left = [stay for stay in self._in if stay.breakout == post.breakout]
        self._forget((*post.gone, *left), post.at)
        return bool(left)

    def _come(self, post: Post, hidden_domain: str | None) -> bool:
        stay = post.stay
        if stay is None or stay in self._ended:
            return False
        known = self._in.get(stay)
        if known and (known.name == post.name or post.what is What.JOINED):
            return False
        machine = post.is_hidden or is_machine(stay.jid, nick="", hidden_domain=hidden_domain)
        self._in[stay] = _Guest(post.name, machine)
        self._is_whole = self._is_whole and post.name is not None
        self.is_over = False
        self._hear_told(post)
        return True

    def _leave(self, post: Post) -> bool:
        stay = post.stay
        if stay is None or stay in self._ended:
            return False
        self._forget((stay,), post.at)
        self._hear_told(post)
        return True

    def _forget(self, stays: tuple[Stay, ...], at: datetime) -> None:
        for stay in stays:
            self._in.pop(stay, None)
        recent = {stay: left for stay, left in self._ended.items() if at - left <= LATE}
        self._ended = recent | dict.fromkeys(stays, at)

    def _hear_told(self, post: Post) -> None:
        if post.told is None or post.breakout:
            return
        if self._told_at is None or post.at > self._told_at:
            self._told, self._told_at = [], post.at
        if post.at == self._told_at:
            self._told.append(post.told)
