"""🔔, 👍 and 👎 under a line of the bot do what a verb does, without a word in the group.

The bell is confirmed in private, the thumbs by the count in the line itself.
"""

from dataclasses import replace

from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.leads import leads_ahead
from bot.commands.parts.means import nobody_to_write_to
from bot.commands.parts.verb import Answer, Asked, LineEdit, Whisper
from bot.commands.verbs.meet import SeriesPlanned
from bot.commands.verbs.rsvp import RsvpCounted
from bot.commands.verbs.subscribe import Subscribed
from bot.commands.verbs.unsubscribe import Unsubscribed
from bot.domain.chat import ChatAddress, ChatId, ChatKind, LineId
from bot.domain.due import AT_THE_START
from bot.domain.reactions import Meaning
from bot.domain.series import Series
from bot.domain.subject import PostedLine
from bot.usecases.ports.people import KeptReaction
from bot.usecases.ports.store import Work
from bot.usecases.programme.prepare import preparation_of, shown_in
from bot.usecases.programme.react import date_meant, difference, put_bell, put_rsvp, take_away
from bot.usecases.programme.subscribe import Audience, private_chat, usual_leads
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import reminder


async def react(house: House, asked: Asked, work: Work) -> Answer:
    """Nothing happens under lines that are not about a series."""
    found = await difference(work, asked.line)
    answer, counted = Answer(None), set[LineId]()
    for kept in found.taken:  # first, because on XMPP one thumb may replace the other
        whisper = await _take_away(work, kept, asked)
        answer = replace(answer, whisper=whisper or answer.whisper)
        if kept.slot is not None:
            counted.add(kept.to)
    series = found.posted and await work.programme.get(found.posted.about.series)
    if found.posted and series:
        for meaning in found.put:
            if meaning is Meaning.BELL:
                answer = await _ring(work, answer, series, found.posted, asked)
            elif date := date_meant(found.posted, series, now=asked.now):
                await put_rsvp(work, asked.line, date, meaning, now=asked.now)
                counted.add(found.posted.line)
    edits = [await _counted(house, work, line, asked) for line in counted]
    return replace(answer, edits=tuple(edit for edit in edits if edit))


async def _take_away(work: Work, kept: KeptReaction, asked: Asked) -> Whisper | None:
    before = await take_away(work, kept, now=asked.now)
    series = await work.programme.get(kept.series)
    if not before or series is None:
        return None
    target = ChatAddress(kept.chat.account, ChatId(kept.person))
    return Whisper(target, Unsubscribed(series=series, before=before, private=True, elsewhere=True))


async def _ring(
    work: Work, answer: Answer, series: Series, posted: PostedLine, asked: Asked
) -> Answer:
    """Nothing to do in a direct chat for its own series, of which it is told anyway."""
    line = asked.line
    if series.is_over or (line.kind is ChatKind.DIRECT and posted.chat == series.owner):
        return answer
    target = private_chat(line)
    if target is None:
        return replace(answer, reply=await nobody_to_write_to(work, line, series))
    audience = Audience(series=series, target=target, person=line.sender.id)
    usual = usual_leads(series, asked.settings)
    if not leads_ahead(series, asked, usual):
        usual = (*usual, AT_THE_START)
    leads = await put_bell(work, line, audience, usual, now=asked.now)
    subscribed = Subscribed(
        series=series,
        leads=leads_ahead(series, asked, leads) or leads,
        before=(),
        private=True,
        ahead=ahead(series, asked),
        bell=True,
    )
    return replace(answer, whisper=Whisper(target, subscribed))


async def _counted(house: House, work: Work, line: LineId, asked: Asked) -> LineEdit | None:
    """The line with the present count; None if it shows something else by now."""
    posted = await work.outbox.line(asked.line.chat.account, line)
    series = posted and await work.programme.get(posted.about.series)
    if posted is None or series is None:
        return None
    card = await work.cards.get(posted.key)
    reply = await _told_again(house, work, posted, series, asked)
    if reply is None or (card and card.revision):
        return None
    return LineEdit(posted, reply, series.owner)


async def _told_again(
    house: House, work: Work, posted: PostedLine, series: Series, asked: Asked
) -> Reply | None:
    """What the line says, with what people have said of its date since."""
    date = date_meant(posted, series, now=asked.now)
    if date is None:
        return None
    prepared = await preparation_of(work, date)
    shown = shown_in(posted.chat, prepared, asked.settings)
    if posted.about.slot is None:
        then = replace(asked, now=posted.at)
        return SeriesPlanned(
            series=series,
            ahead=ahead(series, asked),
            leads=leads_ahead(series, then),
            prepared=shown,
        )
    if posted.about.lead is None:
        return RsvpCounted(date=date, prepared=shown)
    private = asked.line.kind is ChatKind.DIRECT and posted.chat != series.owner
    said = reminder(
        house.start_conference.invitation_to(date),
        posted.about.lead,
        prepared=prepared.nameless() if private else shown,
        private=private,
    )
    return house.circumstances.told_with(said, asked.settings, private=private)
