"""Sheets as ad-hoc commands carry them (XEP-0050 with XEP-0004), there and back. Pure."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from bot.networks.xmpp.stanzas.elements import COMMANDS, DATA_FORM, XML_LANG, element, speakable
from bot.usecases.ports.forms import Blank, BlankKind, Sheet

_KINDS: Final = {
    BlankKind.LINE: "text-single",
    BlankKind.WHEN: "text-single",
    BlankKind.SWITCH: "boolean",
    BlankKind.ONE: "list-single",
    BlankKind.SEVERAL: "list-multi",
}
MOST_FIELDS: Final = 50
"""More than any form of ours has."""


def command(sheet: Sheet, *, node: str, session: str) -> Element:
    """A step of a command, or the end of it."""
    is_done = not sheet.blanks
    built = element(
        f"{COMMANDS}command",
        node=node,
        sessionid=session,
        status="completed" if is_done else "executing",
    )
    if is_done:
        built.extend(_outcome(sheet))
    else:
        built.append(_actions(sheet))
        built.append(_form(sheet))
    if sheet.said:
        # a line that says how it went; some clients show no note, and some nothing but the note
        text = speakable(sheet.said)
        first = text if sheet.is_wrong else text.partition("\n")[0]
        kind = "error" if sheet.is_wrong else "info"
        built.append(element(f"{COMMANDS}note", text=first, type=kind))
    return built


def cancelled(*, node: str, session: str) -> Element:
    """The end of a command that was given up."""
    return element(f"{COMMANDS}command", node=node, sessionid=session, status="canceled")


def submitted(request: Element) -> dict[str, tuple[str, ...]]:
    """What was filled in, by the keys of the blanks."""
    fields = request.iterfind(f"{COMMANDS}command/{DATA_FORM}x[@type='submit']/{DATA_FORM}field")
    found: dict[str, tuple[str, ...]] = {}
    for field in fields:
        key = field.get("var")
        if key and len(found) < MOST_FIELDS:
            values = (value.text or "" for value in field.iterfind(f"{DATA_FORM}value"))
            found[key] = tuple(values)
    return found


def language_of(request: Element) -> str | None:
    """In which language somebody says that they want to be answered (RFC 6120, section 8.1.5).

    English says nothing where it stands on the stanza: servers put the language of the stream
    there, which is English in programs that never asked anybody, such as converse.js.
    """
    of_stanza = request.get(XML_LANG)
    marked = (*(one.get(XML_LANG) for one in request), None if of_stanza == "en" else of_stanza)
    return next(filter(None, marked), None)


def _actions(sheet: Sheet) -> Element:
    forth = "complete" if sheet.is_last else "next"
    actions = element(f"{COMMANDS}actions", execute=forth)
    if sheet.page:
        actions.append(element(f"{COMMANDS}prev"))
    actions.append(element(f"{COMMANDS}{forth}"))
    return actions


def _form(sheet: Sheet) -> Element:
    built = element(f"{DATA_FORM}x", _title(sheet), type="form")
    if sheet.said:
        built.append(element(f"{DATA_FORM}instructions", text=speakable(sheet.said)))
    built.extend(_field(blank) for blank in sheet.blanks)
    return built


def _field(blank: Blank) -> Element:
    field = element(
        f"{DATA_FORM}field",
        var=blank.key,
        type=_KINDS[blank.kind],
        label=speakable(blank.label),
    )
    if blank.needed:
        field.append(element(f"{DATA_FORM}required"))
    field.extend(_values(blank.value or (("0",) if blank.kind is BlankKind.SWITCH else ())))
    for one in blank.choices:
        value = element(f"{DATA_FORM}value", text=speakable(one.value))
        field.append(element(f"{DATA_FORM}option", value, label=speakable(one.label)))
    return field


def _outcome(sheet: Sheet) -> Iterator[Element]:
    """As a form where it is longer than a note."""
    lines = speakable(sheet.said).splitlines()
    if len(lines) > 1 and not sheet.is_wrong:
        field = element(
            f"{DATA_FORM}field",
            *_values(lines),
            var="answer",
            type="text-multi",
            label=speakable(sheet.title),
        )
        yield element(f"{DATA_FORM}x", _title(sheet), field, type="result")


def _title(sheet: Sheet) -> Element:
    return element(f"{DATA_FORM}title", text=speakable(sheet.title))


def _values(values: tuple[str, ...] | list[str]) -> Iterator[Element]:
    return (element(f"{DATA_FORM}value", text=speakable(value)) for value in values)
