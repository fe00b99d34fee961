"""Addresses as QR codes (ISO/IEC 18004)."""

import io
from functools import lru_cache
from typing import Final

from bot.domain.delivery import Picture

_SCALE: Final = 8
"""Pixels per module: large enough to be read off a screen across a table."""
_BORDER: Final = 4
"""The quiet zone that the standard asks for, in modules."""
_KEPT: Final = 16
"""How many pictures are kept: drawing that of a long link takes a third of a second."""


@lru_cache(_KEPT)
def qr_picture(address: str) -> Picture:
    """A PNG that carries the address and nothing else."""
    import segno  # noqa: PLC0415 -- imported when the first one is drawn

    code = segno.make(address, error="m", micro=False)
    data = io.BytesIO()
    code.save(data, kind="png", scale=_SCALE, border=_BORDER)
    width, height = code.symbol_size(scale=_SCALE, border=_BORDER)
    return Picture(name="qr.png", data=data.getvalue(), width=int(width), height=int(height))
