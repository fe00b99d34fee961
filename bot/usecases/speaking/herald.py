"""Put into words what the bot says unasked, in the language and zone of those who are told."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.domain.delivery import NewDelivery, Outgoing, Urgency
from bot.domain.settings import ChatSettings
from bot.domain.traits import ALL_MEANS, Means
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Renderer, Reply, Spoken, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Herald:
    """`defaults` hold where a chat chose nothing."""

    renderer: Renderer
    defaults: ChatSettings
    prefix: str

    async def settings(
        self, work: Work, chat: ChatAddress, *, otherwise: ChatSettings | None = None
    ) -> ChatSettings | None:
        """What holds in that chat; None where nothing is said unasked.

        That is where the bot was removed, and on the sides of bridges. For a chat that chose
        nothing, `otherwise` is a better guess than the defaults.
        """
        defaults = otherwise or self.defaults
        known = await work.chats.get(chat)
        if known is None:
            return defaults
        return known.settings(defaults) if known.active and known.main is None else None

    async def announce(
        self,
        work: Work,
        chat: ChatAddress,
        reply: Reply,
        *,
        key: DeliveryKey,
        now: datetime,
        edits: DeliveryKey | None = None,
        urgency: Urgency = Urgency.ANNOUNCEMENT,
        expires_at: datetime | None = None,
    ) -> bool:
        """Into the outbox. False where nothing is said unasked, or where this was said before."""
        settings = await self.settings(work, chat)
        if settings is None:
            return False
        spoken = self.words(reply, settings, now=now)
        return await work.outbox.add(
            NewDelivery(
                key=key,
                chat=chat,
                outgoing=Outgoing(text=spoken.text, html=spoken.html),
                urgency=urgency,
                edits=edits,
                expires_at=expires_at,
            ),
            now=now,
        )

    def words(
        self, reply: Reply, settings: ChatSettings, *, now: datetime, means: Means = ALL_MEANS
    ) -> Spoken:
        return self.renderer.render(reply, self.voice(settings, now=now, means=means))

    def voice(self, settings: ChatSettings, *, now: datetime, means: Means = ALL_MEANS) -> Voice:
        return Voice(
            language=settings.language,
            timezone=settings.timezone,
            prefix=self.prefix,
            now=now,
            formality=settings.formality,
            means=means,
        )
