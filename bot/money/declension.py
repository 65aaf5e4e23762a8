"""Cases of nouns and adjectives: as much grammar as names of money need."""

import re

_ENDINGS = {
    "hard": " а у ом е ов ам ами ах",
    "soft": "ь я ю ем е и ей ям ями ях",
    "й": "й я ю ем е и ев ям ями ях",
    "ия": "ия ии ию ией ий иям иями иях",
    "а": "а е у ой  ам ами ах",
    "adjective": "ый ого ому ым ом ые ых ыми",
}
_HISSING = "гкхжшщч"  # after these ы is written и
_ADJECTIVE = re.compile(r"(.{3,}?)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими|ый|ые|ых|ым|ыми)")
# Kazakh, Kyrgyz and Uzbek: to, in, from, with, of; voiced, and after a voiceless consonant.
_TURKIC = (
    "га ге го гө ға ка ке ко кө қа да де до дө та те то тө дан ден дон дөн тан тен тон төн "
    "ды ди ду дү ді ны ни ну нү ні ты ти ту тү ті мен менен бен пен лик лық лік "
    "нын нин нун нүн ның нің дын дин дун дүн дың дің тын тин тун түн тың тің "
    "ga ka da dan ni ning gacha"
)
_VOICELESS = "кқпстфхцчшщkpst"
_ENDING = re.compile(rf"(.{{3,}}?)(?:{'|'.join(dict.fromkeys(_TURKIC.split()))})")


def noun_forms(noun: str) -> set[str]:
    """A noun, given in the nominative, in every case and number."""
    if noun.endswith("ый"):
        return _with(noun[:-2], "adjective")
    if noun.endswith("ь"):
        return _with(noun[:-1], "soft")
    if noun.endswith("й"):
        return _with(noun[:-1], "й")
    if noun.endswith("ия"):
        return _with(noun[:-2], "ия")
    plural = "и" if noun.removesuffix("а")[-1] in _HISSING else "ы"
    if noun.endswith("а"):
        return {*_with(noun[:-1], "а"), noun[:-1] + plural}
    return {*_with(noun, "hard"), noun + plural}


def adjective_stem(word: str) -> str | None:
    """`канадских` as `канадск`; None for what does not end as adjectives do."""
    found = _ADJECTIVE.fullmatch(word)
    return found[1] if found else None


def _with(stem: str, kind: str) -> set[str]:
    return {stem + ending for ending in _ENDINGS[kind].split(" ")}


def without_ending(word: str) -> str | None:
    """`теңгеге`, `сомдон`, `so'mga` without the Turkic ending; None for words without one.

    An ending with a voiceless consonant stands after a voiceless one: сумка is a bag.
    """
    found = _ENDING.fullmatch(word)
    if found is None:
        return None
    stem = found[1]
    fits = word[len(stem)] not in "кқтпk" or stem[-1] in _VOICELESS
    return stem if fits else None
