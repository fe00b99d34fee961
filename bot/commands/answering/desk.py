"""Fits `FormDesk`: hands out the forms of the verbs, and carries out what they stand for."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.flood import FloodGuard, FloodVerdict
from bot.commands.answering.router import CarriedOut, FillingOutcome, Router
from bot.commands.parts.beginnings import begins_with
from bot.commands.parts.moments import here_now
from bot.commands.parts.replies import Apology, TimeMissing, TooMany, WhichOne
from bot.commands.parts.verb import AnyVerb, Asked, Filled, Form, Misunderstood, Page, Typed
from bot.commands.parts.zones import ZonesOf
from bot.domain.chat import ChatKind, LineId
from bot.domain.language import Language, carriable
from bot.domain.line import Incoming
from bot.domain.when import Unknown, no_such_day, spoken, understand
from bot.domain.when.tables import LANGUAGES
from bot.errors import TransientError, UserError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.forms import Blank, BlankKind, Choice, Filling, OfferedForm, Place, Sheet
from bot.usecases.ports.store import Store, Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply

_LONGEST: Final = 1000
"""Characters in one blank."""
_PLACE: Final = "chat"

Labels = Callable[[str, Language], str]
"""What stands beside a blank: `blank:topic`, `form:meet`, `choice:kind:open`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """One form being filled in: which it is, for which chat, and in which language."""

    form: Form
    pages: tuple[Page, ...]
    asked: Asked
    filled: Filled
    page: int

    @property
    def language(self) -> Language:
        return self.filled.language


