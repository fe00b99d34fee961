"""The titles of forms, and the labels of their blanks and choices."""

from functools import cache
from typing import Final

from babel import Locale

from bot.domain.language import Language
from bot.rendering.catalogue import translations


def _(message: str) -> str:
    """Mark for the catalogues; translated when it is shown."""
    return message


LABELS: Final = {
    "form_unchanged": _("Nothing was changed."),
    "form_done_before": _("That has been done already."),
    "form:meet": _("New conference, now"),
    "form:plan": _("New date or series"),
    "form:who": _("Who is in the call?"),
    "form:sessions": _("What comes next"),
    "form:subscriptions": _("My reminders"),
    "form:rsvp": _("Say whether I come"),
    "form:agenda": _("Add to the agenda"),
    "form:skip": _("Call a date off, or put it back on"),
    "form:move": _("Move a date"),
    "form:retitle": _("Give a date a title of its own"),
    "form:edit": _("Change a series"),
    "form:cancel": _("Call a series off"),
    "form:share": _("Share a series with other chats"),
    "form:announce": _("Announce a series of another chat"),
    "form:notify": _("Tell me when people are in the call"),
    "form:watch": _("Announce each call in a room"),
    "form:moderate": _("Get the moderator's link"),
    "form:lock": _("Lock or unlock a room"),
    "form:end": _("End a call for everybody"),
    "form:invite": _("Invitation for guests"),
    "form:settings": _("Settings of a chat"),
    "form:dashboard": _("Manage a chat in the browser"),
    "form:stats": _("How many came to a series"),
    "form:ics": _("Dates in my calendar"),
    "form:import": _("Take over a calendar"),
    "form:help": _("What I can do"),
    "form:about": _("About me"),
    "form:privacy": _("What I keep and what not"),
    "form:data": _("What is kept about me"),
    "form:forget": _("Erase what is kept about me"),
    "blank:chat": _("For which chat?"),
    "blank:topic": _("Topic"),
    "blank:title": _("Title"),
    "blank:room": _("Name of the room (may stay empty)"),
    "blank:room_needed": _("Name of the room"),
    "blank:room_kind": _("What kind of room?"),
    "blank:when": _("When? For example: tomorrow 19:30, every sunday 11:00"),
    "blank:when_new": _("Other time or rule (may stay empty)"),
    "blank:to": _("New time, for example: Monday 20:00"),
    "blank:leads": _("Reminders, for example: 1 day, 10 min (may stay empty)"),
    "blank:public": _("Show on the website"),
    "blank:public_new": _("On the website?"),
    "blank:series": _("Which series?"),
    "blank:date": _("Which date? Those in brackets are off."),
    "blank:off": _("What becomes of it?"),
    "blank:coming": _("Do you come?"),
    "blank:heard": _("Remind me of these"),
    "blank:point": _("What is to be talked about?"),
    "blank:host": _("Who leads it (may stay empty)"),
    "blank:sharing": _("Share it?"),
    "blank:code": _("Code that the other chat gave"),
    "blank:people": _("When so many are there"),
    "blank:watching": _("Announce calls there?"),
    "blank:locking": _("What becomes of it?"),
    "blank:sure": _("Yes, I mean it"),
    "blank:counting": _("What do you want?"),
    "blank:address": _("How people are addressed in German"),
    "blank:language": _("Language"),
    "blank:timezone": _("Time zone, for example: Europe/Berlin"),
    "blank:presence": _("What the chat sees of who is in a call"),
    "blank:usual_leads": _("Reminders of new series, for example: 1 day, 10 min; or: off"),
    "blank:calendar": _("Address of the calendar (https://…)"),
    "choice:room_kind:open": _("with a name that nobody guesses"),
    "choice:room_kind:public": _("with a name that everybody may know"),
    "choice:room_kind:closed": _("closed"),
    "choice:room_kind:teaching": _("for teaching"),
    "choice:off:off": _("does not take place"),
    "choice:off:on": _("takes place after all"),
    "choice:coming:yes": _("yes"),
    "choice:coming:no": _("no"),
    "choice:public_new:same": _("as it is"),
    "choice:public_new:yes": _("yes"),
    "choice:public_new:no": _("no"),
    "choice:sharing:on": _("yes"),
    "choice:sharing:off": _("no longer"),
    "choice:watching:on": _("yes"),
    "choice:watching:off": _("no longer"),
    "choice:locking:on": _("locked"),
    "choice:locking:off": _("open"),
    "choice:counting:show": _("see the numbers"),
    "choice:counting:on": _("count from now on"),
    "choice:counting:off": _("stop counting, and forget the numbers"),
    "choice:address:du": _("by du"),
    "choice:address:sie": _("by Sie"),
    "choice:presence:off": _("nothing"),
    "choice:presence:open": _("whether somebody is there"),
    "choice:presence:count": _("how many are there"),
    "choice:presence:names": _("who is there"),
}
"""For chats and languages as choices see `label`."""

_ALONE: Final = _("only for me")
_CHAT: Final = "choice:chat:"
_LANGUAGE: Final = "choice:language:"


def label(key: str, language: Language) -> str:
    """What a form, blank or choice is called in that language."""
    if key.startswith(_LANGUAGE):
        return Locale.parse(key.removeprefix(_LANGUAGE)).get_language_name(language) or key
    text = _ALONE if key.startswith(_CHAT) else LABELS[key]
    return _catalogue(language).gettext(text)


_catalogue = cache(translations)
