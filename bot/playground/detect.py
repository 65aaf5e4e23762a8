"""Entities that Telegram finds in plain text by itself."""

import re
from collections.abc import Iterator

from bot.playground.entities import Offsets
from bot.playground.entity import Entity
from bot.playground.nesting import order

_LETTER_OR_DIGIT = r"\w\u200c\u00b7\u0d80-\u0dff"

# A quick look: text with none of these characters holds nothing to be found.
_MARKS = re.compile(r"[@/#$.:]")

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_HASHTAG = re.compile(
    rf"(?<![{_LETTER_OR_DIGIT}])#([{_LETTER_OR_DIGIT}]{{1,256}})"
    rf"(?:@[A-Za-z0-9_]{{3,32}})?(?![{_LETTER_OR_DIGIT}#])"
)
_CASHTAG = re.compile(
    rf"(?<![{_LETTER_OR_DIGIT}$])\$(?:1INCH|[A-Z]{{1,8}})(?:@[A-Za-z0-9_]{{3,32}})?"
    rf"(?![{_LETTER_OR_DIGIT}$])"
)
_TG_URL = re.compile(
    r"(?:tg|ton|tonsite)://[A-Za-z0-9_-]{1,253}(?:[/?#][^\s\u2000-\u200b\u200e\u200f"
    '\u2016-\u206f<>«»"]*)?',
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+@/#-])(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:(?:[a-z0-9][a-z0-9_-]{0,28})?[a-z0-9]\.){1,6}[a-z]{2,8}(?![\w-])",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?<![\w@#./-])(?P<scheme>https?://|ftp://)?(?:[^\s/@<>\"'`()\[\]{}«»]{1,64}@)?"
    r"(?P<host>(?:[^\W_][\w~-]{0,62}\.)+(?P<top>xn--[a-z0-9]{2,59}|[^\W\d_]{2,24})"
    r"|(?:\d{1,3}\.){3}\d{1,3})(?![\w@-])(?!\.\w)"
    r"(?::(?P<port>\d+))?(?P<path>[/?#][^\s\u2000-\u200b\u200e\u200f\u2016-\u206f<>«»\"]*)?",
    re.IGNORECASE,
)
# A host has a point before a letter or digit; from white space to white space.
_WITH_POINT = re.compile(r"(?<!\S)\S*?\.\w\S*")
_LAST_PORT = 65535
_LOCAL_ENDS = ".:;,('?!`"
_SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
# Names without a scheme count only under a known top domain; Telegram has the whole list of
# them, here are those that texts of a newsroom are likely to hold.
_TOP_DOMAIN_NAMES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt
    bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg
    er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr
    ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk
    lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf
    ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc
    sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt
    tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    app art asia bank bar best biz blog cafe cash center chat city cloud club com company cool dev
    digital edu email energy events expert exchange finance fun fund games global gov group guide
    info int jobs land law legal life link live ltd market media mil mobi money name net network
    news ngo onion one online org page partners photo pictures plus press pro pub report review
    school science services shop site social solutions space store studio support systems team tech
    today tools top trade travel vip video watch website wiki work world wtf xyz zone
    бг бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб укр қаз
"""
_TOP_DOMAINS = frozenset(_TOP_DOMAIN_NAMES.split())


def find_entities(text: str, *, commands: bool = True) -> list[Entity]:
    """Mentions, commands, tags and links of text, in order, none over another."""
    if _MARKS.search(text) is None:
        return []
    spans: list[tuple[int, int, str]] = []
    if "@" in text:
        spans += [(*m.span(), "mention") for m in _MENTION.finditer(text) if _is_name(m[1])]
    if commands and "/" in text:
        spans += [(*m.span(), "bot_command") for m in _COMMAND.finditer(text)]
    if "#" in text:
        spans += [
            (*m.span(), "hashtag") for m in _HASHTAG.finditer(text) if any(map(str.isalpha, m[1]))
        ]
    if "$" in text:
        spans += [(*m.span(), "cashtag") for m in _CASHTAG.finditer(text)]
    if "." in text or ":" in text:
        spans += _find_links(text)
    if not spans:
        return []
    offsets = Offsets(text)
    found = []
    for start, end, kind in spans:
        first, last = offsets.utf16(start), offsets.utf16(end)
        found.append(Entity(kind, first, last - first))
    found.sort(key=order)
    kept: list[Entity] = []
    for entity in found:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _is_name(name: str) -> bool:
    return len(name) >= 4 or name.lower() in _SHORT_NAMES


def _find_links(text: str) -> list[tuple[int, int, str]]:
    spans = [(*m.span(), "email") for m in _EMAIL.finditer(text)] if "@" in text else []
    for match in _TG_URL.finditer(text) if "://" in text else ():
        head = text.find("://", match.start()) + 3
        spans.append((match.start(), _path_end(text, head, match.end()), "url"))
    for match in _urls(text):
        if not _is_host(match["host"], match["top"], has_scheme=match["scheme"] is not None):
            continue
        start, end = match.start(), match.end("host")
        if match["port"]:
            if not 0 < int(match["port"]) <= _LAST_PORT:
                spans.append((start, end, "url"))
                continue
            end = match.end("port")
        if match["path"]:
            stop = _path_end(text, end, match.end())
            # A lone ? or # is punctuation, a lone slash belongs to the link.
            end = stop if stop > end + 1 or text[end] == "/" else end
        spans.append((start, end, "url"))
    return spans


def _urls(text: str) -> Iterator[re.Match[str]]:
    """Only words with a point within are looked at closely: in prose these are few."""
    for word in _WITH_POINT.finditer(text):
        yield from _URL.finditer(text, *word.span())


def _is_host(host: str, top: str | None, *, has_scheme: bool) -> bool:
    labels = host.split(".")
    if top is None:
        return all(int(part) <= 255 and str(int(part)) == part for part in labels)
    if any(label.endswith("-") for label in labels) or "_" in labels[-2]:
        return False
    if has_scheme or top.lower().startswith("xn--"):
        return True
    # "time.Thanks" is where a blank is missing between sentences.
    capitalised = top[0].isupper() and top[1:].islower()
    return top.lower() in _TOP_DOMAINS and not capitalised


def _path_end(text: str, start: int, end: int) -> int:
    """Where a path ends: before a closing bracket it did not open, and before punctuation."""
    depth = dict.fromkeys("([{", 0)
    openers = {")": "(", "]": "[", "}": "{"}
    for place in range(start, end):
        char = text[place]
        if char in depth:
            depth[char] += 1
        elif char in openers:
            depth[openers[char]] -= 1
            if depth[openers[char]] < 0:
                end = place
                break
    while end > start and text[end - 1] in _LOCAL_ENDS:
        end -= 1
    return end
