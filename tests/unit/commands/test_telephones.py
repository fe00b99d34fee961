"""What arrives when somebody types on a telephone, or has it write what they say."""

import pytest

from bot.commands.parts.vocabulary import Call, Puzzling, Vocabulary
from bot.commands.registry import VERBS
from bot.domain.chat import ChatKind, ChatRole
from tests.unit.commands.conftest import World
from tests.unit.commands.test_changes import EVERY_SUNDAY, ahead, shown

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
        ("!unsubscribe1", ("unsubscribe", "1")),
        ("!Dabei12.", ("rsvp", "12.")),
        ("!verschiebe 1 auf Mo 20:00", ("move", "1 auf Mo 20:00")),
        ("!Ändere 1 12:00", ("edit", "1 12:00")),
        ("!absage 1", ("cancel", "1")),
        ("!abo 1, danke", ("subscribe", "1")),
        ("!abo 1 bitte. Danke! 🙏", ("subscribe", "1")),
        ("!sprache englisch bitte", ("language", "englisch")),
        ("!hilfe, vielen Dank", ("help", "")),
        ("!wer, bitte?", ("who", "")),
        ("!qr danke", ("qr", "")),
        ("!termine, danke schoen", ("sessions", "")),
        ("!abo 1, danke sehr", ("subscribe", "1")),
        ("!who, thank you very much", ("who", "")),
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


@pytest.mark.parametrize(
    "text", ["ok danke dir", "Danke, super!", "Thanks a lot!", "Danke sehr 🙏"]
)
def test_thanks_in_more_words_get_no_answer_either(text: str) -> None:
    assert understood(text, addressed=True) is None


def test_who_only_says_its_name_is_greeted() -> None:
    assert understood("", addressed=True) == Puzzling(greets=True)


@pytest.fixture
async def club(world: World) -> World:
    await world.moderate("!language de", "!meet jeden Sonntag 11:00 Chor in Kirche")
    return world


@pytest.mark.parametrize(
    "line",
    [
        "!ändern 1 12",
        "!ändern 1 zurück",
        "!edit 1 undo.",
        "!bescheid sobald jemand da ist",
        "!notify when Anna is there",
        "!wer kommt am Sonntag?",
        "!who is coming",
    ],
)
async def test_no_title_and_no_room_is_made_of_what_means_something_else(
    club: World, line: str
) -> None:
    before = await club.series(1)
    assert "habe ich nicht verstanden. Es geht so: !" in await club.moderate(line)
    assert await club.series(1) == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!ändern 1 auf 12 Uhr", "Chor: jeden Sonntag um 12:00"),
        ("!edit 1 to every saturday 18:00", "Chor: jeden Samstag um 18:00"),
        ("!ändern 1 Auf geht's", "Auf geht's: jeden Sonntag um 11:00"),
        ('!ändern 1 "zurück"', "zurück: jeden Sonntag um 11:00"),
        ("!ändern 1 Titel Großer Chor", "Großer Chor: jeden Sonntag um 11:00"),
        ("!edit 1 title: Sunday Choir [public]", "Sunday Choir: jeden Sonntag um 11:00"),
        ("!ändern 1 Titelkampf", "Titelkampf: jeden Sonntag um 11:00"),
        ("!edit 1 duration 2h", "Chor: jeden Sonntag von 11:00 bis 13:00"),
        ("!ändern 1 Leitung: Anna", "Chor leitet ab jetzt Anna."),
        ("!bescheid ab zwei Leuten", "sobald 2 Leute in Kirche sind"),
        ("!bescheid ab 3 bitte", "sobald 3 Leute in Kirche sind"),
        ("!bescheid aus, danke", "Du hast mich nicht gebeten, dir zu schreiben"),
        ("!bescheid Kirche ab 3 Personen", "sobald 3 Leute in Kirche sind"),
        ("!wer ist im Garten", "jemand in Garten ist"),
        ("!wer ist online?", "jemand in Kirche ist"),
        ("!wer bitte", "jemand in Kirche ist"),
        ("!qr bitte", "Der Link zu Kirche"),
        ("!qr in Garten", "Der Link zu Garten"),
        ("!bescheid ab 3, bitte", "sobald 3 Leute in Kirche sind"),
        ("!beobachten in Garten", "Sobald in Garten ein"),
        ("!top 1: Noten", ": 1. Noten"),
        ("!hilfe wie geht das", "Ich öffne Räume"),
        ("!help me", "Ich öffne Räume"),
    ],
)
async def test_words_that_people_add_are_understood(club: World, line: str, says: str) -> None:
    await club.moderate("!meet in Kirche")
    assert says in await club.moderate(line)


@pytest.mark.parametrize(
    "line", ["!ändern 1 leitung niemand", "!ändern 1 nicht öffentlich", "!ändern 1 11:00"]
)
async def test_what_is_so_already_changes_nothing_and_offers_no_undo(
    club: World, line: str
) -> None:
    before = await club.series(1)
    assert "Zurück" not in await club.moderate(line)
    assert await club.series(1) == before


async def test_whoever_has_no_subscription_ends_nothing(club: World) -> None:
    await club.moderate("!abo aus 1 hier")
    before = await club.series(1)
    answer = await club.moderate("!abo aus 1 hier")
    assert "es ändert sich also nichts" in answer
    assert await club.series(1) == before


async def test_a_wish_is_taken_back_together_with_how_many_it_waited_for(club: World) -> None:
    await club.ask("!bescheid Kirche ab 3")
    answer = await club.ask("!bescheid aus")
    undo = answer.partition("Zurück: ")[2]
    assert undo == '!bescheid "Kirche" ab 3'
    assert "sobald 3 Leute" in await club.ask(undo)


