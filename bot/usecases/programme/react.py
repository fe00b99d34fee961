"""What a reaction changes, and what taking it away undoes: only what it changed itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, ChatId, ChatKind, LineId, PersonId
from bot.domain.line import Incoming, Reaction
from bot.domain.preparation import Rsvp
from bot.domain.reactions import Meaning, meanings
from bot.domain.series import Occurrence, Series, SeriesId, date_of, next_held
from bot.domain.subject import PostedLine
from bot.domain.traits import traits
from bot.usecases.ports.people import KeptReaction
from bot.usecases.ports.store import Work
from bot.usecases.programme.prepare import answer
from bot.usecases.programme.subscribe import Audience, Leads, private_chat, subscribe, unsubscribe


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was put under `posted`, and what was taken away from there or elsewhere."""

    posted: PostedLine | None
    put: tuple[Meaning, ...]
    taken: tuple[KeptReaction, ...]


def may_mean_something(line: Incoming, reaction: Reaction) -> bool:
    """False for an emoji that means nothing and replaces none that did."""
    return not reaction.emoji or _is_all(line) or bool(meanings(reaction.emoji))


async def difference(work: Work, line: Incoming) -> Difference:
    """What the reaction in `line` changed: Matrix tells one at a time, XMPP all that stand there.

    Nothing when it stands under a line that is not the bot's or is not about a series.
    """
    reaction = line.reaction
    if reaction and reaction.takes_back:
        taken = await work.reactions.of_line(line.chat, reaction.takes_back)
        return Difference(posted=None, put=(), taken=tuple(taken))
    if reaction is None or reaction.to is None:
        return Difference(posted=None, put=(), taken=())
    posted = await line_under(work, line, reaction.to)
    now = meanings(reaction.emoji)
    stood = (
        await work.reactions.under(line.chat, reaction.to, line.sender.id) if _is_all(line) else ()
    )
    return Difference(
        posted=posted,
        put=tuple(sorted(now - {one.meaning for one in stood})) if posted else (),
        taken=tuple(one for one in stood if one.meaning not in now),
    )


def _is_all(line: Incoming) -> bool:
    """Whether its emoji are all that stand there now."""
    return traits(line.chat.account).reactions_replace


async def line_under(work: Work, line: Incoming, to: LineId) -> PostedLine | None:
    """The line of the bot about a series under which `line` was put; None for any other.

    It stands in the same chat: line ids of one may be forged in another.
    """
    posted = await work.outbox.line(line.chat.account, to)
    direct = posted and line.kind is ChatKind.DIRECT and posted.chat == private_chat(line)
    return posted if posted and (direct or posted.chat == line.chat) else None


async def put_bell(
    work: Work, line: Incoming, audience: Audience, leads: Leads, *, now: datetime
) -> Leads:
    """Tell the person of the series in private. Returns the leads from now on.

    Whoever was told already is told as before.
    """
    heard = await work.subscriptions.of_target(audience.target)
    before = tuple(one.lead for one in heard if one.series == audience.series.id)
    others = await _standing(work, line.sender.id, audience.series.id, slot=None)
    if not before:
        await subscribe(work, audience, leads, now=now)
    await _keep(
        work,
        line,
        Meaning.BELL,
        audience.series,
        slot=None,
        effective=not before or any(other.effective for other in others),
    )
    return before or leads


async def put_rsvp(
    work: Work, line: Incoming, date: Occurrence, meaning: Meaning, *, now: datetime
) -> None:
    """The person comes to that date, or does not."""
    coming, series = meaning is Meaning.COMING, date.series
    others = await _standing(work, line.sender.id, series.id, slot=date.slot)
    before = await answer(work, date, line.sender.id, coming=coming, now=now)
    same = [other for other in others if other.meaning is meaning]
    effective = before != coming or any(other.effective for other in same)
    await _keep(work, line, meaning, series, slot=date.slot, effective=effective)


async def take_away(work: Work, kept: KeptReaction, *, now: datetime) -> Leads:
    """Undo what a reaction had changed, unless another one still says the same.

    Returns, for a bell, the leads that they had until now.
    """
    await work.reactions.remove(kept)
    series = await work.programme.get(kept.series)
    others = await _standing(work, kept.person, kept.series, slot=kept.slot)
    if series is None or not kept.effective or any(one.meaning is kept.meaning for one in others):
        return ()
    if kept.slot is None:
        target = ChatAddress(kept.chat.account, ChatId(kept.person))
        audience = Audience(series=series, target=target, person=kept.person)
        return await unsubscribe(work, audience, now=now)
    said = await work.preparations.of_date(series.id, kept.slot)
    if said.rsvps.get(kept.person) is (kept.meaning is Meaning.COMING):
        await work.preparations.withdraw(series.id, kept.slot, kept.person)
        for other in others:
            coming = other.meaning is Meaning.COMING
            rsvp = Rsvp(series=series.id, slot=kept.slot, person=kept.person, coming=coming)
            await work.preparations.save(rsvp, now=now)
    return ()


def date_meant(posted: PostedLine, series: Series, *, now: datetime) -> Occurrence | None:
    """The date that a line is about; for a series as a whole, the next. None when over."""
    slot = posted.about.slot
    if series.is_over:
        return None
    date = next_held(series, after=now) if slot is None else date_of(series, slot)
    return date if date and not date.is_off and date.ends_at > now else None


async def _standing(
    work: Work, person: PersonId, series: SeriesId, *, slot: datetime | None
) -> Sequence[KeptReaction]:
    """What that person put under any line about the date, or about the series as a whole."""
    kept = await work.reactions.of_person(person, series)
    return [one for one in kept if one.slot == slot]


async def _keep(
    work: Work,
    line: Incoming,
    meaning: Meaning,
    series: Series,
    *,
    slot: datetime | None,
    effective: bool,
) -> None:
    reaction = line.reaction
    if reaction is None or reaction.to is None:
        raise ValueError("only what stands under a line is kept")
    await work.reactions.save(
        KeptReaction(
            chat=line.chat,
            line=line.line,
            meaning=meaning,
            to=reaction.to,
            person=line.sender.id,
            series=series.id,
            slot=slot,
            effective=effective,
        )
    )
