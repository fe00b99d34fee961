"""What the web part keeps: where public series are found, and the calendars of single persons."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId
from bot.usecases.ports.store import Store
from bot.usecases.ports.web import PublicPage
from tests.contract.store.examples import DAY, MATRIX, NOON, WEEKLY, numbered

PUBLIC = replace(WEEKLY, public=True)
ANNA = ChatAddress(MATRIX, ChatId("@anna:example.org"))
BEN = ChatAddress(MATRIX, ChatId("@ben:example.org"))


class TestPages:
    async def test_only_public_series_have_one(self, store: Store) -> None:
        async with store.begin() as work:
            await work.programme.save(PUBLIC)
            await work.programme.save(numbered(2))
            await work.programme.save(replace(numbered(3), public=True, is_over=True))
        async with store.begin() as work:
            assert await work.pages.public() == [PublicPage(PUBLIC, None)]

    async def test_a_series_is_found_where_it_was_named_and_by_whatever_title(
        self, store: Store
    ) -> None:
        renamed = replace(PUBLIC, title="Singen")
        async with store.begin() as work:
            await work.programme.save(PUBLIC)
            assert await work.pages.name(PUBLIC.id, "chor")
            await work.programme.save(renamed)
        async with store.begin() as work:
            assert await work.pages.at("chor") == renamed
            assert await work.pages.at("singen") is None
            assert await work.pages.public() == [PublicPage(renamed, "chor")]

    async def test_a_name_is_given_once_and_a_series_has_one(self, store: Store) -> None:
        other = replace(numbered(2), public=True)
        async with store.begin() as work:
            await work.programme.save(PUBLIC)
            await work.programme.save(other)
            assert await work.pages.name(PUBLIC.id, "chor")
            assert not await work.pages.name(other.id, "chor")
            assert not await work.pages.name(PUBLIC.id, "gesang")
            assert await work.pages.at("gesang") is None

    async def test_a_series_that_becomes_private_is_gone_and_comes_back_to_its_name(
        self, store: Store
    ) -> None:
        async with store.begin() as work:
            await work.programme.save(PUBLIC)
            await work.pages.name(PUBLIC.id, "chor")
            await work.programme.save(WEEKLY)
            assert await work.pages.at("chor") is None
            assert await work.pages.public() == []
            await work.programme.save(PUBLIC)
            assert await work.pages.at("chor") == PUBLIC

    async def test_a_series_that_was_called_off_is_still_found(self, store: Store) -> None:
        off = PUBLIC.called_off()
        async with store.begin() as work:
            await work.programme.save(PUBLIC)
            await work.pages.name(PUBLIC.id, "chor")
            await work.programme.save(off)
            assert await work.pages.at("chor") == off

    async def test_an_erased_series_gives_its_name_back(self, store: Store) -> None:
        other = replace(numbered(2), public=True)
        async with store.begin() as work:
            await work.programme.save(PUBLIC.called_off())
            await work.programme.save(other)
            await work.pages.name(PUBLIC.id, "chor")
            await work.housekeeping.purge(before=NOON + DAY)
            assert await work.pages.at("chor") is None
            assert await work.pages.name(other.id, "chor")
            assert await work.pages.at("chor") == other


class TestPrivateFeeds:
    async def test_a_person_has_one_and_its_token_stays(self, store: Store) -> None:
        async with store.begin() as work:
            assert await work.private_feeds.open(ANNA, "first") == "first"
            assert await work.private_feeds.open(ANNA, "second") == "first"
            assert await work.private_feeds.open(BEN, "third") == "third"
        async with store.begin() as work:
            assert await work.private_feeds.owner("first") == ANNA
            assert await work.private_feeds.owner("second") is None

    async def test_a_closed_one_is_found_no_more_and_the_next_has_another_token(
        self, store: Store
    ) -> None:
        async with store.begin() as work:
            await work.private_feeds.open(ANNA, "first")
            await work.private_feeds.open(BEN, "third")
            assert await work.private_feeds.close(ANNA)
            assert not await work.private_feeds.close(ANNA)
            assert await work.private_feeds.owner("first") is None
            assert await work.private_feeds.open(ANNA, "second") == "second"
            assert await work.private_feeds.owner("third") == BEN
