"""Jicofo's REST port: who is in a call, without names."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from bot.conferences.jitsi.discovery.endpoints import Discovery
from bot.conferences.jitsi.discovery.inner_http import InnerHttp, items, record
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.occupants import Seat, is_person
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

_LIST: Final = "/debug/conferences"


class JicofoSource:
    """A room that Jicofo does not know is answered by an empty object, or as not found.

    The same is a wrong domain; so an empty answer counts only while no conference that Jicofo has
    is on another domain than ours.
    """

    name = "jicofo"

    def __init__(self, http: InnerHttp, discovery: Discovery, clock: Clock) -> None:
        self._http = http
        self._discovery = discovery
        self._clock = clock
        self.level = Level.NOTHING

    async def probe(self) -> None:
        """Raises `TransientError` when there is no Jicofo, or not that of this server."""
        domains = await self._discovery.domains()
        for conference in await self._conferences():
            if domains.node_at(conference) is None and not domains.tenant:
                raise TransientError(
                    f"Jicofo has conferences on other domains than {domains.muc}: "
                    "set jitsi.muc_domain"
                )
        self.level = Level.COUNT

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:  # noqa: ARG002 -- it knows no names
        domains = await self._discovery.domains()
        jid = quote(domains.inner_jid(room.node), safe="@")
        answer = await self._http.get(f"/debug/conference/{jid}")
        now = self._clock.now()
        told = {} if answer.status == HTTPStatus.NOT_FOUND else record(answer.json())
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND) or told is None:
            raise TransientError(f"Jicofo answers {answer.status}, and no conference")
        if not told:
            await self.probe()
            return seen.nobody(self.name, now)
        seats = _seats(told)
        people = [seat for seat in seats if is_person(seat, hidden_domain=domains.hidden)]
        self.level = Level.COUNT
        return seen.number(self.name, now, len(people))

    async def _conferences(self) -> list[str]:
        answer = await self._http.get(_LIST)
        told = items(answer.json()) if answer.status == HTTPStatus.OK else None
        if told is None:
            raise TransientError(f"there is no Jicofo: {_LIST} answers {answer.status}")
        return [str(conference) for conference in told]


def _seats(conference: dict[str, object]) -> list[Seat]:
    room = record(conference.get("chat_room")) or {}
    members = record(room.get("members"))
    if members is None:
        raise TransientError("Jicofo does not tell who is in the room")
    return [_seat(nick, record(member) or {}) for nick, member in members.items()]


def _seat(nick: str, member: dict[str, object]) -> Seat:
    jid, recorder = member.get("jid"), member.get("is_jibri") is True
    return Seat(
        nick="jibri" if recorder else nick, jid=jid if isinstance(jid, str) else "", name=""
    )
