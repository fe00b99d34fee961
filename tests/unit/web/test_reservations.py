"""Jitsi's reservation API, asked as Prosody asks: forms, bearer, and each of its answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
import pytest

from bot.commands.registry import VERBS
from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.links.rooms import node_called
from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series, SeriesId
from bot.domain.settings import Chat, ChatSettings, Presence
from bot.domain.shaping import OwnedRoom, Policy, RoomKind
from bot.errors import TransientError
from bot.rendering.renderer import TemplateRenderer
from bot.storage.memory.store import MemoryStore, MemoryWork
from bot.usecases.calls.reservations import Reserve
from bot.usecases.speaking.herald import Herald
from bot.web import reservations
from bot.web.refusals import plainly
from bot.web.server import MOST_BYTES, WebServer

SECRET = "reserve"
BEARER = {"Authorization": f"Bearer {SECRET}"}
CLUB = ChatAddress(AccountId("matrix:@anker:example.org"), ChatId("!club:example.org"))
SUNDAY = datetime(2026, 11, 29, 10, tzinfo=UTC)
"""When the choir sings next, at 11 in Berlin, for an hour and a half."""
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATH = "/jitsi/reservations/conference"


def room(node: str) -> ConferenceRoom:
    link = f"https://meet.example.org/{node}"
    return ConferenceRoom(name=node, node=node, link=link, topic=None, fixed=True)


CHOIR = Series(
    id=SeriesId("choir"),
    number=3,
    owner=CLUB,
    creator=PersonId("@anna:example.org"),
    title="Chor",
    room=room("anker"),
    recurrence=Recurrence(
        start=datetime(2026, 11, 29, 11),  # noqa: DTZ001 -- wall-clock time
        timezone="Europe/Berlin",
        rrule="FREQ=WEEKLY",
    ),
    leads=(),
    duration=timedelta(minutes=90),
)


class Bench:
    """A store that can go away or hang, and a clock to turn. `over` are rooms whose call ended."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.time = NOON
        self.is_away = False
        self.hangs = False
        self.over: list[str] = []
        self._drawn = 0

    def now(self) -> datetime:
        return self.time

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncIterator[MemoryWork]:
        if self.is_away:
            raise TransientError("postgresql://secret is away")
        if self.hangs:
            await asyncio.Event().wait()
        async with self.store.begin(comes_again=comes_again) as work:
            yield work

    async def close(self) -> None: ...

    def draw(self) -> str:
        self._drawn += 1
        return f"res-{self._drawn}"

    async def own(self, node: str, **more: object) -> None:
        values = {"kind": RoomKind.OPEN, "made_by": None} | more
        async with self.store.begin() as work:
            await work.owned_rooms.save(
                OwnedRoom(chat=CLUB, node=node, made_at=NOON, used_at=NOON, **values)
            )

    async def plan(self, series: Series) -> None:
        await self.own(series.room.node)
        async with self.store.begin() as work:
            await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, language=GERMAN))
            await work.programme.save(series)

    @asynccontextmanager
    async def asked(
        self,
        policy: Policy = Policy.CLOSED,
        *,
        tenant: str = "",
        has_lobby: bool = True,
        most_people: int = 0,
    ) -> AsyncIterator[aiohttp.ClientSession]:
        """A Prosody with the right secret."""
        jitsi = ServerAddress.parse(f"https://meet.example.org/{tenant}")
        reserve = Reserve(
            store=self,
            clock=self,
            herald=Herald(
                renderer=TemplateRenderer(VERBS),
                defaults=ChatSettings(
                    language=ENGLISH,
                    timezone="Europe/Berlin",
                    presence=Presence.COUNT,
                    leads=(),
                ),
                prefix="!",
            ),
            our_node=lambda name: node_called(name, jitsi),
            draw_id=self.draw,
            policy=policy,
            has_lobby=has_lobby,
            over=self.over.append,
            most_people=most_people,
        )
        server = WebServer(
            host="127.0.0.1",
            port=0,
            base="",
            routes=reservations.routes(reserve, secret=SECRET),
            explain=plainly,
        )
        async with asyncio.timeout(60):
            task = asyncio.create_task(server.run())
            try:
                address = await server.wait_ready()
                async with aiohttp.ClientSession(base_url=address, headers=BEARER) as prosody:
                    yield prosody
            finally:
                task.cancel()
                await asyncio.wait([task])


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def post(prosody: aiohttp.ClientSession, name: str) -> tuple[int, dict[str, object]]:
    """Byte for byte as Prosody 0.12 sends it."""
    body = (
        "mail_owner=69878222-d649%40meet.test&start_time=2026-11-24T04%3a06%3a52.000Z"
        f"&name={quote(name, safe='')}"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with prosody.post(PATH, data=body, headers=headers) as answer:
        return answer.status, await answer.json()


class TestWhen:
    async def test_a_date_opens_its_room_and_the_answer_has_all_that_prosody_wants(
        self, bench: Bench
    ) -> None:
        await bench.plan(CHOIR)
        bench.time = SUNDAY - timedelta(minutes=20)
        async with bench.asked() as prosody:
            status, said = await post(prosody, "Anker")
        assert status == HTTPStatus.OK
        assert said == {
            "id": "res-1",
            "name": "Anker",
            "mail_owner": "69878222-d649@meet.test",
            "start_time": "2026-11-29T09:40:00.000Z",
            "duration": (20 + 90 + 120) * 60,
        }

    @pytest.mark.parametrize(
        ("at", "status"),
        [
            (SUNDAY - timedelta(minutes=31), HTTPStatus.FORBIDDEN),
            (SUNDAY - timedelta(minutes=30), HTTPStatus.OK),
            (SUNDAY + 3 * HOUR, HTTPStatus.OK),
            (SUNDAY + 3.5 * HOUR, HTTPStatus.FORBIDDEN),
        ],
    )
    async def test_it_is_open_from_half_an_hour_before_until_two_hours_after(
        self, bench: Bench, at: datetime, status: HTTPStatus
    ) -> None:
        await bench.plan(CHOIR)
        bench.time = at
        async with bench.asked() as prosody:
            assert (await post(prosody, "anker"))[0] == status

    async def test_between_dates_the_denial_names_the_next_in_the_chats_language(
        self, bench: Bench
    ) -> None:
        await bench.plan(CHOIR)
        async with bench.asked() as prosody:
            status, said = await post(prosody, "anker")
        assert status == HTTPStatus.FORBIDDEN
        assert str(said["message"]).startswith("Chor findet gerade nicht statt. Das nächste")

    async def test_a_date_that_is_off_opens_nothing(self, bench: Bench) -> None:
        off = Change(slot=CHOIR.recurrence.start, starts=None)
        await bench.plan(CHOIR.changed(off))
        bench.time = SUNDAY
        async with bench.asked() as prosody:
            assert (await post(prosody, "anker"))[0] == HTTPStatus.FORBIDDEN

    async def test_a_room_that_a_chat_opened_by_the_way_is_open(self, bench: Bench) -> None:
        await bench.own("mibon-terak", opened_at=NOON)
        bench.time = NOON + timedelta(days=9)
        async with bench.asked() as prosody:
            status, said = await post(prosody, "mibon-terak")
        assert (status, said["duration"]) == (HTTPStatus.OK, 24 * 60 * 60)

    async def test_a_chat_may_open_the_room_of_its_series_between_dates(self, bench: Bench) -> None:
        await bench.plan(CHOIR)
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            assert (await post(prosody, "anker"))[0] == HTTPStatus.OK
            bench.time += 2 * HOUR
            assert (await post(prosody, "anker"))[0] == HTTPStatus.FORBIDDEN


class TestPolicy:
    async def test_rooms_that_nobody_announced_open_where_the_operator_says_so(
        self, bench: Bench
    ) -> None:
        async with bench.asked(Policy.OPEN) as prosody:
            assert (await post(prosody, "anything"))[0] == HTTPStatus.OK

    async def test_and_stay_shut_elsewhere_with_a_word_how_to_get_one(self, bench: Bench) -> None:
        async with bench.asked(Policy.CLOSED) as prosody:
            status, said = await post(prosody, "anything")
        assert status == HTTPStatus.FORBIDDEN
        assert "!meet" in str(said["message"])

    @pytest.mark.parametrize(
        ("policy", "status"),
        [(Policy.OPEN, HTTPStatus.OK), (Policy.CLOSED, HTTPStatus.FORBIDDEN)],
    )
    async def test_a_database_that_is_away_is_answered_for(
        self, bench: Bench, policy: Policy, status: HTTPStatus
    ) -> None:
        bench.is_away = True
        async with bench.asked(policy) as prosody:
            answered, said = await post(prosody, "anker")
        assert answered == status
        assert "secret" not in str(said)

    async def test_a_database_that_hangs_is_answered_for_within_five_seconds(
        self, bench: Bench
    ) -> None:
        bench.hangs = True
        async with bench.asked(Policy.OPEN) as prosody, asyncio.timeout(5):
            assert (await post(prosody, "anker"))[0] == HTTPStatus.OK


class TestNames:
    async def test_a_percent_encoded_name_is_echoed_as_it_came(self, bench: Bench) -> None:
        await bench.own("gr%c3%bcne%20runde", opened_at=NOON)
        async with bench.asked() as prosody:
            status, said = await post(prosody, "gr%c3%bcne%20runde")
        assert (status, said["name"]) == (HTTPStatus.OK, "gr%c3%bcne%20runde")

    async def test_a_tenants_room_is_ours_only_at_our_own_tenant(self, bench: Bench) -> None:
        await bench.own("standup", opened_at=NOON)
        async with bench.asked(tenant="acme") as prosody:
            assert (await post(prosody, "[acme]standup"))[1]["name"] == "[acme]standup"
            assert (await post(prosody, "[other]standup"))[0] == HTTPStatus.FORBIDDEN
        async with bench.asked() as prosody:
            assert (await post(prosody, "[acme]standup"))[0] == HTTPStatus.FORBIDDEN


class TestShape:
    async def test_a_closed_room_has_a_lobby_where_somebody_can_let_people_in(
        self, bench: Bench
    ) -> None:
        await bench.own("rat", kind=RoomKind.CLOSED, opened_at=NOON)
        async with bench.asked(has_lobby=True) as prosody:
            assert (await post(prosody, "rat"))[1]["lobby"] is True

    async def test_elsewhere_a_lobby_would_lock_everybody_out(self, bench: Bench) -> None:
        await bench.own("rat", kind=RoomKind.CLOSED, opened_at=NOON)
        async with bench.asked(has_lobby=False) as prosody:
            assert "lobby" not in (await post(prosody, "rat"))[1]

    async def test_a_locked_room_has_its_password(self, bench: Bench) -> None:
        await bench.own("rat", password="mibon", opened_at=NOON)
        async with bench.asked() as prosody:
            assert (await post(prosody, "rat"))[1]["password"] == "mibon"

    async def test_no_more_people_than_the_operator_said_may_be_in_one_call(
        self, bench: Bench
    ) -> None:
        await bench.own("rat", opened_at=NOON)
        async with bench.asked(most_people=25) as prosody:
            _, said = await post(prosody, "rat")
            assert said["max_occupants"] == 25
            async with prosody.get(f"{PATH}/{said['id']}") as answer:
                assert (await answer.json())["max_occupants"] == 25


class TestCourse:
    async def test_a_room_locked_meanwhile_is_locked_for_a_server_that_was_restarted(
        self, bench: Bench
    ) -> None:
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            _, first = await post(prosody, "anker")
            await bench.own("anker", opened_at=NOON, password="mibon")
            assert (await post(prosody, "anker"))[0] == HTTPStatus.CONFLICT
            async with prosody.get(f"{PATH}/{first['id']}") as answer:
                said = await answer.json()
            assert said["password"] == "mibon"
            assert said["start_time"] == first["start_time"]

    async def test_asked_again_it_names_the_reservation_which_is_there_to_be_read(
        self, bench: Bench
    ) -> None:
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            _, first = await post(prosody, "anker")
            bench.time += HOUR
            status, said = await post(prosody, "anker")
            assert (status, said) == (HTTPStatus.CONFLICT, {"conflict_id": first["id"]})
            async with prosody.get(f"{PATH}/{first['id']}") as answer:
                assert await answer.json() == first | {"mail_owner": ""}

    async def test_the_end_of_a_call_is_news_once(self, bench: Bench) -> None:
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            _, first = await post(prosody, "anker")
            for _ in range(2):
                async with prosody.delete(f"{PATH}/{first['id']}") as answer:
                    assert answer.status == HTTPStatus.NO_CONTENT
            assert bench.over == ["anker"]
            assert (await post(prosody, "anker"))[1]["id"] != first["id"]

    @pytest.mark.parametrize("id_", ["1.0", "7", "nobody", "..%2F..%2Fetc", "%F0%9F%8E%BA"])
    async def test_ids_that_nobody_gave_end_nothing(self, bench: Bench, id_: str) -> None:
        async with bench.asked() as prosody:
            async with prosody.delete(f"{PATH}/{id_}") as answer:
                assert answer.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND}
            async with prosody.get(f"{PATH}/{id_}") as answer:
                assert answer.status == HTTPStatus.NOT_FOUND
        assert bench.over == []


