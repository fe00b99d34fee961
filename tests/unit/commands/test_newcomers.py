"""What people type who have never met the bot: greetings, smiles, titles for numbers."""

import pytest

from bot.commands.parts.vocabulary import Call, Puzzling, Vocabulary
from bot.commands.registry import VERBS
from bot.domain.chat import ChatKind, ChatRole
from bot.domain.when.small_talk import without_smiles
from tests.unit.commands.conftest import World

VOCABULARY = Vocabulary(VERBS)
MODERATOR = ChatRole.MODERATOR


def understood(text: str, *, addressed: bool = True) -> object:
    return VOCABULARY.understand(text, prefix="!", addressed=addressed)


@pytest.mark.parametrize(
    "text",
    ["Hallo", "hi", "Moin!", "Guten Morgen", "Hello Ankerplatz", "bonjour 😊", "?"],
)
def test_who_greets_the_bot_is_greeted(text: str) -> None:
    assert understood(text) == Puzzling(greets=True)
    assert understood(text, addressed=False) is None


@pytest.mark.parametrize(
    "text", ["danke", "Danke schön!", "thanks :)", "ok", "👍", "🎉🎉", "nein", ":-)", "no thanks."]
)
def test_who_wants_nothing_more_gets_no_answer(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize("text", ["was kann das", "hallo wie spät ist es denn", "nein danke du"])
def test_what_is_more_than_that_is_not_understood(text: str) -> None:
    assert understood(text) == Puzzling()


@pytest.mark.parametrize("text", ["wer bist du?", "!wer bist du", "Who are you", "Was kannst du?"])
def test_who_asks_what_it_is_is_told_what_it_can_do(text: str) -> None:
    assert understood(text) == Puzzling(greets=True)


async def test_a_greeting_is_answered_with_what_to_type(world: World) -> None:
    answer = await world.ask("Hallo!", kind=ChatKind.DIRECT, addressed=True)
    assert answer == "Hello! !meet opens a room, !help says what else I can do."


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("!hilfe 😊", "help", ""),
        ("!dabei 1 🎉", "rsvp", "1"),
        ("!abo 1 10 min 👍🏽", "subscribe", "1 10 min"),
        ("!termine :)", "sessions", ""),
        ("!wer 👀", "who", ""),
        ("!meet 🙂", "meet", "🙂"),
        ("!meet Vorstand 😀", "meet", "Vorstand 😀"),
        ("!retitle 1 24.12. Singen 🎄", "retitle", "1 24.12. Singen 🎄"),
        ("!who Vorstand 😀", "who", "Vorstand 😀"),
        ("!help ❤️", "help", ""),
        ("!verschieben 1 auf 20° 👨‍👩‍👧", "move", "1 auf 20°"),
    ],
)
def test_smiles_belong_to_titles_and_to_nothing_else(text: str, verb: str, rest: str) -> None:
    call = understood(text, addressed=False)
    assert isinstance(call, Call)
    assert (call.verb.key, call.rest) == (verb, rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("!treffen morgen 19:30 Chor", "morgen 19:30 Chor"),
        ("!Treffen", ""),
        ("!meet Treffen", "Treffen"),
        ("!meet Treffen morgen 19:30", "Treffen morgen 19:30"),
    ],
)
def test_the_german_word_opens_a_room_and_stays_a_title_behind_the_english_one(
    text: str, rest: str
) -> None:
    call = understood(text, addressed=False)
    assert isinstance(call, Call)
    assert (call.verb.key, call.rest) == ("meet", rest)


def test_of_many_smiles_nothing_is_left() -> None:
    assert without_smiles("!wer" + " 🎉 :) ❤️" * 2000) == "!wer"


@pytest.mark.parametrize("text", ["", "3", "20°", "n°", "Chor", "a:b", "x^2", "x:)"])
def test_what_is_no_smile_stays(text: str) -> None:
    assert without_smiles(text) == text


