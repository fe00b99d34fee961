"""Jitsi's `mod_muc_census`: how many are in each room, over Prosody's HTTP port."""

from http import HTTPStatus
from typing import Final

from bot.conferences.jitsi.discovery.endpoints import Discovery
from bot.conferences.jitsi.discovery.inner_http import InnerHttp, items, record
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.occupants import instant, people_told
from bot.conferences.jitsi.sources.muc_size import NO_MODULE
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

_NO_CENSUS: Final = "muc_census answers something that is no census"


class CensusSource:
    """Recorders and whoever does not want to be seen are counted: a census knows no names."""

    name = "muc_census"

    def __init__(self, http: InnerHttp, discovery: Discovery, clock: Clock) -> None:
        self._http = http
        self._discovery = discovery
        self._clock = clock
        self.level = Level.NOTHING

    async def probe(self) -> None:
        """Raises `TransientError` when the module does not answer as itself."""
        await self._census()

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:  # noqa: ARG002 -- it knows no names
        rooms = await self._census()
        found = rooms.get((await self._discovery.domains()).inner_jid(room.node))
        now = self._clock.now()
        if found is None:
            return seen.nobody(self.name, now)
        people = people_told(found.get("participants"))
        if people is None:
            raise TransientError(_NO_CENSUS)
        if found.get("leaked") is True:  # all in it have lost their connections
            return None
        return seen.number(self.name, now, people, since=instant(found.get("created_time")))

    async def _census(self) -> dict[str, dict[str, object]]:
        """By the rooms' inner addresses."""
        host = (await self._discovery.domains()).domain
        answer = await self._http.get("/room-census", host=host)
        if answer.status != HTTPStatus.OK:
            raise TransientError(f'{NO_MODULE} "muc_census" on {host}: it answers {answer.status}')
        told = (record(answer.json()) or {}).get("room_census")
        rooms = [] if told == {} else items(told)
        if rooms is None:
            raise TransientError(_NO_CENSUS)
        self.level = Level.COUNT
        found = [record(room) or {} for room in rooms]
        return {name: room for room in found if isinstance(name := room.get("room_name"), str)}