async def everything(bench: Bench) -> object:
    async with bench.store.begin() as work:
        return (
            await work.reservations.running("anker", now=bench.time),
            await work.owned_rooms.of_node("anker"),
        )


class TestForgery:
    @pytest.mark.parametrize("shown", ["", "Bearer wrong", "Bearer ", "reserve", "Bearer grün"])
    @pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
    async def test_a_wrong_secret_learns_and_changes_nothing(
        self, bench: Bench, shown: str, method: str
    ) -> None:
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            if method == "POST":
                before, path, data = await everything(bench), PATH, {"name": "anker"}
            else:
                _, first = await post(prosody, "anker")
                before, path, data = await everything(bench), f"{PATH}/{first['id']}", None
            async with prosody.request(
                method, path, data=data, headers={"Authorization": shown}
            ) as answer:
                assert answer.status == HTTPStatus.UNAUTHORIZED
        assert await everything(bench) == before
        assert bench.over == []

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"", "application/x-www-form-urlencoded"),
            (b"mail_owner=x", "application/x-www-form-urlencoded"),
            (b"name=", "application/x-www-form-urlencoded"),
            (b"name=%00anker", "application/x-www-form-urlencoded"),
            (b"name=" + b"a" * 1024, "application/x-www-form-urlencoded"),
            (b"name=%ff%fe", "application/x-www-form-urlencoded"),
            (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
            (b'{"name": "anker"}', "application/json"),
            (b"name=anker", "text/plain"),
        ],
    )
    async def test_what_prosody_does_not_send_is_refused_with_a_reason(
        self, bench: Bench, body: bytes, kind: str
    ) -> None:
        headers = {"Content-Type": kind}
        async with (
            bench.asked(Policy.OPEN) as prosody,
            prosody.post(PATH, data=body, headers=headers) as answer,
        ):
            assert answer.status == HTTPStatus.BAD_REQUEST
            assert len(await answer.text()) > 20

    async def test_a_body_beyond_all_measure_is_refused(self, bench: Bench) -> None:
        await bench.own("anker", opened_at=NOON)
        async with bench.asked() as prosody:
            body = b"name=anker&x=" + b"a" * MOST_BYTES
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            async with prosody.post(PATH, data=body, headers=headers) as answer:
                assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        async with bench.store.begin() as work:
            assert await work.reservations.running("anker", now=NOON) is None

    async def test_neither_names_nor_passwords_are_logged(
        self, bench: Bench, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        await bench.own("mibon-terak", password="sulof", opened_at=NOON)
        async with bench.asked() as prosody:
            await post(prosody, "mibon-terak")
        shown = "\n".join(str(record.__dict__) for record in caplog.records)
        assert "Reservation" in shown
        for secret in ("mibon-terak", "sulof", SECRET):
            assert secret not in shown.replace("reservation", "")
