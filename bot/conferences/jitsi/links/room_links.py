"""Links into rooms: what a link can ask of the web client, tokens in it, the mobile app's form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from bot.domain.conference import ConferenceRoom
from bot.domain.shaping import CallTime, RoomKind

if TYPE_CHECKING:  # its library is large, and most servers know no tokens
    from bot.conferences.jitsi.links.tokens import TokenSigner

_WISHES: Final[Mapping[RoomKind, Mapping[str, object]]] = {
    RoomKind.OPEN: {},
    RoomKind.CLOSED: {},
    RoomKind.TEACHING: {"startWithAudioMuted": True},
}
"""Keys of the client's configuration that it takes from a link (its own white list)."""


@dataclass(frozen=True, slots=True)
class JitsiLinks:
    """`signer` is None for servers without tokens.

    `guests_need_token`: whoever has none is sent away, so that the links in groups carry one.
    """

    signer: "TokenSigner | None" = None
    guests_need_token: bool = False

    @property
    def can_moderate(self) -> bool:
        return self.signer is not None

    def shaped(self, room: ConferenceRoom, kind: RoomKind) -> ConferenceRoom:
        return replace(room, link=with_wishes(room.link, _WISHES[kind]))

    def for_guests(self, room: ConferenceRoom, when: CallTime) -> str:
        if self.signer is None or not self.guests_need_token:
            return room.link
        return with_token(room.link, self.signer.sign(room.node, when, moderator=False))

    def app(self, link: str) -> str:
        return app_link(link)

    def for_moderator(self, room: ConferenceRoom, when: CallTime) -> str | None:
        if self.signer is None:
            return None
        return with_token(room.link, self.signer.sign(room.node, when, moderator=True))


def with_wishes(link: str, wishes: Mapping[str, object]) -> str:
    """The link with these wishes instead of any other.

    They stand in the fragment, which no web server sees: `#config.startWithAudioMuted=true`. Each
    value is JSON, percent-encoded.
    """
    place, _, _ = link.partition("#")
    said = "&".join(
        f"config.{key}={quote(json.dumps(value), safe='')}" for key, value in wishes.items()
    )
    return f"{place}#{said}" if said else place


def with_token(link: str, token: str) -> str:
    """The link with the token instead of any other; a token needs no encoding (RFC 7515)."""
    place, mark, fragment = link.partition("#")
    address, _, _ = place.partition("?")
    return f"{address}?jwt={token}{mark}{fragment}"


def app_link(link: str) -> str:
    """What opens the room in Jitsi's app where that is installed: `org.jitsi.meet://host/room`."""
    scheme = urlsplit(link).scheme
    return f"org.jitsi.meet{link.removeprefix(scheme)}"
