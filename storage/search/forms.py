"""What else a word of a question may be written as: the index and a single article agree on it."""

from collections.abc import Iterable, Iterator, Sequence

from .languages import LANGUAGES
from .stemming import stem
from .transliteration import look_alike
from .tree import Node, Term


def stems(written: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The word's stem in each language it may be of: nobody says what language a question has."""
    known = (*LANGUAGES, *languages)
    spelled = (written, *look_alike(written))
    return tuple(dict.fromkeys(stem(one, language) for one in spelled for language in known))


def joined_with_neighbours(nodes: Sequence[Node]) -> list[tuple[str, ...]]:
    """For each word what it makes with the one before it, and with the one after: issyk kul."""
    joined: list[list[str]] = [[] for _ in nodes]
    for place in range(1, len(nodes)):
        one, other = nodes[place - 1], nodes[place]
        if isinstance(one, Term) and isinstance(other, Term):
            both = one.written + other.written
            joined[place - 1].append(both)
            joined[place].append(both)
    return [tuple(forms) for forms in joined]


def splits(plain: str) -> Iterator[tuple[str, str]]:
    """A word as two: issykkul, issyk kul; covid19, covid 19."""
    for place in range(1, len(plain)):
        one, other = plain[:place], plain[place:]
        if all(len(part) > 2 or part.isdigit() for part in (one, other)):
            yield one, other
