"""Which currencies there are, and how small their coins."""

from functools import lru_cache

from babel.numbers import list_currencies

# ISO 4217's minor units where they are not two digits.
_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _MINOR_UNITS.items() for code in codes.split()}


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Whether CLDR knows this code (upper case), of today or of the past."""
    return code in _codes()


def minor_units(code: str) -> int:
    """Digits after the point in an amount of this currency."""
    return _DIGITS.get(code, 2)
