"""The way in and out: a link is looked at, used by a button, and the visit is ended by another."""

from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web

from bot.usecases.chats.dashboard import VISIT_LASTS
from bot.usecases.ports.dashboard import LinkState
from bot.web.manage.gate import Gate, Guest, SentForm


def routes(gate: Gate) -> Sequence[web.RouteDef]:
    """`/manage/enter/{secret}` and `/manage/leave`."""

    def dead(request: web.Request, state: LinkState) -> web.Response:
        why = "used" if state is LinkState.USED else "dead"
        return gate.refused(request, HTTPStatus.GONE, why)

    async def look(request: web.Request) -> web.Response:
        """Chat servers and clients look at links for a preview: only the button uses one up."""
        state = await gate.visits.link(request.match_info["secret"])
        if state is not LinkState.GOOD:
            return dead(request, state)
        return gate.page(request, "manage_enter")

    async def enter(request: web.Request) -> web.Response:
        if await gate.form(request) is None:
            return gate.refused(request, HTTPStatus.FORBIDDEN, "foreign")
        link = request.match_info["secret"]
        secret = await gate.visits.enter(link)
        if secret is None:
            return dead(request, await gate.visits.link(link))
        answer = gate.lead_to(request, "/manage/")
        gate.let_in(answer, secret, seconds=VISIT_LASTS.total_seconds())
        return answer

    async def leave(request: web.Request, guest: Guest, _form: SentForm) -> web.Response:
        await gate.visits.leave(guest.secret)
        answer = gate.page(request, "manage_refused", why="left")
        gate.let_out(answer)
        return answer

    return [
        web.get(r"/manage/enter/{secret:[\w-]+}", look),
        web.post(r"/manage/enter/{secret:[\w-]+}", enter),
        web.post("/manage/leave", gate.changed(leave)),
    ]