class Desk:
    """Shows neither prefix nor words of the chat language: people click here and do not type."""

    def __init__(
        self,
        verbs: Sequence[AnyVerb],
        *,
        router: Router,
        dispatcher: Dispatcher,
        store: Store,
        clock: Clock,
        herald: Herald,
        labels: Labels,
        zones_of: ZonesOf,
    ) -> None:
        self._forms = {form.key: (verb, form) for verb in verbs for form in verb.forms}
        self._router = router
        self._dispatcher = dispatcher
        self._store = store
        self._clock = clock
        self._herald = herald
        self._labels = labels
        self._zones_of = zones_of
        self._flood = FloodGuard()

    def offered(self, language: str | None) -> Sequence[OfferedForm]:
        spoken_here = self._language(language)
        return [OfferedForm(key, self._labels(f"form:{key}", spoken_here)) for key in self._forms]

    async def next(self, filling: Filling) -> Sheet:
        verb, form = self._forms[filling.form]
        places = [place for place in filling.places if place.role >= verb.role]
        if not places:
            language = self._language(filling.language)
            sheet = Sheet(title=self._labels(f"form:{form.key}", language))
            return self._refused(sheet, UserError("moderators_only"), language)
        values = {key: tuple(map(carriable, given)) for key, given in filling.values.items()}
        place = _meant(places, values.get(_PLACE, ()))
        asked = await self._router.asked(self._line(filling, place))
        language = self._language(filling.language or asked.settings.language)
        filled = Filled(values, {}, language)
        title = self._labels(f"form:{form.key}", language)
        pages = (_choosing(places), *form.pages) if len(places) > 1 else form.pages
        counter = _Counter(
            form=form,
            pages=pages,
            asked=asked,
            filled=filled,
            page=min(filling.page, len(pages)),
        )
        return await self._serve(counter, Sheet(title=title, is_last=False))

    async def _serve(self, counter: _Counter, sheet: Sheet) -> Sheet:
        filled, laid_out = counter.filled, sheet
        try:
            for number, page in enumerate(counter.pages[: counter.page + 1]):
                async with self._store.begin() as work:
                    blanks = await page(counter.asked, filled, work)
                was = {blank.key: blank.value for blank in blanks}
                filled = replace(filled, was={**filled.was, **was})
                laid_out = self._laid_out(sheet, blanks, number, counter)
                if number == counter.page:
                    return laid_out
                self._check(laid_out.blanks, counter)
            return await self._carry_out(counter, filled, laid_out)
        except (UserError, Misunderstood) as error:
            return self._refused(laid_out, error, counter.language)

    def _laid_out(
        self, sheet: Sheet, blanks: Sequence[Blank], number: int, counter: _Counter
    ) -> Sheet:
        """The sheet with labels, and with what was written already."""
        values = counter.filled.values
        return replace(
            sheet,
            blanks=tuple(
                replace(
                    blank,
                    label=self._labels(f"blank:{blank.key}", counter.language),
                    value=values.get(blank.key, blank.value),
                    choices=tuple(self._labelled(blank, one, counter) for one in blank.choices),
                )
                for blank in blanks
            ),
            page=number,
            is_last=number == len(counter.pages) - 1,
        )

    def _labelled(self, blank: Blank, one: Choice, counter: _Counter) -> Choice:
        key = f"choice:{blank.key}:{one.value}"
        return replace(one, label=one.label or self._labels(key, counter.language))

    def _check(self, blanks: Sequence[Blank], counter: _Counter) -> None:
        """Raises `UserError` for what does not fit in."""
        for blank in blanks:
            given = counter.filled.several(blank.key)
            if blank.needed and not given:
                raise UserError("blank_empty", {"name": blank.label})
            if sum(map(len, given)) > _LONGEST:
                raise UserError("blank_too_long", {"name": blank.label, "limit": _LONGEST})
            if blank.choices and not {*given} <= {one.value for one in blank.choices}:
                raise UserError("blank_unknown_choice", {"name": blank.label})
            if blank.kind is BlankKind.WHEN and given:
                self._check_time(counter, blank)

    def _check_time(self, counter: _Counter, blank: Blank) -> None:
        now, typed = here_now(counter.asked), counter.filled.one(blank.key)
        found = begins_with(typed, now=now, zones_of=self._zones_of)
        if found.zone and not found.rest:
            return
        match understand(typed, now=now):
            case Unknown() if day := no_such_day(typed):
                raise UserError("no_such_day", {"word": day})
            case Unknown(rest=rest) if rest:
                raise UserError("blank_puzzling", {"word": rest})
            case Unknown():
                raise UserError("blank_no_time", {"name": blank.label})
            case _:
                pass

    async def _carry_out(self, counter: _Counter, filled: Filled, sheet: Sheet) -> Sheet:
        end = Sheet(title=sheet.title, page=counter.page)
        typed = counter.form.lines(filled)
        if not typed:
            return replace(end, said=self._labels("form_unchanged", counter.language))
        line = counter.asked.line
        if self._flood.judge(line) is not FloodVerdict.ANSWER:
            return replace(end, said=self._words(TooMany(), counter), is_wrong=True)
        try:
            done = await self._in_turn(counter, typed)
        finally:
            self._flood.answered(line)
        return self._told(counter, done, sheet, end)

    async def _in_turn(self, counter: _Counter, typed: Sequence[Typed]) -> CarriedOut:
        """Carry it out after what the same person wrote in that chat before."""
        line = counter.asked.line
        lines = [
            (replace(line, line=LineId(f"{line.line}:{number}")), one)
            for number, one in enumerate(typed)
        ]
        outcome: asyncio.Future[CarriedOut] = asyncio.get_running_loop().create_future()

        async def job() -> None:
            try:
                done = await self._router.carry_out(lines, quiet=counter.form.quiet)
            except (UserError, Misunderstood, TransientError) as error:
                if not outcome.done():
                    outcome.set_exception(error)
            else:
                if not outcome.done():
                    outcome.set_result(done)

        self._dispatcher.put(line, job)
        return await outcome

    def _told(self, counter: _Counter, done: CarriedOut, sheet: Sheet, end: Sheet) -> Sheet:
        if done.outcome is FillingOutcome.BEFORE:
            return replace(end, said=self._labels("form_done_before", counter.language))
        if done.outcome is FillingOutcome.DONE:
            return replace(
                end,
                said="\n".join(self._words(reply, counter) for reply in done.replies),
                link=next((reply.link for reply in done.replies if reply.link), None),
            )
        (reply,) = done.replies
        back = sheet if sheet.blanks else end
        return replace(back, said=self._words(_in_clicks(reply, counter), counter), is_wrong=True)

    def _refused(self, sheet: Sheet, error: UserError | Misunderstood, language: Language) -> Sheet:
        if isinstance(error, Misunderstood):
            puzzling = error.puzzling or error.understood
            key = "blank_puzzling" if puzzling else "blank_not_understood"
            error = UserError(key, {"word": puzzling})
        settings = replace(self._herald.defaults, language=language)
        apology = Apology(error.key, error.values)
        said = self._herald.words(apology, settings, now=self._clock.now()).text
        return replace(sheet, said=said, is_wrong=True)

    def _words(self, reply: Reply, counter: _Counter) -> str:
        asked = counter.asked
        settings = replace(asked.settings, language=counter.language)
        means = self._router.say.means_of(asked.line)
        return self._herald.words(reply, settings, now=asked.now, means=means).text

    def _language(self, wanted: str | None) -> Language:
        """`de-AT` -> German; the bot's own where it does not speak the wanted one."""
        code = Language((wanted or "").partition("-")[0].lower())
        return code if code in LANGUAGES else self._herald.defaults.language

    def _line(self, filling: Filling, place: Place) -> Incoming:
        return Incoming(
            line=filling.name,
            chat=place.chat,
            kind=place.kind,
            sender=filling.sender,
            role=place.role,
            text="",
            addressed=True,
            sent_at=self._clock.now(),
            is_form=True,
        )


def _meant(places: Sequence[Place], chosen: Sequence[str]) -> Place:
    return next((place for place in places if place.chat.chat in chosen), places[0])


def _choosing(places: Sequence[Place]) -> Page:
    """Which chat is meant. A direct chat has no name of its own."""
    choices = tuple(
        Choice(place.chat.chat, place.chat.chat if place.kind is ChatKind.GROUP else "")
        for place in places
    )

    async def page(_asked: Asked, _filled: Filled, _work: Work) -> Sequence[Blank]:
        return (
            Blank(
                key=_PLACE,
                kind=BlankKind.ONE,
                needed=True,
                choices=choices,
                value=(choices[0].value,),
            ),
        )

    return page


def _in_clicks(reply: Reply, counter: _Counter) -> Reply:
    """A question that shows what to type, for whoever has a form to correct instead."""
    match reply:
        case WhichOne(readings=readings):
            meanings = "; ".join(spoken(one, language=counter.language) for one in readings)
            return Apology("blank_ambiguous", {"readings": meanings})
        case TimeMissing(reading=reading):
            example = spoken(reading, language=counter.language)
            return Apology("blank_time_missing", {"example": example})
        case _:
            return reply
