"""Addresses as QR codes (ISO/IEC 18004)."""

import io
from functools import lru_cache
from typing import Final

from bot.domain.delivery import Picture

_SCALE: Final = 8
"""Pixels a module: large enough to be read off a screen from across a table."""
_BORDER: Final = 4
"""The quiet zone that the standard asks for, in modules."""
_KEPT: Final = 16
"""Links whose picture is not drawn again: a long one takes a third of a second."""


@lru_cache(_KEPT)
def qr_picture(address: str) -> Picture:
    """A PNG that carries the address and nothing else."""
    import segno  # noqa: PLC0415 -- most bots draw none for long

    code = segno.make(address, error="m", micro=False)
    data = io.BytesIO()
    code.save(data, kind="png", scale=_SCALE, border=_BORDER)
    width, height = code.symbol_size(scale=_SCALE, border=_BORDER)
    return Picture(name="qr.png", data=data.getvalue(), width=int(width), height=int(height))