async def test_a_number_in_the_name_of_a_room_is_not_how_many_a_wish_waits_for(
    club: World,
) -> None:
    await club.ask('!bescheid "Runde 3"')
    answer = await club.ask("!bescheid aus")
    assert "sobald jemand in Runde 3 ist" in await club.ask(answer.partition("Zurück: ")[2])


@pytest.mark.parametrize("change", ["!move 1 29.11. to 30.11. 20:00", "!retitle 1 6.12. Nicholas"])
async def test_of_several_dates_called_off_the_changed_one_comes_back_as_it_was(
    world: World, change: str
) -> None:
    await world.moderate(EVERY_SUNDAY, change)
    before = [(date.starts_at, date.title) for date in await ahead(world)]
    answer = await world.moderate("!skip 1 29.11. to 13.12.")
    undos = [line.removeprefix("Undo: ") for line in answer.splitlines() if "Undo: " in line]
    assert len(undos) == 2
    await world.moderate(*undos)
    assert [(date.starts_at, date.title) for date in await ahead(world)] == before


@pytest.mark.parametrize("line", ["!move 1 to Tue 20:00", "!verschieben 1 auf Di 20 Uhr"])
async def test_the_weekday_of_today_is_the_one_behind_the_date(world: World, line: str) -> None:
    await world.moderate(EVERY_SUNDAY, "!move 1 to Mon 20:00", line)
    assert "01.12. 19:00 moved" in await shown(world)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!meet morgen 19,30 Uhr Chor", "um 19:30 Chor"),
        ("!meet morgen 19;30 Chor", "um 19:30 Chor"),
        ("!meet morgen 7: 05 Chor", "um 07:05 Chor"),
        ("!meet 02-12-26 19:30", "habe ich nicht verstanden"),
        ("!meet 2/12/26 19 Uhr", "2.12.2026 um 19:00"),
        ("!meet half seven tomorrow", "habe ich nicht verstanden"),
        ("!meet a week on wednesday 8pm choir", "choir: Mittwoch, 2.12.2026 um 20:00"),
        ("!meet wednesday fortnight 8pm choir", "choir: Mittwoch, 9.12.2026 um 20:00"),
        ("!meet Freitag in acht Tagen 20 Uhr Chor", "Chor: Freitag, 4.12.2026 um 20:00"),
        (
            "!meet am vierundzwanzigsten Dezember um sechzehn Uhr Krippenspiel",
            "Krippenspiel: Donnerstag, 24.12.2026 um 16:00",
        ),
    ],
)
async def test_times_as_they_are_spoken_or_half_typed(club: World, line: str, says: str) -> None:
    assert says in await club.ask(line)


class TestByName:
    @pytest.fixture
    async def two(self, club: World) -> World:
        await club.moderate("!meet jeden 1. Mittwoch im Monat 19:30 Großer Rat")
        return club

    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("!abo zum Chor", "!abo 1 (Chor)"),
            ("!abo „Chor“!", "!abo 1 (Chor)"),
            ("!dabei beim großen Rat", ""),
            ("!dabei beim Großer Rat am 2.12.", "!dabei 2 am 2.12. (Großer Rat)"),
            ("!ausfall am 29.11. Chor", "!ausfall 1 am 29.11. (Chor)"),
            ("!ausfall morgen Chor", "!ausfall 1 morgen (Chor)"),
            ("!ausfall heute Chor", "!ausfall 1 heute (Chor)"),
            ("!ausfall am So Chor", "!ausfall 1 am So (Chor)"),
            ("!absagen wir kommen nicht zum Chor", ""),
            ("!abo eins eine Stunde vorher", "!abo 1 eine Stunde vorher (Chor)"),
            ("!abo Nummer zwei", "!abo 2 (Großer Rat)"),
            ("!abo (2)", "!abo 2 (Großer Rat)"),
            ("!abo drei", ""),
            ("!abo hier", "!abo 1 hier (Chor)\n!abo 2 hier (Großer Rat)"),
            ("!ausfall 29.11.", "!ausfall 1 29.11. (Chor)\n!ausfall 2 29.11. (Großer Rat)"),
            (
                "!ausfall nächste Woche",
                "!ausfall 1 nächste Woche (Chor)\n!ausfall 2 nächste Woche (Großer Rat)",
            ),
            ("!ausfall 29.11. und 6.12. Chor", "!ausfall 1 29.11. und 6.12. (Chor)"),
            ("!ausfall zurück", "!ausfall 1 zurück (Chor)\n!ausfall 2 zurück (Großer Rat)"),
            (
                "!verschieben auf 20:00",
                "!verschieben 1 auf 20:00 (Chor)\n!verschieben 2 auf 20:00 (Großer Rat)",
            ),
            ("!top Chor Noten", "!top 1 Noten (Chor)"),
        ],
    )
    async def test_what_is_called_by_its_name_is_offered_with_its_number(
        self, two: World, typed: str, offered: str
    ) -> None:
        answer = await two.moderate(typed)
        if offered:
            assert answer.partition("\n")[2] == offered
        else:
            assert "Es geht so: !" in answer

    async def test_a_word_for_the_chat_may_stand_before_the_number(self, two: World) -> None:
        assert "Ich sage diesem Chat Bescheid zu Chor" in await two.moderate("!abo hier 1 2 Std")

    async def test_no_number_is_offered_that_several_share(self, two: World) -> None:
        await two.ask("!meet every monday 20:00 Tea", chat="other", role=ChatRole.MODERATOR)
        await two.ask("!abo 1", chat="other")
        await two.ask("!abo 1")
        answer = await two.ask("abo aus Tea", chat="ada", kind=ChatKind.DIRECT, addressed=True)
        assert "have the number 1. Please say it in their chat." in answer
