"""Money: text in, exact conversions out. Decimal from text to text; no float ever."""
