import codecs

import pytest

from bot.ingest import Unreadable
from bot.ingest.encoding import decode

RUSSIAN = "Снег выпал рано. Дороги открыты, поезда идут."


@pytest.mark.parametrize(
    "data",
    [
        RUSSIAN.encode(),
        codecs.BOM_UTF8 + RUSSIAN.encode(),
        RUSSIAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"),
        RUSSIAN.encode("windows-1251"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-16 big endian", "windows-1251"],
)
def test_the_encodings_of_the_region_are_told_apart(data: bytes) -> None:
    assert decode(data) == (RUSSIAN, ())


@pytest.mark.parametrize("text", [RUSSIAN, "It’s a “quoted” line – with dashes, café."])
def test_a_wrong_byte_is_told_and_costs_no_more_than_itself(text: str) -> None:
    data = text.encode()
    read, warnings = decode(data[:20].decode(errors="ignore").encode() + b"\xff" + data[20:])
    assert "\ufffd" in read
    assert text[-8:] in read
    assert warnings[0].fields["count"] in {1, 2}


def test_a_file_cut_within_a_letter_stays_what_it_is() -> None:
    read, warnings = decode(RUSSIAN.encode()[:-6] + RUSSIAN[-5].encode()[:1])
    assert read.startswith(RUSSIAN[:30])
    assert len(warnings) == 1


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="no text"):
        decode(b"\x7fELF\x00\x00\x01")
