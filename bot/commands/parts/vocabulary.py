"""Find out whether a line is meant for the bot, and which verb it names or nearly names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from bot.commands.parts.slips import distance, slips_forgiven
from bot.commands.parts.verb import AnyVerb, no_argument
from bot.domain.calling import without_quotes
from bot.domain.language import ENGLISH, GERMAN, Language, fold
from bot.domain.when.hints import is_please, names_stretch, without_please
from bot.domain.when.small_talk import (
    is_about_itself,
    is_closing,
    is_greeting,
    is_smile,
    without_smiles,
)

_MEET: Final = "meet"
_UNSEEN: Final = "".join(
    map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
)
"""Characters without width, and marks of direction."""
_SPACES: Final = dict.fromkeys(
    (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "
)
"""Those that do not break or have another width, as telephones and web pages use them."""
_WITHIN_WORDS: Final = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
"""What web pages put into long words, to say where they may break; copied along with a command."""
_ENDS_IN_A_TITLE: Final = frozenset(("meet", "edit", "retitle", "agenda", "import"))
_ENDS_IN_A_NAME: Final = frozenset(
    ("who", "qr", "invite", "watch", "notify", "moderate", "lock", "unlock", "end")
)
"""The verbs that may have the name of a room at their end, which is more than a smile."""
_BEGINS_WITH_A_NUMBER: Final = frozenset(
    ("subscribe", "unsubscribe", "rsvp", "skip", "move", "retitle", "edit", "cancel", "share")
)
_GLUED: Final = re.compile(r"([^\W\d]+)#?([0-9]{1,3}[.,:]?)")


@dataclass(frozen=True, slots=True)
class Call:
    """A verb, and what stands behind it."""

    verb: AnyVerb
    rest: str


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A word that is no verb but looks very much like one."""

    verb: AnyVerb
    word: str


@dataclass(frozen=True, slots=True)
class Puzzling:
    """Meant for the bot, and no verb in it; `greets`: it says hello, or that it knows no words."""

    greets: bool = False


class _Known:
    """A word of a verb, with what quickly rules out that another one is a slip of it.

    A slip adds, drops or swaps a letter or two, and most words differ in more.
    """

    def __init__(self, word: str) -> None:
        self._word = fold(word)
        self._letters = frozenset(self._word)
        self._slips = slips_forgiven(self._word)

    def is_meant_by(self, typed: str) -> bool:
        """A slip of the finger, not the word itself."""
        word, length = self._word, len(self._word)
        if length < 4:  # noqa: PLR2004 -- too short for distances: "wir" is not a mistyped "wer"
            is_short_too = 0 < len(typed) <= length + 1
            return typed != word and is_short_too and self._letters == frozenset(typed)
        if abs(len(typed) - length) > self._slips:
            return False
        if len(self._letters.symmetric_difference(typed)) > 2 * self._slips:
            return False
        return 0 < distance(typed, word) <= self._slips


