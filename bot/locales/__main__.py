"""Takes the texts out of the code into the catalogues: `make catalogues`."""

import io
import logging
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.locales import DOMAIN, FOLDER, LOCALES

# A Problem is worded where it is found and translated where it is shown.
KEYWORDS = {**DEFAULT_KEYWORDS, "Problem": (2,), "later": (1,)}


def extract() -> Catalog:
    """Every text that the code says."""
    found = Catalog(project="Caravan", fuzzy=False)
    root = Path(__file__).parents[2]
    for folder in ("bot", "storage"):
        for file, line, message, comments, context in extract_from_dir(
            root / folder, [("**.py", "python")], {}, keywords=KEYWORDS, comment_tags=("For:",)
        ):
            where = [(f"{folder}/{file}", line)]
            found.add(message, None, where, auto_comments=comments, context=context)
    return found


def bring_up_to_date(language: str, said: Catalog) -> bytes:
    """The language's catalogue, with these texts in it and no others.

    A text that is new in it has no translation yet; the date of extraction stays, so that a
    catalogue changes only when its texts do.
    """
    file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    catalogue = Catalog(locale=language, project="Caravan", fuzzy=False)
    if file.exists():
        with file.open("rb") as source:
            catalogue = read_po(source, locale=language)
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalogue, width=100, omit_header=False, include_lineno=False)
    return written.getvalue()


def untranslated(catalogue: bytes, language: str) -> list[str]:
    """Texts that lack a translation, or one of its plural forms."""
    lacking = []
    for message in read_po(io.BytesIO(catalogue), locale=language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(forms):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def main() -> None:
    said = extract()
    for language in LOCALES:
        if language == "en":
            continue
        catalogue = bring_up_to_date(language, said)
        file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(catalogue)
        missing = len(untranslated(catalogue, language))
        logging.warning("%s: %d texts, %d without a translation", language, len(said), missing)


if __name__ == "__main__":
    main()
