"""The picture of a link is a PNG of the size that it says, and says the link."""

import struct

from bot.rendering.qr import qr_picture


def test_a_picture_is_as_large_as_it_says() -> None:
    picture = qr_picture("https://meet.example.org/mibon-terak-sulof")
    assert picture.data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture.data[16:24]) == (picture.width, picture.height)


def test_another_link_is_another_picture() -> None:
    one, other = (qr_picture(f"https://meet.example.org/{name}") for name in ("a", "b"))
    assert one.data != other.data


def test_a_link_with_a_token_still_fits() -> None:
    assert qr_picture(f"https://meet.example.org/x?jwt={'a' * 400}").width > 300
