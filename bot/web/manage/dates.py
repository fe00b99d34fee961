"""Single dates of a series: off, at another time, with a title of their own, and back again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from aiohttp import web

from bot.commands.parts.dates import Named, day_of
from bot.commands.parts.phrases import title_in
from bot.commands.parts.verb import Asked
from bot.commands.verbs.move import move_to
from bot.commands.verbs.retitle import retitle_to
from bot.commands.verbs.skip import put_off, put_on
from bot.domain.recurrence import to_instant, to_local
from bot.domain.series import Occurrence, date_of
from bot.domain.when import Once
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import Span, dates_in
from bot.usecases.speaking.speech import Reply
from bot.web.manage.forms import local_typed
from bot.web.manage.gate import Guest, SentForm, new_form
from bot.web.manage.problem import Wrong
from bot.web.manage.sheet import SheetPage

_MINUTE: Final = timedelta(minutes=1)


def routes(sheets: SheetPage) -> Sequence[web.RouteDef]:
    """`/manage/series/{number}/dates`, which only takes forms."""

    async def change(request: web.Request, guest: Guest, form: SentForm) -> web.Response:
        async def act(asked: Asked, work: Work) -> Sequence[Reply]:
            series = await sheets.series(work, request, asked)
            date = date_of(series, local_typed(form.get("slot", "")))
            if date is None:
                raise UserError("no_such_date")
            return [await _changed(work, date, form, asked)]

        async with sheets.desk.store.begin() as work:
            asked = await sheets.desk.asked(work, guest)
            series = await sheets.series(work, request, asked)
        try:
            await sheets.desk.do(guest, form, act)
        except Wrong as error:
            sheet = sheets.kept(request, series, asked, sheets.problem(request, asked, error))
            slot = form.get("slot", "")
            return sheets.show(request, guest, sheet, series=series, form=new_form(), slot=slot)
        path = f"/manage/series/{series.number}"
        return sheets.gate.lead_to(request, path, date=form.get("slot", ""), done="1")

    path = r"/manage/series/{number:\d{1,9}}/dates"
    return [web.post(path, sheets.gate.changed(change))]


async def _changed(work: Work, date: Occurrence, form: SentForm, asked: Asked) -> Reply:
    """By the button that was pressed. Raises `UserError` for what is past."""
    series, zone = date.series, date.series.recurrence.timezone
    span = Span(date.starts_at, date.starts_at + _MINUTE)
    here = tuple(one for one in dates_in(series, span, now=asked.now) if one.slot == date.slot)
    match form.get("do"):
        case "skip":
            return await put_off(work, series, _named(here, asked), asked)
        case "restore" if date.is_off:
            return await put_on(work, series, _named(here, asked), asked)
        case "restore":
            return await move_to(work, date, to_instant(date.slot, zone), asked)
        case "move":
            to = local_typed(form.get("to", ""))
            return await move_to(work, date, to_instant(to, zone), asked)
        case "retitle":
            return await retitle_to(work, date, title_in(form.get("title", "")) or None, asked)
        case _:
            raise web.HTTPBadRequest(text="no button of the page was pressed")


def _named(dates: tuple[Occurrence, ...], asked: Asked) -> Named:
    """As the chat would name it: by its day, or by its time where the day has more of them."""
    (date,) = dates
    day = day_of(date, asked)
    local = to_local(date.starts_at, asked.settings.timezone)
    midnight = to_instant(local.replace(hour=0, minute=0, second=0), asked.settings.timezone)
    same = dates_in(date.series, Span(midnight, midnight + timedelta(days=1)), now=asked.now)
    return Named(day if len(same) == 1 else Once(local), dates)
