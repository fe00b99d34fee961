"""The XMPP domains of a Jitsi server, and how rooms are called there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """`domain` is the server itself, `login` where guests log in, `muc` has the rooms.

    `hidden` has the accounts of recorders. `tenant` is the folder of a Jitsi that several parties
    share, empty elsewhere: its rooms are `room@conference.tenant.domain` to those outside and
    `[tenant]room@conference.domain` inside, in what the server's modules tell.
    """

    domain: str
    login: str
    muc: str
    hidden: str | None
    tenant: str = ""

    def jid(self, node: str) -> str:
        """The room's address as clients use it."""
        return f"{node}@{self.muc}"

    def inner_jid(self, node: str) -> str:
        """The room's address as the server's own modules know it."""
        return f"{self._inner_prefix}{node}@{self.inner_muc}"

    def node_at(self, inner_jid: str) -> str | None:
        """The room with that inner address, None when it is no room of this server or tenant."""
        node, at, domain = inner_jid.rpartition("@")
        if not at or domain.lower() != self.inner_muc or not node.startswith(self._inner_prefix):
            return None
        return node.removeprefix(self._inner_prefix).lower() or None

    @property
    def _inner_prefix(self) -> str:
        return f"[{self.tenant}]" if self.tenant else ""

    @property
    def inner_muc(self) -> str:
        """The component that has the rooms, as the server itself calls it."""
        return self.muc.replace(f".{self.tenant}.", ".", 1) if self.tenant else self.muc
