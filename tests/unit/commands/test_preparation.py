"""Who comes to a date, what is talked about there, and who leads it; it is Tuesday noon in UTC."""

from datetime import timedelta

import pytest

from bot.commands.verbs.hosting import LONGEST_NAME
from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    DeliveryKey,
    PersonId,
)
from bot.domain.conference import Card
from bot.domain.delivery import NewDelivery, Outgoing
from bot.domain.language import ENGLISH
from bot.domain.preparation import Preparation
from bot.domain.series import dates
from bot.domain.settings import ChatSettings, Presence
from bot.domain.subject import Subject
from bot.usecases.programme.prepare import LONGEST_POINT, MOST_POINTS, preparation_of, shown_in
from tests.unit.commands.conftest import World
from tests.unit.commands.test_live import Call

DAY = timedelta(days=1)
MODERATOR = ChatRole.MODERATOR
DIRECT = {"chat": "ada", "kind": ChatKind.DIRECT, "addressed": True}


@pytest.fixture
async def choir(world: World) -> World:
    """Number 1 of the club, every Sunday at 11 in Berlin."""
    await world.moderate("!meet every sunday 11:00 Choir in Anker")
    return world


async def prepared(world: World, *, number: int = 1, nth: int = 0) -> Preparation:
    """What was said of the nth date ahead."""
    series = await world.series(number)
    assert series
    date = dates(series, after=world.clock.now(), limit=nth + 1)[nth]
    async with world.store.begin() as work:
        return await preparation_of(work, date)


async def comes(world: World, *, nth: int = 0) -> tuple[int, int]:
    found = await prepared(world, nth=nth)
    return found.coming, found.absent


async def points(world: World, *, number: int = 1, nth: int = 0) -> list[str]:
    return [point.text for point in (await prepared(world, number=number, nth=nth)).points]


def undo(text: str) -> str:
    return text.rpartition("Undo: ")[2]


