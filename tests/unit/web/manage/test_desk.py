"""What a moderator does in the browser: each change as in the chat, and told there, once."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from bot.domain.series import dates
from tests.unit.commands.conftest import ACCOUNT
from tests.unit.web.manage.conftest import Office

CHOIR = {"title": "Choir", "when": "every sunday 11:00", "lasts": "90", "remind": "1 day, 10 min"}
SUNDAY = "2026-11-29T11:00"


async def plan(office: Office) -> None:
    await office.world.moderate("!meet every sunday 11:00 Choir in Anker")


async def test_a_series_is_planned_and_told_in_the_chat(office: Office) -> None:
    ada = await office.visit()
    form = await ada.get("/manage/new")
    answer = await ada.send(form, "/manage/new", **CHOIR)
    assert (answer.status, answer.headers["Location"]) == (303, "/manage/?done=1")
    (told,) = await office.told()
    assert told.startswith("Changed on the web page:\n")
    assert "Choir" in told
    assert "every Sunday" in told
    assert "!cancel 1" in told, "how to undo it"
    series = await office.world.series(1)
    assert series
    assert (series.title, series.creator) == ("Choir", "@ada:example.org")
    assert series.duration.total_seconds() == 90 * 60
    assert office.world.poked
    home = await ada.get("/manage/")
    assert 'href="/manage/series/1"' in home.text


async def test_a_form_that_is_sent_twice_does_it_once(office: Office) -> None:
    ada = await office.visit()
    form = await ada.get("/manage/new")
    for _ in range(2):
        assert (await ada.send(form, "/manage/new", **CHOIR)).status == HTTPStatus.SEE_OTHER
    assert len(await office.told()) == 1
    assert await office.world.series(2) is None


async def test_an_edit_that_is_sent_twice_is_no_conflict(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    form = await ada.get("/manage/series/1")
    changed = {"title": "Singing", "when": "every sunday at 11:00", "lasts": "60", "place": "Anker"}
    for _ in range(2):
        answer = await ada.send(form, "/manage/series/1", **changed)
        assert answer.headers["Location"] == "/manage/series/1?done=1"
    assert len(await office.told()) == 1


async def test_the_preview_shows_ten_dates_and_changes_nothing(office: Office) -> None:
    ada = await office.visit()
    form = await ada.get("/manage/new")
    answer = await ada.send(form, "/manage/new", **CHOIR, preview="1")
    assert answer.status == HTTPStatus.OK
    assert answer.text.count("<time ") == 10
    assert await office.world.series(1) is None
    assert await office.told() == []


async def test_a_time_with_several_meanings_is_asked_back_with_buttons(office: Office) -> None:
    ada = await office.visit()
    form = await ada.get("/manage/new")
    answer = await ada.send(form, "/manage/new", **CHOIR | {"when": "tomorrow at 7"})
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.text.count('name="instead"') == 2
    assert await office.told() == []


async def test_what_makes_no_sense_is_said_beside_what_was_typed(office: Office) -> None:
    ada = await office.visit()
    form = await ada.get("/manage/new")
    for wrong in (
        {"when": "whenever <b>it</b> suits"},
        {"when": "yesterday 11:00"},
        {"lasts": "long"},
        {"lasts": "0"},
        {"remind": "soon"},
        {"place": "?"},
        {"title": "x" * 200},
    ):
        answer = await ada.send(form, "/manage/new", **CHOIR | wrong)
        assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY, wrong
        assert 'role="alert"' in answer.text
        assert "<b>it</b>" not in answer.text
    assert await office.told() == []


async def test_only_what_was_changed_of_a_series_changes(office: Office) -> None:
    await plan(office)
    before = await office.world.series(1)
    ada = await office.visit()
    form = await ada.get("/manage/series/1")
    fields = {"title": "Singing", "when": "jeden Sonntag um 11:00", "lasts": "60", "place": "Anker"}
    await ada.send(form, "/manage/series/1", **fields, remind="1 day, 10 minutes", public="on")
    after = await office.world.series(1)
    assert before
    assert after
    assert (after.title, after.public) == ("Singing", True)
    kept = ("recurrence", "room", "duration", "leads", "rings", "changes")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    (told,) = await office.told()
    assert '!edit 1 "Choir" not public' in told


async def test_a_new_time_is_understood_as_in_the_chat(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    form = await ada.get("/manage/series/1")
    fields = {"title": "Choir", "lasts": "60", "place": "Anker"}
    await ada.send(form, "/manage/series/1", **fields, when="12:30")
    series = await office.world.series(1)
    assert series
    assert series.recurrence.start.isoformat().endswith("T12:30:00")
    form = await ada.get("/manage/series/1")
    answer = await ada.send(form, "/manage/series/1", **fields, when="24 December 18:00")
    assert "recurs" in answer.text, "one time for a rule, which the chat refuses too"


async def test_what_was_changed_in_the_chat_meanwhile_is_not_overwritten(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    form = await ada.get("/manage/series/1")
    await office.world.moderate("!edit 1 Singing")
    answer = await ada.send(
        form, "/manage/series/1", title="Choir", when="every sunday at 11:00", lasts="60"
    )
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "changed in the meantime" in answer.text
    assert await office.told() == []


async def test_a_date_is_put_off_moved_and_put_back(office: Office) -> None:
    await plan(office)
    ada = await office.visit()

    async def change(**pressed: str) -> str:
        page = await ada.get(f"/manage/series/1?date={SUNDAY}")
        path = "/manage/series/1/dates"
        answer = await ada.send(page, path, slot=SUNDAY, **pressed)
        assert answer.headers["Location"].endswith("&done=1")
        (told,) = await office.told()
        return told

    assert "is off on Sun" in await change(do="skip")
    assert "!move 1" not in await change(do="restore")
    assert "is moved to Mon" in await change(do="move", to="2026-11-30T20:00")
    series = await office.world.series(1)
    assert series
    assert dates(series, after=office.world.clock.now(), limit=1)[0].starts_at == datetime(
        2026, 11, 30, 19, tzinfo=UTC
    )
    assert "is moved to Sun" in await change(do="restore")
    series = await office.world.series(1)
    assert series
    assert series.changes == ()


async def test_the_undo_that_the_chat_reads_works_there(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    page = await ada.get(f"/manage/series/1?date={SUNDAY}")
    await ada.send(page, "/manage/series/1/dates", slot=SUNDAY, do="skip")
    (told,) = await office.told()
    undo = told.partition("Undo: ")[2].strip()
    assert "takes place" in await office.world.moderate(undo)


async def test_what_is_past_stays_as_it_was(office: Office) -> None:
    await plan(office)
    office.world.clock.time = datetime(2026, 12, 1, tzinfo=UTC)
    ada = await office.visit()
    page = await ada.get(f"/manage/series/1?date={SUNDAY}")
    assert "That is past" in page.text
    answer = await ada.send(page, "/manage/series/1/dates", slot=SUNDAY, do="skip")
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert await office.told() == []


async def test_a_series_is_called_off_when_that_is_confirmed_and_taken_up_again(
    office: Office,
) -> None:
    await plan(office)
    ada = await office.visit()
    path = "/manage/series/1"
    answer = await ada.send(await ada.get(path), f"{path}/cancel")
    assert "Please confirm" in answer.text
    assert await office.told() == []
    await ada.send(await ada.get(path), f"{path}/cancel", sure="on")
    (told,) = await office.told()
    assert "!cancel 1 undo" in told
    page = await ada.get(path)
    assert "called off for good" in page.text
    await ada.send(page, f"{path}/cancel", undo="1")
    assert len(await office.told()) == 1
    series = await office.world.series(1)
    assert series
    assert not series.is_over


async def test_settings_are_changed_together_and_told_in_the_new_language(office: Office) -> None:
    ada = await office.visit()
    page = await ada.get("/manage/settings")
    assert 'value="Europe/Berlin"' in page.text
    wish = {"language": "de", "timezone": "tokyo", "presence": "open", "remind": ""}
    wish |= {"address": "du"}
    await ada.send(page, "/manage/settings", **wish)
    (told,) = await office.told()
    assert told.startswith("Auf der Webseite geändert:\n")
    assert "Asia/Tokyo" in told
    page = await ada.get("/manage/settings")
    assert 'value="Asia/Tokyo"' in page.text
    assert 'value="open" checked' in page.text
    answer = await ada.send(page, "/manage/settings", **wish | {"timezone": "Nowhere"})
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    await ada.send(await ada.get("/manage/settings"), "/manage/settings", **wish)
    assert await office.told() == [], "nothing was changed, so nothing is told"


async def test_how_german_addresses_people_is_a_setting_too(office: Office) -> None:
    ada = await office.visit()
    page = await ada.get("/manage/settings")
    assert '<option value="du" selected>' in page.text
    same = {
        "language": "en",
        "timezone": "Europe/Berlin",
        "presence": "count",
        "remind": "1 day, 10 min",
    }
    await ada.send(page, "/manage/settings", **same, address="sie")
    (told,) = await office.told()
    assert "Undo: !address du" in told
    page = await ada.get("/manage/settings")
    assert '<option value="sie" selected>' in page.text
    answer = await ada.send(page, "/manage/settings", **same, address="ihr")
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_one_date_gets_a_title_of_its_own_and_loses_it_again(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    path = "/manage/series/1"
    page = await ada.get(f"{path}?date={SUNDAY}")
    await ada.send(page, f"{path}/dates", slot=SUNDAY, do="retitle", title="Singing by the tree")
    (told,) = await office.told()
    assert "Singing by the tree" in told
    page = await ada.get(f"{path}?date={SUNDAY}")
    assert 'value="Singing by the tree"' in page.text
    await ada.send(page, f"{path}/dates", slot=SUNDAY, do="retitle", title="")
    assert len(await office.told()) == 1
    page = await ada.get(path)
    assert "Singing by the tree" not in page.text
    answer = await ada.send(page, f"{path}/dates", slot=SUNDAY, do="retitle", title="x" * 200)
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_the_pages_speak_the_language_of_the_reader(office: Office) -> None:
    await plan(office)
    ada = await office.visit()
    ada.language = "de"
    for path in ("/manage/", "/manage/new", "/manage/series/1", "/manage/settings"):
        page = await ada.get(path)
        assert '<html lang="de">' in page.text
        assert "Einstellungen" in page.text
    page = await ada.get("/manage/?lang=en")
    assert 'href="/manage/settings?lang=en"' in page.text


async def test_the_table_counts_who_is_told_and_shows_series_of_other_chats(
    office: Office,
) -> None:
    await plan(office)
    for who in ("eve", "bob"):
        await office.world.ask("!subscribe 1 1h, 10m", by=who)
    code = (await office.world.moderate("!share 1")).partition("!announce ")[2].split()[0]
    await office.world.ask(f"!announce {code}", chat="choir", by="eve", role=2)
    ada = await office.visit()
    page = await ada.get("/manage/")
    assert "<td>2</td>\n<td>2</td>" in page.text
    elsewhere = await office.visit(chat="choir")
    page = await elsewhere.get("/manage/")
    assert "from another chat" in page.text
    assert "/manage/series/1" not in page.text


async def test_the_table_of_lines_says_what_became_of_them_and_why_one_failed(
    office: Office,
) -> None:
    world = office.world
    ada = await office.visit()
    page = await ada.get("/manage/new")
    await ada.send(page, "/manage/new", **CHOIR)
    now = world.clock.now()
    async with world.store.begin() as work:
        (line,) = await work.outbox.claim(
            ACCOUNT, owner="t", now=now, lease_until=now + timedelta(minutes=1), limit=9
        )
        await work.outbox.fail(line, owner="t", why="the bot is <banned>", now=now)
    page = await ada.get("/manage/")
    assert "in this chat</th><td>0</td><td>1</td><td>1</td><td>0</td>" in page.text
    assert "the bot is &lt;banned&gt;" in page.text
