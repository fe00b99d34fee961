"""The settings of the Matrix network, and how long it waits for what."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.domain.chat import AccountId
from bot.domain.ignored import NOBODY, Ignored

ANYONE: Final = "*"


@dataclass(slots=True, kw_only=True)
class MatrixSettings:
    """One account. While it runs, only `allow`, `admins` and `ignored` change, by `believe`.

    Either `password` or `access_token` is given.

    `allow` names the servers whose users may invite the bot; `*` stands for all, and an empty set
    for none. `admins` are user ids. `credentials_file` keeps token and device of a password login.
    Without `encryption`, encrypted rooms are left alone; with it, `keys_folder` keeps the keys,
    which must never be restored from a backup. `avatar` is a whole PNG.
    """

    homeserver: str
    user_id: str
    display_name: str
    allow: frozenset[str]
    admins: frozenset[str]
    credentials_file: Path
    ignored: Ignored = NOBODY
    password: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    device_id: str | None = None
    encryption: bool = True
    keys_folder: Path = Path("matrix-keys")
    avatar: bytes | None = field(default=None, repr=False)

    @property
    def account(self) -> AccountId:
        return AccountId(f"matrix:{self.user_id}")

    def believe(self, *, allow: frozenset[str], admins: frozenset[str], ignored: Ignored) -> None:
        """As `bot.usecases.ports.networks.Believes`."""
        self.allow, self.admins, self.ignored = allow, admins, ignored

    def allows(self, user_id: str) -> bool:
        """Whether this person may bring the bot into a chat."""
        is_allowed = ANYONE in self.allow or server_of(user_id) in self.allow
        return is_allowed and not self.ignored.has(user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds. The defaults are meant for real servers; tests are in more of a hurry.

    `first_sync` bounds the sync that brings the whole state: long enough for a server that has to
    compute it for hundreds of rooms, short enough to leave a connection that is only half open.
    `riddle` is how long the key of a line that cannot be read may be on its way: after that
    somebody who waits for an answer has to be told. A login by password that is ended within
    `login_again` was ended on purpose; later, it is renewed.
    """

    first_sync: float = 120
    poll: float = 30
    poll_grace: float = 15
    request: float = 20
    riddle: float = 10
    first_pause: float = 1
    longest_pause: float = 60
    login_again: float = 3600


def server_of(user_id: str) -> str:
    """The server name, port included, of a user id; empty when it has none."""
    return user_id.partition(":")[2].lower()


def localpart(user_id: str) -> str:
    """`anna` of `@anna:example.org`."""
    return user_id.partition(":")[0].removeprefix("@")
