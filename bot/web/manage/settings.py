"""The settings of a chat in one form; each is changed as its verb changes it."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from bot.commands.parts.house import House
from bot.commands.parts.verb import Answer, Asked, Misunderstood
from bot.commands.verbs import address, language, presence, remind, timezone
from bot.domain.language import Formality, Language
from bot.domain.settings import ChatSettings, Presence
from bot.usecases.chats.choose_settings import language_named, timezone_named
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply
from bot.web.manage.forms import leads_as_typed, leads_typed
from bot.web.manage.gate import Guest, SentForm, new_form
from bot.web.manage.problem import Problem, Wrong
from bot.web.manage.sheet import SheetPage


def routes(sheets: SheetPage) -> Sequence[web.RouteDef]:
    """`/manage/settings`."""

    async def show(request: web.Request, guest: Guest) -> web.Response:
        async with sheets.desk.store.begin() as work:
            asked = await sheets.desk.asked(work, guest)
        return page(request, guest, _fields(asked.settings, sheets.language(request)), None)

    async def change(request: web.Request, guest: Guest, form: SentForm) -> web.Response:
        async def act(asked: Asked, work: Work) -> Sequence[Reply]:
            return await _changed(sheets.desk.house, form, asked, work)

        async with sheets.desk.store.begin() as work:
            asked = await sheets.desk.asked(work, guest)
        try:
            await sheets.desk.do(guest, form, act)
        except Wrong as error:
            return page(request, guest, form, sheets.problem(request, asked, error))
        return sheets.gate.lead_to(request, "/manage/settings", done="1")

    def page(
        request: web.Request, guest: Guest, fields: SentForm, problem: Problem | None
    ) -> web.Response:
        return sheets.gate.page(
            request,
            "manage_settings",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
            guest=guest,
            fields=fields,
            problem=problem,
            steps=tuple(Presence),
            formalities=tuple(Formality),
            form=new_form(),
        )

    return [
        web.get("/manage/settings", sheets.gate.shown(show)),
        web.post("/manage/settings", sheets.gate.changed(change)),
    ]


def _fields(settings: ChatSettings, spoken: Language) -> SentForm:
    """As they are, in the words of the page."""
    return {
        "language": settings.language,
        "address": settings.formality.value,
        "timezone": settings.timezone,
        "presence": settings.presence.value,
        "remind": leads_as_typed(settings.leads, spoken),
    }


async def _changed(house: House, form: SentForm, asked: Asked, work: Work) -> Sequence[Reply]:
    """What each verb answers whose setting is to be another than before."""
    before, said = asked.settings, list[Reply]()
    spoken = language_named(form.get("language", ""))
    zone = timezone_named(form.get("timezone", ""), house.zones_of)
    formality = address.parse(form.get("address", ""))
    step, leads = _step(form.get("presence", "")), leads_typed(form.get("remind", ""), asked)

    async def now() -> Asked:
        """With the chat as the change before left it."""
        return replace(asked, chat=await work.chats.get(asked.chat.address) or asked.chat)

    def note(answer: Answer) -> None:
        said.extend([answer.reply] if answer.reply else [])

    if spoken != before.language:
        note(await language.act(house, await now(), spoken, None, work))
    if formality is not before.formality:
        note(await address.act(house, await now(), formality, None, work))
    if zone != before.timezone:
        note(await timezone.act(house, await now(), zone, zone, work))
    if step != before.presence:
        note(await presence.act(house, await now(), step, None, work))
    if leads != before.leads:
        note(await remind.act(house, await now(), "", leads, work))
    return said


def _step(name: str) -> Presence:
    try:
        return Presence(name)
    except ValueError as error:
        raise Misunderstood(puzzling=name) from error
