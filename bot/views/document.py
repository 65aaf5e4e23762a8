"""What a message says, before it is known how it will look.

A view builds a Document out of the blocks and inlines below and nothing else: no markup, no
escaping, no counting of characters. `bot.views.render` turns it into Telegram text and entities
within the limits, so any text from anywhere may be put into any of these classes as it is.

    Document(
        Heading("Latest news", keep=True),
        List(Item(Bold(Link(url, title)), number=7, blocks=(Note(meta), Paragraph(summary)))),
        Note("Page 2 of 11", keep=True),
    )

White space: runs of spaces and line breaks count as one space everywhere, save that a blank line
inside a Paragraph (a text with "\\n\\n") stays one, and that a CodeBlock keeps its lines.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import ClassVar, Literal

from bot.views.links import sound_address

LAST_MOMENT = 2**31 - 1  # seconds; Bot API, MessageEntity.unix_time
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Align = Literal["left", "right"]
Fields = tuple[tuple[str, str | int], ...]  # of a MessageEntity, as (("url", "https://..."),)


# ---- Inlines: what stands within a line ---------------------------------------------------------


@dataclass(frozen=True, init=False)
class Styled:
    """Inlines that share one Telegram entity; the base of all styles.

    A further style is a subclass that names its `entity` and, where that has further fields,
    gives them in `fields`: the renderer needs to know no more of it. `fields` is None where
    Telegram would not take the entity: its text is then shown plain.
    """

    inlines: tuple[Inline, ...]

    entity: ClassVar[str] = ""  # MessageEntity.type of the Bot API

    def __init__(self, *inlines: Inline) -> None:
        object.__setattr__(self, "inlines", inlines)

    @property
    def fields(self) -> Fields | None:
        """The entity's further fields, by name."""
        return ()


@dataclass(frozen=True, init=False)
class Bold(Styled):
    """Bold text."""

    entity: ClassVar[str] = "bold"


@dataclass(frozen=True, init=False)
class Italic(Styled):
    """Italic text."""

    entity: ClassVar[str] = "italic"


@dataclass(frozen=True, init=False)
class Underline(Styled):
    """Underlined text."""

    entity: ClassVar[str] = "underline"


@dataclass(frozen=True, init=False)
class Strike(Styled):
    """Text struck through."""

    entity: ClassVar[str] = "strikethrough"


@dataclass(frozen=True, init=False)
class Spoiler(Styled):
    """Text hidden until it is tapped."""

    entity: ClassVar[str] = "spoiler"


@dataclass(frozen=True, init=False)
class Code(Styled):
    """A few monospaced words within a line. Telegram allows no other style in or around them."""

    entity: ClassVar[str] = "code"


@dataclass(frozen=True, init=False)
class Link(Styled):
    """Text that leads to an address; the address itself where no text is given.

    Only http, https and tg addresses with a host become links; text with any other is shown plain.
    """

    url: str

    entity: ClassVar[str] = "text_link"

    def __init__(self, url: str, *inlines: Inline) -> None:
        super().__init__(*(inlines or (url,)))
        object.__setattr__(self, "url", url)

    @property
    def fields(self) -> Fields | None:
        """The address."""
        address = sound_address(self.url)
        return (("url", address),) if address else None


@dataclass(frozen=True, init=False)
class DateTime(Styled):
    """A moment, which each reader sees in their own time zone and language.

    The text is what older apps show. form: letters of the Bot API's date_time_format: w for the
    day of the week, d or D for a short or long date, t or T for a short or long time; r alone for
    "two hours ago". Telegram allows no other style in or around it.
    """

    moment: datetime
    form: str

    entity: ClassVar[str] = "date_time"

    def __init__(self, moment: datetime, *inlines: Inline, form: str = "D") -> None:
        super().__init__(*inlines)
        object.__setattr__(self, "moment", moment)
        object.__setattr__(self, "form", form)

    @property
    def fields(self) -> Fields | None:
        """The moment in seconds, where Telegram can tell it: after 1970 and in 31 bits."""
        seconds = int((self.moment - _EPOCH).total_seconds())
        if not 0 < seconds <= LAST_MOMENT:
            return None
        return (("unix_time", seconds), ("date_time_format", self.form))


Inline = str | Styled


