"""What the bot says helps: options that it names are options, and changes say how to undo them."""

import re

import pytest

from bot.commands.parts.options import without_options
from bot.domain.language import ENGLISH, Language
from bot.domain.when.tables import LANGUAGES
from bot.rendering.catalogue import translations
from bot.rendering.sentences import SENTENCES
from tests.unit.rendering.test_renderer import NOW, RENDERER, SAMPLES, voice

UNDO = re.compile(r"Undo|cannot be undone|Count again|Stop counting|nothing has changed")
CHANGES = [
    *("AnnouncingEnded", "CallEnded", "CountingBegun", "CountingEnded", "DateMoved"),
    *("DateRetitled", "DatesRestored", "DatesSkipped", "FormalityChosen", "HostChosen"),
    *("LanguageChosen", "LeadsChosen", "NotifyPromised", "NotifyTakenBack", "OwnFeedShown"),
    *("PointAdded", "PointRemoved", "PresenceChosen", "RoomFollowed", "RoomLocked"),
    *(
        "RoomUnfollowed",
        "RoomUnlocked",
        "RsvpKept",
        "RsvpTakenBack",
        "SeriesAnnounced",
        "SeriesCancelled",
    ),
    *("SeriesImported", "SeriesPlanned", "SeriesResumed", "SeriesShared", "SharingEnded"),
    *("SharingResumed", "Subscribed", "TimezoneChosen", "Unsubscribed"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brackets_that_a_chat_is_told_of_are_known(language: Language) -> None:
    said = translations(language).gettext(SENTENCES["unknown_option"])
    named = re.findall(r"\[[^\]]*\]", said)
    assert len(named) == 6
    for option in named:
        assert without_options(f"Board {option}", now=NOW)[0] == "Board"


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_something_says_how_to_undo_it_or_that_one_cannot(name: str) -> None:
    said = [
        RENDERER.render(sample, voice(ENGLISH)).text
        for sample in SAMPLES
        if type(sample).__name__ == name
    ]
    assert said
    assert any(UNDO.search(text) for text in said)
