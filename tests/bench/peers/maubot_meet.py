"""maubot's plugin for the comparison: answers `!meet` with a line."""

from maubot import MessageEvent, Plugin
from maubot.handlers import command


class Meet(Plugin):
    @command.new("meet")
    @command.argument("words", pass_raw=True, required=False)
    async def meet(self, event: MessageEvent, words: str) -> None:
        await event.respond(f"answer to {words}")
