"""Which lines are for the bot, and what they mean."""

import pytest

from bot.commands.parts.slips import distance
from bot.commands.parts.vocabulary import Call, Mistyped, Puzzling, Vocabulary
from bot.commands.registry import VERBS
from bot.domain.language import GERMAN, Language, fold

VOCABULARY = Vocabulary(VERBS)


def understood(text: str, *, addressed: bool = False, prefix: str = "!") -> object:
    match VOCABULARY.understand(text, prefix=prefix, addressed=addressed):
        case Call(verb, rest):
            return (verb.key, rest)
        case Mistyped(verb, word):
            return ("mistyped", verb.key, word)
        case Puzzling():
            return "puzzling"
        case None:
            return None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("!meet", ("meet", "")),
        ("  !meet  ", ("meet", "")),
        ("!MEET Vorstand", ("meet", "Vorstand")),
        ("!meet  Der Vorstand tagt ", ("meet", "Der Vorstand tagt")),
        ("!meet in Ankerplatz", ("meet", "in Ankerplatz")),
        ("!meet\nVorstand", ("meet", "Vorstand")),
        ("! meet Vorstand", ("meet", "Vorstand")),
        ("\u200b!meet Vorstand\u200b", ("meet", "Vorstand")),
        ("\u200f !wer\ufeff", ("who", "")),
        ("!wer\n!termine", ("who", "")),
        ("!abo\u00a0aus\u202f3", ("unsubscribe", "3")),
        ("!abo\t3\u20091d", ("subscribe", "3 1d")),
        ("> wann?\n\n!wer", ("who", "")),
        ("!meet Was!\nWann\n! wer", ("meet", "Was!\nWann")),
        ("!meet\n!", ("meet", "")),
        ("!who", ("who", "")),
        ("!wer", ("who", "")),
        ("!Wer?", ("who", "")),
        ("!wer Ankerplatz", ("who", "Ankerplatz")),
        ("!meet wer Ankerplatz", ("who", "Ankerplatz")),
        ("!meet hilfe", ("help", "")),
        ("!hilfe wer", ("help", "wer")),
        ("!sprache en", ("language", "en")),
        ('!meet "wer"', ("meet", '"wer"')),
        ("!abo 3", ("subscribe", "3")),
        ("!abo aus 3", ("unsubscribe", "3")),
        ("!meet Abo  aus 3 hier", ("unsubscribe", "3 hier")),
        ("!abo aus", ("unsubscribe", "")),
    ],
)
def test_verbs_are_known_in_both_languages_with_and_without_meet(
    text: str, meaning: object
) -> None:
    assert understood(text) == meaning


def test_no_word_stands_for_two_verbs() -> None:
    meant = dict[str, set[str]]()
    for verb in VERBS:
        for words in verb.words.values():
            for word in words:
                meant.setdefault(fold(word), set()).add(verb.key)
    assert {word: keys for word, keys in meant.items() if len(keys) > 1} == {}


def test_a_title_is_no_slip_in_a_language_that_the_chat_does_not_speak() -> None:
    for language, mistyped in ((GERMAN, False), (Language("fr"), True)):
        heard = VOCABULARY.understand(
            "!meet Lange Nacht", prefix="!", addressed=False, language=language
        )
        assert isinstance(heard, Mistyped) is mistyped


@pytest.mark.parametrize(
    "text",
    ["", " ", "hallo", "meet Vorstand", "!", "!!meet", "!roll 2d6", "!meeting", "?meet",
     "wer ist da?", "ich sagte !meet", "!whoo"],
)  # fmt: skip
def test_chatter_and_other_bots_words_get_silence(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("!meet hlep", "help"),
        ("!meet hilf", "help"),
        ("!meet whoo", "who"),
        ("!meet spracje", "language"),
        ("!meet einstelungen", "settings"),
        ("!meet setings", "settings"),
        ("!meet timezon", "timezone"),
    ],
)
def test_a_mistyped_verb_after_meet_is_recognised(text: str, verb: str) -> None:
    assert understood(text) == ("mistyped", verb, text.split()[1])


@pytest.mark.parametrize(
    "topic", ["Vorstand", "wir", "we talk", "Space", "Werk", "Tea", "Abend", "2026", "Ü", "🎉"]
)
def test_a_topic_is_not_taken_for_a_mistyped_verb(topic: str) -> None:
    assert understood(f"!meet {topic}") == ("meet", topic)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("meet Vorstand", ("meet", "Vorstand")),
        ("!meet Vorstand", ("meet", "Vorstand")),
        ("wer", ("who", "")),
        ("hlep", ("mistyped", "help", "hlep")),
        ("bitte wer", ("who", "")),
        ("Please, sessions", ("sessions", "")),
        ("bitte", "puzzling"),
        ("danke!", None),
        ("", "puzzling"),
    ],
)
def test_whoever_speaks_to_the_bot_needs_no_prefix(text: str, meaning: object) -> None:
    assert understood(text, addressed=True) == meaning


def test_another_prefix_can_be_configured() -> None:
    assert understood(".meet", prefix=".") == ("meet", "")
    assert understood("!meet", prefix=".") is None


def test_umlauts_may_be_spelt_out() -> None:
    assert understood("!HILFE") == understood("!hilfe") == ("help", "")


@pytest.mark.parametrize(
    ("left", "right", "steps"),
    [("wer", "wer", 0), ("hlep", "help", 1), ("hilf", "hilfe", 1), ("abc", "", 3), ("ab", "ba", 1)],
)
def test_the_distance_counts_slips_of_the_finger(left: str, right: str, steps: int) -> None:
    assert distance(left, right) == distance(right, left) == steps


def test_no_word_names_two_verbs() -> None:
    words = [word for verb in VERBS for word in {w for ws in verb.words.values() for w in ws}]
    assert len(words) == len(set(words))
