"""The least bot that nio's manual makes: answers `!meet` with a line. The measure for our own.

Arguments: homeserver, user id, access token, device id. Prints `ready` after the first sync.
"""

import asyncio
import sys

from nio import AsyncClient, InviteMemberEvent, MatrixRoom, RoomMessageText, SyncResponse


async def main(homeserver: str, user_id: str, access_token: str, device_id: str) -> None:
    client = AsyncClient(homeserver, user_id)
    client.restore_login(user_id, device_id, access_token)

    async def join(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == user_id and event.membership == "invite":
            await client.join(room.room_id)

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != user_id and event.body.startswith("!meet"):
            content = {"msgtype": "m.notice", "body": f"answer to {event.body}"}
            await client.room_send(room.room_id, "m.room.message", content)

    async def synced(_response: SyncResponse) -> None:
        client.response_callbacks.clear()
        print("ready", flush=True)

    client.add_event_callback(join, InviteMemberEvent)
    client.add_event_callback(answer, RoomMessageText)
    client.add_response_callback(synced, SyncResponse)
    await client.sync_forever(timeout=30000, full_state=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
