"""Why the bot was put out, and who sits in a room."""

import pytest
from hypothesis import given

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.stanzas.occupants import Grounds, seat_of
from bot.networks.xmpp.stanzas.room_codes import KickedError, exit_of
from tests.unit.networks.xmpp.stanzas import presence, strange

USER = "<x xmlns='http://jabber.org/protocol/muc#user'>{}</x>"
CODE = "<status code='{}'/>"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (CODE.format("301"), PermanentError),
        (CODE.format("321"), PermanentError),
        (CODE.format("322"), PermanentError),
        ("<destroy/>", PermanentError),
        (CODE.format("307"), KickedError),
        (CODE.format("307") + CODE.format("301"), PermanentError),
        (CODE.format("332"), TransientError),
        (CODE.format("333"), TransientError),
        (CODE.format("999"), TransientError),
        ("", TransientError),
    ],
)
def test_some_ways_out_are_final(inside: str, expected: type[Exception]):
    assert type(exit_of(presence(USER.format(inside), type="unavailable"))) is expected


@pytest.mark.parametrize(
    ("affiliation", "role", "moderates"),
    [
        ("owner", "moderator", True),
        ("admin", "participant", True),
        ("none", "moderator", True),
        ("member", "participant", False),
        ("none", "visitor", False),
    ],
)
def test_owners_admins_and_moderators_moderate_a_room(affiliation: str, role: str, moderates: bool):
    item = f"<item affiliation='{affiliation}' role='{role}'/>"

    assert seat_of(presence(USER.format(item)), "Anna", Grounds()).moderates is moderates


def test_a_real_jid_counts_only_where_the_service_is_believed():
    shown = presence(USER.format("<item jid='Anna@example.org/phone'/>"))

    assert seat_of(shown, "Anna", Grounds(real_jids=True)).jid == "anna@example.org"
    assert seat_of(shown, "Anna", Grounds(real_jids=False)).jid is None


@given(strange("{jabber:client}presence"))
def test_strange_presences_make_plain_seats(stanza):
    seat = seat_of(stanza, "Anna", Grounds(occupant_ids=True, real_jids=True))
    assert seat.nick == "Anna"
