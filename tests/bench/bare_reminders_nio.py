"""As fast as nio says lines like ours: the measure. Several at a time, in order in each room.

Each is as long as a reminder, with HTML and with mentions (MSC3952): of the 14 ms of processor
time that Synapse took for a short plain line, the mentions alone added two (30 November 2026).

Arguments: homeserver, user id, access token, device id, lines for each room, and the rooms. Prints
`ready`, begins at a line of input, and prints how many seconds it took.
"""

import asyncio
import sys
import time

from nio import AsyncClient

AT_ONCE = 16


def content(number: int) -> dict[str, object]:
    when, link = "in 10 minutes: Sunday, 6 December, 11:00", "https://meet.example.org/line-mibon"
    return {
        "msgtype": "m.text",
        "body": f"Line {number} begins {when}\n{link}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"<strong>Line {number}</strong> begins {when}<br>"
        f'<a href="{link}">{link}</a>',
        "m.mentions": {},
    }


async def main(
    homeserver: str, user_id: str, access_token: str, device_id: str, lines: str, *rooms: str
) -> None:
    client = AsyncClient(homeserver, user_id)
    client.restore_login(user_id, device_id, access_token)
    await client.sync(timeout=0, full_state=True)
    left = list(rooms)

    async def speak() -> None:
        while left:
            room = left.pop()
            for number in range(int(lines)):
                await client.room_send(room, "m.room.message", content(number))

    print("ready", flush=True)
    sys.stdin.readline()
    listening = asyncio.create_task(client.sync_forever(timeout=30000))  # as a bot has to
    began = time.perf_counter()
    await asyncio.gather(*(speak() for _ in range(AT_ONCE)))
    print(time.perf_counter() - began, flush=True)
    listening.cancel()
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
