"""From message stanzas to lines."""

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given

from bot.domain.chat import AccountId, ChatKind, ChatRole, LineId
from bot.domain.line import Reaction
from bot.networks.xmpp.stanzas.mapping import (
    LONGEST_LINE,
    Archived,
    Scene,
    archive_id,
    contact_line,
    group_line,
    private_line,
)
from bot.networks.xmpp.stanzas.occupants import Grounds, Seat
from tests.unit.networks.xmpp.stanzas import BOT, ROOM, message, strange

NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 3, 24, 8, 50, tzinfo=UTC)
ALL = Grounds(archive=True, stanza_ids=True, occupant_ids=True, real_jids=True)
ANNA = Seat(nick="Anna", moderates=True, jid="anna@example.org", occupant="o-anna")
BEN = Seat(nick="Ben", occupant="o-ben")
STANZA_ID = "<stanza-id xmlns='urn:xmpp:sid:0' by='{}' id='{}'/>"
OCCUPANT = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{}'/>"
DELAY = "<delay xmlns='urn:xmpp:delay' from='{}' stamp='2026-03-24T08:50:00Z'/>"


def scene(archive: str = ROOM, **changes: object) -> Scene:
    return replace(
        Scene(
            account=AccountId(f"xmpp:{BOT}"),
            archive=archive,
            nick="Anker Platz",
            grounds=ALL,
            admins=frozenset({"anna@example.org"}),
            seats={"Anna": ANNA, "Ben": BEN},
            now=NOW,
        ),
        **changes,
    )


def test_a_line_in_a_group_says_who_wrote_it_where_and_when():
    line = group_line(message("!who", STANZA_ID.format(ROOM, "s1")), scene())

    assert line is not None
    assert (line.line, line.chat.chat, line.kind) == ("s1", ROOM, ChatKind.GROUP)
    assert (line.sender.id, line.sender.name) == ("anna@example.org", "Anna")
    assert (line.role, line.text, line.addressed, line.sent_at) == (
        ChatRole.ADMIN,
        "!who",
        False,
        NOW,
    )


@pytest.mark.parametrize("whose", [f"xmpp:{ROOM}/Anker%20Platz", f"xmpp:{BOT}"])
def test_a_mention_in_a_group_may_lead_to_the_occupant_or_to_the_account(whose: str):
    where = f"begin='0' end='11' uri='{whose}'"
    mention = f"<reference xmlns='urn:xmpp:reference:0' type='mention' {where}/>"
    line = group_line(message("Anker Platz who", mention), scene())

    assert line is not None
    assert (line.text, line.addressed) == ("who", True)


@pytest.mark.parametrize(
    "stanza",
    [
        message(None),
        message(""),
        message("x", type="error"),
        message("x", sender=ROOM),
        message("x", sender=f"{ROOM}/Anker Platz"),
        message("x", id="ankerplatz-0123"),
        message("x", "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>"),
        message("x", "<retract xmlns='urn:xmpp:message-retract:1' id='s0'/>"),
        message("x", "<reactions xmlns='urn:xmpp:reactions:0'/>"),
        message("x", "<encrypted xmlns='eu.siacs.conversations.axolotl'/>"),
        message(None, "<subject>a new one</subject>"),
        message("x" * (LONGEST_LINE + 1)),
    ],
)
def test_what_nobody_said_is_no_line(stanza: Element):
    assert group_line(stanza, scene()) is None


@pytest.mark.parametrize(
    ("seat", "person", "role"),
    [
        (BEN, f"o-ben@{ROOM}", ChatRole.MEMBER),
        (replace(BEN, occupant=None), f"{ROOM}/Ben", ChatRole.MEMBER),
        (replace(BEN, moderates=True), f"o-ben@{ROOM}", ChatRole.MODERATOR),
        (replace(BEN, jid="ben@example.org"), "ben@example.org", ChatRole.MEMBER),
    ],
)
def test_a_person_is_known_by_the_best_that_the_room_shows(seat: Seat, person: str, role: ChatRole):
    line = group_line(message(sender=f"{ROOM}/Ben"), scene(seats={"Ben": seat}))

    assert line is not None
    assert (line.sender.id, line.role) == (person, role)


