"""Whom a line is meant for."""

import pytest

from bot.networks.xmpp.stanzas.addressing import answered, said
from tests.unit.networks.xmpp.stanzas import ROOM, message

NICK = "Anker Platz"
OWN = (f"{ROOM}/{NICK}".casefold(),)
MENTION = "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='{}' end='{}' uri='{}'/>"
URI = f"xmpp:{ROOM}/Anker%20Platz"
FALLBACK = (
    "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
    "<body start='{}' end='{}'/></fallback>"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Anker Platz: wer", "wer"),
        ("anker platz, wer ist da", "wer ist da"),
        ("@Anker Platz wer", "wer"),
        ("@Anker Platz: wer", "wer"),
        ("  Anker Platz:wer ", "wer"),
        ("Anker Platz:", ""),
        ("Anker Platz : qui", "qui"),
        ("Anker Platz\u202f: qui", "qui"),
        ("@Anker Platz", ""),
        ("@Anker Platz?", "?"),
        ("@Anker Platz !", "!"),
        ("> Anna: when?\n> Ben: today\n\nAnker Platz: wer", "wer"),
        (">> Anker Platz: qui\n@Anker Platz wer", "wer"),
    ],
)
def test_a_line_that_begins_with_the_name_is_for_the_bot(body: str, text: str):
    words = said(message(body), nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == (text, True)


@pytest.mark.parametrize(
    "body",
    [
        "Anker Platz ist schön",
        "Anker Platzhalter: wer",
        "wer, Anker Platz: du",
        "Anker: wer",
        "@",
        "@Anker Platz.example",
        "> Anker Platz: wer",
        "> Anker Platz: wer\nAnna war's",
    ],
)
def test_a_line_that_only_talks_of_the_bot_is_not(body: str):
    words = said(message(body), nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == (body, False)


@pytest.mark.parametrize(
    ("body", "mention", "text"),
    [
        ("Anker Platz wer", (0, 11), "wer"),
        ("@Anker Platz wer", (1, 12), "wer"),
        ("Anker wer", (0, 5), "wer"),
    ],
)
def test_a_mention_at_the_beginning_is_for_the_bot(body: str, mention: tuple[int, int], text: str):
    stanza = message(body, MENTION.format(*mention, URI))
    words = said(stanza, nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == (text, True)


@pytest.mark.parametrize(
    ("begin", "end", "uri"),
    [
        ("4", "15", URI),
        ("0", "11", f"xmpp:{ROOM}/Ben"),
        ("-1", "11", URI),
        ("0", "99", URI),
        ("5", "2", URI),
        ("a", "b", URI),
        ("", "", ""),
    ],
    ids=["later", "of another", "before", "beyond", "backwards", "no numbers", "empty"],
)
def test_other_mentions_change_nothing(begin: str, end: str, uri: str):
    stanza = message("wer Anker Platz", MENTION.format(begin, end, uri))
    words = said(stanza, nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == ("wer Anker Platz", False)


def test_quoted_fallback_is_left_out():
    quoted = "> !meet Vorstand\n"
    stanza = message(f"{quoted}Anker Platz: wer", FALLBACK.format(0, len(quoted)))
    words = said(stanza, nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == ("wer", True)


def test_a_mention_after_quoted_fallback_is_a_mention_at_the_beginning():
    quoted = "> !meet Vorstand\n"
    stanza = message(
        f"{quoted}Anker Platz wer",
        FALLBACK.format(0, len(quoted)),
        MENTION.format(len(quoted), len(quoted) + 11, URI),
    )
    words = said(stanza, nick=NICK, addresses=OWN)

    assert words is not None
    assert (words.text, words.by_name) == ("wer", True)


@pytest.mark.parametrize(("start", "end"), [("5", "2"), ("0", "999"), ("x", "y"), ("", "")])
def test_a_fallback_that_makes_no_sense_leaves_the_line_whole(start: str, end: str):
    words = said(message("!who", FALLBACK.format(start, end)), nick=NICK, addresses=OWN)

    assert words is not None
    assert words.text == "!who"


def test_of_several_languages_the_unnamed_one_is_read():
    stanza = message("!who", "<body xml:lang='de'>!wer</body>")
    words = said(stanza, nick=NICK, addresses=OWN)

    assert words is not None
    assert words.text == "!who"


def test_a_reply_names_the_line_that_it_answers():
    reply = "<reply xmlns='urn:xmpp:reply:0' to='b@c.example/Anker' id='{}'/>"
    found = [
        answered(message("!skip", more)) for more in (reply.format("s1"), reply.format(""), "")
    ]
    assert found == ["s1", None, None]
