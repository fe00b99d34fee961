"""Every reply in every language, as plain text and as HTML."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from bot.commands.parts.replies import (
    Apology,
    AttendanceOff,
    Broken,
    Crowded,
    NoRoomYet,
    NotUnderstood,
    TooMany,
    UsageReminder,
)
from bot.commands.parts.vocabulary import Vocabulary
from bot.commands.registry import VERBS
from bot.commands.verbs.about import About
from bot.commands.verbs.address import FormalityChosen
from bot.commands.verbs.help import HelpOnVerb, HelpOverview
from bot.commands.verbs.language import LanguageChosen
from bot.commands.verbs.presence import PresenceChosen
from bot.commands.verbs.settings import SettingsShown
from bot.commands.verbs.timezone import TimezoneChosen
from bot.commands.verbs.who import WhoAnswer, WhoIsHere
from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN, Formality, Language
from bot.domain.live_card import Aspect, Face
from bot.domain.news import Turn
from bot.domain.series import Change, dates
from bot.domain.settings import ChatSettings, Presence
from bot.domain.traits import Means
from bot.domain.when.tables import LANGUAGES
from bot.rendering.renderer import TemplateRenderer
from bot.rendering.sentences import SENTENCES
from bot.usecases.calls.live_replies import RoomOpened
from bot.usecases.speaking.speech import Reply, Voice
from bot.usecases.telling.reminders import (
    SeriesNews,
    SessionBegins,
    SessionEnded,
    SessionReminder,
)
from tests.unit.rendering.announcement_samples import ANNOUNCEMENT_SAMPLES
from tests.unit.rendering.calendar_samples import CALENDAR_SAMPLES
from tests.unit.rendering.fixture_samples import FIXTURE_SAMPLES
from tests.unit.rendering.import_samples import IMPORT_SAMPLES
from tests.unit.rendering.live_samples import LIVE_SAMPLES
from tests.unit.rendering.people_samples import PEOPLE_SAMPLES
from tests.unit.rendering.programme_samples import PROGRAMME_SAMPLES, WEEKLY
from tests.unit.rendering.reminder_samples import REMINDER_SAMPLES
from tests.unit.rendering.shaping_samples import SHAPING_SAMPLES
from tests.unit.rendering.turnout_samples import TURNOUT_SAMPLES

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NASTY = "<b>Vor & stand</b> 100% {x} %(y)s"
ROOM = ConferenceRoom(
    name="x", node="x", link="https://meet.example.org/x?a=1&b=2", topic=NASTY, fixed=False
)
UNNAMED = ConferenceRoom(
    name="mibon", node="mibon", link="https://meet.example.org/mibon", topic=None, fixed=False
)
SETTINGS = ChatSettings(
    language=GERMAN,
    timezone="Europe/Berlin",
    presence=Presence.COUNT,
    leads=(timedelta(days=1), timedelta(minutes=10)),
)
RENDERER = TemplateRenderer(VERBS)


def seen(liveness: Liveness, **more: object) -> Attendance:
    return Attendance(liveness=liveness, seen_at=NOW, source="xmpp-disco", **more)


LIVE, EMPTY, UNKNOWN = Liveness.LIVE, Liveness.EMPTY, Liveness.UNKNOWN
SNAPSHOTS = (
    seen(LIVE),
    seen(LIVE, count=1),
    seen(LIVE, count=5),
    seen(LIVE, count=2, occupants=(Occupant("Ada"), Occupant(NASTY))),
    seen(LIVE, count=2, occupants=(Occupant("Ada"), Occupant(""))),
    seen(LIVE, count=1, occupants=(Occupant(""),)),
    seen(LIVE, count=3, occupants=()),
    seen(EMPTY, count=0),
    seen(UNKNOWN),
)
SAMPLES: tuple[Reply, ...] = (
    *(WhoAnswer(room=ROOM, attendance=snapshot) for snapshot in SNAPSHOTS),
    *(
        WhoIsHere(attendance=snapshot, beside=beside)
        for snapshot in SNAPSHOTS
        if snapshot.liveness is LIVE
        for beside in (None, WhoAnswer(room=ROOM, attendance=snapshot))
    ),
    NoRoomYet(),
    AttendanceOff(),
    HelpOverview(),
    HelpOverview(frozenset({"notify", "pin"})),
    *(HelpOnVerb(verb.key) for verb in VERBS),
    About(
        name="Ankerplatz",
        version="1.0",
        server="https://meet.example.org",
        sees=Presence.OPEN,
        is_pushed=False,
    ),
    SettingsShown(SETTINGS),
    SettingsShown(replace(SETTINGS, widgets=True), pinned=True),
    SettingsShown(SETTINGS, (ROOM, UNNAMED)),
    *(SettingsShown(SETTINGS, sides=sides) for sides in (1, 2)),
    *(FormalityChosen(formality=one, before=one) for one in Formality),
    *(LanguageChosen(language=language, before=GERMAN) for language in LANGUAGES),
    TimezoneChosen(timezone="Asia/Tokyo", before="Europe/Berlin"),
    *(PresenceChosen(presence=presence, before=Presence.OFF) for presence in Presence),
    *(
        PresenceChosen(presence=Presence.NAMES, before=Presence.OFF, limit=limit)
        for limit in (Presence.OFF, Presence.OPEN, Presence.COUNT)
    ),
    *(
        Apology(
            key,
            dict.fromkeys(
                (
                    *("length", "limit", "name", "server", "word", "languages", "nearest"),
                    *("number", "rule", "most", "days", "code", "host", "point"),
                    *("needs", "has"),
                    *("readings", "example"),
                ),
                NASTY,
            )
            | {"date": NOW},
        )
        for key in SENTENCES
    ),
    *(UsageReminder(key=verb.key) for verb in VERBS),
    *(UsageReminder(key=verb.key, mistyped=NASTY) for verb in VERBS),
    *CALENDAR_SAMPLES,
    *FIXTURE_SAMPLES,
    *PROGRAMME_SAMPLES,
    *REMINDER_SAMPLES,
    *SHAPING_SAMPLES,
    *LIVE_SAMPLES,
    *ANNOUNCEMENT_SAMPLES,
    *IMPORT_SAMPLES,
    *PEOPLE_SAMPLES,
    *TURNOUT_SAMPLES,
    NotUnderstood(),
    NotUnderstood(greeted=True),
    TooMany(),
    Crowded(),
    Broken("a1b2c3"),
)


MEANS = (
    Means(),
    Means(private=False),
    Means(reactions=False),
    Means(private=False, reactions=False),
    Means(alone=True),
)


def voice(language: Language, **changed: object) -> Voice:
    values = {"timezone": "Europe/Berlin", "prefix": "!", "now": NOW} | changed
    return Voice(language=language, **values)


class TextOfHtml(HTMLParser):
    """What a person sees of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(html: str) -> str:
    parser = TextOfHtml()
    parser.feed(html)
    parser.close()
    return parser.text