class TestRsvp:
    async def test_the_answer_names_the_date_and_counts_everybody(self, choir: World) -> None:
        await choir.ask("!rsvp 1", by="eve")
        await choir.ask("!rsvp no 1", by="bob")
        text = await choir.ask("!rsvp 1")
        assert "You are coming to Choir: Sunday 29 November, 11:00." in text
        assert "Coming: 2 · not coming: 1" in text

    @pytest.mark.parametrize(
        "line",
        ["!rsvp 1", "!dabei 1", "!meet dabei #1", "!rsvp", "!dabei 1 am 29.11.", "!Dabei 1",
         "!dabei 1 ja gerne", "!rsvp 1 yes, sure!", "!rsvp yes 1", "!dabei ja, 1 am 29.11.",
         "!dabei 1 29.11. sehr gern", "!dabei gerne"],
    )  # fmt: skip
    async def test_coming_can_be_said_in_both_languages(self, choir: World, line: str) -> None:
        await choir.ask(line)
        assert await comes(choir) == (1, 0)

    @pytest.mark.parametrize(
        "line",
        ["!rsvp no 1", "!rsvp 1 no", "!nicht dabei 1", "!dabei 1 nein", "!nicht dabei",
         "!nicht dabei 1 29.11.", "!rsvp 1 29 November no", "!dabei 1 leider nein",
         "!dabei 1 29.11. leider nicht", "!nicht dabei 1, sorry", "!dabei nicht 1",
         "!dabei nein 1"],
    )  # fmt: skip
    async def test_who_stays_away_is_counted_too(self, choir: World, line: str) -> None:
        await choir.ask("!rsvp 1")
        text = await choir.ask(line)
        assert "You are not coming" in text
        assert await comes(choir) == (0, 1)

    async def test_what_the_answer_says_to_undo_it_with_undoes_it(self, choir: World) -> None:
        text = await choir.ask("!rsvp no 1 6 December")
        assert await comes(choir, nth=1) == (0, 1)
        text = await choir.ask(undo(text))
        assert "Whether you are coming to Choir is open again: Sunday 6 December" in text
        assert await comes(choir, nth=1) == (0, 0)
        text = await choir.ask(undo(text))
        assert await comes(choir, nth=1) == (0, 1)
        text = await choir.ask("!rsvp 1 6 December")
        assert await comes(choir, nth=1) == (1, 0)
        await choir.ask(undo(text))
        assert await comes(choir, nth=1) == (0, 1)
        assert await comes(choir) == (0, 0)

    async def test_what_was_said_already_is_not_undone_by_saying_it_again(
        self, choir: World
    ) -> None:
        assert "Undo" in await choir.ask("!rsvp 1")
        assert "Undo" not in await choir.ask("!dabei 1")

    @pytest.mark.parametrize("typed", ["!rsvp 1 undo", "!dabei 1 29.11. zurück", "!rsvp undo"])
    async def test_who_has_said_nothing_has_nothing_to_take_back(
        self, choir: World, typed: str
    ) -> None:
        assert "You had not said whether you come then." in await choir.ask(typed)
        await choir.ask("!rsvp 1")
        assert "open again" in await choir.ask(typed)
        assert await comes(choir) == (0, 0)

    async def test_it_is_shown_in_the_list(self, choir: World) -> None:
        await choir.ask("!rsvp 1")
        assert "Coming: 1" in await choir.ask("!sessions")

    @pytest.mark.parametrize(
        ("account", "presence", "named"),
        [
            ("matrix:@bot:x", Presence.NAMES, ("ada",)),
            ("matrix:@bot:x", Presence.COUNT, ()),
            ("xmpp:bot@x", Presence.NAMES, ()),
        ],
    )
    def test_who_comes_is_named_only_where_the_chat_hides_nobody_and_shows_names(
        self, account: str, presence: Presence, named: tuple[str, ...]
    ) -> None:
        chat = ChatAddress(AccountId(account), ChatId("club"))
        settings = ChatSettings(
            language=ENGLISH, timezone="Europe/Berlin", presence=presence, leads=()
        )
        said = Preparation(coming=1, who=(PersonId("ada"),))
        assert shown_in(chat, said, settings).who == named

    async def test_what_was_said_stays_with_its_date_when_that_moves_or_is_off(
        self, choir: World
    ) -> None:
        await choir.ask("!rsvp 1")
        await choir.moderate("!move 1 to Monday 20:00")
        assert await comes(choir) == (1, 0)
        await choir.moderate("!skip 1")
        assert "Coming" not in await choir.ask("!rsvp 1 30 November")
        await choir.moderate("!skip 1 29.11. undo")
        assert await comes(choir) == (1, 0)

    async def test_a_new_time_of_day_keeps_who_comes_and_another_day_does_not(
        self, choir: World
    ) -> None:
        await choir.ask("!rsvp 1")
        await choir.moderate("!edit 1 12:00")
        assert await comes(choir) == (1, 0)
        await choir.moderate("!edit 1 every monday 12:00")
        assert await comes(choir) == (0, 0)

    async def test_with_several_series_the_number_is_asked_for(self, choir: World) -> None:
        await choir.ask("!meet tomorrow 19:30 Board")
        text = await choir.ask("!rsvp")
        assert "!rsvp 1 (Choir)" in text
        assert "!rsvp 2 (Board)" in text

    async def test_in_the_direct_chat_a_series_is_known_to_who_subscribed(
        self, choir: World
    ) -> None:
        assert "no number 1" in await choir.ask("rsvp 1", **DIRECT)
        await choir.ask("!subscribe 1")
        assert "You are coming to Choir" in await choir.ask("rsvp", **DIRECT)

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("!rsvp x", "It goes like this: !rsvp NUMBER"),
            ("!nicht dabei x", "It goes like this: !rsvp no NUMBER"),
            ("!rsvp 1 whenever", "I did not understand “whenever”"),
            ("!rsvp 7", "There is no number 7"),
            ("!rsvp 1 30 November", "has no date then"),
            ("!rsvp 1 1 January 2020", "past already"),
            ("!rsvp 1 24.12. - 6.1.", "more than one date"),
        ],
    )
    async def test_what_is_not_understood_changes_nothing(
        self, choir: World, line: str, says: str
    ) -> None:
        assert says in await choir.ask(line)
        assert [await comes(choir, nth=nth) for nth in range(6)] == [(0, 0)] * 6

    async def test_nobody_comes_to_what_does_not_take_place(self, choir: World) -> None:
        await choir.moderate("!skip 1 29.11.")
        assert "off then already" in await choir.ask("!rsvp 1 29.11.")
        await choir.moderate("!cancel 1")
        assert "called off" in await choir.ask("!rsvp 1")

    async def test_where_nothing_is_planned_nobody_can_come(self, world: World) -> None:
        assert "Nothing is planned" in await world.ask("!rsvp")


