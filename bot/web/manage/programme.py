"""The series of a chat: as a table, each in a form with a preview, and called off."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.commands.parts.verb import Asked
from bot.commands.verbs import cancel, edit, meet
from bot.domain.series import Occurrence, Series, next_held
from bot.errors import UserError
from bot.usecases.ports.programme import Reach
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply
from bot.web.manage.forms import SeriesFields, drafted, redrafted
from bot.web.manage.gate import Guest, SentForm, new_form
from bot.web.manage.problem import ChangedMeanwhileError, Wrong
from bot.web.manage.sheet import SeriesSheet, SheetPage, ahead


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series in the table. `is_own` is False for one of another chat that is announced here."""

    series: Series
    next: Occurrence | None
    reach: Reach
    is_own: bool


def routes(sheets: SheetPage) -> Sequence[web.RouteDef]:
    """`/manage/`, `/manage/new` and `/manage/series/{number}`."""
    pages = ProgrammePages(sheets)
    shown, changed = sheets.gate.shown, sheets.gate.changed
    one = r"/manage/series/{number:\d{1,9}}"
    return [
        web.get("/manage/", shown(pages.all)),
        web.get("/manage/new", shown(pages.new)),
        web.post("/manage/new", changed(pages.plan)),
        web.get(one, shown(pages.one)),
        web.post(one, changed(pages.edit)),
        web.post(f"{one}/cancel", changed(pages.cancel)),
    ]


class ProgrammePages:
    """The handlers."""

    def __init__(self, sheets: SheetPage) -> None:
        self._sheets = sheets
        self._gate = sheets.gate
        self._desk = sheets.desk

    async def all(self, request: web.Request, guest: Guest) -> web.Response:
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)
            rows = [
                SeriesRow(
                    series=series,
                    next=next_held(series, after=asked.now),
                    reach=await work.subscriptions.reach(series.id),
                    is_own=series.owner == guest.chat,
                )
                for series in await work.programme.of_chat(guest.chat)
            ]
            deliveries = await work.dashboards.deliveries(guest.chat)
        return self._gate.page(
            request, "manage_home", guest=guest, rows=rows, deliveries=deliveries
        )

    async def new(self, request: web.Request, guest: Guest) -> web.Response:
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)
        fields = SeriesFields.empty(asked.settings, self._sheets.language(request))
        return self._sheets.show(request, guest, SeriesSheet(fields=fields), form=new_form())

    async def plan(self, request: web.Request, guest: Guest, form: SentForm) -> web.Response:
        fields, house = SeriesFields.sent(form), self._desk.house
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)

        async def act(asked: Asked, work: Work) -> Sequence[Reply]:
            answer = await meet.keep(house, asked, fields.plan(house, asked), work)
            return [answer.reply] if answer.reply else []

        draft = wrong = None
        try:
            draft = drafted(fields.plan(house, asked), asked)
            if not _only_looks(form):
                await self._desk.do(guest, form, act)
                return self._gate.lead_to(request, "/manage/", done="1")
        except Wrong as error:
            wrong = self._sheets.problem(request, asked, error)
        sheet = SeriesSheet(fields=fields, problem=wrong, ahead=ahead(draft, asked))
        return self._sheets.show(request, guest, sheet, form=form.get("form", ""))

    async def one(self, request: web.Request, guest: Guest) -> web.Response:
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)
            series = await self._sheets.series(work, request, asked)
        sheet = self._sheets.kept(request, series, asked)
        return self._sheets.show(request, guest, sheet, series=series, form=new_form())

    async def edit(self, request: web.Request, guest: Guest, form: SentForm) -> web.Response:
        fields, house = SeriesFields.sent(form), self._desk.house

        async def act(asked: Asked, work: Work) -> Sequence[Reply]:
            series = await self._sheets.series(work, request, asked)
            if form.get("revision") != str(series.revision):
                raise ChangedMeanwhileError
            wish = await fields.wish(house, series, asked, work)
            return [await edit.change(work, series, wish, asked)]

        draft = wrong = None
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)
            series = await self._sheets.series(work, request, asked)
            try:
                draft = redrafted(series, await fields.wish(house, series, asked, work), asked)
            except Wrong as error:
                wrong = self._sheets.problem(request, asked, error)
        if draft and not _only_looks(form):
            try:
                await self._desk.do(guest, form, act)
                return self._gate.lead_to(request, _path(series), done="1")
            except Wrong as error:
                wrong = self._sheets.problem(request, asked, error)
        sheet = SeriesSheet(fields=fields, problem=wrong, ahead=ahead(draft, asked))
        return self._sheets.show(request, guest, sheet, series=series, form=form.get("form", ""))

    async def cancel(self, request: web.Request, guest: Guest, form: SentForm) -> web.Response:
        """Called off, when that was confirmed; or taken up again."""
        undo = "undo" in form
        async with self._desk.store.begin() as work:
            asked = await self._desk.asked(work, guest)
            series = await self._sheets.series(work, request, asked)

        async def act(asked: Asked, work: Work) -> Sequence[Reply]:
            words = cancel.CancelWords(number=series.number, undo=undo)
            answer = await cancel.act(self._desk.house, asked, words, None, work)
            return [answer.reply] if answer.reply else []

        try:
            if not undo and "sure" not in form:
                raise UserError("not_sure")
            await self._desk.do(guest, form, act)
        except UserError as error:
            wrong = self._sheets.problem(request, asked, error)
            sheet = self._sheets.kept(request, series, asked, wrong)
            return self._sheets.show(request, guest, sheet, series=series, form=new_form())
        return self._gate.lead_to(request, _path(series), done="1")


def _only_looks(form: SentForm) -> bool:
    """Whether it was sent by a button that only shows what would be."""
    return "preview" in form or "instead" in form


def _path(series: Series) -> str:
    return f"/manage/series/{series.number}"
