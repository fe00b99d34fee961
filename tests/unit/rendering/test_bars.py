"""Numbers as a picture: a whole PNG of the size that it says, in which more is higher."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.tables import LANGUAGES, TABLES
from bot.rendering.bars import bars_picture
from bot.usecases.speaking.speech import Bar

SUNDAY = datetime(2026, 11, 1, 10, tzinfo=UTC)


def bars(*numbers: int) -> list[Bar]:
    return [
        Bar(at=SUNDAY + timedelta(days=7 * at), timezone="Europe/Berlin", number=number)
        for at, number in enumerate(numbers)
    ]


def columns_of_colour(picture_of: list[Bar], language: Language = GERMAN) -> list[int]:
    """How many pixels of a bar stand in each column, read as a decoder would."""
    picture = bars_picture(picture_of, language)
    data, chunks = picture.data[8:], dict[bytes, bytes]()
    while data:
        (length,), kind = struct.unpack(">I", data[:4]), data[4:8]
        body, (check,) = data[8 : 8 + length], struct.unpack(">I", data[8 + length : 12 + length])
        assert check == zlib.crc32(kind + body)
        chunks[kind], data = body, data[12 + length :]
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (picture.width, picture.height)
    pixels, wide = zlib.decompress(chunks[b"IDAT"]), picture.width + 1
    assert len(pixels) == wide * picture.height
    rows = [pixels[at + 1 : at + wide] for at in range(0, len(pixels), wide)]
    teal = 3
    return [sum(row[x] == teal for row in rows) for x in range(picture.width)]


def heights(picture_of: list[Bar]) -> list[int]:
    """Of the bars, from left to right."""
    columns, found = columns_of_colour(picture_of), list[int]()
    for before, height in zip([0, *columns], columns, strict=False):
        if height and not before:
            found.append(height)
    return found


def test_bars_are_as_high_as_their_numbers_say() -> None:
    low, high, middle = heights(bars(3, 12, 6))
    assert high == 4 * low == 2 * middle


@pytest.mark.parametrize("locale", ["nl", "cs", "hu", "sv", "ja"])
def test_days_are_drawn_however_a_language_writes_them(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    further = Language("xx")
    table = replace(TABLES[ENGLISH], locale=locale)
    monkeypatch.setattr("bot.rendering.bars.TABLES", {**TABLES, further: table})
    assert any(columns_of_colour(bars(3, 5), further))


def test_nobody_leaves_no_bar() -> None:
    assert heights(bars(0, 0)) == []
    assert len(heights(bars(5, 0, 7))) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_and_every_number_can_be_written(language: Language) -> None:
    year = [
        Bar(at=SUNDAY + timedelta(days=day), timezone="Asia/Tokyo", number=day)
        for day in range(0, 366, 13)
    ]
    assert bars_picture(year, language).width > 1000


def test_days_are_written_as_the_language_does() -> None:
    assert bars_picture(bars(1), GERMAN).data != bars_picture(bars(1), ENGLISH).data
