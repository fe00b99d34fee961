"""What the operator gave the website: its name, its looks, and where people find it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bot.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is the same for every reader.

    `public_url` is where people reach it, without a slash at the end. `language` is for those who
    ask for none that we speak. `accent` is a colour as `#rrggbb`, `logo` an SVG or PNG file.
    """

    title: str
    public_url: str
    language: Language
    accent: str = "#127475"
    logo: Path | None = None
    imprint: str | None = None
    privacy_policy: str | None = None

    @property
    def base(self) -> str:
        """The path under which all of it is shown, empty where it has a server of its own."""
        return urlsplit(self.public_url).path

    def address(self, path: str) -> str:
        """As it stands outside of our pages."""
        return self.public_url + path

    def link(self, path: str, chosen: Mapping[str, str]) -> str:
        """As it stands on a page; takes along what the reader chose."""
        return self.base + path + (f"?{urlencode(chosen)}" if chosen else "")
