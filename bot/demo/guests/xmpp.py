"""A person on XMPP: bare slixmpp over a plain loopback connection, with an account or without."""

import asyncio
import time
from typing import Any, Final, cast

from slixmpp import JID, ClientXMPP, Message
from slixmpp.exceptions import PresenceError
from slixmpp.types import PresenceArgs

from bot.demo.guests.ear import Ear, Heard, Wanted
from bot.errors import PermanentError

_PATIENCE_S: Final = 10.0
_OOB: Final = "{jabber:x:oob}"
_REPLY: Final = "{urn:xmpp:reply:0}reply"
_REPLACE: Final = "{urn:xmpp:message-correct:0}replace"
_DELAY: Final = "{urn:xmpp:delay}delay"


class XmppGuest:
    """One connection. A JID that is a bare domain with an empty password logs in anonymously.

    Says things in the group chat that they joined last unless told. For a Jitsi server this is
    what a participant looks like: an anonymous login, a random nick, and the name beside it.
    """

    def __init__(self, jid: str, password: str = "") -> None:
        self.ear = Ear()
        self.chat = ""
        # slixmpp counts ANONYMOUS among the plain mechanisms
        allowed = {"unencrypted_scram": True, "unencrypted_plain": not password}
        self._client = ClientXMPP(jid, password, {"feature_mechanisms": allowed})
        self._client.enable_plaintext = True
        self._client.enable_starttls = self._client.enable_direct_tls = False
        for plugin in ("xep_0030", "xep_0045", "xep_0172"):
            self._client.register_plugin(plugin)  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps
        self._client.add_event_handler("message", self._on_message)

    @property
    def heard(self) -> list[Heard]:
        """All lines, their own included, in order of arrival; nothing from before they came."""
        return self.ear.heard

    async def connect(self, host: str, port: int) -> None:
        """Log in. Raises `PermanentError` when the server does not let them in."""
        entered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def let_in(_: object) -> None:
            entered.set_result(True)

        def turned_away(_: object) -> None:
            entered.set_result(False)

        self._client.add_event_handler("session_start", let_in)
        self._client.add_event_handler("failed_all_auth", turned_away)
        self._client.connect(host, port)  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps
        async with asyncio.timeout(_PATIENCE_S):
            if not await entered:
                raise PermanentError("the XMPP server refused the login")
        self._client.send_presence()

    async def join(self, room: str, nick: str, *, shown_as: str | None = None) -> None:
        """Join a group chat without its history. `shown_as` is the XEP-0172 name that Jitsi uses.

        Raises `PermanentError` when the room does not let them in.
        """
        options = cast("PresenceArgs", {"pnick": shown_as} if shown_as else {})
        muc = self._client.plugin["xep_0045"]
        try:
            await muc.join_muc_wait(
                JID(room), nick, maxstanzas=0, presence_options=options, timeout=_PATIENCE_S
            )
        except PresenceError as error:
            raise PermanentError(f"the room refused: {error.condition}") from error
        self.chat = room

    async def appoint(self, jid: str) -> None:
        """Have that account administrate the group chat, where one may. For owners."""
        muc = cast("Any", self._client.plugin["xep_0045"])
        await muc.set_affiliation(JID(self.chat), "admin", jid=JID(jid), timeout=_PATIENCE_S)

    async def show_addresses(self) -> None:
        """Have everybody in the group chat see who is who, and so the bot. For owners."""
        muc = cast("Any", self._client.plugin["xep_0045"])
        form = await muc.get_room_config(JID(self.chat), timeout=_PATIENCE_S)
        form.set_values({"muc#roomconfig_whois": "anyone"})
        form["type"] = "submit"
        await muc.set_room_config(JID(self.chat), form, timeout=_PATIENCE_S)

    async def say(self, text: str, *, chat: str | None = None, private: bool = False) -> str:
        """Send a line, to a group chat or privately to a JID; returns its message id."""
        line = self._client.make_message(
            mto=JID(chat or self.chat), mbody=text, mtype="chat" if private else "groupchat"
        )
        line.send()
        return line["id"]

    async def wait_for(self, wanted: Wanted, timeout: float = 10.0) -> Heard:  # noqa: ASYNC109 -- the `TimeoutError` is part of what it does
        """See `Ear.wait_for`."""
        return await self.ear.wait_for(wanted, timeout)

    async def close(self) -> None:
        """Say goodbye and hang up."""
        await self._client.disconnect(wait=2.0)  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps

    def _on_message(self, message: Message) -> None:
        arrived = time.perf_counter()
        if message["body"] and message.xml.find(_DELAY) is None:
            self.ear.hear(_heard(message, at=arrived))


def _heard(message: Message, *, at: float) -> Heard:
    sender: JID = message["from"]
    xml = message.xml
    reply, replace = xml.find(_REPLY), xml.find(_REPLACE)
    return Heard(
        id=message["id"],
        chat=sender.bare,
        speaker=sender.resource if message["type"] == "groupchat" else sender.bare,
        text=message["body"],
        at=at,
        link=xml.findtext(f"{_OOB}x/{_OOB}url"),
        answers=None if reply is None else reply.get("id"),
        thread=xml.findtext("{jabber:client}thread"),
        replaces=None if replace is None else replace.get("id"),
    )