@lru_cache(maxsize=1024)
def _parse_template(template: str) -> tuple[tuple[str, str | None], ...]:
    """Split a template into (text, field after it or None)."""
    found: list[tuple[str, str | None]] = []
    for text, name, spec, conversion in string.Formatter().parse(template):
        if spec or conversion:
            raise ValueError(f"only plain fields are allowed in a template: {template!r}")
        found.append((text, name))
    return tuple(found)


def compose(template: str, **parts: Inline | tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Fill the {name} fields of a translated template with inlines.

    `compose("Results for {words}", words=Bold("x"))`. Literal braces are doubled, as for
    `str.format`. A tuple, as another `compose` gives, takes its place item by item.
    Raises KeyError for a field without a part (parts without a field are left out: a translation
    may do without one), ValueError for a template that is malformed.
    """
    inlines: list[Inline] = []
    for text, name in _parse_template(template):
        if text:
            inlines.append(text)
        if name is not None:
            part = parts[name]
            inlines.extend(part if isinstance(part, tuple) else (part,))
    return tuple(inlines)


# ---- Blocks: what stands on lines of its own ----------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Block:
    """The base of all blocks.

    keep: stays whole whatever has to be cut (page headers, paging lines, footers).
    tight: follows the block before it on the next line instead of after a blank one.
    """

    keep: bool = False
    tight: bool = False


@dataclass(frozen=True, init=False)
class _Text(Block):
    """A block of inlines."""

    inlines: tuple[Inline, ...]

    def __init__(self, *inlines: Inline, keep: bool = False, tight: bool = False) -> None:
        super().__init__(keep=keep, tight=tight)
        object.__setattr__(self, "inlines", inlines)


@dataclass(frozen=True, init=False)
class Heading(_Text):
    """A title on a line of its own, bold."""


@dataclass(frozen=True, init=False)
class Paragraph(_Text):
    """Running text. Blank lines within it separate paragraphs; single line breaks are spaces."""


@dataclass(frozen=True, init=False)
class Note(_Text):
    """Small print, italic: sources, dates, hints."""


@dataclass(frozen=True, init=False)
class Item:
    """One item of a List: a lead line, and further blocks under it, each on the next line.

    number: what is printed before the lead, as 7 for "7. "; None prints a bullet.
    keep: the item stays whole whatever has to be cut.
    """

    inlines: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    number: int | None
    keep: bool

    def __init__(
        self,
        *inlines: Inline,
        blocks: tuple[Block, ...] = (),
        number: int | None = None,
        keep: bool = False,
    ) -> None:
        object.__setattr__(self, "inlines", inlines)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "keep", keep)


@dataclass(frozen=True, init=False)
class List(Block):
    """Items under each other.

    spaced: a blank line between items; None gives one where any item has blocks under its lead.
    """

    items: tuple[Item, ...]
    spaced: bool | None

    def __init__(
        self,
        *items: Item,
        spaced: bool | None = None,
        keep: bool = False,
        tight: bool = False,
    ) -> None:
        super().__init__(keep=keep, tight=tight)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "spaced", spaced)


@dataclass(frozen=True)
class Table(Block):
    """Rows of plain cells under a header, in columns that line up on a phone.

    header: one label for each column, or empty for none.
    rows: short rows are filled up with empty cells.
    align: one for each column; columns without one are "left".

    A table too wide for a phone becomes "label: value" lines, a group for each row.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...] = ()


@dataclass(frozen=True, init=False)
class Quote(Block):
    """Blocks set off as a quotation.

    expandable: shown folded after a few lines until it is tapped. Telegram knows no quote within
    a quote: the inner one is part of the outer.
    """

    blocks: tuple[Block, ...]
    expandable: bool

    def __init__(
        self,
        *blocks: Block,
        expandable: bool = False,
        keep: bool = False,
        tight: bool = False,
    ) -> None:
        super().__init__(keep=keep, tight=tight)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "expandable", expandable)


@dataclass(frozen=True)
class CodeBlock(Block):
    """Monospaced lines, kept as they are; tabs become four spaces.

    language: a name for highlighting, as "python"; empty for none.
    """

    text: str
    language: str = ""


@dataclass(frozen=True, init=False)
class Document:
    """Everything one message says, from top to bottom."""

    blocks: tuple[Block, ...]

    def __init__(self, *blocks: Block) -> None:
        object.__setattr__(self, "blocks", blocks)
