"""A post's text as WordPress stores it, as the HTML that it shows."""

import re
from bisect import bisect
from collections import defaultdict

# Shortcodes that show something which is no text; those in pairs go with what is between them.
_IN_PAIRS = frozenset(("caption", "wp_caption", "embed", "audio", "video", "playlist", "gallery"))
_SHORTCODE = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,40})((?:[\s=][^\[\]]{0,2000})?)/?\]")
_BLOCK_MARK = re.compile(r"<!--\s*/?wp:[^>]{0,10000}?-->")
_MORE = re.compile(r"<!--\s*(?:more|nextpage|noteaser)[^>]{0,1000}?-->")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
_STARTS_BLOCK = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|dd|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th"
    r"|thead|tr|ul)\b",
    re.IGNORECASE,
)


def html_of(stored: str) -> str:
    """Without shortcodes and the marks of blocks; empty lines make paragraphs."""
    text = stored.replace("\r\n", "\n")
    if "[" in text:
        text = _without_shortcodes(text)
    if "<!--" in text:
        in_blocks = bool(_BLOCK_MARK.search(text))
        text = _MORE.sub("\n\n", _BLOCK_MARK.sub("", text))
        if in_blocks:
            return text
    return "\n".join(_paragraph(one) for one in _EMPTY_LINES.split(text) if one.strip())


def _paragraph(text: str) -> str:
    if _STARTS_BLOCK.match(text) or "<pre" in text:
        return text
    lines = text.strip().replace("\n", "<br>\n")
    return f"<p>{lines}</p>"


def _without_shortcodes(text: str) -> str:
    codes = list(_SHORTCODE.finditer(text))
    paired = {code[3] for code in codes if code[2]} & {code[3] for code in codes if not code[2]}
    found = [code for code in codes if _is_shortcode(code, paired, text)]
    ends: dict[str, list[int]] = defaultdict(list)
    for code in found:
        if code[2]:
            ends[code[3].lower()].append(code.end())
    kept = []
    place = 0
    for code in found:
        if code.start() < place:
            continue
        kept.append(text[place : code.start()])
        if code[1]:  # [[name]] shows [name]
            kept.append(code[0][1:])
        name = code[3].lower()
        place = code.end() + bool(code[1])
        if name in _IN_PAIRS and not code[2] and not code[1]:
            closing = ends[name]
            number = bisect(closing, code.end())
            if number < len(closing):
                place = closing[number]
    return "".join((*kept, text[place:]))


def _is_shortcode(code: re.Match[str], paired: set[str], text: str) -> bool:
    """A word in brackets alone is what somebody wrote, unless it is known, or in a pair."""
    escaped, _, name, rest = code.groups()
    if escaped:
        return text.startswith("]", code.end())
    return name.lower() in _IN_PAIRS or "_" in name or "=" in rest or name in paired
