"""The fields of the index, and an article as a document of it."""

from datetime import UTC, datetime
from functools import lru_cache

import tantivy

from storage.records import Article, ArticleStatus

from .analyser import compounds, forms, plain_words, topic_key
from .languages import is_stop
from .query import language_of
from .stemming import pieces, stem

FORMAT = 4  # raise it when fields or the analyser change: every index is then built anew
SPLIT = "split"  # the name of the tokenizer: the terms come ready, with spaces between

# What says what an article is about, and how often each counts.
HEAD = {"title": 2, "summary": 1}
MOST_TERMS = 100_000  # words of a language kept in memory while articles are indexed

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
        _add_facts(made, article)
        _add_texts(made, article)
    return made


def _add_facts(made: tantivy.Document, article: Article) -> None:
    seconds = int(article.sorted_at.timestamp())
    made.add_integer("at", seconds)
    made.add_unsigned("newest", _newest(seconds, article))
    made.add_float("recency", _recency(article.sorted_at))
    made.add_text("source", " ".join(plain_words(article.source)))
    if language := language_of(article):
        made.add_text("lang", language)
    for topic in article.topics:
        said = plain_words(topic)
        made.add_text("topic_name", topic)
        made.add_text("topic_key", topic_key(topic))
        made.add_text("topic", " ".join(said))


def stemmed(article: Article) -> str:
    """The stems of the whole text, for finding others like it."""
    language = language_of(article)
    texts = (article.title, article.summary, article.body)
    return " ".join(_indexed(forms(text), language)[0] for text in texts)


def _add_texts(made: tantivy.Document, article: Article) -> None:
    language = language_of(article)
    for field in ("title", "summary", "body"):
        text: str = getattr(article, field)
        found = forms(text)
        stems, beside = _indexed(found, language)
        joined = " ".join(stem(written, language) for *_, written in compounds(text))
        made.add_text("words", " ".join(plain for _, plain in found))
        made.add_text("stems", stems)
        if joined:
            # In a place of their own, so that the parts stay neighbours of what is around them.
            made.add_text("stems", joined)
        made.add_text("pieces", beside)
        for _ in range(HEAD.get(field, 0)):
            made.add_text("head", f"{stems} {joined}")


def _indexed(found: list[tuple[str, str]], language: str | None) -> tuple[str, str]:
    """The stems of the words that say something, and their pieces."""
    known = _terms_in(language)
    terms = [known[form] for form in found]
    return " ".join([stem for stem, _ in terms if stem]), " ".join([said for _, said in terms])


class _Terms(dict[tuple[str, str], tuple[str, str]]):
    """From the forms of a word to its stem and its pieces, empty where it says nothing."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, form: tuple[str, str]) -> tuple[str, str]:
        written, plain = form
        if len(self) >= MOST_TERMS:
            self.clear()
        terms = "", ""
        if self._language is None or not is_stop(plain, self._language):
            terms = stem(written, self._language), " ".join(pieces(plain, self._language))
        self[form] = terms
        return terms


@lru_cache(maxsize=16)
def _terms_in(language: str | None) -> _Terms:
    return _Terms(language)


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
