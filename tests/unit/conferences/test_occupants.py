"""Presences and room information as real Jitsi servers and clients send them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from bot.conferences.jitsi.signalling.occupants import (
    Seat,
    began,
    instant,
    is_person,
    named,
    occupants_told,
    seat,
)
from bot.domain.attendance import Occupant
from bot.domain.naming import NAME_LIMIT

DATA = Path(__file__).parents[2] / "data" / "jitsi"
MUC_USER = "http://jabber.org/protocol/muc#user"


def captured(file: str, title: str) -> Element:
    """One captured answer, by the comment above it."""
    text = (DATA / file).read_text()
    _, _, rest = text.partition(f"<!-- {title} -->")
    element: Element = fromstring(rest.partition("<!--")[0])
    return element


def presences(file: str) -> Iterator[Element]:
    yield from captured(file, "presences received on join").iter("{jabber:client}presence")


def presence(nick: str, *, shown_as: str | None = None, jid: str = "", codes: str = "") -> Element:
    statuses = "".join(f"<status code='{code}'/>" for code in codes.split())
    element: Element = fromstring(
        f"<presence xmlns='jabber:client'><x xmlns='{MUC_USER}'><item/>{statuses}</x></presence>"
    )
    element.set("from", f"team@conference.meet.test/{nick}")
    if jid:
        element.find(f"{{{MUC_USER}}}x/{{{MUC_USER}}}item").set("jid", jid)
    if shown_as is not None:
        child = Element("{http://jabber.org/protocol/nick}nick")
        child.text = shown_as
        element.append(child)
    return element


@pytest.mark.parametrize("file", ["anonymous_probe_stock.xml", "anonymous_probe_nohide.xml"])
def test_people_on_a_real_server_are_told_from_the_focus_and_the_bot(file: str) -> None:
    seats = [taken for one in presences(file) if (taken := seat(one))]
    assert len(seats) == 4
    people = [taken for taken in seats if is_person(taken, hidden_domain="recorder.meet.test")]
    assert named(people) == (Occupant("Ada Lovelace"), Occupant("Bob"))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("presence_identity_token.xml", "typed name"),
        ("presence_real_lib-jitsi-meet_2.6726.2.xml", "Browser Ada II"),
        ("presence_real_lib-jitsi-meet_2026-08-20.xml", "Browser Ada II"),
    ],
)
def test_a_real_client_shows_its_name_beside_the_nick(file: str, name: str) -> None:
    taken = seat(fromstring((DATA / file).read_text()))
    assert taken is not None
    assert taken.name == name
    assert is_person(taken, hidden_domain=None)


def test_a_room_tells_its_number_where_it_is_not_hidden() -> None:
    open_room = captured("anonymous_probe_nohide.xml", "disco#info existing room, outsider")
    assert occupants_told(open_room) == 3
    hidden_room = captured("anonymous_probe_stock.xml", "disco#info existing room, outsider")
    assert occupants_told(hidden_room) is None


@pytest.mark.parametrize("told", ["", "-1", "1e3", "many", "٣", " 3", "9" * 5000])
def test_a_number_that_is_none_is_not_told(told: str) -> None:
    info = captured("anonymous_probe_nohide.xml", "disco#info existing room, outsider")
    field = info.find(".//{jabber:x:data}field[@var='muc#roominfo_occupants']/{jabber:x:data}value")
    assert field is not None
    field.text = told
    assert occupants_told(info) is None


def test_who_left_has_no_seat() -> None:
    stanzas = captured("anonymous_probe_stock.xml", "rename + leave as seen live")
    renamed, left = stanzas.iter("{jabber:client}presence")
    taken = seat(renamed)
    assert taken is not None
    assert taken.name == "Bobby"
    assert seat(left) is None


def test_a_watcher_from_the_hidden_domain_is_nobody() -> None:
    taken = seat(captured("anonymous_probe_stock.xml", "hidden-domain account joins"))
    assert taken is not None
    assert not is_person(taken, hidden_domain=None)
    assert not is_person(taken, hidden_domain="recorder.meet.test")


@pytest.mark.parametrize(
    ("nick", "jid"),
    [
        ("focus", ""),
        ("0a1b2c3d", "focus@auth.meet.test/focus"),
        ("jibri-47", ""),
        ("0a1b2c3d", "jibri@auth.meet.test/x"),
        ("recorder", ""),
        ("0a1b2c3d", "transcriber@meet.test/x"),
        ("0a1b2c3d", "anybody@secret.meet.test/x"),
    ],
)
def test_a_machine_is_nobody(nick: str, jid: str) -> None:
    taken = seat(presence(nick, jid=jid, shown_as="Ada"))
    assert taken is not None
    assert not is_person(taken, hidden_domain="secret.meet.test")


@pytest.mark.parametrize(
    ("nick", "jid"),
    [
        ("0a1b2c3d", "0a1b2c3d-ac8d-46f6-8825-7e5d19ddc3cf@meet.test/x"),
        ("Focus group", ""),
        ("0a1b2c3d", "focus@meet.test/x"),
        ("0a1b2c3d", "jigasi@auth.meet.test/x"),
    ],
)
def test_everybody_else_is_a_person(nick: str, jid: str) -> None:
    """Also who calls in by telephone."""
    taken = seat(presence(nick, jid=jid, shown_as="recorder"))
    assert taken is not None
    assert is_person(taken, hidden_domain="secret.meet.test")


def test_the_bot_knows_its_own_seat() -> None:
    taken = seat(presence("0a1b2c3d", codes="100 110"))
    assert taken is not None
    assert not is_person(taken, hidden_domain=None)


@pytest.mark.parametrize(
    ("nick", "shown_as", "name"),
    [
        ("0a1b2c3d", None, ""),
        ("0a1b2c3d", "", ""),
        ("Jürgen", None, "Jürgen"),
        ("0a1b2c3d", "  Ada\u202e\n\x1b[1m ", "Ada [1m"),
        ("0a1b2c3d", "x" * 500, "x" * NAME_LIMIT),
        ("a/b", None, "a/b"),
    ],
)
def test_a_name_is_fit_to_be_shown(nick: str, shown_as: str | None, name: str) -> None:
    taken = seat(presence(nick, shown_as=shown_as))
    assert taken is not None
    assert taken.name == name


def test_names_are_in_order() -> None:
    people = [Seat(nick="x", jid="", name=name) for name in ("bob", "Ada", "")]
    assert named(people) == (Occupant(""), Occupant("Ada"), Occupant("bob"))


@pytest.mark.parametrize("name", ["no-bot", "Ada NO-BOT", "(No-Bot) Ada"])
def test_who_does_not_want_to_be_seen_is_not(name: str) -> None:
    assert not is_person(Seat(nick="x", jid="", name=name), hidden_domain=None)
    assert is_person(Seat(nick="x", jid="", name=name.lower().replace("-", "")), hidden_domain=None)


def test_a_room_that_is_not_hidden_tells_when_the_call_began() -> None:
    open_room = captured("anonymous_probe_nohide.xml", "disco#info existing room, outsider")
    assert began(open_room) == datetime(2026, 11, 24, 4, 6, 44, tzinfo=UTC)
    hidden_room = captured("anonymous_probe_stock.xml", "disco#info existing room, outsider")
    assert began(hidden_room) is None


@pytest.mark.parametrize("told", ["1795493164000", 1795493164000])
def test_an_instant_is_milliseconds_as_a_number_or_as_text(told: object) -> None:
    assert instant(told) == datetime(2026, 11, 24, 4, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "told", [None, "", "soon", "9" * 40, -5, 1.5e12, True, [], "\N{ARABIC-INDIC DIGIT ONE}" * 13]
)
def test_an_instant_that_is_none_is_not_told(told: object) -> None:
    assert instant(told) is None


@given(st.text(), st.text())
def test_no_name_whatever_breaks_the_line(nick: str, shown_as: str) -> None:
    taken = seat(presence(nick, shown_as=shown_as))
    assert taken is not None
    assert len(taken.name.splitlines()) <= 1
    assert len(taken.name) <= NAME_LIMIT
