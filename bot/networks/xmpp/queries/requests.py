"""Requests of others: what the bot is (XEP-0030), and the commands that it takes (XEP-0050)."""

import asyncio
import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn, Protocol
from xml.etree.ElementTree import Element

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.errors import TransientError
from bot.networks.xmpp.addresses import bare_of, local_of, prepared, resource_of
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.queries.sheets import cancelled, command, language_of, submitted
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import COMMANDS, DISCO_INFO, DISCO_ITEMS
from bot.usecases.ports.forms import Filling, FormDesk, Place, Sheet

_LOGGER = logging.getLogger(__name__)
_MOST_WAITING: Final = 100
_AT_ONCE: Final = 20
_MOST_SESSIONS: Final = 500
_SESSION_SECONDS: Final = 30 * 60
_ANSWER_SECONDS: Final = 25
_FORTH: Final = frozenset({"next", "complete", "execute"})


class Answering(Protocol):
    """What is needed of the stream."""

    def answer(self, request: Element, payload: Element) -> None: ...

    def refuse(self, request: Element, condition: str, *, kind: str, detail: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks, and the chats that can be meant."""

    person: Person
    places: tuple[Place, ...]


@dataclass(slots=True)
class _Dialogue:
    """One command on its way; `page` is the sheet in somebody's hands.

    `answers` are what was answered to which request, so that a repeat of one is answered alike;
    `outcome` is the last of them once the command is over.
    """

    asker: str
    node: str
    begun: float
    values: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    page: int = 0
    answers: dict[str, Element] = field(default_factory=dict[str, Element])
    outcome: Element | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Requests:
    """Commands are for people of allowed servers, and for whoever shares a room with the bot.

    Asked through a room, by the bot's occupant JID, a command means that room; asked directly, it
    means the direct chat, or one of the rooms in which the bot sees whoever asks.
    """

    def __init__(
        self,
        *,
        settings: XmppSettings,
        account: AccountId,
        stream: Answering,
        rooms: Mapping[str, GroupChat],
        forms: FormDesk,
    ) -> None:
        self._settings = settings
        self._account = account
        self._stream = stream
        self._rooms = rooms
        self._forms = forms
        self._portrait = Portrait(settings.nick)
        self._waiting: asyncio.Queue[Element] = asyncio.Queue(_MOST_WAITING)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._sessions: OrderedDict[str, _Dialogue] = OrderedDict()
        self._salt = secrets.token_bytes(16)

    def put(self, request: Element) -> None:
        """Take in one request. Raises `TransientError` while not connected."""
        try:
            self._waiting.put_nowait(request)
        except asyncio.QueueFull:
            self._stream.refuse(request, "resource-constraint", kind="wait")

    async def run(self) -> NoReturn:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._turns.acquire()
                tasks.create_task(self._answer(await self._waiting.get()))

    async def _answer(self, request: Element) -> None:
        try:
            payload = next(iter(request), None)
            tag = "" if payload is None else payload.tag
            if payload is None or request.get("type") not in ("get", "set"):
                return
            if tag == f"{DISCO_INFO}query":
                self._describe(request, payload)
            elif tag == f"{DISCO_ITEMS}query":
                self._list(request, payload)
            elif tag == f"{COMMANDS}command":
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await self._command(request, payload)
        except (TransientError, TimeoutError) as error:
            _LOGGER.warning("A request was not answered", extra={"why": str(error)})
            self._give_up(request)
        except Exception:
            _LOGGER.exception("A request failed by a bug")
            self._give_up(request)
        finally:
            self._turns.release()

    def _give_up(self, request: Element) -> None:
        with suppress(TransientError):  # then nobody is connected to be told
            self._stream.refuse(request, "internal-server-error", kind="wait")

    def _describe(self, request: Element, query: Element) -> None:
        info = self._portrait.info(query.get("node"), self._titles(request))
        if info is None:
            self._stream.refuse(request, "item-not-found", kind="cancel")
        else:
            self._stream.answer(request, info)

    def _list(self, request: Element, query: Element) -> None:
        titles = self._titles(request) if self._asker(request.get("from", "")) else []
        self._stream.answer(
            request,
            self._portrait.items(query.get("node"), titles, jid=self._address(request)),
        )

    def _titles(self, request: Element) -> list[tuple[str, str]]:
        return [(one.key, one.title) for one in self._forms.offered(language_of(request))]

    def _address(self, request: Element) -> str:
        """By which the bot was asked: through a room, its occupant JID there."""
        room = self._rooms.get(bare_of(request.get("from", "")))
        return room.origin if room else request.get("to", "")

    async def _command(self, request: Element, payload: Element) -> None:
        origin, node = request.get("from", ""), payload.get("node", "")
        asker = self._asker(origin)
        if asker is None:
            return self._stream.refuse(request, "forbidden", kind="auth")
        if node not in {one.key for one in self._forms.offered(None)}:
            return self._stream.refuse(request, "item-not-found", kind="cancel")
        name = payload.get("sessionid") or self._begin(request, origin, node)
        session = self._sessions.get(name)
        if session is None or (session.asker, session.node) != (origin, node):
            return self._stream.refuse(
                request, "not-allowed", kind="cancel", detail="session-expired"
            )
        async with session.turn:
            answer = session.outcome or session.answers.get(request.get("id", ""))
            if answer is None:
                answer = await self._step(request, payload, name, session, asker)
                session.answers[request.get("id", "")] = answer
        return self._stream.answer(request, answer)

    def _begin(self, request: Element, origin: str, node: str) -> str:
        """The same session where the same request comes twice."""
        said = "\0".join((origin, node, request.get("id", "")))
        name = hashlib.sha256(self._salt + said.encode()).hexdigest()[:32]
        now = time.monotonic()
        oldest = [key for key, one in self._sessions.items() if now - one.begun > _SESSION_SECONDS]
        for key in oldest:
            del self._sessions[key]
        if name not in self._sessions:
            self._sessions[name] = _Dialogue(asker=origin, node=node, begun=now)
            if len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return name

    async def _step(
        self, request: Element, payload: Element, name: str, session: _Dialogue, asker: _Asker
    ) -> Element:
        action = payload.get("action") or "execute"
        if action == "cancel":
            session.outcome = cancelled(node=session.node, session=name)
            return session.outcome
        page = session.page
        if action == "prev":
            page = max(0, page - 1)
        elif action in _FORTH and session.answers:
            session.values |= submitted(request)
            page += 1
        sheet = await self._next(request, name, session, asker, page)
        session.page = sheet.page
        answer = command(sheet, node=session.node, session=name)
        if not sheet.blanks:
            session.outcome = answer
        return answer

    async def _next(
        self, request: Element, name: str, session: _Dialogue, asker: _Asker, page: int
    ) -> Sheet:
        return await self._forms.next(
            Filling(
                form=session.node,
                name=LineId(f"form-{name}"),
                sender=asker.person,
                places=asker.places,
                language=language_of(request),
                values=dict(session.values),
                page=page,
            )
        )

    def _asker(self, origin: str) -> _Asker | None:
        """None for those from whom no command is taken."""
        bare, nick = bare_of(prepared(origin) or ""), resource_of(origin)
        room = self._rooms.get(bare)
        if room:
            return self._occupant(room, nick)
        if not local_of(bare) or bare == self._settings.jid or not self._settings.allows(bare):
            return None
        is_admin = bare in self._settings.admins
        alone = Place(
            chat=self._chat(bare),
            kind=ChatKind.DIRECT,
            role=ChatRole.ADMIN if is_admin else ChatRole.MODERATOR,
        )
        person = Person(PersonId(bare), local_of(bare))
        return _Asker(person, (alone, *self._rooms_of(bare)))

    def _occupant(self, room: GroupChat, nick: str) -> _Asker | None:
        seat = room.seats.get(nick)
        if seat is None or not room.is_in or nick == room.nick:
            return None
        person = seat.person(room.jid)
        if self._settings.ignored.has(person, f"{room.jid}/{nick}"):
            return None
        role = seat.role(self._settings.admins)
        here = Place(chat=self._chat(room.jid), kind=ChatKind.GROUP, role=role)
        alone = Place(
            chat=self._chat(f"{room.jid}/{nick}"),
            kind=ChatKind.DIRECT,
            role=max(role, ChatRole.MODERATOR),
        )
        return _Asker(Person(person, nick), (here, alone))

    def _rooms_of(self, bare: str) -> list[Place]:
        """Where they are, as far as the rooms show it; the best of their roles there."""
        found: list[Place] = []
        for room in self._rooms.values():
            seats = [seat for seat in room.seats.values() if seat.jid == bare]
            if room.is_in and seats:
                role = max(seat.role(self._settings.admins) for seat in seats)
                found.append(Place(chat=self._chat(room.jid), kind=ChatKind.GROUP, role=role))
        return found

    def _chat(self, jid: str) -> ChatAddress:
        return ChatAddress(self._account, ChatId(jid))
