"""Russian nouns and adjectives in their cases: as much grammar as names of money need."""

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
