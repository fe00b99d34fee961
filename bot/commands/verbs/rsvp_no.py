"""`!rsvp no 3`, `!nicht dabei 3 am 24.12.`: who does not come to a date."""

from bot.commands.parts.verb import Begins, Verb, look_at_nothing
from bot.commands.verbs.rsvp import RsvpWords, act, words_in
from bot.domain.language import ENGLISH, GERMAN


def parse(rest: str) -> RsvpWords:
    return words_in(rest, coming=False)


VERB = Verb(
    key="rsvp_no",
    words={ENGLISH: ("rsvp no",), GERMAN: ("nicht dabei",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.DATE,
)
