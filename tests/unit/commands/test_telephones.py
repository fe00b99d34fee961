"""What arrives when somebody types on a telephone, or has it write what they say."""

import pytest

from bot.commands.parts.vocabulary import Call, Puzzling, Vocabulary
from bot.commands.registry import VERBS

VOCABULARY = Vocabulary(VERBS)


def understood(text: str, *, addressed: bool = False) -> object:
    match VOCABULARY.understand(text, prefix="!", addressed=addressed):
        case Call(verb, rest):
            return (verb.key, rest)
        case other:
            return other


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("!\u200btermine", ("sessions", "")),
        ("!ter\u00admi\u00adne", ("sessions", "")),
        ("!abo1", ("subscribe", "1")),
        ("!abo#1 10 min", ("subscribe", "1 10 min")),
        ("!Dabei12.", ("rsvp", "12.")),
        ("!verschiebe 1 auf Mo 20:00", ("move", "1 auf Mo 20:00")),
        ("!Ändere 1 12:00", ("edit", "1 12:00")),
        ("!absage 1", ("cancel", "1")),
        ("!abo 1, danke", ("subscribe", "1")),
        ("!abo 1 bitte. Danke! 🙏", ("subscribe", "1")),
        ("!sprache englisch bitte", ("language", "englisch")),
        ("!hilfe, vielen Dank", ("help", "")),
        ("!meet Danke", ("meet", "Danke")),
        ("!termine\n\nLG Maria", ("sessions", "")),
        ("!meet morgen 19:30\nChor\n\nLiebe Grüße", ("meet", "morgen 19:30\nChor")),
    ],
)
def test_slips_of_keyboards_and_manners_change_nothing(text: str, meaning: object) -> None:
    assert understood(text) == meaning


@pytest.mark.parametrize("text", ["!top10", "!end2", "!meet2", "!roll3", "!mp3", "!abo1234"])
def test_words_of_other_bots_with_a_number_get_silence(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize("text", ["`!absagen 1`", "„!absagen 1“", "*!absagen 1*", "so: !absagen 1"])
def test_whoever_shows_others_a_command_does_not_give_it(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize("text", ["ok danke dir", "Danke, super!", "Thanks a lot!", "Danke sehr 🙏"])
def test_thanks_in_more_words_get_no_answer_either(text: str) -> None:
    assert understood(text, addressed=True) is None


def test_who_only_says_its_name_is_greeted() -> None:
    assert understood("", addressed=True) == Puzzling(greets=True)
