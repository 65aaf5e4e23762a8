"""HTML to plain text: bodies with their paragraphs and lists, titles on one line."""

import re
from html import unescape

from lxml import etree

from storage.text import one_line, plain

LONGEST = 10_000_000  # characters of HTML; what is stored of them is a fiftieth

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol "
    "p pre section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_ROWS = frozenset(("li", "tr", "dt", "dd"))
_CELLS = frozenset(("td", "th"))
_UNREAD_TAGS = (
    "script style template noscript iframe object applet svg math select textarea title "
    "canvas audio video"
)
_UNREAD = frozenset(_UNREAD_TAGS.split())
# For each end tag that has no beginning, the parser looks through all elements that are open.
_DEEPEST = 500  # elements in one another
_DEEP_FROM = 2_000  # tags of a text that may have so many
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
_ENDED_BY_THE_NEXT = "body form frame head html li p tbody td th tr"
_EMPTY_TAGS = "area base basefont br col hr img input link meta param"
_NOT_DEEP = frozenset((*_ENDED_BY_THE_NEXT.split(), *_EMPTY_TAGS.split()))
_EMPTY_BY_NOW = frozenset(("embed", "source", "track", "wbr"))  # the parser awaits their ends
_MARKUP = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)|<[/!?]?[a-zA-Z][^<>]*(?:>|$)"
    r"|<!\[CDATA\[|\]\]>",
    re.DOTALL | re.IGNORECASE,
)
_BREAKING = re.compile(r"<(?:br|/?(?:p|div|li|h[1-6]|td|tr))\b", re.IGNORECASE)
_HTML = re.compile(
    r"</?(?:p|br|div|a|b|i|em|strong|ul|ol|li|h[1-6]|span|img|table|blockquote|pre)\b[^<>]*>"
    r"|&(?:nbsp|amp|quot|lt|gt|laquo|raquo|[mn]dash|hellip|[lr][sd]quo|shy|#\d{1,6});",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_BLANK_LINES = re.compile(r"\n{2,}")

# What takes no room: zero-width spaces and joiners, marks of direction, invisible operators.
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
_NO_WIDTH = re.compile(f"[{_UNSEEN}\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_JOINERS = re.compile("[\u200c\u200d]")
# An emoji is joined to the next one; Arabic and Indic letters are kept apart or joined.
_JOINED = re.compile(
    "(?<=[\u2190-\u3299\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2190-\u3299\U0001f000-\U0001faff])"
    "|(?<=[\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d](?=[\u0600-\u08ff\u0900-\u0dff])"
)
_KEPT_JOINERS = {"\u200c": "\ue000", "\u200d": "\ue001"}
_RESTORED = str.maketrans({private: joiner for joiner, private in _KEPT_JOINERS.items()})


def text_of(html: str) -> str:
    """The text of HTML: paragraphs apart by an empty line, list items on lines after "- ".

    Scripts, styles, comments and embedded things are left out. A text without a tag keeps the
    paragraphs that its empty lines make.
    """
    html = html[:LONGEST]
    if "<" not in html:
        paragraphs = _PARAGRAPHS.split(unescape(html) if "&" in html else html)
        return plain("\n\n".join(" ".join(one.split()) for one in paragraphs if one.strip()))
    reader = _Reader()
    if not parse_into(reader, html):
        reader.flush()
    return plain(reader.text)


def parse_into(reader: object, html: str) -> bool:
    """Have a reader hear of each tag and text, as lxml's targets do. False: not to the end."""
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True, recover=True)
    try:
        # An encoding that the text declares within says nothing any more: it is decoded.
        parser.feed(_shallow(html).encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, ValueError):
        return False
    return True


def _shallow(html: str) -> str:
    """The same without tags that would lie too deep; those of blocks still end a line."""
    if html.count("<") < _DEEP_FROM:
        return html
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        name = found[2].lower()
        if name in _NOT_DEEP:
            return found[0]
        if name in _EMPTY_BY_NOW:
            return "<img"
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth + bool(found[1]) <= _DEEPEST:
            return found[0]
        return "<br" if name in _BLOCKS else "<img"

    return _TAG.sub(kept, html)


def looks_like_html(text: str) -> bool:
    """Whether a text of unknown kind has tags or entities of HTML."""
    return ("<" in text or "&" in text) and bool(_HTML.search(text))


def title_of(text: str, *, html: bool = False) -> str:
    """A title on one line: without tags, entities decoded once, nothing in it that is not seen.

    html: whether it is HTML; a plain one may well say "1 < 2" or "&amp;".
    """
    if html:
        if "<" in text or "]]>" in text:
            text = _MARKUP.sub(_space_for, text)
        text = unescape(text)
    if not text.isascii():
        text = _NO_WIDTH.sub("", _without_joiners(text))
    return one_line(text)


def first_words(text: str, limit: int) -> str:
    """At most `limit` characters of a text on one line, cut at a word's end where there is one."""
    line = " ".join(text[: 4 * limit].split())
    if len(line) <= limit:
        return line
    end = line.rfind(" ", 0, limit + 1)
    return line[: end if end > 0 else limit]


def _space_for(found: re.Match[str]) -> str:
    return " " if _BREAKING.match(found[0]) else ""


def _without_joiners(text: str) -> str:
    """Joiners stay only where they change what is seen."""
    if not _JOINERS.search(text):
        return text
    kept = _JOINED.sub(lambda found: _KEPT_JOINERS[found[0]], text)
    return _JOINERS.sub("", kept).translate(_RESTORED)


class _Reader:
    """Takes the parser's events as they come, so that no tree is built, however deep it were."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._was_row = False
        self._pieces: list[str] = []
        self._unread = 0
        self._kept_as_is = 0
        self._lists = 0
        self._mark = ""
        self._in_row = False

    @property
    def text(self) -> str:
        return "".join(self._blocks)

    def start(self, tag: str, _: object) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self.flush()
            if tag == "pre":
                self._kept_as_is += 1
            elif tag in _LISTS:
                self._lists += 1
            if tag in _ROWS:
                self._in_row = True
                self._mark = "  " * min(8, self._lists - 1) + "- " if tag == "li" else ""
        elif tag in _CELLS:
            self._pieces.append(" ")

    def end(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BLOCKS:
            self.flush()
            if tag == "pre":
                self._kept_as_is = max(0, self._kept_as_is - 1)
            elif tag in _LISTS:
                self._lists = max(0, self._lists - 1)
            if tag in _ROWS:
                self._in_row, self._mark = False, ""

    def data(self, text: str) -> None:
        if not self._unread:
            self._pieces.append(text if self._kept_as_is else " ".join(text.splitlines()))

    def comment(self, _: str) -> None:
        """A comment is no text."""

    def pi(self, *_: str | None) -> None:
        """Nor is an instruction to some program."""

    def close(self) -> str:
        self.flush()
        return self.text

    def flush(self) -> None:
        """End a block; the first one of a list's item has its mark."""
        if not self._pieces:
            return
        said = "".join(self._pieces)
        self._pieces.clear()
        if self._kept_as_is:
            said = said.strip("\n").rstrip()
        else:
            lines = "\n".join(" ".join(line.split()) for line in said.split("\n"))
            said = _BLANK_LINES.sub("\n\n", lines).strip()
        if not said.strip():
            return
        if self._blocks:
            self._blocks.append("\n" if self._in_row and self._was_row else "\n\n")
        self._blocks.append(self._mark + said)
        self._mark, self._was_row = "", self._in_row
