"""What each `UserError` says; gaps are filled with its values, or are verbs to type."""

from typing import Final


def _(message: str) -> str:
    """Mark for the catalogues; translated when it is said."""
    return message


SENTENCES: Final = {
    "unreadable": _(
        "I cannot read that message: your app did not give me its key. Please send it again; if I "
        "still cannot read it, write to me in a chat without encryption."
    ),
    "calendar_unreadable": _(
        "I cannot read that as a calendar (.ics). Nothing was taken over. An address that I"
        " can: {import} https://cloud.example.org/calendar.ics"
    ),
    "calendar_empty": _("There is no date in that calendar. Nothing was taken over."),
    "calendar_too_large": _(
        "That calendar has more than {limit} entries. Please export only what this chat needs."
    ),
    "calendar_too_big": _("That file is too large for a calendar. Nothing was taken over."),
    "calendar_unreachable": _("I cannot get anything from that address. Nothing was taken over."),
    "calendar_not_allowed": _(
        "I may not fetch calendars from {host}. Whoever runs me can allow it (import_from)."
    ),
    "calendar_no_file": _(
        "There is no file in the message that you reply to. Please reply to the .ics file itself."
    ),
    "calendar_file_unreachable": _("I cannot get that file. Nothing was taken over."),
    "calendar_nothing_new": _("There is nothing in that calendar that this chat could take over."),
    "nothing_can_hang": _("Nothing can be pinned on this network, and it has no widgets."),
    "power_missing": _(
        "This chat does not let me: I need power level {needs} and have {has}. An administrator of"
        " the chat can change that."
    ),
    "nothing_pinned": _("I have pinned nothing in this chat."),
    "moderators_only": _("Only a moderator of this chat can do that."),
    "topic_too_long": _(
        "That topic is too long: {length} characters, and at most {limit} fit. Nothing was"
        " opened. A few words are enough: {meet} Board"
    ),
    "room_name_unusable": _(
        "No room can be called that: nothing is left of the name that Jitsi could use. For"
        " example: {meet} in Ankerplatz"
    ),
    "room_name_too_long": _(
        "That name is too long: at most {limit} characters. For example: {meet} in Ankerplatz"
    ),
    "room_name_reserved": _("Jitsi needs the name {name} for itself. Please take another one."),
    "foreign_server": _(
        "I only open rooms on {server}. The name alone is enough: {meet} in Ankerplatz"
    ),
    "unknown_option": _(
        "I do not know {word}. In brackets I know [public], [private], [closed], [teaching],"
        ' [remind 10 min] and [@room]. If it belongs to the title: {meet} "Board {word}".'
        " Nothing was changed."
    ),
    "unknown_language": _(
        "I do not speak {word}. I speak: {languages}. For example: {language} en"
    ),
    "unknown_timezone": _(
        "I do not know the time zone {word}. Time zones have names such as {nearest}:"
        " {timezone} {nearest}"
    ),
    "zone_abbreviated": _(
        "{word} stands for several time zones, or holds for half a year only. Nothing was changed."
        " A city is always clear: {timezone} {nearest}"
    ),
    "zone_unclear": _(
        "Which time zone {word} means is not clear. Nothing was changed. A city is always clear:"
        " 20:00 New York time, or 20:00 America/New_York"
    ),
    "day_misspelt": _("I do not know the day {word}. Did you mean {nearest}? Nothing was changed."),
    "which_day": _(
        "On which day? Nothing was planned. For example: {meet} every 2 weeks on Tuesday at 19:00,"
        " or {meet} every month on the 1st Tuesday at 19:00"
    ),
    "leads_unclear": _(
        "I did not understand {word}. Reminders are written like this: [remind 1 day, 10 min], or"
        " [remind off]. Nothing was changed."
    ),
    "move_keeps_length": _(
        "A date that is moved stays as long as it was. Nothing was changed. Say only when it"
        " begins: 20:00"
    ),
    "no_such_series": _("There is no number {number} in this chat. What there is: {sessions}"),
    "rsvp_not_said": _(
        "You had not said whether you come then. Nothing was changed. To say it: {rsvp} {number}"
    ),
    "no_such_series_alone": _(
        "There is no number {number} with me alone. What a group has planned has its number there:"
        " please say it in that group."
    ),
    "no_place_for_dates": _(
        "A private message inside a group chat is no place for a date: I could not remind anybody"
        " who has left it. The group chat is one, or a direct chat with {address}."
    ),
    "several_series": _(
        "Several series that you hear of have the number {number}. Please say it in their chat."
    ),
    "not_your_series": _("Only the person who made it, or a moderator of this chat, can do that."),
    "ringing_by_moderators": _("Only a moderator of this chat can have everybody rung up."),
    "rules_by_moderators": _("Only a moderator of this chat can plan something that repeats."),
    "belongs_elsewhere": _(
        "Number {number} belongs to another chat and is announced here. Only there can it be"
        " changed."
    ),
    "no_such_bridge": _(
        "I do not know the code {code}, or it is too old. In the chat where I am to answer, a"
        " moderator gets a new one."
    ),
    "bridge_of_groups": _("Only chats of several people can be bridged."),
    "bridge_has_sides": _("Another chat is bridged with this one; end that first."),
    "bridge_has_dates": _(
        "This chat has dates of its own, which I would not tell any more. Let the other chat be the"
        " one that types the code."
    ),
    "not_bridged": _("This chat is not bridged with any other."),
    "no_such_code": _(
        "I do not know the code {code}, or it is too old. The chat that shares the series can make"
        " a new one."
    ),
    "announced_already": _("That is announced in this chat already: it is number {number} here."),
    "not_from_elsewhere": _("Number {number} does not come from another chat."),
    "shared_no_more": _("The chat to which number {number} belongs does not share it any more."),
    "sharing_not_ended": _(
        "Number {number} was not taken out of other chats. To announce it in others: {share}"
        " {number}"
    ),
    "series_is_over": _(
        "Number {number} has been called off. If it is to take place after all: {cancel}"
        " {number} undo"
    ),
    "not_called_off": _("Number {number} has not been called off. To do so: {cancel} {number}"),
    "no_such_day": _(
        "There is no {word} on the calendar. Nothing was changed. A date that there is looks like"
        " this: 24 December 18:00"
    ),
    "that_is_past": _(
        "That is past already. Nothing was changed. A time to come looks like this: tomorrow 19:30"
    ),
    "all_past": _("No date of that lies ahead. Nothing was changed."),
    "too_far_ahead": _(
        "That is too far ahead. Nothing was changed. A nearer date looks like this: 24"
        " December 18:00"
    ),
    "too_long": _(
        "That is too long: {days} days at most. Nothing was changed. For example: tomorrow"
        " 19:30 to 21:00"
    ),
    "no_date_ahead": _("Number {number} has no date ahead."),
    "too_many_dates": _(
        "That is more than {limit} dates at once. Nothing was changed. A shorter time looks"
        " like this: 22 December to 6 January"
    ),
    "one_at_a_time": _(
        "That is more than one date. Please say which one, for example 24 December."
    ),
    "there_already": _("Number {number} begins at that time already: {date}. Nothing was changed."),
    "already_off": _(
        "Number {number} is off then already. To have it after all: {skip} {number} {date} undo"
    ),
    "not_off": _("Number {number} is not off then. To call that date off: {skip} {number} {date}"),
    "nothing_off": _("No date of number {number} is off. What there is: {sessions}"),
    "rule_needed": _(
        "That is one time, and number {number} recurs. Say which days, or only the time of"
        " day: {edit} {number} every Sunday 12:00"
    ),
    "rule_has_times": _(
        "The rule of that series already says at what times. Please give a new rule, for"
        " example every Sunday 12:00."
    ),
    "no_website": _("I have no website here, so there is no calendar to subscribe to."),
    "changed_meanwhile": _(
        "It was changed in the meantime, perhaps in the chat. Please look at it again."
    ),
    "not_sure": _("Please confirm that it is to be called off. Nothing was changed."),
    "no_such_date": _("The series has no such date. Nothing was changed."),
    "no_dashboard": _("I have no website here. Please manage me in this chat."),
    "rule_unusable": _(
        "I cannot plan by the rule {rule}. One that I can: {meet} every 2nd Monday of the"
        " month 19:30"
    ),
    "room_wants_no_bot": _("{name} has no-bot in its name, so I do not look there."),
    "room_not_followed": _("This chat does not follow {name}. What it follows: {settings}"),
    "point_too_long": _(
        "That point is too long: {length} characters, and at most {limit} fit. Nothing was"
        " added. A few words are enough: {agenda} Budget"
    ),
    "agenda_full": _("More than {limit} points are too many for one date. Nothing was added."),
    "no_such_point": _("There is no point {point} on the agenda. What is on it: {agenda}"),
    "host_too_long": _("That is too long for a name: at most {limit} characters."),
    "leads_too_many": _(
        "I remind at most {most} times, and at most {days} days before. For example: 1 day, 10 min"
    ),
    "too_late_to_remind": _(
        "Number {number} begins before that. Nothing was changed. As early as it still can be:"
        " {subscribe} {number}"
    ),
    "public_and_closed": _(
        "A room cannot be public and closed or private at once. One of them is enough: {meet}"
        " Board [closed]"
    ),
    "shape_when_new": _(
        "What kind of room it is, is said when it is planned: {meet} tomorrow 19:30 Board"
        " [closed], or [private], or [teaching]."
    ),
    "room_unknown": _(
        "No chat that I know of has a room {name}. A new one of that name: {meet} in {name}"
    ),
    "room_of_another_chat": _("{name} belongs to another chat. Please say it there."),
    "not_your_room": _(
        "Only the person who made {name}, or a moderator of this chat, can do that."
    ),
    "moderating_needs_tokens": _(
        "This Jitsi server does not let me make moderators. It would have to ask for tokens, and"
        " the bot's operator to set jitsi.app_id and jitsi.app_secret."
    ),
    "address_hidden": _(
        "This chat hides your address from me, so I cannot write to you alone. An owner of the chat"
        " can make me its moderator; then I see addresses."
    ),
    "notify_hidden": _(
        "This chat hides your address from me, so I cannot write to you alone. In a direct chat"
        " with {address} I can: {notify} {name}"
    ),
    "ending_not_set_up": _(
        "This Jitsi server does not let me end calls. The bot's operator can change that with"
        " jitsi.moderation_key or jitsi.xmpp_user. A moderator can end it in the call."
    ),
    "ending_refused": _(
        "The Jitsi server did not let me end the call: it does not accept my key, or my account"
        " owns no rooms there. A moderator can end it in the call."
    ),
    "server_does_not_answer": _(
        "The Jitsi server does not answer. Nothing was changed; please try again."
    ),
    "locking_not_set_up": _(
        "This Jitsi server does not let me lock rooms. The bot's operator can change that with"
        " jitsi.reservations or jitsi.xmpp_user. A moderator can lock it in the call."
    ),
    "locking_refused": _(
        "The Jitsi server did not let me lock the call: my account owns no rooms there. A moderator"
        " can lock it in the call."
    ),
    "nothing_to_lock": _(
        "There is no call in {name} that I could lock. Please say it again once somebody is there."
    ),
    "nothing_to_choose": _("There is no series that you could choose."),
    "blank_empty": _("Something is missing: {name}"),
    "blank_too_long": _("That is too long, at most {limit} characters fit: {name}"),
    "blank_unknown_choice": _("That is none of the choices: {name}"),
    "blank_puzzling": _("I do not understand this: {word}"),
    "blank_not_understood": _("I do not understand that. Nothing was changed."),
    "blank_no_time": _("I cannot read that as a time: {name}"),
    "blank_ambiguous": _("That can mean several things: {readings}. Please write one of them."),
    "blank_time_missing": _("The time of day is missing. For example: {example}"),
}
