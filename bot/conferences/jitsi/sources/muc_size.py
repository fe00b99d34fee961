"""Jitsi's `mod_muc_size`: who is in one room, over Prosody's HTTP port."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.endpoints import Discovery
from bot.conferences.jitsi.discovery.inner_http import HttpAnswer, InnerHttp, items, record
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.occupants import Seat, people_told
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.domain.naming import shown_name
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

NO_MODULE: Final = "Prosody has no module"


class MucSizeSource:
    """Asks `/room`, which names the people, else `/room-size`, which only counts the seats.

    A module that is not there and a room that is not there are both 404. So the module shows
    itself first, by what it answers to a question without a room (400).
    """

    name = "muc_size"

    def __init__(
        self, http: InnerHttp, discovery: Discovery, clock: Clock, *, own_nick: str
    ) -> None:
        self._http = http
        self._discovery = discovery
        self._clock = clock
        self._own_nick = own_nick
        self._is_there = False
        self.level = Level.NOTHING

    async def probe(self) -> None:
        """Raises `TransientError` when the module does not answer as itself."""
        host = (await self._discovery.domains()).domain
        answer = await self._http.get("/room-size", host=host)
        self._is_there = answer.status == HTTPStatus.BAD_REQUEST
        if not self._is_there:
            raise TransientError(f'{NO_MODULE} "muc_size" on {host}: it answers {answer.status}')
        self.level = max(self.level, Level.COUNT)

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:  # noqa: ARG002 -- whoever does not want to be seen is known by name only
        if not self._is_there:
            await self.probe()
        domains = await self._discovery.domains()
        answer = await self._ask("/room", room.node, domains)
        now = self._clock.now()
        if answer.status == HTTPStatus.NOT_FOUND and answer.is_bare:
            return seen.nobody(self.name, now)
        if answer.status == HTTPStatus.OK:
            self.level = Level.NAMES
            seats = _seats(answer.json(), own_nick=self._own_nick)
            return seen.people(self.name, now, seats, hidden_domain=domains.hidden)
        if answer.status == HTTPStatus.FORBIDDEN:  # a token is asked for; or the room is not live
            raise TransientError(
                "muc_size asks for tokens: set enable_roomsize_token_verification = false"
            )
        return await self._count(room.node, domains)

    async def _count(self, node: str, domains: Domains) -> Attendance | None:
        """For where only `/room-size` is passed on. One seat may be the focus, alone."""
        answer = await self._ask("/room-size", node, domains)
        if answer.status == HTTPStatus.NOT_FOUND and answer.is_bare:
            return seen.nobody(self.name, self._clock.now())
        told = record(answer.json()) if answer.status == HTTPStatus.OK else None
        seats = people_told(told.get("participants")) if told else None
        if seats is None:
            self._is_there = False  # it is not what it was
            raise TransientError(f"muc_size answers {answer.status}, and no number")
        if seats <= 1:
            return seen.somebody(self.name, self._clock.now())
        return seen.number(self.name, self._clock.now(), seats)

    async def _ask(self, path: str, node: str, domains: Domains) -> HttpAnswer:
        """Modules older than 2024 decode the query, so an encoded name is encoded twice."""
        answer = await self._http.get(_question(path, node, domains), host=domains.domain)
        if answer.status == HTTPStatus.NOT_FOUND and "%" in node:
            twice = quote(node, safe="")
            again = await self._http.get(_question(path, twice, domains), host=domains.domain)
            return again if again.status == HTTPStatus.OK else answer
        return answer


def _question(path: str, node: str, domains: Domains) -> str:
    tenant = f"&subdomain={domains.tenant}" if domains.tenant else ""
    return f"{path}?room={node}&domain={domains.domain}{tenant}"


def _seats(told: object, *, own_nick: str) -> list[Seat]:
    """A room without people is an empty object; a person with two sessions is told twice."""
    if told == {}:
        return []
    people = items(told)
    if people is None:
        raise TransientError("muc_size answers something that is no list of people")
    seats = [_seat(record(one) or {}, own_nick) for one in people]
    return list({seat.nick: seat for seat in seats}.values())


def _seat(person: dict[str, object], own_nick: str) -> Seat:
    jid, name = person.get("jid"), person.get("display_name", "")
    if not isinstance(jid, str) or not isinstance(name, str):
        raise TransientError("muc_size answers a person without an address")
    nick = jid.partition("/")[2]
    return Seat(nick=nick, jid="", name=shown_name(name), is_self=nick == own_nick)