class TestAgenda:
    async def test_it_is_said_where_everybody_can_read_the_points(self, choir: World) -> None:
        public = "The series is public, and so are its points."
        for question in ("!agenda Budget", "!agenda"):
            assert public not in await choir.ask(question)
        await choir.moderate("!edit 1 public")
        for question in ("!agenda", "!agenda Party"):
            assert public in await choir.ask(question)

    async def test_points_are_numbered_listed_and_taken_off(self, choir: World) -> None:
        assert "Nothing is on the agenda of Choir" in await choir.ask("!agenda")
        await choir.ask("!agenda Budget")
        text = await choir.ask("!top Sommerfest 2027")
        assert "On the agenda of Choir, Sunday 29 November, 11:00: 2. Sommerfest 2027" in text
        assert "1. Budget\n2. Sommerfest 2027" in await choir.ask("!agenda")
        assert "2 points" in await choir.ask("!sessions")
        assert "No longer on the agenda" in await choir.ask(undo(text))
        assert await points(choir) == ["Budget"]

    async def test_taking_off_is_undone_by_typing_it_again(self, choir: World) -> None:
        await choir.ask("!top 'remove 3'")
        assert await points(choir) == ["remove 3"]
        text = await choir.ask("!top weg 1")
        assert await points(choir) == []
        await choir.ask(undo(text))
        assert await points(choir) == ["remove 3"]

    async def test_a_number_that_a_point_has_is_not_given_to_another(self, choir: World) -> None:
        for text in ("one", "two", "three"):
            await choir.ask(f"!agenda {text}")
        await choir.ask("!agenda remove 2")
        assert "4. four" in await choir.ask("!agenda four")

    async def test_a_number_means_a_series_only_where_there_is_such_a_one(
        self, choir: World
    ) -> None:
        await choir.ask("!agenda 3 new members")
        assert await points(choir) == ["3 new members"]
        await choir.ask("!agenda 1 Budget")
        assert await points(choir) == ["3 new members", "Budget"]

    async def test_with_several_series_it_asks_which_with_the_command_to_type(
        self, choir: World
    ) -> None:
        await choir.ask("!meet tomorrow 19:30 Board")
        text = await choir.ask("!agenda Budget")
        assert "!agenda 1 Budget (Choir)" in text
        await choir.ask("!agenda 2 Budget")
        assert await points(choir, number=2) == ["Budget"]
        text = await choir.ask("!agenda")
        assert "Choir" not in text
        assert "!agenda 2 remove 1" in text

    async def test_a_point_waits_for_the_next_date_that_takes_place(self, choir: World) -> None:
        await choir.ask("!agenda Budget")
        await choir.moderate("!skip 1")
        assert await points(choir, nth=1) == ["Budget"]
        await choir.moderate("!edit 1 every monday 12:00")
        assert await points(choir) == ["Budget"]

    async def test_a_point_that_was_talked_about_does_not_come_up_again(self, choir: World) -> None:
        await choir.ask("!agenda Budget")
        choir.clock.time += 6 * DAY
        assert await points(choir) == []
        await choir.moderate("!edit 1 every monday 12:00")
        assert await points(choir) == []
        assert "1. Party" in await choir.ask("!agenda Party")

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("!agenda remove 1", "There is no point 1"),
            ("!agenda remove 1.", "There is no point 1"),
            ("!top weg", "something is missing"),
            ("!agenda \u061c", "It goes like this: !agenda"),
            ("!agenda " + "x" * (LONGEST_POINT + 1), "too long"),
            ("!agenda 7", "no number 7"),
        ],
    )
    async def test_what_is_not_understood_changes_nothing(
        self, choir: World, line: str, says: str
    ) -> None:
        assert says in await choir.ask(line)
        assert await points(choir) == []

    async def test_an_agenda_has_an_end(self, choir: World) -> None:
        for n in range(MOST_POINTS):
            await choir.ask(f"!agenda {n}. x")
            choir.clock.time += timedelta(seconds=1)
        assert "too many" in await choir.ask("!agenda one more")

    async def test_where_nothing_is_planned_there_is_no_agenda(self, world: World) -> None:
        assert "Nothing is planned" in await world.ask("!agenda Budget")


