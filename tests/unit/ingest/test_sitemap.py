"""News sitemaps, and those that tell no news."""

from datetime import UTC, datetime

import pytest

from bot.ingest import Content, Unreadable
from bot.ingest.feeds import read_feed

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NEWS = """
<url><loc>https://www.example.org/1?utm_source=x</loc>
  <lastmod>2024-12-22</lastmod>
  <image:image><image:loc>https://example.org/p.jpg</image:loc>
    <image:title>Not this</image:title></image:image>
  <news:news>
    <news:publication><news:name>Example</news:name><news:language>ky</news:language>
    </news:publication>
    <news:publication_date>2024-12-21T10:00:00+06:00</news:publication_date>
    <news:title>Rain &amp; snow</news:title><news:keywords>Weather, City</news:keywords>
  </news:news></url>
"""


def sitemap(urls: str, root: str = "urlset") -> Content:
    content = read_feed(
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{urls}</{root}>',
        now=NOW,
    )
    assert content is not None
    return content


def test_a_page_with_its_news_is_an_article() -> None:
    content = sitemap(NEWS)
    draft = content.drafts[0]
    assert content.format == "sitemap"
    assert (draft.title, draft.url) == ("Rain & snow", "https://www.example.org/1")
    assert draft.published_at == datetime(2024, 12, 21, 4, tzinfo=UTC)
    assert (draft.language, draft.topics) == ("ky", ("Weather", "City"))
    assert (draft.image, draft.source) == ("https://example.org/p.jpg", "example.org")


def test_a_page_without_a_title_is_left_out_with_its_line() -> None:
    content = sitemap(NEWS + "\n<url><loc>https://example.org/2</loc></url>")
    assert len(content.drafts) == 1
    assert [problem.line for problem in content.errors] == [NEWS.count("\n") + 2]


@pytest.mark.parametrize("urls", ["", "<url><loc>https://example.org/1</loc></url>"])
def test_a_sitemap_without_titles_is_refused(urls: str) -> None:
    with pytest.raises(Unreadable, match="only a news sitemap"):
        sitemap(urls)


def test_a_list_of_sitemaps_is_refused_with_what_to_send() -> None:
    with pytest.raises(Unreadable, match="the one that holds the news"):
        sitemap("<sitemap><loc>https://example.org/s.xml</loc></sitemap>", "sitemapindex")
