"""The least bot that slixmpp's manual makes: answers `!meet` with a line. The measure for our own.

Arguments: JID, password, host, port, group chat, nick. Prints `ready` when it has joined.
"""

import asyncio
import sys

from slixmpp import JID, ClientXMPP, Message


class BareClient(ClientXMPP):
    """As the manual has it, but the servers of the tests have no certificates."""

    def __init__(self, jid: str, password: str) -> None:
        super().__init__(jid, password, {"feature_mechanisms": {"unencrypted_scram": True}})
        self.enable_plaintext = True
        self.enable_starttls = self.enable_direct_tls = False
        for plugin in ("xep_0030", "xep_0045", "xep_0198", "xep_0199"):
            self.register_plugin(plugin)


class EchoBot(BareClient):
    def __init__(self, jid: str, password: str, group_chat: str, nick: str) -> None:
        super().__init__(jid, password)
        self.group_chat, self.nick = JID(group_chat), nick
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("groupchat_message", self.answer)

    async def start(self, _event: object) -> None:
        await self.get_roster()
        self.send_presence()
        await self.plugin["xep_0045"].join_muc_wait(self.group_chat, self.nick, maxstanzas=0)
        print("ready", flush=True)

    def answer(self, line: Message) -> None:
        if line["mucnick"] != self.nick and line["body"].startswith("!meet"):
            text = f"answer to {line['body']}"
            self.send_message(mto=line["from"].bare, mbody=text, mtype="groupchat")


async def main(jid: str, password: str, host: str, port: str, group_chat: str, nick: str) -> None:
    bot = EchoBot(jid, password, group_chat, nick)
    bot.connect(host, int(port))
    await bot.disconnected


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
