"""errbot's plugin for the comparison: answers `!meet` with a line."""

from errbot import BotPlugin, botcmd


class Meet(BotPlugin):
    @botcmd
    def meet(self, _message, words):
        return f"answer to {words}"
