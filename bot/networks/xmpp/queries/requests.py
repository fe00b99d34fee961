"""Requests of others: what the bot is (XEP-0030), and the commands that it takes (XEP-0050)."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NoReturn, Protocol
from xml.etree.ElementTree import Element

from bot.errors import TransientError
from bot.networks.xmpp.addresses import bare_of
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.queries.askers import Askers
from bot.networks.xmpp.queries.dialogues import Dialogues
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.queries.sheets import language_of
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import COMMANDS, DISCO_INFO, DISCO_ITEMS
from bot.usecases.ports.forms import FormDesk

log = logging.getLogger(__name__)
_MOST_WAITING: Final = 100
_AT_ONCE: Final = 20
_ANSWER_S: Final = 25


class Answering(Protocol):
    """What is needed of the stream."""

    def answer(self, request: Element, payload: Element) -> None: ...

    def refuse(self, request: Element, condition: str, *, kind: str, detail: str = "") -> None: ...


class Requests:
    """Anybody is told what the bot is; its commands are for those whom `Askers` knows."""

    def __init__(
        self,
        *,
        settings: XmppSettings,
        stream: Answering,
        rooms: Mapping[str, GroupChat],
        portrait: Portrait,
        forms: FormDesk,
    ) -> None:
        self._stream = stream
        self._rooms = rooms
        self._forms = forms
        self._askers = Askers(settings, rooms)
        self._dialogues = Dialogues(forms)
        self._portrait = portrait
        self._waiting: asyncio.Queue[Element] = asyncio.Queue(_MOST_WAITING)
        self._turns = asyncio.Semaphore(_AT_ONCE)

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
                async with asyncio.timeout(_ANSWER_S):
                    await self._command(request, payload)
        except (TransientError, TimeoutError) as error:
            log.warning("A request was not answered", extra={"why": str(error)})
            self._give_up(request)
        except Exception:
            log.exception("A request failed by a bug")
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
        titles = self._titles(request) if self._askers.at(request.get("from", "")) else []
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
        asker = self._askers.at(request.get("from", ""))
        if asker is None:
            return self._stream.refuse(request, "forbidden", kind="auth")
        if payload.get("node", "") not in {one.key for one in self._forms.offered(None)}:
            return self._stream.refuse(request, "item-not-found", kind="cancel")
        dialogue = self._dialogues.of(request, payload)
        if dialogue is None:
            return self._stream.refuse(
                request, "not-allowed", kind="cancel", detail="session-expired"
            )
        answer = await self._dialogues.answer(dialogue, request, payload, asker)
        return self._stream.answer(request, answer)
