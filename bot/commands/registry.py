"""The verbs of the chat language, in the order in which the help lists them."""

from typing import Final

from bot.commands import (
    about,
    agenda,
    announce,
    cancel,
    edit,
    help,  # noqa: A004
    language,
    meet,
    move,
    notify,
    presence,
    remind,
    rsvp,
    rsvp_no,
    sessions,
    settings,
    share,
    skip,
    subscribe,
    timezone,
    unsubscribe,
    watch,
    who,
)
from bot.commands.verb import AnyVerb

VERBS: Final[tuple[AnyVerb, ...]] = (
    meet.VERB,
    who.VERB,
    notify.VERB,
    watch.VERB,
    sessions.VERB,
    subscribe.VERB,
    unsubscribe.VERB,
    rsvp.VERB,
    rsvp_no.VERB,
    agenda.VERB,
    skip.VERB,
    move.VERB,
    edit.VERB,
    cancel.VERB,
    share.VERB,
    announce.VERB,
    settings.VERB,
    language.VERB,
    timezone.VERB,
    presence.VERB,
    remind.VERB,
    help.VERB,
    about.VERB,
)
