"""Who is let in, for how long, and which forms count."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from bot.domain.chat import ChatRole, PersonId
from tests.unit.commands.conftest import World
from tests.unit.web.manage.conftest import ADA, ORIGIN, Browser, Office

EVE = PersonId("@eve:example.org")
COOKIE = "__Host-ankerplatz"
PATHS = ("/manage/", "/manage/new", "/manage/series/1", "/manage/settings")
FORMS = (
    ("/manage/new", {"when": "every sunday 11:00", "lasts": "60"}),
    ("/manage/series/1", {"title": "Taken over", "when": "12:00", "lasts": "60"}),
    ("/manage/series/1/dates", {"slot": "2026-11-29T11:00", "do": "skip"}),
    ("/manage/series/1/cancel", {"sure": "on"}),
    ("/manage/settings", {"language": "de", "timezone": "UTC", "presence": "off"}),
    ("/manage/leave", {}),
)


async def plan(world: World) -> None:
    await world.moderate("!meet every sunday 11:00 Choir in Anker")


async def unchanged(office: Office) -> bool:
    """Whether nothing happened to the chat, and nothing was said there."""
    series = await office.world.series(1)
    assert series
    same = (series.title, series.changes, series.is_over) == ("Choir", (), False)
    return same and await office.world.series(2) is None and await office.told() == []


class TestLinks:
    async def test_looking_at_a_link_does_not_use_it(self, office: Office) -> None:
        link, preview = await office.link(), Browser(http=office.http)
        for _ in range(3):
            page = await preview.get(link)
            assert page.status == HTTPStatus.OK
        async with office.http.head(link) as answer:
            assert answer.status == HTTPStatus.OK
        assert preview.cookies == {}
        assert (await preview.post(link, {})).status == HTTPStatus.SEE_OTHER

    async def test_a_link_opens_once(self, office: Office) -> None:
        link, ada, eve = await office.link(), Browser(http=office.http), Browser(http=office.http)
        await ada.post(link, {})
        for answer in (await eve.post(link, {}), await eve.get(link)):
            assert answer.status == HTTPStatus.GONE
            assert "has been used" in answer.text
            assert "!dashboard off" in answer.text
        assert eve.cookies == {}
        assert (await ada.get("/manage/")).status == HTTPStatus.OK

    async def test_one_that_is_too_old_or_made_up_opens_nothing(self, office: Office) -> None:
        link, eve = await office.link(), Browser(http=office.http)
        office.world.clock.time += timedelta(minutes=10)
        for path in (link, "/manage/enter/made-up"):
            for answer in (await eve.get(path), await eve.post(path, {})):
                assert answer.status == HTTPStatus.GONE
                assert "too old" in answer.text
        assert eve.cookies == {}

    async def test_another_website_cannot_press_the_button(self, office: Office) -> None:
        link, ada = await office.link(), Browser(http=office.http)
        for origin in (None, "null", "https://evil.example"):
            assert (await ada.post(link, {}, origin=origin)).status == HTTPStatus.FORBIDDEN
        assert (await ada.post(link, {})).status == HTTPStatus.SEE_OTHER

    async def test_the_cookie_stays_in_that_browser_and_on_that_host(self, office: Office) -> None:
        async with office.http.post(
            await office.link(), headers={"Origin": ORIGIN}, data={"x": ""}, allow_redirects=False
        ) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        parts = {part.strip() for part in cookie.split(";")}
        assert parts >= {"HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=7200"}
        assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8480"])
async def test_on_this_machine_alone_the_cookie_needs_no_https(office: Office) -> None:
    ada = Browser(http=office.http)
    await ada.post(await office.link(), {}, origin="http://127.0.0.1:8480")
    assert list(ada.cookies) == ["ankerplatz"]
    assert (await ada.get("/manage/")).status == HTTPStatus.OK


class TestVisits:
    async def test_without_one_nothing_is_shown_or_done(self, office: Office) -> None:
        await plan(office.world)
        eve = Browser(http=office.http, cookies={COOKIE: "guessed"})
        for path in PATHS:
            page = await eve.get(path)
            assert page.status == HTTPStatus.FORBIDDEN
            assert "visit is over" in page.text
            assert "Choir" not in page.text
        for path, form in FORMS:
            assert (await eve.post(path, form)).status == HTTPStatus.FORBIDDEN
        assert await unchanged(office)

    async def test_it_ends_after_two_hours(self, office: Office) -> None:
        ada = await office.visit()
        office.world.clock.time += timedelta(hours=2)
        assert (await ada.get("/manage/")).status == HTTPStatus.FORBIDDEN

    async def test_leaving_ends_it_for_whoever_has_the_cookie(self, office: Office) -> None:
        ada = await office.visit()
        thief = Browser(http=office.http, cookies=dict(ada.cookies))
        assert (
            "You have left" in (await ada.send(await ada.get("/manage/new"), "/manage/leave")).text
        )
        assert (await thief.get("/manage/")).status == HTTPStatus.FORBIDDEN

    async def test_off_in_the_chat_ends_it(self, office: Office) -> None:
        ada = await office.visit()
        await office.world.ask("!dashboard off", by=ADA, role=ChatRole.MODERATOR)
        assert (await ada.get("/manage/")).status == HTTPStatus.FORBIDDEN

    async def test_who_asks_to_be_forgotten_has_none_any_more(self, office: Office) -> None:
        ada = await office.visit()
        await office.world.ask("!forget me yes", by=ADA)
        assert (await ada.get("/manage/")).status == HTTPStatus.FORBIDDEN

    @pytest.mark.parametrize("role", [ChatRole.MEMBER, None])
    async def test_who_is_no_moderator_any_more_changes_nothing(
        self, office: Office, role: ChatRole | None
    ) -> None:
        await plan(office.world)
        ada = await office.visit()
        form = await ada.get("/manage/series/1")
        del office.roles["club", ADA]
        if role is not None:
            office.roles["club", ADA] = role
        for path, filled_in in FORMS:
            answer = await ada.send(form, path, **filled_in)
            assert answer.status == HTTPStatus.FORBIDDEN
            assert "moderators only" in answer.text
        assert await unchanged(office)

    async def test_a_chat_that_the_bot_left_is_managed_by_nobody(self, office: Office) -> None:
        ada = await office.visit()
        await office.world.moderate("!timezone Europe/Berlin")
        await office.world.door.removed(office.world.line("").chat)
        assert (await ada.get("/manage/")).status == HTTPStatus.FORBIDDEN


class TestForms:
    async def test_one_from_elsewhere_does_nothing(self, office: Office) -> None:
        await plan(office.world)
        ada = await office.visit()
        page = await ada.get("/manage/series/1")
        hidden = {name: page.hidden(name) for name in ("token", "form", "revision")}
        eves = (await (await office.visit(by=EVE)).get("/manage/new")).hidden("token")
        for path, filled_in in FORMS:
            for origin in (None, "null", "https://evil.example", "http://anker.example.org"):
                answer = await ada.post(path, hidden | filled_in, origin=origin)
                assert answer.status == HTTPStatus.FORBIDDEN
            for token in ("", "forged", "ü", eves):
                answer = await ada.post(path, hidden | filled_in | {"token": token})
                assert answer.status == HTTPStatus.FORBIDDEN
                assert "did not come from here" in answer.text
        assert await unchanged(office)

    async def test_nothing_is_done_by_a_link(self, office: Office) -> None:
        await plan(office.world)
        ada = await office.visit()
        page = await ada.get("/manage/series/1")
        token = page.hidden("token")
        for path, filled_in in FORMS:
            query = "&".join(f"{name}={value}" for name, value in filled_in.items())
            answer = await ada.get(f"{path}?token={token}&form={page.hidden('form')}&{query}")
            assert answer.status in (HTTPStatus.OK, HTTPStatus.METHOD_NOT_ALLOWED)
        assert await unchanged(office)

    async def test_other_ways_to_send_it_are_refused(self, office: Office) -> None:
        await plan(office.world)
        ada = await office.visit()
        page = await ada.get("/manage/series/1")
        form = {name: page.hidden(name) for name in ("token", "form", "revision")}
        headers = {"Origin": ORIGIN, "Cookie": f"{COOKIE}={ada.cookies[COOKIE]}"}
        for path, filled_in in FORMS:
            async with office.http.post(path, json=form | filled_in, headers=headers) as answer:
                assert answer.status == HTTPStatus.FORBIDDEN
            async with office.http.put(path, data=form | filled_in, headers=headers) as answer:
                assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED
        assert await unchanged(office)

    async def test_what_no_database_takes_is_left_out_of_it(self, office: Office) -> None:
        ada = await office.visit()
        filled_in = {"place": "An\0ker", "when": "every sunday 11:00", "lasts": "60"}
        await ada.send(await ada.get("/manage/new"), "/manage/new", **filled_in)
        series = await office.world.series(1)
        assert series
        assert series.room.name == "Anker"

    async def test_one_without_a_name_could_be_sent_twice_and_is_refused(
        self, office: Office
    ) -> None:
        await plan(office.world)
        ada = await office.visit()
        token = (await ada.get("/manage/new")).hidden("token")
        for name in ("", "short", "x" * 17, "../../../../../.."):
            form = {"token": token, "form": name, "when": "every sunday 11:00", "lasts": "60"}
            assert (await ada.post("/manage/new", form)).status == HTTPStatus.BAD_REQUEST
        assert await unchanged(office)


class TestOneChat:
    async def test_a_visit_reaches_no_other_chat(self, office: Office) -> None:
        await plan(office.world)
        eve = await office.visit(chat="choir", by=EVE)
        page = await eve.get("/manage/new")
        for path in ("/manage/series/1", "/manage/series/999999999"):
            assert (await eve.get(path)).status == HTTPStatus.NOT_FOUND
        for path, filled_in in FORMS[1:4]:
            assert (await eve.send(page, path, **filled_in)).status == HTTPStatus.NOT_FOUND
        assert "Choir" not in (await eve.get("/manage/")).text
        assert await unchanged(office)

    async def test_nor_does_one_whose_owner_moderates_both(self, office: Office) -> None:
        await plan(office.world)
        here = await office.visit(chat="choir")
        await office.link(chat="club")
        assert (await here.get("/manage/series/1")).status == HTTPStatus.NOT_FOUND

    async def test_a_series_announced_from_elsewhere_is_not_changed_here(
        self, office: Office
    ) -> None:
        await plan(office.world)
        code = (await office.world.moderate("!share 1")).partition("!announce ")[2].split()[0]
        announced = await office.world.ask(f"!announce {code}", chat="choir", role=2)
        assert "Choir" in announced
        eve = await office.visit(chat="choir", by=EVE)
        assert (await eve.get("/manage/series/1")).status == HTTPStatus.NOT_FOUND
        page = await eve.get("/manage/new")
        for path, filled_in in FORMS[1:4]:
            assert (await eve.send(page, path, **filled_in)).status == HTTPStatus.NOT_FOUND
        assert await unchanged(office)


async def test_no_page_is_kept_or_framed_and_none_asks_for_anything_elsewhere(
    office: Office,
) -> None:
    ada = await office.visit()
    for page in (
        await ada.get(await office.link()),
        *[await ada.get(path) for path in ("/manage/", "/manage/new", "/manage/settings")],
        await Browser(http=office.http).get("/manage/"),
    ):
        assert page.headers["Cache-Control"] == "no-store"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "https://" not in page.text.replace("http://www.w3.org", "")


async def test_what_is_typed_stays_text(office: Office) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    ada = await office.visit()
    form = await ada.get("/manage/new")
    fields = {"title": nasty, "when": "every sunday 11:00", "lasts": "60", "remind": ""}
    await ada.send(form, "/manage/new", **fields)
    (told,) = await office.world.out()
    assert "<script>" not in (told.outgoing.html or "")
    for path in ("/manage/", "/manage/series/1"):
        page = await ada.get(path)
        assert "alert(1)" in page.text
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.parametrize("public_url", ["https://anker.example.org/kiez"])
async def test_it_works_below_a_path(office: Office) -> None:
    ada = Browser(http=office.http)
    answer = await ada.post("/kiez" + await office.link(), {})
    assert answer.headers["Location"] == "/kiez/manage/"
    page = await ada.get("/kiez/manage/")
    assert 'href="/kiez/manage/new"' in page.text
    form = await ada.get("/kiez/manage/new")
    assert 'action="/kiez/manage/new"' in form.text
    answer = await ada.send(form, "/kiez/manage/new", when="every sunday 11:00", lasts="60")
    assert answer.headers["Location"] == "/kiez/manage/?done=1"