class Vocabulary:
    """The words of all verbs in all languages, whichever a chat speaks."""

    def __init__(self, verbs: Sequence[AnyVerb]) -> None:
        self.verbs = tuple(verbs)
        self._known = [
            (verb, {language: tuple(map(_Known, words)) for language, words in verb.words.items()})
            for verb in verbs
        ]
        self._by_word = {
            fold(word): verb for verb in verbs for words in verb.words.values() for word in words
        }

    def named(self, word: str) -> AnyVerb | None:
        return self._by_word.get(_bare(word))

    def nearest(self, word: str, *, language: Language | None = None) -> AnyVerb | None:
        """The verb that `word` is a slip of the finger away from.

        Beside English and German only that language counts: the more words, the more titles look
        like one of them.
        """
        typed = _bare(word)
        spoken = dict.fromkeys((ENGLISH, GERMAN, language or ENGLISH))
        for verb, known in self._known:
            if any(word.is_meant_by(typed) for language in spoken for word in known[language]):
                return verb
        return None

    def key_meant(self, word: str) -> str | None:
        """The key of the verb that `word` is or nearly is, in English and German."""
        verb = self.named(word) or self.nearest(word)
        return verb.key if verb else None

    def understand(
        self, text: str, *, prefix: str, addressed: bool, language: Language | None = None
    ) -> Call | Mistyped | Puzzling | None:
        """None for what is not the bot's business: no prefix, or a word of some other bot.

        `language` is the chat's; it only matters to what is mistyped. Of several commands in one
        message the first counts: otherwise the second would become the topic of the first. What
        somebody quotes before it ("> ", XEP-0393) is not theirs.
        """
        text = _command(text, prefix)
        prefixed = text.startswith(prefix)
        if not (prefixed or addressed):
            return None
        said = text.removeprefix(prefix)
        if is_about_itself(said):
            return Puzzling(greets=True)
        verb, word, rest = self._first(said)
        if verb is None and is_please(word):
            verb, word, rest = self._first(rest)
        if verb is None:
            if not addressed or is_closing(text):
                return None
            near = self.nearest(word, language=language)
            greets = not prefixed and is_greeting(text)
            return Mistyped(near, word) if near and not greets else Puzzling(greets=greets)
        is_meet = verb.key == _MEET
        return self._after_meet(verb, rest, language) if is_meet else _call(verb, rest)

    def _after_meet(self, meet: AnyVerb, rest: str, language: Language | None) -> Call | Mistyped:
        verb, word, further = self._first(rest)
        if names_stretch(rest):
            return Call(meet, rest)  # "Ende Mai" is no slip of "end", nor "end of May" a call's
        if verb is not None and verb is not meet and not _is_title(verb, further):
            return _call(verb, further)
        near = None if verb else self.nearest(word, language=language)
        if near is not None and near is not meet:
            return Mistyped(near, word)
        return _call(meet, rest)

    def _first(self, text: str) -> tuple[AnyVerb | None, str, str]:
        """The verb at the beginning, its words and what follows: `abo aus` comes before `abo`.

        `abo3` is `abo 3`; of verbs that take other numbers, other bots may have such words.
        """
        word, rest = _split(text)
        second, further = _split(rest)
        pair = f"{word} {second}"
        if second and (verb := self.named(pair)):
            return verb, pair, further
        glued = _GLUED.fullmatch(word)
        if glued and (verb := self.named(glued[1])) and verb.key in _BEGINS_WITH_A_NUMBER:
            return verb, glued[1], f"{glued[2]} {rest}".strip()
        return self.named(word), word, rest


def _is_title(verb: AnyVerb, further: str) -> bool:
    """`!meet Info Abend`: behind a verb that stands alone, more words make a topic."""
    return verb.parse is no_argument and bool(without_smiles(without_please(further)))


def _call(verb: AnyVerb, rest: str) -> Call:
    """Smiles and thanks belong to names and titles, and to nothing else."""
    is_name = verb.key in _ENDS_IN_A_NAME and not (is_smile(rest) or is_please(rest))
    keeps = is_name or verb.key in _ENDS_IN_A_TITLE
    return Call(verb, rest if keeps else without_please(without_smiles(rest)))


def _command(text: str, prefix: str) -> str:
    """Without quotes, and without the invisible marks that keyboards put around it.

    It ends with its paragraph: below a blank line people sign, or say something to the others.
    """
    plain = text.translate(_SPACES | _WITHIN_WORDS)
    lines = [line.strip().strip(_UNSEEN).strip() for line in plain.splitlines()]
    first, *further = without_quotes("\n".join(lines)).splitlines() or [""]
    return "\n".join(
        (first, *takewhile(lambda line: line and not line.startswith(prefix), further))
    )


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""


def _bare(word: str) -> str:
    return fold(word).rstrip("?!.,:;")