class TestHosts:
    @pytest.mark.parametrize(
        ("line", "host"),
        [
            ("!edit 1 host Ben and Eva", ("Ben and Eva", None)),
            ("!ändern 1 leitung Ben", ("Ben", None)),
            ("!edit 1 host me", ("ada", "ada")),
            ("!aendern 1 Leitung ich", ("ada", "ada")),
            ('!edit 1 host "nobody"', ("nobody", None)),
        ],
    )
    async def test_a_moderator_says_who_leads_a_series(
        self, choir: World, line: str, host: tuple[str, PersonId | None]
    ) -> None:
        assert host[0] in await choir.moderate(line)
        series = await choir.series(1)
        assert series
        assert series.host
        assert (series.host.name, series.host.person) == host
        assert host[0] in await choir.ask("!sessions")

    async def test_what_the_answer_says_to_undo_it_with_undoes_it(self, choir: World) -> None:
        text = await choir.moderate("!edit 1 host Nobody.", "!edit 1 host Ben")
        assert undo(text) == "!edit 1 host nobody"
        text = await choir.moderate(undo(text))
        assert "no longer has a host" in text
        await choir.moderate("!edit 1 host Ben", undo(await choir.moderate("!edit 1 host me")))
        series = await choir.series(1)
        assert series
        assert series.host is None

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("!edit 1 host", "I understood “host”, but something is missing"),
            ("!edit 1 host " + "x" * (LONGEST_NAME + 1), "too long for a name"),
        ],
    )
    async def test_what_is_no_name_changes_nothing(
        self, choir: World, line: str, says: str
    ) -> None:
        assert says in await choir.moderate(line)
        series = await choir.series(1)
        assert series
        assert series.host is None

    async def test_others_do_not_say_who_leads(self, choir: World) -> None:
        assert "moderator" in await choir.ask("!edit 1 host me", by="eve")


async def test_the_card_of_a_date_goes_on_saying_what_is_to_be_talked_about(choir: World) -> None:
    for line in ("!edit 1 host Ben", "!agenda Budget", "!agenda Party"):
        await choir.moderate(line)
    series = await choir.series(1)
    assert series
    date = dates(series, after=choir.clock.now(), limit=1)[0]
    choir.clock.time = date.starts_at
    key = DeliveryKey("begins")
    async with choir.store.begin() as work:
        card = Card(key=key, chat=series.owner, room=series.room, posted_at=date.starts_at)
        await work.cards.save(card)
        begins = NewDelivery(
            key=key,
            chat=series.owner,
            outgoing=Outgoing(text="Choir begins"),
            about=Subject(series=series.id, slot=date.slot, lead=timedelta(0)),
        )
        await work.outbox.add(begins, now=date.starts_at)
    await choir.out()
    call = Call(choir, series.room.node)
    call.has("Ada")
    (edit,) = await call.passes(timedelta(minutes=1))
    assert "1 person is there" in edit.outgoing.text
    assert "Host: Ben\nAgenda:\n1. Budget\n2. Party" in edit.outgoing.text
