"""Where sentences end, in English and Russian news text.

A full stop ends a sentence when white space follows and what comes then can begin one, unless the
word before it is an abbreviation or an initial. Where a word can be both (the "U.S." at the end of
a sentence), the word after decides: only one that commonly opens sentences lets it end. Doubtful
cases are left together: two sentences taken for one read better than one torn in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Closing quotes and brackets belong to the sentence before them; CJK stops need no space after;
# a blank line ends whatever stands before it. Looking back keeps a long row of dots one match.
_STOP = re.compile(
    r"(?<![.!?…])[.!?…]+[)\]}\"”»’'“›]*(?=\s)"
    r"|(?<![。！？｡])[。！？｡]+[」』）】》”’]*"
    r"|\n[^\S\n]*(?=\n)"
)
_SPACE = re.compile(r"\s*")
_OPENERS = "\"“„«‘'‹([{—–-"  # may stand before the first word of a sentence
_NO_START = ",;:.!?)]}»”’%…"
_WORD_BEFORE = re.compile(r"[^\s(\[{\"“„«—–]*$")
_WORD_AFTER = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOK_BACK = 24  # characters: longer than any abbreviation

_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_LIST_NUMBER = re.compile(r"\d{1,3}")  # "1." at the begin of a sentence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Stand before what they belong to, so they never end a sentence.
_BINDING = _words("""
    dr mr mrs ms messrs prof gen col maj lt capt cmdr adm sgt cpl brig sen rep gov pres hon rev st
    mt ft vs e.g i.e cf viz approx esp incl
    т.е т.к т.н т.ч напр см ср им ул пр-т пер просп бул наб пл кв корп стр гл рис табл акад проф
    доц ген полк подп гр г-н г-жа тов св о-в оз р-н обл респ тел
""")
# Bind a number that follows ("No. 5", "Jan. 12", "pp. 3"), and are words or ends otherwise.
_BEFORE_NUMBER = _words("""
    no nos pp vol art sec fig figs ch para jan feb mar apr jun jul aug sep sept oct nov dec
    пп ст вып янв февр фев апр авг сент сен окт нояб дек
""")
# Stand after what they belong to: the word that follows decides.
_TRAILING = _words("inc ltd co corp bros jr sr ph.d esq llc plc etc al dept univ assn ave blvd rd")
# The same in Russian. After a number (units, years) and for those that name no place, a capital
# letter is enough: "в 2024 г. Президент" are two sentences, "г. Алматы" is a town.
_RUSSIAN_UNITS = _words("г гг в вв руб коп тыс млн млрд трлн долл чел экз шт мин сек ч м см")
_RUSSIAN_TRAILING = _words("руб коп тыс млн млрд трлн долл чел т.д т.п др пр н.э")
_OPENING_WORDS = _words("""
    a an the this that these those there here it it's he he's she she's they they're we we're i
    i'm i've you his her its their our my your and but or nor so yet if when while where what who
    why how as at by for from in into on of to with without within under over after before since
    until during although though because despite however meanwhile moreover furthermore
    nevertheless nonetheless therefore thus then also according additionally indeed instead such
    some many most more all both each every no not only once one two three several other others
    another last earlier later now today yesterday still even just like unlike
    в во на он оно она они мы вы я это этот эта эти тот та те там здесь тут но и а или однако при
    по с со к ко от до из за для о об у под над без через после перед между если когда как так
    также кроме ранее позже сейчас сегодня вчера его её ее их наш все всё напомним отметим
    например поэтому затем тогда кто что где почему только
""")


def sentence_ends(text: str, start: int = 0, until: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield (end of a sentence, begin of the next), as indices of characters.

    start, until: look for ends between these only; by default all over the text, whose own end is
    the end of its last sentence. What stands around them is taken into account all the same.
    """
    limit = len(text) if until is None else until
    resume = start
    last = 0
    for stop in _STOP.finditer(text, start, limit + 2):  # the white space after it counts
        if stop.start() < resume:
            continue
        at = stop.start() if stop[0][0] == "\n" else stop.end()
        space = _SPACE.match(text, at)
        resume = space.end() if space else at
        if at > limit or resume == len(text):
            break
        if at > last and _ends_here(text, stop, last, resume):
            last = resume
            yield at, resume
    bare = len(text.rstrip())
    if max(last, start) < bare <= limit:
        yield bare, len(text)


def _ends_here(text: str, stop: re.Match[str], begun: int, following: int) -> bool:
    """Whether a stop is the end of the sentence begun at `begun`."""
    mark = stop[0]
    if mark[0] in "\n。！？｡" or text.count("\n", stop.end(), following) > 1:
        return True
    if not _can_begin(text, following):
        return False
    if mark != ".":
        return True
    found = _WORD_BEFORE.search(text, max(0, stop.start() - _LOOK_BACK), stop.start())
    word = found[0] if found else ""
    if stop.start() - len(word) == begun and _LIST_NUMBER.fullmatch(word):
        return False
    return _word_may_end(word, text, stop.start(), following)


def _can_begin(text: str, at: int) -> bool:
    """Whether what stands at `at` can begin a sentence: anything but a small letter or a comma."""
    end = min(len(text), at + _LOOK_BACK)
    while at < end and (text[at] in _OPENERS or text[at].isspace()):
        at += 1
    if at == len(text) or text[at] in _NO_START:
        return False
    # Georgian has small letters only, as far as its sentences go.
    return not text[at].islower() or "\u10d0" <= text[at] <= "\u10ff"


def _word_may_end(word: str, text: str, stop: int, following: int) -> bool:
    """Whether a full stop after `word` ends the sentence rather than shortens the word."""
    lower = word.lower()
    before = text[max(0, stop - len(word) - 8) : stop - len(word)].rstrip(" \u00a0")
    if lower in _RUSSIAN_UNITS and before[-1:].isdigit():
        return True
    if lower in _RUSSIAN_TRAILING:
        return True
    if lower in _BINDING or (len(word) == 1 and word.islower()):
        return False
    if lower in _BEFORE_NUMBER:
        return not text[following].isdigit()
    if lower in _TRAILING or _ACRONYM.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return _opens(text, following)
    return True


def _opens(text: str, at: int) -> bool:
    """Whether the word at `at` is one that commonly opens a sentence."""
    while at < len(text) and text[at] in _OPENERS:
        at += 1
    found = _WORD_AFTER.match(text, at, at + _LOOK_BACK)
    if found is None or text[found.end() : found.end() + 1] == ".":
        return False  # the next initial, as the "В." of "К. В. Ли"
    return found[0].lower().replace("’", "'") in _OPENING_WORDS
