"""What the commands that load files share."""

import sys
from pathlib import Path

from storage import Quote, limits

NOBODY = 0  # the person of an import that came by the command line


def read_file(name: str) -> bytes:
    """A file's content; standard input's for "-". Over the limit it is refused unread."""
    if name == "-":
        data = sys.stdin.buffer.read(limits.IMPORT_BYTES + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(limits.IMPORT_BYTES + 1)
    if len(data) > limits.IMPORT_BYTES:
        raise OSError(f"larger than {limits.IMPORT_BYTES} bytes")
    return data


def quote_for_json(quote: Quote) -> dict[str, str]:
    return {
        "base": quote.base,
        "quote": quote.quote,
        "value": format(quote.value, "f"),
        "as_of": quote.as_of.isoformat(),
        "source": quote.source,
    }
