"""The dashboard: a chat's moderators manage it in the browser (docs/adr/0036-dashboard.md)."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.manage import dates, entry, programme, settings
from bot.web.manage.desk import DashboardDesk
from bot.web.manage.gate import Gate
from bot.web.manage.sheet import SheetPage
from bot.web.pages import PageMaker


def routes(pages: PageMaker, desk: DashboardDesk) -> Sequence[web.RouteDef]:
    """`/manage/…`."""
    gate = Gate(visits=desk.visits, pages=pages)
    sheets = SheetPage(gate, desk)

    async def home(request: web.Request) -> web.Response:
        return gate.lead_to(request, "/manage/")

    return [
        web.get("/manage", home),
        *entry.routes(gate),
        *programme.routes(sheets),
        *dates.routes(sheets),
        *settings.routes(sheets),
    ]
