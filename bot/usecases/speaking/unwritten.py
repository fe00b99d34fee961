"""Names of people in calls are said and never written down.

The outbox is on disk. A line that names people waits there without the names; the words with the
names wait here until it is sent. After a crash it is sent without them. The same holds for a line
with a secret.
"""

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from bot.domain.chat import DeliveryKey
from bot.domain.delivery import Delivery, NewDelivery
from bot.usecases.speaking.speech import Renderer, Reply, Spoken, Voice

_MOST: Final = 500
"""Lines that wait to be sent; the oldest lose their names first."""


class Unwritten:
    """The full words of lines that wait to be sent."""

    def __init__(self) -> None:
        self._words: OrderedDict[DeliveryKey, Spoken] = OrderedDict()

    def put_aside(
        self, delivery: NewDelivery, reply: Reply, *, renderer: Renderer, voice: Voice
    ) -> NewDelivery:
        """Keep the words of a line that says `reply`, and return the line as it may be written."""
        if reply.unnamed is None:
            return delivery
        self._words[delivery.key] = Spoken(
            text=delivery.outgoing.text, html=delivery.outgoing.html or ""
        )
        if len(self._words) > _MOST:
            self._words.popitem(last=False)
        bare = renderer.render(reply.unnamed, voice)
        outgoing = replace(delivery.outgoing, text=bare.text, html=bare.html)
        return replace(delivery, outgoing=outgoing)

    def whole(self, delivery: Delivery) -> Delivery:
        """The line in its full words."""
        words = self._words.get(delivery.key)
        if words is None:
            return delivery
        outgoing = replace(delivery.outgoing, text=words.text, html=words.html or None)
        return replace(delivery, outgoing=outgoing)

    def done(self, key: DeliveryKey) -> None:
        """Forget the words: the line is sent, or never will be."""
        self._words.pop(key, None)
