"""Pages as the site writes them, made up."""

from collections.abc import Sequence

TICKER = ("KGS/USD = 0.01149 0%", "KZT/USD = 0.00191 -0.52%")
TWO = (
    ("Apricots bloom in Batken", "The orchards were white for a week. Bees were borrowed."),
    ("Who will count the bees?", "Nobody knows. A beekeeper from Osh has offered to try..."),
)


def page(
    articles: Sequence[tuple[str, str]] = TWO,
    *,
    ticker: Sequence[str] = TICKER,
    repeated: int = 2,
    day: str | None = "21 December 2024",
    results: str | None = "",
) -> str:
    """results: the line in whole, or empty for the right one, or None for none."""
    lines = [f"  • {line}" for line in ticker] * repeated
    if day is not None:
        lines += [day, ""]
    if results is not None:
        lines += [results or f"Viewing results 1 - {len(articles)} of 65", ""]
    return "\n".join([*lines, *(f"{title}\n\n{text}\n" for title, text in articles)])
