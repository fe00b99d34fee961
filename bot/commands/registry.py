"""The verbs of the chat language, in the order in which the help lists them."""

from typing import Final

from bot.commands import about, help, language, meet, presence, settings, timezone, who  # noqa: A004
from bot.commands.verb import AnyVerb

VERBS: Final[tuple[AnyVerb, ...]] = (
    meet.VERB,
    who.VERB,
    settings.VERB,
    language.VERB,
    timezone.VERB,
    presence.VERB,
    help.VERB,
    about.VERB,
)
