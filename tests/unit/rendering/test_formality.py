"""German says "Sie" where a chat wants it: a catalogue of what differs, over the usual one."""

import re
from collections.abc import Iterator

import pytest

from bot.domain.language import ENGLISH, GERMAN, Formality
from bot.rendering.catalogue import translations
from bot.usecases.speaking.speech import Reply
from tests.unit.rendering.test_catalogue import catalogue, messages
from tests.unit.rendering.test_renderer import RENDERER, SAMPLES, voice

FORMAL = translations(GERMAN, Formality.FORMAL)
TO_A_FRIEND = re.compile(r"(?i:\b(du|dir|dich|dein\w*|euch|eu(?:er|re)\w*)\b)|\bihr\b")
CLAUSE = r"(?:^|[.:;!?,] |\N{EN DASH} |\b(?:[Bb]itte|[Dd]ann) )"
CHANGES_ITS_VOWEL = {"geben": "gib", "lesen": "lies", "nehmen": "nimm", "sehen": "sieh"}


def sentences() -> Iterator[str]:
    """All that is said to people whom it calls Sie."""
    for message in messages(GERMAN):
        if isinstance(message.id, str):
            yield FORMAL.gettext(message.id)
        else:
            yield from (FORMAL.ngettext(*message.id, number) for number in (1, 2))


def commands_to_a_friend() -> re.Pattern[str]:
    """`Schreib`, `nimm` and so on, made from every `Schreiben Sie`, where a clause begins."""
    found = {
        word.lower()
        for said in sentences()
        for word in re.findall(rf"(?:{CLAUSE}|\b(?:und|oder) )(\w+en) Sie\b", said)
    }
    stems = {CHANGES_ITS_VOWEL.get(verb, verb.removesuffix("en")) for verb in found}
    verbs = f"(?i:{'|'.join(sorted(stems))})"
    return re.compile(rf"{CLAUSE}{verbs}e?\b(?! ich)|\b(?:und|oder) {verbs}\b")


def test_nobody_who_is_called_sie_is_called_du() -> None:
    assert [said for said in sentences() if TO_A_FRIEND.search(said)] == [], (
        "these need an entry in bot/rendering/locales/de/LC_MESSAGES/formal.po"
    )


def test_nobody_who_is_called_sie_is_told_what_to_do_as_a_friend_is() -> None:
    pattern = commands_to_a_friend()
    assert pattern.search("Dann schreib: !meet"), "so that the test can fail"
    assert [said for said in sentences() if pattern.search(said)] == []
    asked = [said for said in sentences() if re.search(r"(?i)\bbitte\b(?! \w+en Sie\b)", said)]
    assert asked == []


def test_the_formal_catalogue_has_only_what_differs() -> None:
    usual = {message.id: message.string for message in messages(GERMAN)}
    book = catalogue(GERMAN, "formal")
    for message in messages(GERMAN, "formal"):
        assert message.id in usual, message.id
        assert message.string != usual[message.id], message.id
        assert not message.fuzzy, message.id
        assert list(message.check(book)) == [], message.id


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_other_languages_say_the_same_to_everybody(sample: Reply) -> None:
    formal = voice(ENGLISH, formality=Formality.FORMAL)
    assert RENDERER.render(sample, formal) == RENDERER.render(sample, voice(ENGLISH))
