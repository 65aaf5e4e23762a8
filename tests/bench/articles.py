"""Articles to measure with: made up, as many as wanted, or read from a file."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from storage import Draft
from tests.bench.load import BenchFailed

VOCABULARY = 300_000  # different words
# The nth word is as likely as 1 / (n + SHIFT), Zipf's law as Mandelbrot has it, as far as the words
# go that everybody uses; of those after them as 1 / n². So a text of 600,000 words has some 37,000
# different ones, which is much like news: by the first law alone it would have 117,000.
SHIFT = 2.7
EVERYBODYS = 7_000
# The likeliest are those that every English text is held together by: some 40 % of it.
_SMALL_WORDS = """
    the of and to in a is that for it as was with be by on not he his but at are this have from or
    had an they which you were all her she there would their we him been has when who no if out so
    what up its about into than them can only other some could these then do any my such our over
    me most after also did before through where your should well down own just because each those
    how too very here between both under same while again off against during further above once
    until below
    """
SMALL_WORDS = _SMALL_WORDS.split()
DATELINE = 0.9  # of the articles begin with the same word, as the site's own name
TITLE, SUMMARY, BODY = 8, 25, 217  # words: 250 in all
TOPICS = 12
_AT_ONCE = 500  # articles whose words are drawn in one go
_BEGUN = datetime(2016, 1, 1, tzinfo=UTC)
_SECONDS = 10 * 365 * 86_400  # over which they are published

_ONSETS = (
    *"bcdfghjklmnprstvwbcdglmnprstlmnrst",
    *("br", "ch", "cl", "cr", "dr", "fl", "fr", "gr", "pl", "pr", "sh", "sp", "st", "th", "tr"),
)
_VOWELS = (*"aeiouaeiouaeio", "ai", "ea", "ee", "ou")
_CODAS = (*("",) * 16, *"dlmnrstnrst", "nd", "ng", "nt", "st")
_ENDINGS = ("s", "ed", "ing", "er", "ly", "ness")
_INFLECTED = 0.3  # of the words are another one with an ending


def generate(count: int, seed: int) -> Iterator[Draft]:
    """So many articles, the same ones for the same seed, whatever the count."""
    chance = random.Random(seed)
    words = _lexicon(chance)
    topics = [word.capitalize() for word in words[500 : 500 + TOPICS]]
    weights = list(itertools.accumulate(map(_likelihood, range(1, len(words) + 1))))
    likely = list(itertools.accumulate(1 / place for place in range(1, TOPICS + 1)))
    length = TITLE + SUMMARY + BODY
    for number in range(count):
        place = number % _AT_ONCE * length
        if place == 0:
            drawn = chance.choices(words, cum_weights=weights, k=_AT_ONCE * length)
        said = drawn[place : place + length]
        if chance.random() < DATELINE:
            said[TITLE + SUMMARY] = words[len(SMALL_WORDS)]
        yield Draft(
            source="bench",
            title=" ".join(said[:TITLE]).capitalize(),
            summary=_prose(said[TITLE : TITLE + SUMMARY], chance),
            body=_prose(said[TITLE + SUMMARY :], chance),
            url=f"https://news.example/articles/{number + 1}",
            language="en",
            topics=tuple(dict.fromkeys(chance.choices(topics, cum_weights=likely, k=2))),
            published_at=_BEGUN + timedelta(seconds=int(chance.random() * _SECONDS)),
        )


def read(path: Path) -> Iterator[Draft]:
    """Those of a file of JSON lines.

    Of each object are read, as far as there: id, title, summary, text or body, url, lang or
    language, published, topics.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _draft(orjson.loads(line))
            except (ValueError, TypeError, AttributeError) as error:
                raise BenchFailed(f"{path}, line {number}: {error}") from error


def _draft(fields: dict[str, Any]) -> Draft:
    body = str(fields.get("text") or fields.get("body") or "")
    summary = str(fields.get("summary") or "")
    number = fields.get("id")
    published = fields.get("published")
    topics = fields.get("topics") or ()
    return Draft(
        source=str(fields.get("source") or "bench"),
        title=str(fields.get("title") or " ".join((summary or body).split()[:TITLE])),
        summary=summary,
        body=body,
        url=fields.get("url") or None,
        guid=None if number is None else str(number),
        language=fields.get("lang") or fields.get("language") or None,
        topics=(topics,) if isinstance(topics, str) else tuple(topics),
        published_at=_moment(str(published)) if published else None,
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lexicon(chance: random.Random) -> list[str]:
    """Words, the likeliest first. As in a language, those are short, and many words are forms."""
    words = dict.fromkeys(SMALL_WORDS, True)  # and whether it has an ending
    order = list(SMALL_WORDS)
    while len(order) < VOCABULARY:
        # Of a word about as likely: a form of a common word would be no rare word.
        base = order[chance.randrange(len(order) // 2, len(order))] if len(order) > 1_000 else ""
        ends = bool(base) and not words[base] and chance.random() < _INFLECTED
        fewest = 2 if len(order) < 3_000 else 3
        word = (
            base + chance.choice(_ENDINGS)
            if ends
            else "".join(_syllables(chance, fewest + (chance.random() < 0.3)))
        )
        if len(word) > 3 and word not in words:
            words[word] = ends
            order.append(word)
    return order


def _likelihood(place: int) -> float:
    if place <= EVERYBODYS:
        return 1 / (place + SHIFT)
    return EVERYBODYS**2 / (EVERYBODYS + SHIFT) / place**2


def _syllables(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        yield chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)


def _prose(said: list[str], chance: random.Random) -> str:
    """Sentences of 8 to 20 words, in paragraphs of four."""
    paragraphs: list[list[str]] = []
    begun = 0
    while begun < len(said):
        if not paragraphs or len(paragraphs[-1]) == 4:
            paragraphs.append([])
        end = begun + 8 + int(chance.random() * 13)
        sentence = " ".join(said[begun:end])
        paragraphs[-1].append(f"{sentence.capitalize()}.")
        begun = end
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)
