"""The Matrix account as the inside sees it: fits the port `ChatNetwork`."""

import asyncio
from typing import Final

from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress, ChatRole, LineId, PersonId
from bot.domain.delivery import Delivery
from bot.domain.fixture import Fixture, FixtureKind, Hanging, PowerMissing
from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.attachments import Attachments
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.chats.encrypted_chats import EncryptedChats
from bot.networks.matrix.chats.invitations import Invitations
from bot.networks.matrix.chats.lookup import Lookup
from bot.networks.matrix.chats.personal_chats import PersonalChats
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.chats.room_calls import RoomCalls
from bot.networks.matrix.chats.wall import RoomWall
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.encryption.cipher import Cipher
from bot.networks.matrix.encryption.own_device import OwnDevice
from bot.networks.matrix.encryption.riddles import Riddles
from bot.networks.matrix.events.permissions import may_react
from bot.networks.matrix.homeserver.server_clock import ServerClock
from bot.networks.matrix.listener import Listener
from bot.networks.matrix.login import Login, client_for
from bot.networks.matrix.profile import Profile
from bot.networks.matrix.settings import MatrixSettings, Patience
from bot.networks.matrix.speaker import Speaker
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

_CLOSE_S: Final = 3.0


class MatrixNetwork:
    """One account on one homeserver."""

    def __init__(
        self, settings: MatrixSettings, clock: Clock, *, patience: Patience | None = None
    ) -> None:
        patience = patience or Patience()
        self.believe: Final = settings.believe
        self._account = settings.account
        self._client = client_for(settings, patience, encryption=settings.encryption)
        self._profile = Profile(settings, self._client)
        cipher = _cipher(settings, self._client)
        server_clock = ServerClock(clock)
        riddles = Riddles(self._client, server_clock, patience_seconds=patience.riddle)
        direct_chats = DirectChats(self._client)
        self._lookup = Lookup(self._client)
        reader = self._reader = SyncReader(
            settings, self._client, direct_chats, riddles, clock=server_clock
        )
        encrypted_chats = EncryptedChats(self._client, reader, clock=server_clock)
        personal_chats = PersonalChats(self._client, reader, direct_chats, encrypted_chats, cipher)
        self._speaker = Speaker(self._client, personal_chats, encrypted_chats, cipher)
        self._wall = RoomWall(self._client, reader)
        self._room_calls = RoomCalls(self._client, reader, clock=server_clock)
        self._attachments = Attachments(self._client)
        self._invitations = Invitations(settings, self._client, direct_chats, patience)
        self._listener = Listener(
            self._account,
            self._client,
            login=Login(settings, self._client, patience),
            reader=reader,
            riddles=riddles,
            invitations=self._invitations,
            cipher=cipher,
            patience=patience,
        )

    @property
    def account(self) -> AccountId:
        return self._account

    async def run(self, door: Door) -> None:
        stopped: PermanentError | None = None
        async with asyncio.TaskGroup() as tasks:
            beside = (
                tasks.create_task(self._invitations.run(), name="matrix invitations"),
                tasks.create_task(self._introduce(), name="matrix profile"),
            )
            try:
                await self._listener.run(door)
            except PermanentError as error:
                stopped = error
            for task in beside:
                task.cancel()
        if stopped is not None:
            raise stopped

    async def wait_ready(self) -> None:
        await self._listener.ready.wait()

    async def send(self, delivery: Delivery) -> LineId:
        return await self._speaker.send(delivery)

    async def file(self, line: Incoming) -> bytes:
        return await self._attachments.fetch(line)

    async def call_in(self, chat: ChatAddress) -> Attendance | None:
        return await self._room_calls.call_in(chat.chat)

    async def role(self, chat: ChatAddress, person: PersonId) -> ChatRole | None:
        if not self._listener.ready.is_set():
            raise TransientError("the rooms are not known yet")
        role = self._reader.role(chat.chat, person)
        if role is None or not await self._lookup.is_in(chat.chat, person):
            return None
        return role

    async def close(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._profile.fall_silent()
                await self._client.close()
        finally:
            self._client.forget_keys()

    def takes_reactions(self, chat: ChatAddress) -> bool:
        """Fits `TakesReactions`: a room may keep them for those with power."""
        state = self._reader.state(chat.chat)
        return state is None or may_react(state.levels)

    def power_missing(self, chat: ChatAddress, kind: FixtureKind) -> PowerMissing | None:
        return self._wall.power_missing(chat, kind)

    async def put_up(self, fixture: Fixture) -> None:
        await self._wall.put_up(fixture)

    async def take_down(self, hanging: Hanging) -> None:
        await self._wall.take_down(hanging)

    async def show_status(self, text: str) -> None:
        await self._profile.say(text)

    async def _introduce(self) -> None:
        await self._listener.ready.wait()
        await self._profile.introduce()


def _cipher(settings: MatrixSettings, client: CarefulClient) -> Cipher | None:
    if not settings.encryption:
        return None
    own_device = OwnDevice(client, settings.keys_folder)
    return Cipher(client, own_device)