def replies_below(above: type[Reply]) -> Iterator[str]:
    """Those that nothing is made from. By name: with slots, a dataclass is two classes."""
    below = above.__subclasses__()
    if not below:
        yield above.__name__
    for reply in below:
        yield from replies_below(reply)


def test_there_is_a_sample_of_every_reply() -> None:
    shown = {type(sample).__name__ for sample in SAMPLES}
    assert set(replies_below(Reply)) - shown == set(), "add a sample of it to SAMPLES"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_every_reply_says_the_same_in_text_and_in_html(sample: Reply, language: Language) -> None:
    for means in MEANS:
        spoken = RENDERER.render(sample, voice(language, means=means))
        assert spoken.text.strip()
        assert text_of(spoken.html) == spoken.text
        assert "<b>" not in spoken.html


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_no_reply_is_left_in_the_other_language(sample: Reply) -> None:
    for means in MEANS:
        english = RENDERER.render(sample, voice(ENGLISH, means=means)).text
        german = RENDERER.render(sample, voice(GERMAN, means=means)).text
        assert english != german


@pytest.mark.parametrize("prefix", ["!", ".", "•"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_said_is_a_command_when_a_relay_repeats_it(
    language: Language, prefix: str
) -> None:
    vocabulary = Vocabulary(VERBS)
    for sample in SAMPLES:
        text = RENDERER.render(sample, voice(language, prefix=prefix)).text
        assert not text.startswith(prefix)
        assert vocabulary.understand(text, prefix=prefix, addressed=False) is None


@pytest.mark.parametrize("title", ["!end 3", "Ankerplatz: end 3", "@ankerplatz, who", "!"])
def test_a_title_that_somebody_made_up_does_not_turn_an_answer_into_a_command(title: str) -> None:
    renderer = TemplateRenderer(VERBS, name="Ankerplatz")
    date = dates(replace(WEEKLY, title=title, changes=()), after=NOW, limit=1)[0]
    spoken = renderer.render(SessionBegins(date=date), voice(ENGLISH))
    assert spoken.text.startswith(f"• {title}")
    assert text_of(spoken.html) == spoken.text


def test_nobody_is_said_only_of_a_room_that_is_known_to_be_empty() -> None:
    for snapshot in SNAPSHOTS:
        text = RENDERER.render(WhoAnswer(room=UNNAMED, attendance=snapshot), voice(ENGLISH)).text
        assert ("Nobody" in text) == (snapshot.liveness is EMPTY)
        german = RENDERER.render(WhoAnswer(room=UNNAMED, attendance=snapshot), voice(GERMAN)).text
        assert ("niemand" in german.lower()) == (snapshot.liveness is EMPTY)


def test_an_answer_tells_its_age_and_where_it_comes_from() -> None:
    snapshot = seen(LIVE, count=2)
    fresh = RENDERER.render(WhoAnswer(room=UNNAMED, attendance=snapshot), voice(ENGLISH)).text
    later = voice(ENGLISH, now=NOW + timedelta(minutes=3))
    old = RENDERER.render(WhoAnswer(room=UNNAMED, attendance=snapshot), later).text
    assert "(just now, says the Jitsi server)" in fresh
    assert "(3 minutes ago, says the Jitsi server)" in old


def test_a_card_stays_true_however_late_it_is_read() -> None:
    face = Face(aspect=Aspect.LIVE, began_at=NOW, count=2, seen_at=NOW, source="xmpp-disco")
    card = RENDERER.render(RoomOpened(room=UNNAMED, face=face), voice(ENGLISH))
    assert "2 people are there, since 13:00 (13:00, says the Jitsi server)" in card.text


def test_a_card_says_how_long_a_call_took() -> None:
    began, over = NOW - timedelta(minutes=42), Aspect.ENDED
    card = RENDERER.render(
        RoomOpened(room=UNNAMED, face=Face(aspect=over, began_at=began, until=NOW)), voice(ENGLISH)
    )
    assert "Over after 42 minutes (12:18 to 13:00)." in card.text
    unsure = RENDERER.render(
        RoomOpened(room=UNNAMED, face=Face(aspect=over, began_at=began)), voice(ENGLISH)
    )
    assert "Over. It began at 12:18." in unsure.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_told_by_its_own_title(language: Language) -> None:
    slot = WEEKLY.recurrence.start
    series = WEEKLY.changed(Change(slot=slot, starts=slot, title="Advent"))
    (date,) = dates(series, after=NOW, limit=1)
    for reply in (
        SessionReminder(date=date, moved_from=None, private=False),
        SessionBegins(date=date),
        SessionEnded(date=date, ahead=()),
        SeriesNews(
            series=series,
            turn=Turn.OFF,
            dates=(date,),
            moved_to=None,
            was_told=False,
            ahead=(),
            private=False,
        ),
    ):
        text = RENDERER.render(reply, voice(language)).text
        assert text.splitlines()[0].startswith("Advent")
        assert series.title not in text


def test_examples_use_the_words_of_the_language_and_the_configured_prefix() -> None:
    assert "!wer" in RENDERER.render(NoRoomYet(), voice(GERMAN)).text
    assert ".who" in RENDERER.render(NoRoomYet(), voice(ENGLISH, prefix=".")).text


def test_the_help_names_every_verb() -> None:
    for language in LANGUAGES:
        text = RENDERER.render(HelpOverview(), voice(language)).text
        for verb in VERBS:
            assert "!" + verb.words[language][0] in text
        assert len(text.splitlines()) < 12  # it has to fit on a phone


def test_a_time_zone_is_confirmed_with_the_time_there() -> None:
    reply = TimezoneChosen(timezone="Asia/Tokyo", before="Europe/Berlin")
    assert "Tuesday 21:00" in RENDERER.render(reply, voice(ENGLISH)).text
    assert "Dienstag 21:00 Uhr" in RENDERER.render(reply, voice(GERMAN)).text


@pytest.mark.parametrize(
    ("language", "this_year", "next_year"),
    [
        (ENGLISH, "Sunday 29 November, 11:00", "Sunday, 3 January 2027, 11:00"),
        (GERMAN, "Sonntag, 29. November, 11:00 Uhr", "Sonntag, 3. Januar 2027, 11:00 Uhr"),
    ],
)
def test_dates_are_written_as_people_write_them(
    language: Language, this_year: str, next_year: str
) -> None:
    for now, written in ((NOW, this_year), (datetime(2026, 12, 29, tzinfo=UTC), next_year)):
        date = dates(replace(WEEKLY, changes=()), after=now, limit=1)[0]
        told = RENDERER.render(SessionBegins(date=date), voice(language, now=now)).text
        assert told.splitlines()[0].endswith(written)
