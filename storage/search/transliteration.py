"""One language's words in the other's letters: "pravitelstvo", "казахстан" for Kazakhstan."""

import re
from collections.abc import Mapping

from .analyser import plain

MOST_READINGS = 64
MOST_SOFTENED = 50

Groups = Mapping[str, tuple[str, ...]]


def _groups(table: str) -> Groups:
    entries = (entry.partition("=") for entry in table.split())
    return {letters: tuple(readings.split("|")) for letters, _, readings in entries}


# What groups of letters stand for, the usual reading first. Readings are plain letters: "ё" is
# "е", and Kazakh's "қ" is "к".
_TO_CYRILLIC = _groups(
    """
    a=а b=б c=к|ц|с d=д e=е|э f=ф g=г|ж h=х|г| i=и|ы|й j=ж|й|дж k=к l=л m=м n=н o=о p=п q=к r=р
    s=с t=т u=у|ю v=в w=в|у|ш x=х|кс y=ы|й|и z=з|ц '=ь|ъ|
    ç=ч ş=ш š=ш č=ч ž=ж ğ=г ŋ=н ñ=н ı=ы â=я|а û=ю|у è=э é=е ä=а ö=о ü=у ŝ=щ šč=щ
    shch=щ|шч sch=щ|сч|ш zh=ж kh=х ts=ц tz=ц ch=ч|х sh=ш tch=ч cz=ч sz=ш dzh=дж|ж dj=дж gh=г
    ph=ф ck=к th=т|с ee=и|ее oo=у|оо ss=сс|с y'=ы
    yu=ю|ью|ию ya=я|ья|ия|ъя ye=е|ье|ъе|ие yo=е|йо|ьо yi=и|ый ju=ю|жу|ью ja=я|жа|ья je=е|же|ье
    jo=е|жо|йо iya=ия iyu=ию iye=ие ia=ия|я iu=ию|ю ie=ие|ье|е io=ио|ие
    ay=ай aj=ай ai=ай ey=ей|ый ej=ей ei=ей oy=ой oj=ой oi=ой uy=уй|ый uj=уй
    yay=яй yuy=юй yey=ей jaj=яй iy=ий|ый|ы ij=ий|ый ii=ий yy=ый|ий yj=ый|ий
    yya=ыя|ия yye=ые|ие aya=ая oya=оя oye=ое oyo=ое eye=ее ayu=аю uyu=ую eyu=ею
    o'=у|о|оь g'=г|гь
    """
)
_TO_LATIN = _groups(
    """
    а=a|u|e б=b в=v|w г=g|h|gh д=d е=e|ye|a ё=yo|e|o ж=zh|j|g з=z|s и=i|y|ee й=y|i|j к=k|c|q
    л=l|ll м=m н=n|nn о=o|a п=p р=r с=s|c|ss т=t|th|tt у=u|oo|w ф=f|ph|ff х=kh|h|x ц=ts|c|tz
    ч=ch|tch ш=sh|ch щ=shch|sch ъ= ы=y|i ь= э=e|a ю=yu|u|iu я=ya|ia|a
    ә=a|e қ=q|k ғ=gh|g ң=ng|n ө=o|u ұ=u ү=u|i һ=h і=i ў=o|u ҳ=h ҷ=j ӣ=i ӯ=u ї=yi|i є=ye|ie ґ=g
    дж=j|dzh|g кс=x|ks|cs кв=qu|kv шт=sht|st чч=cch цц=zz|cc кк=ck|kk|cc тс=ts|c
    ай=ay|ai|i эй=ey|ay|ei|a ей=ey|ei|ay ий=iy|y|i|ii ый=y|yy|iy ой=oy|oi уй=uy|ui
    ау=au|ow|aw оу=o|ou|ow ия=ia|iya ие=ie|iye ью=yu|ew|u ье=ye|ie ья=ya|ia
    уи=ui|wi уа=ua|wa уо=uo|wo хью=hu|hugh
    """
)
_LONGEST_GROUP = 4

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zà-ɏ]")
_LATIN_ALIKE = "aceopxyhkmtbi"
_CYRILLIC_ALIKE = "асеорхункмтві"
_TO_CYRILLIC_ALIKE = str.maketrans(_LATIN_ALIKE, _CYRILLIC_ALIKE)
_TO_LATIN_ALIKE = str.maketrans(_CYRILLIC_ALIKE, _LATIN_ALIKE)

_ALIKE = (
    (frozenset(_LATIN_ALIKE + "0123456789"), _TO_CYRILLIC_ALIKE),
    (frozenset(_CYRILLIC_ALIKE + "0123456789"), _TO_LATIN_ALIKE),
)

_MAY_SOFTEN = re.compile("[бвдзлмнпрст](?![аеийоуыьэюя])")


def transliterations(written: str) -> list[tuple[str, int]]:
    """A word in the letters of the other script, and how unusual each reading is, from 0 up.

    written: small letters, Latin or Cyrillic, with its accents and apostrophes. Words of other
        scripts have none.
    Gives plain words, the most usual reading first, at most MOST_READINGS of them.
    """
    if _CYRILLIC.search(written):
        groups = _TO_LATIN
    elif _LATIN.search(written):
        groups = _TO_CYRILLIC
    else:
        return []
    # The readings of what stands before each place, and how unusual they are: each group of
    # letters counts one, so that few long ones are more usual than many short ones.
    before: list[dict[str, int]] = [{"": 0}, *({} for _ in written)]
    for place, letter in enumerate(written):
        so_far = sorted(before[place].items(), key=lambda reading: reading[1])[:MOST_READINGS]
        for length in range(1, min(_LONGEST_GROUP, len(written) - place) + 1):
            meant = groups.get(written[place : place + length], ())
            if length == 1 and not meant:
                # It may have a reading without its accent.
                meant = groups.get(plain(letter), ("",))
            longer = before[place + length]
            for unusual, reading in enumerate(meant, 1):
                for text, sum_before in so_far:
                    both = sum_before + unusual
                    if both < longer.get(text + reading, both + 1):
                        longer[text + reading] = both
    found = sorted(before[-1].items(), key=lambda reading: reading[1])[:MOST_READINGS]
    return [(text, unusual - found[0][1]) for text, unusual in found if text]


def softened(word: str) -> list[str]:
    """A Cyrillic word with one or two soft signs more, which Latin letters leave out.

    At most MOST_SOFTENED, those with one before those with two.
    """
    places = [found.end() for found in _MAY_SOFTEN.finditer(word)]
    once = [word[:place] + "ь" + word[place:] for place in places]
    twice = [
        word[:first] + "ь" + word[first:second] + "ь" + word[second:]
        for index, first in enumerate(places)
        for second in places[index + 1 :]
    ]
    return (once + twice)[:MOST_SOFTENED]


def look_alike(written: str) -> tuple[str, ...]:
    """A name of letters and digits in the letters of the other script that look the same.

    "C5" and "G20" stand in Russian texts, too, and "С5" has no letter that tells which it is.
    """
    if written.isalpha() or written.isdigit():
        return ()
    return tuple(written.translate(other) for own, other in _ALIKE if own.issuperset(written))


def one_script(written: str) -> str:
    """A word whose letters are of two scripts that look alike, in the script of most of them."""
    cyrillic, latin = len(_CYRILLIC.findall(written)), len(_LATIN.findall(written))
    if not cyrillic or not latin:
        return written
    return written.translate(_TO_CYRILLIC_ALIKE if cyrillic >= latin else _TO_LATIN_ALIKE)
