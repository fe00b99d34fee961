"""Put what a command says into the outbox: the answer, a word in private, lines that change."""

from dataclasses import dataclass, replace

from bot.commands.parts.house import House
from bot.commands.parts.means import means_of
from bot.commands.parts.verb import Answer, Asked, LineEdit, Whisper
from bot.domain.chat import DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.line import Incoming
from bot.domain.settings import ChatSettings
from bot.domain.traits import Means
from bot.usecases.ports.store import Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply
from bot.usecases.speaking.unwritten import Unwritten


@dataclass(frozen=True, slots=True)
class Saying:
    """Under keys that follow from the line that was answered, so that all is said once."""

    herald: Herald
    unwritten: Unwritten
    house: House

    async def __call__(
        self, work: Work, asked: Asked, answer: Answer, *, quiet: bool = False
    ) -> None:
        """In the words of the chat as the command left it; `quiet` leaves out the answer itself."""
        chat = await work.chats.get(asked.line.chat) or asked.chat
        if not chat.active:  # whoever is heard there again is back in the chat
            await work.chats.save(replace(chat, active=True))
        settings = chat.settings(self.herald.defaults)
        if not quiet:
            await self._answer(work, asked, answer, settings)
        if answer.whisper:
            await self._whisper(work, asked, answer.whisper, settings)
        for edit in answer.edits:
            await self._edit(work, asked, edit)

    def means_of(self, line: Incoming) -> Means:
        """What may be offered in the answer to that line."""
        return means_of(self.house, line)

    async def _answer(
        self, work: Work, asked: Asked, answer: Answer, settings: ChatSettings
    ) -> None:
        reply, line = answer.reply, asked.line
        if reply is None:
            return
        means = self.means_of(line)
        spoken = self.herald.words(reply, settings, now=asked.now, means=means)
        outgoing = Outgoing(
            text=spoken.text,
            html=spoken.html,
            link=reply.link,
            answers=line.reaction.to if line.reaction else None if line.is_form else line.line,
            thread=line.thread,
            picture=spoken.picture,
        )
        delivery = NewDelivery(
            key=asked.reply_key, chat=line.chat, outgoing=outgoing, about=reply.about
        )
        await self._put_out(work, asked, delivery, reply, settings, means)

    async def _whisper(
        self, work: Work, asked: Asked, whisper: Whisper, otherwise: ChatSettings
    ) -> None:
        settings = await self.herald.settings(work, whisper.chat, otherwise=otherwise)
        settings = settings or otherwise
        means = Means(alone=True)
        spoken = self.herald.words(whisper.reply, settings, now=asked.now, means=means)
        delivery = NewDelivery(
            key=DeliveryKey(f"{asked.reply_key}:private"),
            chat=whisper.chat,
            outgoing=Outgoing(text=spoken.text, html=spoken.html, link=whisper.reply.link),
            about=whisper.reply.about,
        )
        await self._put_out(work, asked, delivery, whisper.reply, settings, means)

    async def _put_out(
        self,
        work: Work,
        asked: Asked,
        delivery: NewDelivery,
        reply: Reply,
        settings: ChatSettings,
        means: Means,
    ) -> None:
        written = self.unwritten.put_aside(
            delivery,
            reply,
            renderer=self.herald.renderer,
            voice=self.herald.voice(settings, now=asked.now, means=means),
        )
        await work.outbox.add(written, now=asked.now)

    async def _edit(self, work: Work, asked: Asked, edit: LineEdit) -> None:
        line = edit.line
        of_owner = await self.herald.settings(work, edit.owner)
        settings = await self.herald.settings(work, line.chat, otherwise=of_owner)
        if settings is None:
            return
        means = self.means_of(asked.line)
        spoken = self.herald.words(edit.reply, settings, now=line.at, means=means)
        outgoing = Outgoing(
            text=spoken.text,
            html=spoken.html,
            link=edit.reply.link,
            notice=line.about.lead is None,
        )
        await work.outbox.add(
            NewDelivery(
                key=DeliveryKey(f"edit:{line.key}:{asked.line.line}"),
                chat=line.chat,
                outgoing=outgoing,
                urgency=Urgency.ANNOUNCEMENT,
                edits=line.key,
            ),
            now=asked.now,
        )
