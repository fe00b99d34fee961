"""Style, script and logo: one address for each version, so that browsers keep them for good."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.errors import ConfigError
from bot.web.answers import Made, fresh
from bot.web.site import Site

_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_SCRIPT: Final = "text/javascript; charset=utf-8"
_SVG: Final = "image/svg+xml"
_PICTURES: Final = {".svg": _SVG, ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    body: bytes
    content_type: str

    @property
    def version(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]


def assets(site: Site) -> dict[str, Asset]:
    """By name. Raises `ConfigError` when the logo cannot be used."""
    style = _colours(site.accent) + static("style.css")
    return {
        "style.css": Asset(style, "text/css; charset=utf-8"),
        "page.js": Asset(static("page.js"), _SCRIPT),
        "manage.js": Asset(static("manage.js"), _SCRIPT),
        "logo": _logo(site.logo) if site.logo else Asset(static("logo.svg"), _SVG),
    }


def routes(found: Mapping[str, Asset]) -> Sequence[web.RouteDef]:
    """`/assets/{name}`."""

    async def show(request: web.Request) -> web.Response:
        asset = found.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        cache = _FOR_GOOD if request.query.get("v") == asset.version else "no-cache"
        return fresh(request, Made(body=asset.body, content_type=asset.content_type, cache=cache))

    return [web.get("/assets/{name}", show)]


def static(name: str) -> bytes:
    """One of the files that go with the program."""
    return (files("bot.web") / "static" / name).read_bytes()


def _logo(path: Path) -> Asset:
    content_type = _PICTURES.get(path.suffix.lower())
    if content_type is None:
        raise ConfigError(f"[web] logo: {path} is no picture; use an .svg or a .png file")
    try:
        return Asset(path.read_bytes(), content_type)
    except (OSError, ValueError) as error:  # a name with a NUL in it is none
        why = error.strerror if isinstance(error, OSError) else error
        raise ConfigError(f"[web] logo: {path} cannot be read ({why})") from error


def _colours(accent: str) -> bytes:
    """The organisation's colour, and black or white on it: whichever reads better (WCAG 2.2)."""
    luminance = sum(
        weight * _linear(int(accent[at : at + 2], 16) / 255)
        for weight, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5))
    )
    on_accent = "#000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "#ffffff"
    return f":root {{ --accent: {accent}; --on-accent: {on_accent}; }}\n".encode()


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- sRGB