class TestWithoutANumber:
    @pytest.fixture
    async def two(self, world: World) -> World:
        await world.moderate("!meet every sunday 11:00 Choir", "!meet every monday 19:30 Big Board")
        return world

    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("!subscribe", "!subscribe 1 (Choir)\n!subscribe 2 (Big Board)"),
            ("!abo choir", "!subscribe 1 (Choir)"),
            ("!abo Choir 10 min", "!subscribe 1 10 min (Choir)"),
            ("!unsubscribe Big Board", "!unsubscribe 2 (Big Board)"),
            ("!cancel", "!cancel 1 (Choir)\n!cancel 2 (Big Board)"),
            ("!skip big board", "!skip 2 (Big Board)"),
            ("!dabei Choir", "!rsvp 1 (Choir)"),
            ("!dabei Choir nein", "!rsvp 1 no (Choir)"),
            ("!share Choir off", "!share 1 off (Choir)"),
            ("!share off", "!share 1 off (Choir)\n!share 2 off (Big Board)"),
            ("!unsubscribe Choir here", "!unsubscribe 1 here (Choir)"),
            ("!skip Choir 6.12. undo", "!skip 1 6.12. undo (Choir)"),
        ],
    )
    async def test_the_series_are_offered_with_theirs(
        self, two: World, typed: str, offered: str
    ) -> None:
        answer = await two.ask(typed, role=MODERATOR)
        assert answer.partition("\n")[2] == offered

    async def test_what_is_offered_works_and_nothing_was_done_before(self, two: World) -> None:
        answer = await two.ask("!abo Choir 10 min")
        command = answer.partition("\n")[2].partition(" (")[0]
        assert "10 minutes before" in await two.ask(command)
        await two.ask("!cancel Choir", role=MODERATOR)
        series = await two.series(1)
        assert series
        assert not series.is_over

    async def test_other_words_are_answered_with_the_usage(self, two: World) -> None:
        assert "It goes like this: !subscribe NUMBER" in await two.ask("!subscribe Theatre")
        assert "It goes like this: !subscribe NUMBER" in await two.ask("!subscribe Big")

    @pytest.mark.parametrize("typed", ["!cancel", "!skip Choir", "!share", "!edit Choir X"])
    async def test_nobody_is_offered_what_they_may_not_change(self, two: World, typed: str) -> None:
        answer = await two.ask(typed, by="ben")
        assert answer == "Only the person who made it, or a moderator of this chat, can do that."

    async def test_of_two_titles_the_longer_one_is_meant(self, two: World) -> None:
        await two.moderate("!meet every friday 19:30 Big Board Party")
        answer = await two.ask("!abo Big Board Party")
        assert answer.partition("\n")[2] == "!subscribe 3 (Big Board Party)"

    async def test_where_nothing_is_planned_it_says_so(self, world: World) -> None:
        assert "Nothing is planned here yet" in await world.ask("!subscribe")


class TestAlone:
    async def test_who_asks_the_bot_alone_is_told_where_a_group_has_its_dates(
        self, world: World
    ) -> None:
        await world.moderate("!meet every sunday 11:00 Choir")
        answer = await world.ask("sessions", chat="dm", kind=ChatKind.DIRECT, addressed=True)
        assert "What a group has planned, I say there: !sessions" in answer
        answer = await world.ask("abo 1", chat="dm", kind=ChatKind.DIRECT, addressed=True)
        assert "There is no number 1 with me alone." in answer
        answer = await world.ask("skip 1", chat="dm", kind=ChatKind.DIRECT, addressed=True)
        assert "There is no number 1 with me alone." in answer
        assert "What a group" not in await world.ask("!sessions", chat="other")


async def test_the_help_tells_how_to_have_answers_in_the_other_language(world: World) -> None:
    assert "for answers in German: !language de" in await world.ask("!hilfe")
    await world.ask("!language de", role=MODERATOR)
    assert "Antworten auf Englisch: !sprache en" in await world.ask("!help")
