"""What stands on this computer during a trial: two chat servers, people, web pages and the bot."""

import secrets
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.demo.guests import MatrixGuest, XmppGuest
from bot.demo.here import timezone_here
from bot.demo.program import BotProgram, Sections, write_configuration
from bot.demo.screen import Screen
from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, MEET_DOMAIN, MEET_MUC, Prosody
from bot.demo.servers.synapse import Synapse, free_port
from bot.demo.websites import conference_rooms, served, web_chat
from bot.errors import ConfigError

BOT_NAME: Final = "Ankerplatz"
BOT: Final = "ankerplatz"
GUEST: Final = "guest"
"""The account on both networks that waits for the newcomer."""
CHAT: Final = "verein"
GROUP_CHAT: Final = f"{CHAT}@{CHAT_MUC}"


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a trial needs beside the bot itself."""

    synapse_python: Path
    converse: Path

    @classmethod
    def found_in(cls, tools: Path) -> "Pieces":
        """Raises `ConfigError` when something is not installed."""
        pieces = cls(tools / "synapse/bin/python", tools / "node_modules/converse.js/dist")
        there = {
            "Prosody (an XMPP server)": shutil.which("prosody") is not None,
            "Synapse (a Matrix server)": pieces.synapse_python.exists(),
            "converse.js (a web chat)": (pieces.converse / "converse.min.js").exists(),
        }
        missing = [name for name, found in there.items() if not found]
        if missing:
            raise ConfigError(f"Not installed yet: {', '.join(missing)}. `make demo` installs it.")
        return pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The two chat servers. All accounts have the same password, good on this computer only."""

    prosody: Prosody
    synapse: Synapse
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """Who writes by script: Anna on Matrix, Ben on XMPP; and the callers, who join conferences."""

    anna: MatrixGuest
    ben: XmppGuest
    callers: Mapping[str, XmppGuest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running trial; addresses of the page with the XMPP group chat and of what is public."""

    servers: Servers
    people: Actors
    web_chat: str
    programme: str
    bot: BotProgram


@asynccontextmanager
async def staged(tools: Path, folder: Path, screen: Screen) -> AsyncGenerator[Stage]:
    """Set everything up in that folder, and end what was started on leaving, whatever happens.

    Raises `ConfigError` when a piece is missing, `TransientError` when one does not come up.
    """
    pieces = Pieces.found_in(tools)
    async with AsyncExitStack() as stack:
        with screen.step("a Matrix server (Synapse), an XMPP server (Prosody)"):
            servers = await _start_servers(stack, pieces.synapse_python, folder)
        with screen.step("people, a Matrix room, an XMPP group chat"):
            people = await _seat_people(stack, servers)
        with screen.step("web pages: a chat, and a stand-in for Jitsi Meet"):
            chat_page = web_chat(pieces.converse, _chat_settings(servers))
            chat_address = await stack.enter_async_context(served(chat_page))
            websocket = servers.prosody.websocket
            rooms = conference_rooms(domain=MEET_DOMAIN, muc=MEET_MUC, websocket=websocket)
            jitsi_address = await stack.enter_async_context(served(rooms))
        with screen.step("the bot, on both networks"):
            config = folder / "config.toml"
            site = f"127.0.0.1:{free_port()}"
            write_configuration(config, _configuration(servers, jitsi_address, site))
            program = BotProgram(config)
            await program.launch()
            stack.push_async_callback(program.stop)
            await program.wait_ready()
            await people.anna.wait_for_member(_bot_on_matrix(servers))
        yield Stage(
            servers=servers,
            people=people,
            web_chat=chat_address,
            programme=f"http://{site}",
            bot=program,
        )


async def _start_servers(stack: AsyncExitStack, synapse_python: Path, folder: Path) -> Servers:
    password = f"anker-{secrets.token_hex(2)}"
    synapse = Synapse(synapse_python, folder / "synapse")
    stack.push_async_callback(synapse.stop)
    synapse.start()
    prosody = Prosody(folder / "prosody")
    stack.callback(prosody.stop)
    for localpart in (BOT, "ben", GUEST):
        prosody.add_account(f"{localpart}@{CHAT_DOMAIN}", password)
    prosody.start()
    await synapse.wait_ready()
    await synapse.account(BOT, password=password)
    return Servers(prosody=prosody, synapse=synapse, password=password)


async def _seat_people(stack: AsyncExitStack, servers: Servers) -> Actors:
    anna = await _seat_on_matrix(stack, servers, "anna")
    guest_id = f"@{GUEST}:{servers.synapse.server_name}"
    # the bot may pin what comes next, so that it can be tried
    await anna.open_room(CHAT, "Verein", moderators=[guest_id, _bot_on_matrix(servers)])
    await anna.invite(_bot_on_matrix(servers))
    # whoever logs in as the guest finds the room
    guest = await _seat_on_matrix(stack, servers, GUEST)
    await guest.join(anna.chat)
    ben = XmppGuest(f"ben@{CHAT_DOMAIN}", servers.password)
    callers = {name: XmppGuest(MEET_DOMAIN) for name in ("Clara", "Deniz")}
    for person in (ben, *callers.values()):
        stack.push_async_callback(person.close)
        await person.connect(*servers.prosody.c2s)
    await ben.join(GROUP_CHAT, "Ben")
    await ben.show_addresses()  # else the bot could write to nobody in private
    await ben.appoint(f"{GUEST}@{CHAT_DOMAIN}")
    return Actors(anna=anna, ben=ben, callers=callers)


async def _seat_on_matrix(stack: AsyncExitStack, servers: Servers, name: str) -> MatrixGuest:
    account = await servers.synapse.account(name, password=servers.password)
    guest = MatrixGuest(servers.synapse.url, account.user_id)
    stack.push_async_callback(guest.close)
    await guest.connect(access_token=account.access_token, device_id=account.device_id)
    return guest


def _bot_on_matrix(servers: Servers) -> str:
    return f"@{BOT}:{servers.synapse.server_name}"


def _chat_settings(servers: Servers) -> Mapping[str, str]:
    return {
        "jid": f"{GUEST}@{CHAT_DOMAIN}",
        "password": servers.password,
        "room": GROUP_CHAT,
        "nick": "Guest",
        "websocket": servers.prosody.websocket,
    }


def _configuration(servers: Servers, jitsi_address: str, site: str) -> Sections:
    return {
        "bot": {
            "name": BOT_NAME,
            "language": "en",
            "timezone": timezone_here(),
            "allow": [CHAT_DOMAIN, servers.synapse.server_name],
        },
        "jitsi": {"url": jitsi_address},
        "matrix": {
            "homeserver": servers.synapse.url,
            "user_id": _bot_on_matrix(servers),
            "password": servers.password,
            "encryption": False,
        },
        "xmpp": {
            "jid": f"{BOT}@{CHAT_DOMAIN}",
            "password": servers.password,
            "host": "{}:{}".format(*servers.prosody.c2s),
            "rooms": [GROUP_CHAT],
            "tls": "insecure-plain",
        },
        "web": {"listen": site, "public_url": f"http://{site}", "title": "Verein"},
    }
