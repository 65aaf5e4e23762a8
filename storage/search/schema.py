"""The fields of the index, and an article as a document of it."""

from datetime import UTC, datetime
from functools import lru_cache

import tantivy

from storage.records import Article, ArticleStatus

from .analyser import plain_words, topic_key
from .query import language_of
from .terms import terms

FORMAT = 5  # raise it when fields or the analyser change: every index is then built anew
SPLIT = "split"  # the name of the tokenizer: the terms come ready, with spaces between

# How often a text counts for what an article is about.
IN_HEAD = {"title": 2, "summary": 1, "body": 0}

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_HALF_CENTURY = 50 * 365.25 * 86_400  # seconds
# How the newest are ordered, in 64 bits: seconds from some year long past, the place on the page,
# and the number, as far as they fit.
_SECOND_BITS, _PLACE_BITS, _ID_BITS = 34, 10, 20


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """Texts are indexed twice: as they are for phrases and beginnings, as stems for the rest."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("revision", fast=True)
    builder.add_integer_field("live", indexed=True)
    builder.add_integer_field("at", fast=True)  # seconds; what after: and before: compare
    builder.add_unsigned_field("newest", fast=True)  # rises from the oldest to the newest
    builder.add_float_field("recency", fast=True)
    builder.add_text_field("lang", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("topic_name", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("topic_key", tokenizer_name="raw", index_option="basic")
    for field in ("topic", "source", "words", "stems"):
        builder.add_text_field(field, tokenizer_name=SPLIT, index_option="position")
    for field in ("head", "pieces"):
        builder.add_text_field(field, tokenizer_name=SPLIT, index_option="freq")
    builder.add_text_field("pairs", tokenizer_name=SPLIT, index_option="basic")
    return builder.build()


def register(index: tantivy.Index) -> None:
    splitting = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(SPLIT, splitting)


def document(article: Article) -> tantivy.Document:
    """What is not live keeps its place in the order of revisions, and no words."""
    made = tantivy.Document()
    made.add_integer("id", article.id)
    made.add_integer("revision", article.revision)
    live = article.status is ArticleStatus.LIVE
    made.add_integer("live", int(live))
    if live:
        language = language_of(article)
        _add_facts(made, article, language)
        _add_texts(made, article, language)
    return made


def _add_facts(made: tantivy.Document, article: Article, language: str | None) -> None:
    seconds = int(article.sorted_at.timestamp())
    made.add_integer("at", seconds)
    made.add_unsigned("newest", _newest(seconds, article))
    made.add_float("recency", _recency(article.sorted_at))
    made.add_text("source", _named(article.source)[0])
    if language:
        made.add_text("lang", language)
    for topic in article.topics:
        said, key = _named(topic)
        made.add_text("topic_name", topic)
        made.add_text("topic_key", key)
        made.add_text("topic", said)


@lru_cache(maxsize=2_000)
def _named(name: str) -> tuple[str, str]:
    """The words of a source or a topic, and its key."""
    return " ".join(plain_words(name)), topic_key(name)


def stemmed(article: Article) -> str:
    """The stems of the whole text, for finding others like it."""
    language = language_of(article)
    texts = (article.title, article.summary, article.body)
    return " ".join(terms(text, language).stems for text in texts)


def _add_texts(made: tantivy.Document, article: Article, language: str | None) -> None:
    for field, times in IN_HEAD.items():
        words, stems, pieces, joined, pairs = terms(getattr(article, field), language)
        made.add_text("words", words)
        if pairs:
            made.add_text("pairs", pairs)
        made.add_text("stems", stems)
        if joined:
            # In a place of their own, so that the parts stay neighbours of what is around them.
            made.add_text("stems", joined)
        made.add_text("pieces", pieces)
        for _ in range(times):
            made.add_text("head", f"{stems} {joined}")


def _newest(seconds: int, article: Article) -> int:
    """Rises as `Articles.latest` goes from the last to the first."""
    first, places, numbers = 1 << (_SECOND_BITS - 1), 1 << _PLACE_BITS, 1 << _ID_BITS
    moment = min(max(seconds + first, 0), 2 * first - 1)
    place = places - 1 - min(max(article.position, 0), places - 1)
    number = numbers - 1 - article.id % numbers
    return (moment * places + place) * numbers + number


def _recency(moment: datetime) -> float:
    """What makes a match of today count a hundredth more than one of half a year ago.

    The engine multiplies a score by log2(2 + value); here that goes from 1 to 2 in fifty years.
    """
    share = (moment - _EPOCH).total_seconds() / _HALF_CENTURY
    return float(2 ** (1 + min(max(share, 0.0), 1.0)) - 2)
