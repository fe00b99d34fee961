"""The pages that the forms of several verbs share, and how their words become typed ones."""

from collections.abc import Callable, Sequence
from typing import Final

from bot.commands.parts.phrases import WORDS, quoted
from bot.commands.parts.verb import Asked, Filled, Form, Page, Typed
from bot.domain.language import ENGLISH, Language
from bot.domain.recurrence import to_local
from bot.domain.series import Occurrence, Series, dates
from bot.domain.when import Once, spoken
from bot.errors import UserError
from bot.usecases.ports.forms import Blank, BlankKind, Choice
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import may_change
from bot.usecases.programme.subscribe import series_known_to

_DATES_OFFERED: Final = 12

TOPIC: Final = Blank(key="topic")
ROOM: Final = Blank(key="room")
"""The name of a room; the chat's latest where it stays empty."""
SURE: Final = Blank(key="sure", kind=BlankKind.SWITCH)


def page(*blanks: Blank) -> Page:
    """A page that is always the same."""

    async def same(_asked: Asked, _filled: Filled, _work: Work) -> Sequence[Blank]:
        return blanks

    return same


def one_line_form(
    key: str, words: Callable[[Filled], str], *pages: Page, quiet: bool = False
) -> Form:
    """Stands for one line: the verb with that key, and the words that follow from the blanks."""
    return Form(
        key=key,
        lines=lambda filled: [Typed(key, words(filled).strip())],
        pages=pages,
        quiet=quiet,
    )


def bare_form(key: str) -> Form:
    """The form of a verb that stands alone; its answer is for whoever asked."""
    return one_line_form(key, lambda _: "", quiet=True)


def room_form(key: str) -> Form:
    """The form of a verb that takes the name of a room; its answer is for whoever asked."""
    return one_line_form(key, lambda filled: filled.one("room"), page(ROOM), quiet=True)


def choice(key: str, *values: str, value: str | None = None) -> Blank:
    """One of these values, at first `value` or the first of them."""
    return Blank(
        key=key,
        kind=BlankKind.ONE,
        needed=True,
        choices=tuple(map(Choice, values)),
        value=(value or values[0],),
    )


async def known_series(asked: Asked, _filled: Filled, work: Work) -> Sequence[Blank]:
    """Choose one of the series that can be meant in the chat."""
    return (_one_of(await series_known_to(work, by=asked.line)),)


async def own_series(asked: Asked, _filled: Filled, work: Work) -> Sequence[Blank]:
    """Choose one of the series that whoever fills it in may change."""
    found = [
        series
        for series in await work.programme.of_chat(asked.line.chat)
        if await may_change(work, series, by=asked.line)
    ]
    return (_one_of(found),)


def one_date(*more: Blank) -> Page:
    """Choose one of the next dates of the series, and say more about it."""

    async def offered(asked: Asked, filled: Filled, work: Work) -> Sequence[Blank]:
        number = int(filled.one("series"))
        known = await series_known_to(work, by=asked.line)
        series = next((one for one in known if one.number == number), None)
        if series is None:
            raise UserError("no_such_series", {"number": number})
        ahead = dates(series, after=asked.now, limit=_DATES_OFFERED)
        if not ahead:
            raise UserError("no_date_ahead", {"number": number})
        blank = Blank(
            key="date",
            kind=BlankKind.ONE,
            needed=True,
            choices=tuple(_date(date, asked, filled.language) for date in ahead),
            value=(_date(ahead[0], asked, filled.language).value,),
        )
        return (blank, *more)

    return offered


def titled(topic: str, room: str = "") -> str:
    """`"Board meeting" in "Garden"`, or as much of it as was filled in."""
    title = quoted(topic) if topic else ""
    return f"{title} in {quoted(room)}".strip() if room else title


def option(key: str, words: str = "") -> str:
    """`[remind 1d]`, to be put behind other words."""
    return f" [{f'{WORDS[key][ENGLISH]} {words}'.strip()}]"


def _one_of(found: Sequence[Series]) -> Blank:
    if not found:
        raise UserError("nothing_to_choose")
    return Blank(
        key="series",
        kind=BlankKind.ONE,
        needed=True,
        choices=tuple(numbered_choice(series) for series in found),
        value=(str(found[0].number),),
    )


def numbered_choice(series: Series) -> Choice:
    """A series, known by its number."""
    return Choice(str(series.number), f"{series.number}: {series.title}")


def _date(date: Occurrence, asked: Asked, language: Language) -> Choice:
    local = to_local(date.starts_at, asked.settings.timezone)
    said = spoken(Once(local), language=language)
    return Choice(f"{local:%Y-%m-%d %H:%M}", f"({said})" if date.is_off else said)