def test_in_a_line_from_earlier_the_nick_proves_nothing():
    kept = Archived("s1", EARLIER)
    as_anna = message("!who", OCCUPANT.format("o-mallory"))
    really_anna = message("!who", OCCUPANT.format("o-anna"), sender=f"{ROOM}/Anna's old nick")

    impostor = group_line(as_anna, scene(), kept)
    anna = group_line(really_anna, scene(), kept)

    assert impostor is not None
    assert anna is not None
    assert (impostor.sender.id, impostor.role) == (f"o-mallory@{ROOM}", ChatRole.MEMBER)
    assert (anna.sender.id, anna.role) == ("anna@example.org", ChatRole.ADMIN)
    assert (anna.line, anna.sent_at) == ("s1", EARLIER)


def test_a_rooms_history_proves_as_little_by_nick():
    line = group_line(message("!who", DELAY.format(ROOM)), scene())

    assert line is not None
    assert (line.sender.id, line.role, line.sent_at) == (f"{ROOM}/Anna", ChatRole.MEMBER, EARLIER)


def test_a_stamp_that_a_writer_put_in_is_not_believed():
    line = group_line(message("!who", DELAY.format("anna@example.org")), scene())

    assert line is not None
    assert (line.sent_at, line.role) == (NOW, ChatRole.ADMIN)


@pytest.mark.parametrize(
    ("grounds", "by"),
    [(Grounds(), ROOM), (ALL, "anna@example.org"), (ALL, "")],
    ids=["a room that gives no ids", "somebody else's id", "nobody's id"],
)
def test_an_id_that_the_room_does_not_vouch_for_is_not_taken(grounds: Grounds, by: str):
    stanza = message("!who", STANZA_ID.format(by, "forged"))
    line = group_line(stanza, scene(grounds=grounds))

    assert line is not None
    assert line.line != "forged"
    assert archive_id(stanza, scene(grounds=grounds)) is None


def test_an_id_too_long_to_be_kept_or_repeated_is_not_taken():
    thread = f"<thread>{'x' * 3000}</thread>"
    line = group_line(message("!who", STANZA_ID.format(ROOM, "x" * 3000), thread), scene())
    kept = group_line(message("!who"), scene(), Archived("x" * 3000, EARLIER))

    assert line is not None
    assert kept is not None
    assert line.line == kept.line
    assert len(line.line) < 100
    assert line.thread is None


def test_without_an_archive_a_line_is_called_the_same_when_the_history_repeats_it():
    plain = scene(grounds=Grounds())
    live = group_line(message("!who"), plain)
    again = group_line(message("!who", DELAY.format(ROOM)), plain)
    other = group_line(message("!who", id="m2"), plain)

    assert live is not None
    assert again is not None
    assert other is not None
    assert live.line == again.line != other.line


@pytest.mark.parametrize(
    ("vouches", "occupant"), [(False, "o-anna"), (True, "o" * 129)], ids=["not vouched", "too long"]
)
def test_an_occupant_id_that_the_room_does_not_vouch_for_or_nobody_has_is_not_taken(
    vouches: bool, occupant: str
):
    grounds = replace(ALL, occupant_ids=vouches)
    stanza = message("!who", OCCUPANT.format(occupant), sender=f"{ROOM}/Mallory")
    line = group_line(stanza, scene(grounds=grounds), Archived("s1", EARLIER))

    assert line is not None
    assert (line.sender.id, line.role) == (f"{ROOM}/Mallory", ChatRole.MEMBER)


