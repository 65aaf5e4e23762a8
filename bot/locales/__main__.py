"""Takes the texts out of the code into the catalogues: `make catalogues`."""

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


def main() -> None:
    said = extract()
    for language in LOCALES:
        file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        if language == "en":
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, project="Caravan", fuzzy=False)
        if file.exists():
            with file.open("rb") as source:
                catalogue = read_po(source, locale=language)
        catalogue.update(said, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with file.open("wb") as target:
            write_po(target, catalogue, width=100, omit_header=False, include_lineno=False)
        missing = sum(not message.string for message in catalogue if message.id)
        logging.warning("%s: %d texts, %d without a translation", language, len(said), missing)


if __name__ == "__main__":
    main()
