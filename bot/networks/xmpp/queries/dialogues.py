"""Commands on their way (XEP-0050): how far each is, and what was answered."""

import asyncio
import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import LineId
from bot.networks.xmpp.queries.askers import Asker
from bot.networks.xmpp.queries.sheets import MOST_FIELDS, cancelled, command, language_of, submitted
from bot.usecases.ports.forms import Filling, FormDesk, Sheet

_MOST_DIALOGUES: Final = 500
_LONGEST_S: Final = 30 * 60
_ANSWERS_KEPT: Final = 5
"""A request is repeated soon, or not at all."""
_FORTH: Final = frozenset({"next", "complete", "execute"})


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """One command on its way; `name` is its session id, `page` the sheet in somebody's hands.

    `answers` are the latest, by the requests that they answer, so that a repeat of one is answered
    alike; `outcome` is the last of them once the command is over.
    """

    name: str
    origin: str
    node: str
    begun: float
    values: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    page: int = 0
    answers: dict[str, Element] = field(default_factory=dict[str, Element])
    outcome: Element | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def keep(self, request: Element, answer: Element) -> None:
        """Remember what was answered to that."""
        self.answers[request.get("id", "")] = answer
        if len(self.answers) > _ANSWERS_KEPT:
            del self.answers[next(iter(self.answers))]

    def fill_in(self, values: dict[str, tuple[str, ...]]) -> None:
        """Take in what somebody wrote; more than a form can have is left out."""
        for key, value in values.items():
            if key in self.values or len(self.values) < MOST_FIELDS:
                self.values[key] = value


class Dialogues:
    """Those that were begun in the last half hour; the oldest go when there are too many."""

    def __init__(self, forms: FormDesk) -> None:
        self._forms = forms
        self._open: OrderedDict[str, Dialogue] = OrderedDict()
        self._salt: Final = secrets.token_bytes(16)

    def of(self, request: Element, payload: Element) -> Dialogue | None:
        """The one that a request belongs to, or begins; None for one that is over or another's."""
        origin, node = request.get("from", ""), payload.get("node", "")
        name = payload.get("sessionid")
        found = self._open.get(name) if name else self._begin(request, origin, node)
        return found if found and (found.origin, found.node) == (origin, node) else None

    async def answer(
        self, dialogue: Dialogue, request: Element, payload: Element, asker: Asker
    ) -> Element:
        """Go on by what the request says. Raises as `FormDesk.next`."""
        async with dialogue.turn:
            answer = dialogue.outcome or dialogue.answers.get(request.get("id", ""))
            if answer is None:
                answer = await self._step(dialogue, request, payload, asker)
                dialogue.keep(request, answer)
        return answer

    def _begin(self, request: Element, origin: str, node: str) -> Dialogue:
        """The same where the same request comes twice."""
        said = "\0".join((origin, node, request.get("id", "")))
        name = hashlib.sha256(self._salt + said.encode()).hexdigest()[:32]
        now = time.monotonic()
        for key in [key for key, one in self._open.items() if now - one.begun > _LONGEST_S]:
            del self._open[key]
        if name not in self._open:
            self._open[name] = Dialogue(name=name, origin=origin, node=node, begun=now)
            if len(self._open) > _MOST_DIALOGUES:
                self._open.popitem(last=False)
        return self._open[name]

    async def _step(
        self, dialogue: Dialogue, request: Element, payload: Element, asker: Asker
    ) -> Element:
        action = payload.get("action") or "execute"
        if action == "cancel":
            dialogue.outcome = cancelled(node=dialogue.node, session=dialogue.name)
            return dialogue.outcome
        page = dialogue.page
        if action == "prev":
            page = max(0, page - 1)
        elif action in _FORTH and dialogue.answers:
            dialogue.fill_in(submitted(request))
            page += 1
        sheet = await self._next(dialogue, language_of(request), asker, page)
        dialogue.page = sheet.page
        answer = command(sheet, node=dialogue.node, session=dialogue.name)
        if not sheet.blanks:
            dialogue.outcome = answer
        return answer

    async def _next(
        self, dialogue: Dialogue, language: str | None, asker: Asker, page: int
    ) -> Sheet:
        return await self._forms.next(
            Filling(
                form=dialogue.node,
                name=LineId(f"form-{dialogue.name}"),
                sender=asker.person,
                places=asker.places,
                language=language,
                values=dict(dialogue.values),
                page=page,
            )
        )
