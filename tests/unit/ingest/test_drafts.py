"""What an article is."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ingest.drafts import Raw, drafts_of
from storage import Draft

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
LINK = "https://www.news.example/1"


def one(raw: Raw, **given: str) -> Draft:
    (draft,), errors, warnings = drafts_of([raw], source="", now=NOW, **given)
    assert errors == warnings == ()
    return draft


def test_a_title_is_enough() -> None:
    draft = one(Raw(title="Snow"))
    assert (draft.title, draft.source, draft.position) == ("Snow", "file", 1)


def test_without_a_title_the_first_words_of_the_text_become_it() -> None:
    text = "Snow fell early this year and the roads to the mountain villages were closed for a day."
    draft = one(Raw(url=LINK, body=f"<p>{text}</p>", html=True))
    assert text.startswith(draft.title + " ") and 60 < len(draft.title) <= 80
    assert draft.body == text


@pytest.mark.parametrize(
    "raw", [Raw(line=7), Raw(line=7, url=LINK), Raw(line=7, body="Text"), Raw(line=7, title=" \n")]
)
def test_what_has_neither_title_nor_text_with_a_link_is_left_out(raw: Raw) -> None:
    drafts, errors, _ = drafts_of([raw], source="", now=NOW)
    assert drafts == () and [problem.line for problem in errors] == [7]


def test_a_summary_is_made_of_the_text_where_none_is_given() -> None:
    assert one(Raw(title="T", body="First. Second.")).summary == "First. Second."
    assert one(Raw(title="T", body="First.", summary="Given.")).summary == "Given."


@pytest.mark.parametrize(
    ("published", "updated", "moment"),
    [
        ("2024-12-21", "2025-01-01", datetime(2024, 12, 21, tzinfo=UTC)),
        ("", "2025-01-01", datetime(2025, 1, 1, tzinfo=UTC)),
        (None, datetime(2025, 1, 1, 3), datetime(2025, 1, 1, 3, tzinfo=UTC)),  # noqa: DTZ001
        (None, None, None),
    ],
)
def test_the_published_date_counts_and_else_the_updated_one(
    published: str | None, updated: str | datetime | None, moment: datetime | None
) -> None:
    assert one(Raw(title="T", published=published, updated=updated)).published_at == moment


def test_a_date_more_than_a_day_ahead_is_none_with_a_warning() -> None:
    near, far = NOW + timedelta(hours=20), NOW + timedelta(hours=30)
    raws = [Raw(title=name, published=day) for name, day in (("near", near), ("far", far))]
    drafts, _, warnings = drafts_of(raws, source="", now=NOW)
    assert [draft.published_at for draft in drafts] == [near, None]
    assert len(warnings) == 1


def test_a_date_that_is_none_is_told_and_costs_nothing_else() -> None:
    drafts, errors, warnings = drafts_of([Raw(title="T", published="soon")], source="", now=NOW)
    assert drafts[0].published_at is None and errors == () and "soon" in str(warnings[0])


@pytest.mark.parametrize(("given", "language"), [("en-US", "en"), ("RU_ru", "ru"), ("", "en")])
def test_the_language_is_the_given_one_or_told_by_the_text(given: str, language: str) -> None:
    raw = Raw(title="T", body="The snow fell early and the roads were closed.", language=given)
    assert one(raw).language == language


def test_the_source_is_the_given_one_or_the_host_of_the_link() -> None:
    assert one(Raw(title="T", url=LINK)).source == "news.example"
    (draft,), _, _ = drafts_of([Raw(title="T", url=LINK)], source="site", now=NOW)
    assert draft.source == "site"
    assert one(Raw(title="T", url=LINK, source="own")).source == "own"


def test_repeated_articles_are_one_with_the_text_of_the_last() -> None:
    raws = [
        Raw(title="One", guid="1", url=LINK),
        Raw(title="Two", guid="2"),
        Raw(title="One, changed", guid="1", url="https://news.example/other"),
        Raw(title="One, by its link", url=LINK),
    ]
    drafts, _, _ = drafts_of(raws, source="s", now=NOW)
    assert [draft.title for draft in drafts] == ["One, by its link", "Two", "One, changed"][:2]


def test_forty_thousand_topics_are_some() -> None:
    draft = one(Raw(title="T", topics=[f"topic {n}" for n in range(40_000)]))
    assert draft.topics[0] == "topic 0" and len(draft.topics) == 20
