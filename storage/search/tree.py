"""What people type, as a tree. Nothing they type is ever syntax to the engine.

    nuclear "power plant" -weapons (all of it)     uranium OR thorium
    kazakh*     topic:energy  #energy  source:site  lang:ru  after:2024-12-21  before:last week

`parser` makes these nodes of a text, and `query` holds them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in any of its forms.

    stop_in: the languages in which it is so common that it says nothing.
    raw: as typed, with what is around it.
    """

    written: str
    plain: str
    stop_in: tuple[str, ...] = ()
    raw: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Compound:
    """Words that signs join, as Issyk-Kul: found joined, or with all its parts."""

    parts: tuple[Term, ...]

    @property
    def written(self) -> str:
        """The parts as one word."""
        return "".join(part.written for part in self.parts)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these words, one after the other, in their plain forms."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin like this."""

    plain: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that has these words in its name, or the topic of this name (see `topic_key`)."""

    words: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    code: str


@dataclass(frozen=True, slots=True)
class After:
    """From this moment on."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """Until before this moment."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


Node = Term | Compound | Phrase | Prefix | Topic | Source | Language | After | Before | Not | Or
# Looked for in the text; the others say which articles are meant.
WORDS = (Term, Compound, Phrase, Prefix, Or)


def terms_of(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case Compound(parts):
            yield from parts
        case Or(nodes):
            for one in nodes:
                yield from terms_of(one)
