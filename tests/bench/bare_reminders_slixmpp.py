"""As fast as slixmpp says lines: the measure for our own. All are sent, and seen by their sender.

Arguments: JID, password, host, port, nick, lines for each room, and the rooms. Prints `ready`,
begins at a line of input, and prints how many seconds it took until the last line was seen.
"""

import asyncio
import sys
import time

# the file's folder is where Python looks first when it runs a script
from bare_slixmpp import BareClient
from slixmpp import JID

WHEN_AND_WHERE = "in 10 minutes: Sunday, 6 December, 11:00\nhttps://meet.example.org/line-mibon"


async def main(
    jid: str, password: str, host: str, port: str, nick: str, lines: str, *rooms: str
) -> None:
    xmpp = BareClient(jid, password)
    connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    seen: asyncio.Queue[None] = asyncio.Queue()
    xmpp.add_event_handler("session_start", lambda _: connected.set_result(None))
    xmpp.add_event_handler("groupchat_message", lambda _: seen.put_nowait(None))
    xmpp.connect(host, int(port))
    await connected
    xmpp.send_presence()
    for room in map(JID, rooms):
        await xmpp.plugin["xep_0045"].join_muc_wait(room, nick, maxstanzas=0)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    began = time.perf_counter()
    for number in range(int(lines)):
        for room in rooms:
            text = f"Line {number} begins {WHEN_AND_WHERE}"
            xmpp.send_message(mto=room, mbody=text, mtype="groupchat")
    for _ in range(int(lines) * len(rooms)):
        await seen.get()
    print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