def test_a_contact_writes_to_the_bot_and_moderates_their_own_chat():
    stanza = message("wer", sender="ben@example.org/phone", type="chat")
    line = contact_line(stanza, scene(BOT))

    assert line is not None
    assert (line.kind, line.chat.chat) == (ChatKind.DIRECT, "ben@example.org")
    assert (line.sender.id, line.sender.name) == ("ben@example.org", "ben")
    assert (line.role, line.addressed) == (ChatRole.MODERATOR, True)


@pytest.mark.parametrize("sender", ["", "example.org", BOT, f"{BOT}/home"])
def test_a_server_and_the_bot_itself_are_no_contacts(sender: str):
    assert contact_line(message("x", sender=sender, type="chat"), scene(BOT)) is None


def test_a_private_message_is_answered_inside_the_room_and_kept_by_the_account():
    stanza = message("wer", STANZA_ID.format(BOT, "own1"), sender=f"{ROOM}/Ben", type="chat")
    line = private_line(stanza, scene(BOT, seats={}), scene())

    assert line is not None
    assert (line.line, line.kind, line.chat.chat) == ("own1", ChatKind.DIRECT, f"{ROOM}/o-ben")
    assert (line.sender.id, line.role) == (f"o-ben@{ROOM}", ChatRole.MODERATOR)


@given(strange())
def test_strange_stanzas_are_lines_or_not_but_never_an_error(stanza: Element):
    own = scene(BOT)
    for kept in (None, Archived("s1", EARLIER)):
        for line in (
            group_line(stanza, scene(), kept),
            contact_line(stanza, own, kept),
            private_line(stanza, own, scene(), kept),
        ):
            assert line is None or (line.text is not None and line.sender.id)


def test_a_reaction_is_all_that_stands_there_now_without_its_fallback_words():
    put = "<reactions xmlns='urn:xmpp:reactions:0' id='s1'>{}</reactions>"
    two = put.format("<reaction>👍</reaction><reaction> 🔔</reaction><reaction>👍</reaction>")
    line = group_line(message("> come?\n👍", two, STANZA_ID.format(ROOM, "s2")), scene())
    none = contact_line(message(None, put.format(""), sender="anna@example.org/x"), scene(BOT))

    assert line is not None
    assert (line.line, line.text) == ("s2", "")
    assert line.reaction == Reaction(to=LineId("s1"), emoji=("👍", "🔔"))
    assert none is not None
    assert none.reaction == Reaction(to=LineId("s1"))


def test_the_bots_own_reaction_is_none():
    put = "<reactions xmlns='urn:xmpp:reactions:0' id='s1'><reaction>👍</reaction></reactions>"

    assert group_line(message(None, put, sender=f"{ROOM}/Anker Platz"), scene()) is None


def test_a_line_by_another_bot_is_none_in_the_group_and_in_private():
    seats = {"Anna": replace(ANNA, program="a-bot's"), "Ben": replace(BEN, program="a-person's")}
    here = scene(seats=seats, robots={"a-bot's"})

    assert group_line(message("!who"), here) is None
    assert private_line(message("!who", type="chat"), scene(BOT), here) is None
    for other in ("Ben", "Nobody known"):
        assert group_line(message("!who", sender=f"{ROOM}/{other}"), here) is not None


def test_what_a_client_sends_again_is_known_by_the_name_that_it_gave():
    origin = "<origin-id xmlns='urn:xmpp:sid:0' id='{}'/>"

    def named(name: str, text: str = "!meet", nick: str = "Anna", stanza: str = "s1") -> object:
        extra = STANZA_ID.format(ROOM, stanza) + origin.format(name)
        line = group_line(message(text, extra, sender=f"{ROOM}/{nick}"), scene())
        assert line is not None
        return line.repeats

    first = named("o1")
    assert first is not None
    assert named("o1", stanza="s2") == first
    others = {named("o2"), named("o1", text="!who"), named("o1", nick="Ben")}
    assert len({first, *others}) == 4
    bare = group_line(message("!meet", STANZA_ID.format(ROOM, "s1")), scene())
    assert bare is not None
    assert bare.repeats is None
