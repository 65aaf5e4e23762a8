"""The catalogues: all that the code says, in every language, and nothing else."""

import io
import string
from collections.abc import Iterable

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.locales import DOMAIN, FOLDER, LOCALES, words_for
from bot.locales.__main__ import bring_up_to_date, extract, untranslated

LANGUAGES = [language for language in LOCALES if language != "en"]


@pytest.fixture(scope="module")
def said() -> Catalog:
    return extract()


def stored(language: str) -> bytes:
    return (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").read_bytes()


def messages(catalogue: Catalog) -> dict[tuple[str, ...], Message]:
    return {forms(message.id): message for message in catalogue if message.id}


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_text_and_no_other(language: str, said: Catalog) -> None:
    catalogue = read_po(io.BytesIO(stored(language)), locale=language)
    assert len(messages(said)) > 50
    assert messages(catalogue).keys() == messages(said).keys()
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_extraction_changes_nothing(language: str, said: Catalog) -> None:
    assert texts(bring_up_to_date(language, said)) == texts(stored(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_all_its_forms(language: str) -> None:
    assert untranslated(stored(language), language) == []
    catalogue = read_po(io.BytesIO(stored(language)), locale=language)
    for message in messages(catalogue).values():
        plural = isinstance(message.id, tuple)
        assert len(forms(message.string)) == (catalogue.num_plurals if plural else 1)
        assert not message.fuzzy
        assert all(form == form.strip() for form in forms(message.string))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_fields_of_its_text(language: str) -> None:
    catalogue = read_po(io.BytesIO(stored(language)), locale=language)
    for text, message in messages(catalogue).items():
        assert [fields(form) for form in forms(message.string)] == [
            fields(text[-1]) for _ in forms(message.string)
        ]


def test_russian_quotes_in_its_own_way() -> None:
    for message in messages(read_po(io.BytesIO(stored("ru")), locale="ru")).values():
        assert not {*"".join(forms(message.string))} & {*"“”\"'"}


def test_a_text_without_a_translation_is_told() -> None:
    said = Catalog()
    said.add("A text that nobody has translated")
    said.add(("{n} stone", "{n} stones"))
    said.add("Back")
    catalogue = bring_up_to_date("ru", said)
    assert untranslated(catalogue, "ru") == ["A text that nobody has translated", "{n} stone"]
    assert "Назад".encode() in catalogue and "Отмена".encode() not in catalogue


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "1 статья"),
        (2, "2 статьи"),
        (4, "4 статьи"),
        (5, "5 статей"),
        (0, "0 статей"),
        (11, "11 статей"),
        (21, "21 статья"),
        (112, "112 статей"),
        (1_000_003, "1\u00a0000\u00a0003 статьи"),
    ],
)
def test_russian_counts_in_three_forms(number: int, written: str) -> None:
    assert words_for("ru").ngettext("{n} article", "{n} articles", number) == written


def texts(catalogue: bytes) -> bytes:
    """Without the header, which names the program that wrote it."""
    return catalogue.partition(b"\n\n")[2]
