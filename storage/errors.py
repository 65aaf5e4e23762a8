"""The root of every error that Caravan raises itself."""


class CaravanError(Exception):
    """Something that can be told in one sentence to whoever caused it."""


class DatabaseUnavailable(CaravanError):
    """The database cannot be reached or opened; the message names it without its password."""
