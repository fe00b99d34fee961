"""Who is meant by a line."""

import pytest

from bot.networks.matrix.events.mentions import called

BOT = "@anker:example.org"
NAMES = ("Anker Platz", BOT, "anker")
PILL = f'<a href="https://matrix.to/#/{BOT}">Anker Platz</a>'


def content(body: str, formatted: str | None = None, *mentioned: str) -> dict[str, object]:
    html = {} if formatted is None else {"format": "org.matrix.custom.html"}
    return {
        "body": body,
        **html,
        "formatted_body": formatted,
        "m.mentions": {"user_ids": list(mentioned)} if mentioned else {},
    }


CALLED = {
    "typed name": content("Anker Platz: who"),
    "typed name, comma": content("anker platz, who"),
    "typed localpart": content("Anker:who"),
    "typed user id": content(f"{BOT}: who"),
    "typed user id without colon": content(f"{BOT} who"),
    "typed with at sign": content("@Anker who"),
    "typed with at sign, comma": content("@anker platz, who"),
    "mentioned without colon": content("Anker Platz who", None, BOT),
    "mentioned with at sign": content("@anker who", None, BOT),
    "pill": content("Anker Platz: who", f"{PILL}: who"),
    "pill without mentions or colon": content("Anker Platz who", f"{PILL} who"),
    "pill in a paragraph": content("Anker Platz who", f"<p>{PILL} who</p>"),
    "pill with a name of its own": content(
        "Ankerchen who", f'<a href="https://matrix.to/#/{BOT}">Ankerchen</a> who'
    ),
    "pill, escaped address": content(
        "Anker Platz who", '<a href="https://matrix.to/#/%40anker%3Aexample.org">A</a> who'
    ),
    "matrix: address": content(
        "Anker Platz who", '<a class="x" href="matrix:u/anker:example.org?action=chat">A</a> who'
    ),
    "behind a quote": content("> when?\n\nAnker Platz: who"),
    "mentioned behind a quote": content("> when?\n\nAnker Platz who", None, BOT),
    "pill behind a quote": content(
        "> when?\n\nAnker Platz who",
        f"<blockquote>\n<p>when?</p>\n</blockquote>\n<p>{PILL} who</p>",
    ),
    "Markdown in the body": content(f"[Anker](https://matrix.to/#/{BOT}): who"),
}


@pytest.mark.parametrize("said", CALLED.values(), ids=CALLED.keys())
def test_a_line_that_starts_with_the_bots_name_is_for_it(said: object):
    heard = called(said, user_id=BOT, names=NAMES)
    assert (heard.text, heard.by_name) == ("who", True)


def test_nothing_is_taken_out_of_words_that_follow_a_link_at_once():
    said = content(f"[Anker](https://matrix.to/#/{BOT})!who is there")
    assert called(said, user_id=BOT, names=NAMES).text == "!who is there"


OTHERS = {
    "in the middle": content("ask Anker Platz: who", None, BOT),
    "longer name": content("ankerwinde: who"),
    "the same name elsewhere": content("@anker:elsewhere.example who"),
    "name in a sentence": content("anker who"),
    "in a quote": content("> Anker Platz: who\n\nsomebody?"),
    "somebody else": content("Anna: who", None, BOT),
    "pill of somebody else": content(
        "Anna who", '<a href="https://matrix.to/#/@anna:example.org">Anna</a> who'
    ),
    "pill further on": content("hello Anker Platz", f"hello {PILL}"),
    "HTML that is none": {"body": "who", "formatted_body": f"{PILL} who"},
    "link that only looks like one": content(
        "x who", f'<a href="https://evil.example/#/{BOT}">x</a> who'
    ),
}


@pytest.mark.parametrize("said", OTHERS.values(), ids=OTHERS.keys())
def test_a_name_elsewhere_is_no_address(said: dict[str, object]):
    heard = called(said, user_id=BOT, names=NAMES)
    assert (heard.text, heard.by_name) == (said["body"], False)


@pytest.mark.parametrize(
    "said",
    [
        content("Anker Platz", None, BOT),
        content("Anker Platz?", None, BOT),
        content("Anker Platz!", f"{PILL}!"),
        content("@Anker Platz?"),
        content("@Anker Platz ..."),
    ],
)
def test_a_name_alone_leaves_nothing(said: dict[str, object]):
    heard = called(said, user_id=BOT, names=NAMES)
    assert (heard.text, heard.by_name) == ("", True)


def reply(body: str, formatted: str | None = None) -> dict[str, object]:
    relation = {"m.in_reply_to": {"event_id": "$earlier"}}
    return {**content(body, formatted), "m.relates_to": relation}


@pytest.mark.parametrize("quote", ["> <@ben:b.example> a\n> b\n\n", "> * <@ben:b.example> a\n\n"])
def test_the_quote_of_a_reply_is_cut(quote: str):
    html = f"<mx-reply><blockquote>a</blockquote></mx-reply>{PILL} who"
    assert called(reply(f"{quote}!who"), user_id=BOT, names=NAMES).text == "!who"
    heard = called(reply(f"{quote}Anker Platz who", html), user_id=BOT, names=NAMES)
    assert (heard.text, heard.by_name) == ("who", True)


def test_what_only_looks_like_a_quote_stays():
    assert called(content("> <@ben:b> a"), user_id=BOT, names=NAMES).text == "> <@ben:b> a"
    assert called(reply("> quoted by hand"), user_id=BOT, names=NAMES).text == "> quoted by hand"
