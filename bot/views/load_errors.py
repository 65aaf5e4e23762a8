"""What is left out of a file: each line with its reason, as a message or as a table to save."""

import csv
import io
from collections.abc import Mapping, Sequence

from bot.ingest import Problem
from bot.locales import Words
from bot.views.document import Document, Heading, Item, List, Paragraph, compose
from bot.views.loads import explain, file_name, said_left_out
from bot.views.message import Message, compose_message

FILE_NAME = "errors.csv"
IN_MESSAGE = 20  # more are a file
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what programs take for one, at a cell's begin


def message(name: str, problems: Sequence[Problem], words: Words) -> Message:
    """Few enough to be read here."""
    heading = compose(words.gettext("Left out of {name}"), name=file_name(name, words))
    items = (Item(explain(problem, words)) for problem in problems)
    return compose_message(Document(Heading(*heading), List(*items, spaced=False)))


def caption(name: str, total: int, words: Words) -> Message:
    """What goes with the file."""
    said = said_left_out(total, words)
    return compose_message(Document(Paragraph(file_name(name, words), ": ", said)))


def table(problems: Sequence[Problem], total: int, texts: Mapping[int, str], words: Words) -> bytes:
    """CSV, marked as UTF-8 since Excel takes it for something else otherwise.

    total: how many there are, where not all of them are here.
    texts: of the file's lines, as far as they are known.
    """
    in_archive = any(problem.file for problem in problems)
    text = io.StringIO()
    writer = csv.writer(text)
    head = [words.gettext("Line"), words.gettext("Reason"), words.gettext("Text")]
    writer.writerow([words.gettext("File"), *head] if in_archive else head)
    for problem in problems:
        reason = words.gettext(problem.message, **problem.fields)
        line = "" if problem.file else texts.get(problem.line, "")
        row = [str(problem.line or ""), _harmless(reason), _harmless(line)]
        writer.writerow([_harmless(problem.file), *row] if in_archive else row)
    if total > len(problems):
        more = words.ngettext("and {n} more", "and {n} more", total - len(problems))
        writer.writerow(["", "", more, ""] if in_archive else ["", more, ""])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    """A text that stays one where the table is opened."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
