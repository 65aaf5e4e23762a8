"""The summary of a text that comes without one: its first sentences."""

import re

from storage.text import clip

LENGTH = 300  # characters, about
_SHORTEST = 60  # less of it says too little, so that a cut sentence is better
_READ = 2 * LENGTH

_END = re.compile(
    r"(?P<mark>[.!?…。！？]+)[\"”»’')\]]*"
    r"\s+(?=[\"“«‘'(\[—–-]*[\W\d_]*[^\W\d_a-zа-яё])"
)
# A full stop behind one of these ends no sentence, nor does one behind a single letter.
_SHORTENED_WORDS = (
    "mr mrs ms dr prof st vs etc gen sen rep jr sr inc ltd co corp no jan feb mar apr jun jul aug "
    "sep sept oct nov dec "
    "г гг т ул им см стр руб тыс млн млрд проф акад д р"
)
_SHORTENED = frozenset(_SHORTENED_WORDS.split())


def first_sentences(body: str) -> str:
    """Whole sentences of the first paragraphs, about LENGTH characters, on one line.

    A first sentence that is longer is cut at the end of a word, and "…" follows.
    """
    text = " ".join(body[:_READ].split())
    if len(text) <= LENGTH:
        return text
    end = 0
    for found in _END.finditer(text, 0, LENGTH + 2):
        if not _is_shortened(text, found):
            end = len(text[: found.end()].rstrip())
    return text[:end] if end >= _SHORTEST else clip(text, LENGTH)


def _is_shortened(text: str, end: re.Match[str]) -> bool:
    if end["mark"] != ".":
        return False
    word = text[text.rfind(" ", 0, end.start()) + 1 : end.start()]
    bare = word.rpartition(".")[2].strip("\"“«‘'([").casefold()
    return len(bare) == 1 or bare in _SHORTENED
