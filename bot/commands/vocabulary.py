"""Find out whether a line is meant for the bot, and which verb it names or nearly names."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.verb import AnyVerb
from bot.domain.language import ENGLISH, GERMAN, Language, fold

_MEET = "meet"
_LONG_WORD = 8
"""From this many letters on two slips of the finger are forgiven instead of one."""


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
    """Meant for the bot, and no verb in it."""


class Vocabulary:
    """The words of all verbs in all languages, whichever a chat speaks."""

    def __init__(self, verbs: Sequence[AnyVerb]) -> None:
        self.verbs = tuple(verbs)
        self._by_word = {
            fold(word): verb for verb in verbs for words in verb.words.values() for word in words
        }

    def named(self, word: str) -> AnyVerb | None:
        return self._by_word.get(_bare(word))

    def nearest(self, word: str, *, language: Language | None = None) -> AnyVerb | None:
        """The verb that `word` is a slip of the finger away from.

        Of further languages only that one counts: the more words, the more titles look like one.
        """
        typed = _bare(word)
        for verb in self.verbs:
            for spoken in (ENGLISH, GERMAN, language):
                if spoken and any(_is_slip(typed, fold(known)) for known in verb.words[spoken]):
                    return verb
        return None

    def understand(
        self, text: str, *, prefix: str, addressed: bool, language: Language | None = None
    ) -> Call | Mistyped | Puzzling | None:
        """None for what is not the bot's business: no prefix, or a word of some other bot.

        `language` is the chat's; it only matters to what is mistyped.
        """
        text = text.strip()
        prefixed = text.startswith(prefix)
        if not (prefixed or addressed):
            return None
        verb, word, rest = self._first(text.removeprefix(prefix))
        if verb is None:
            if not addressed:
                return None
            near = self.nearest(word, language=language)
            return Mistyped(near, word) if near else Puzzling()
        if verb.key != _MEET:
            return Call(verb, rest)
        return self._after_meet(verb, rest, language)

    def _after_meet(self, meet: AnyVerb, rest: str, language: Language | None) -> Call | Mistyped:
        verb, word, further = self._first(rest)
        if verb is not None and verb is not meet:
            return Call(verb, further)
        near = self.nearest(word, language=language)
        if near is not None and near is not meet:
            return Mistyped(near, word)
        return Call(meet, rest)

    def _first(self, text: str) -> tuple[AnyVerb | None, str, str]:
        """The verb at the beginning, its words and what follows: `abo aus` comes before `abo`."""
        word, rest = _split(text)
        second, further = _split(rest)
        pair = f"{word} {second}"
        if second and (verb := self.named(pair)):
            return verb, pair, further
        return self.named(word), word, rest


def _split(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""


def _bare(word: str) -> str:
    return fold(word).rstrip("?!.,:;")


def _is_slip(typed: str, known: str) -> bool:
    if len(known) < 4:  # noqa: PLR2004 -- too short for distances: "wir" is not a mistyped "wer"
        return typed != known and 0 < len(typed) <= len(known) + 1 and set(typed) == set(known)
    allowed = 2 if len(known) >= _LONG_WORD else 1
    return 0 < distance(typed, known) <= allowed


def distance(left: str, right: str) -> int:
    """Optimal string alignment: insertions, deletions, replacements, swapped neighbours."""
    if abs(len(left) - len(right)) > 2:  # noqa: PLR2004 -- further apart than anything that counts
        return abs(len(left) - len(right))
    above: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        further, above, row = above, row, [i]
        for j, b in enumerate(right, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, further[j - 2] + 1)
            row.append(best)
    return row[-1]
