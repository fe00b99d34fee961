"""Who is in the call of a group chat, from what its people say and show (XEP-0482, XEP-0272)."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from bot.networks.xmpp.stanzas.group_calls import GroupCalls

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INVITES = "urn:xmpp:call-invites:0"


def message(content: str, *, given: str = "given-1") -> Element:
    mark = f"<stanza-id xmlns='urn:xmpp:sid:0' id='{given}' by='verein@muc.example.org'/>"
    return fromstring(f"<message xmlns='jabber:client' id='own-1'>{content}{mark}</message>")


def presence(content: str) -> Element:
    return fromstring(f"<presence xmlns='jabber:client'>{content}</presence>")


MUJI = "<muji xmlns='urn:xmpp:jingle:muji:0'>{}</muji>"
IN_MUJI = presence(MUJI.format("<content name='voice'/>"))


class Chat:
    """Hears what people say, and knows who is in the call then."""

    def __init__(self) -> None:
        self.calls = GroupCalls()

    def invites(self, nick: str, name: str = "invite", namespace: str = INVITES) -> None:
        self.says(nick, f"<{name} xmlns='{namespace}' video='true'><muji room='x'/></{name}>")

    def answers(self, nick: str, word: str, to: str = "given-1") -> None:
        self.says(nick, f"<{word} xmlns='{INVITES}' id='{to}'/>", given=f"answer of {nick}")

    def says(self, nick: str, content: str, *, given: str = "given-1") -> None:
        self.calls.on_message(nick, message(content, given=given), now=NOW)

    @property
    def people(self) -> list[str] | None:
        seen = self.calls.attendance(now=NOW)
        return seen and [one.name for one in seen.occupants or ()]


def test_a_chat_without_a_call_tells_of_none() -> None:
    chat = Chat()
    chat.says("Anna", "<body>shall we call?</body>")
    assert chat.people is None


@pytest.mark.parametrize("name", ["invite", "propose"])
@pytest.mark.parametrize("namespace", [INVITES, "urn:xmpp:call-message:1"])
@pytest.mark.parametrize("to", ["given-1", "own-1"])
def test_whoever_began_a_call_and_whoever_accepted_are_in_it(
    name: str, namespace: str, to: str
) -> None:
    chat = Chat()
    chat.invites("Anna", name, namespace)
    chat.answers("Ben", "accept", to)
    assert chat.people == ["Anna", "Ben"]


def test_whoever_declines_or_leaves_is_not_in_it() -> None:
    chat = Chat()
    chat.invites("Anna")
    chat.answers("Ben", "accept")
    chat.answers("Carl", "reject")
    chat.answers("Anna", "left")
    assert chat.people == ["Ben"]
    chat.answers("Ben", "left")
    assert chat.people is None


def test_a_call_taken_back_is_over() -> None:
    chat = Chat()
    chat.invites("Anna")
    chat.answers("Anna", "retract")
    assert chat.people is None


def test_whoever_leaves_the_chat_has_left_its_call_and_a_new_nick_stays_in_it() -> None:
    chat = Chat()
    chat.invites("Anna")
    chat.answers("Ben", "accept")
    chat.calls.rename("Anna", "Anna on the train")
    chat.calls.gone("Ben")
    assert chat.people == ["Anna on the train"]


def test_of_a_call_that_began_unseen_only_its_being_is_told() -> None:
    chat = Chat()
    chat.answers("Ben", "accept", "an invitation from before")
    seen = chat.calls.attendance(now=NOW)
    assert seen is not None
    assert (seen.count, seen.occupants) == (None, None)


def test_muji_shows_who_takes_part_once_they_are_ready() -> None:
    calls = GroupCalls()
    calls.on_presence("Anna", presence(MUJI.format("<preparing/>")))
    assert calls.attendance(now=NOW) is None
    calls.on_presence("Anna", IN_MUJI)
    calls.on_presence("Ben", IN_MUJI)
    calls.on_presence("Ben", presence(""))
    seen = calls.attendance(now=NOW)
    assert seen is not None
    assert [one.name for one in seen.occupants or ()] == ["Anna"]
