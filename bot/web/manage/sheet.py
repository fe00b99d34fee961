"""The page of one series: its form with the dates that it makes, and a calendar of what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.commands.parts.verb import Asked
from bot.domain.language import Language
from bot.domain.recurrence import to_local
from bot.domain.series import Occurrence, Series, date_of, dates, next_held
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import series_to_change
from bot.web.manage.desk import DashboardDesk
from bot.web.manage.forms import SeriesFields, local_typed
from bot.web.manage.gate import Gate, Guest
from bot.web.manage.month import Month, month_named
from bot.web.manage.problem import Problem, Wrong, problem
from bot.web.reader import reader_of

_PREVIEWED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSheet:
    """A form as it was filled in, what is wrong with it, and the dates that it would make."""

    fields: SeriesFields
    problem: Problem | None = None
    ahead: Sequence[Occurrence] = ()


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Shows sheets, and finds the series that they are about."""

    gate: Gate
    desk: DashboardDesk

    async def series(self, work: Work, request: web.Request, asked: Asked) -> Series:
        """Of this chat alone; any other is not found, whoever asks."""
        number = int(request.match_info["number"])
        try:
            return await series_to_change(work, number, by=asked.line, also_over=True)
        except UserError as error:
            raise web.HTTPNotFound from error

    def language(self, request: web.Request) -> Language:
        """Of whoever reads the page."""
        return reader_of(request, otherwise=self.gate.pages.site.language).language

    def problem(self, request: web.Request, asked: Asked, error: Exception) -> Problem:
        """One of `Wrong` in their words."""
        return problem(error, self.desk, asked, self.language(request))

    def show(
        self,
        request: web.Request,
        guest: Guest,
        sheet: SeriesSheet,
        *,
        form: str,
        series: Series | None = None,
        slot: str = "",
    ) -> web.Response:
        """`form` names this showing of it. `slot` is the RECURRENCE-ID of the date in question."""
        chosen = series and _chosen(series, slot or request.query.get("date", ""))
        return self.gate.page(
            request,
            "manage_series",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if sheet.problem else HTTPStatus.OK,
            guest=guest,
            sheet=sheet,
            series=series,
            chosen=chosen,
            month=series and Month.of(series, self._month(series, chosen, request)),
            form=form,
        )

    def kept(
        self, request: web.Request, series: Series, asked: Asked, wrong: Problem | None = None
    ) -> SeriesSheet:
        """The series as it is, and what went wrong beside it."""
        fields = SeriesFields.of(series, self.language(request))
        return SeriesSheet(fields=fields, problem=wrong, ahead=ahead(series, asked))

    def _month(self, series: Series, chosen: Occurrence | None, request: web.Request) -> date:
        """That which is asked for, or the one in which there is something to see."""
        now = self.desk.clock.now()
        shown = chosen or next_held(series, after=now)
        moment: datetime = shown.starts_at if shown else now
        named = month_named(request.query.get("month", ""))
        return named or to_local(moment, series.recurrence.timezone).date().replace(day=1)


def ahead(draft: Series | None, asked: Asked) -> Sequence[Occurrence]:
    """The dates to look at before one agrees to them."""
    return dates(draft, after=asked.now, limit=_PREVIEWED) if draft else ()


def _chosen(series: Series, slot: str) -> Occurrence | None:
    try:
        return date_of(series, local_typed(slot)) if slot else None
    except Wrong as error:
        raise web.HTTPNotFound from error
