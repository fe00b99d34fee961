"""Numbers as bars: a small PNG (ISO/IEC 15948), drawn here to need no graphics library."""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from babel.dates import format_skeleton

from bot.domain.delivery import Picture
from bot.domain.language import Language
from bot.domain.recurrence import to_local
from bot.domain.when.tables import TABLES
from bot.usecases.speaking.speech import Bar

_GROUND, _INK, _SOFT, _BAR = range(4)
_COLOURS: Final = ("ffffff", "1d2628", "8a9799", "127475")
_COLUMN: Final = 112
_BAR_WIDTH: Final = 64
_FEWEST: Final = 4
"""Columns; with fewer bars some stay empty."""
_HIGHEST: Final = 240
"""Of a bar, in pixels."""
_BORDER: Final = 32
_NUMBER_SCALE, _DAY_SCALE = 4, 3
_GAP: Final = 12
_GLYPHS: Final = {
    "0": "3e5149453e", "1": "00427f4000", "2": "4261514946", "3": "2241494936", "4": "1814127f10",
    "5": "2745454539", "6": "3c4a494930", "7": "0171090503", "8": "3649494936", "9": "064949291e",
    "/": "2010080402", ".": "6060", "-": "0808080808",
}  # fmt: skip
"""The columns of each glyph, with the topmost pixel in the lowest bit."""
_BLANK: Final = "0000"
_GLYPH_HEIGHT: Final = 7


def bars_picture(bars: Sequence[Bar], language: Language) -> Picture:
    """One bar for each, with its number above and its day below. `bars` must not be empty."""
    locale = TABLES[language].locale
    canvas = _Canvas(
        width=2 * _BORDER + max(len(bars), _FEWEST) * _COLUMN,
        height=2 * _BORDER + _HIGHEST + 2 * _GAP + _GLYPH_HEIGHT * (_NUMBER_SCALE + _DAY_SCALE),
    )
    ground = canvas.height - _BORDER - _GAP - _GLYPH_HEIGHT * _DAY_SCALE
    most = max(1, *(bar.number for bar in bars))
    left = (canvas.width - len(bars) * _COLUMN) // 2
    for at, bar in enumerate(bars):
        middle = left + at * _COLUMN + _COLUMN // 2
        top = ground - bar.number * _HIGHEST // most
        canvas.fill(middle - _BAR_WIDTH // 2, top, _BAR_WIDTH, ground - top, _BAR)
        above = top - _GAP - _GLYPH_HEIGHT * _NUMBER_SCALE
        canvas.write(str(bar.number), middle, above, scale=_NUMBER_SCALE)
        day = format_skeleton("Md", to_local(bar.at, bar.timezone), locale=locale)
        canvas.write(day, middle, ground + _GAP, scale=_DAY_SCALE)
    canvas.fill(_BORDER, ground, canvas.width - 2 * _BORDER, 2, _SOFT)
    return Picture(name="bars.png", data=canvas.png(), width=canvas.width, height=canvas.height)


class _Canvas:
    """Pixels of four colours."""

    def __init__(self, *, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._rows = [bytearray(width) for _ in range(height)]

    def fill(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        for row in self._rows[top : top + height]:
            row[left : left + width] = bytes([colour]) * width

    def write(self, text: str, middle: int, top: int, *, scale: int) -> None:
        """A number or a short date around `middle`; a character without a glyph leaves a gap."""
        columns = b"\0".join(bytes.fromhex(_GLYPHS.get(char, _BLANK)) for char in text)
        left = middle - len(columns) * scale // 2
        for at, bits in enumerate(columns):
            for row in range(_GLYPH_HEIGHT):
                if bits >> row & 1:
                    self.fill(left + at * scale, top + row * scale, scale, scale, _INK)

    def png(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        pixels = b"".join(b"\0" + row for row in self._rows)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            (
                _chunk(b"IHDR", header),
                _chunk(b"PLTE", bytes.fromhex("".join(_COLOURS))),
                _chunk(b"IDAT", zlib.compress(pixels, 9)),
                _chunk(b"IEND", b""),
            )
        )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
