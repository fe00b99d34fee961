"""As fast as nio says lines: the measure for our own. Several at a time, in order in each room.

Arguments: homeserver, user id, access token, device id, lines for each room, and the rooms. Prints
`ready`, begins at a line of input, and prints how many seconds it took.
"""

import asyncio
import sys
import time

from nio import AsyncClient

AT_ONCE = 16


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
                content = {"msgtype": "m.text", "body": f"Line {number} begins in 10 minutes"}
                await client.room_send(room, "m.room.message", content)

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
