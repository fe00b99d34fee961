"""What a `UserError` says; its gaps are filled with the error's values."""

from typing import Final


def _(message: str) -> str:
    """Mark for the catalogues; translated when it is said."""
    return message


SENTENCES: Final = {
    "moderators_only": _("Only a moderator of this chat can do that."),
    "topic_too_long": _(
        "That topic is too long: {length} characters, and at most {limit} fit. Nothing was opened."
    ),
    "room_name_unusable": _(
        "No room can be called that: nothing is left of the name that Jitsi could use."
    ),
    "room_name_too_long": _("That name is too long: at most {limit} characters."),
    "room_name_reserved": _("Jitsi needs the name {name} for itself. Please take another one."),
    "foreign_server": _("I only open rooms on {server}."),
    "unknown_language": _("I do not speak {word}. I speak: {languages}."),
    "unknown_timezone": _(
        "I do not know the time zone {word}. Time zones have names such as {nearest}."
    ),
}
