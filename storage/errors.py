"""The root of every error that Caravan raises itself, and which of a database's will pass."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class CaravanError(Exception):
    """Something that can be told in one sentence to whoever caused it."""


class DatabaseUnavailable(CaravanError):
    """The database cannot be reached or opened; the message names it without its password."""


# All that a query may raise where the database, and not the query, is at fault, or may be.
DATABASE_ERRORS = (DatabaseUnavailable, SQLAlchemyError, OSError)


def will_pass(error: BaseException) -> bool:
    """Whether it is the database's absence or its being busy: the same may succeed later."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(
        error,
        DatabaseUnavailable | OperationalError | InterfaceError | PoolTimeout | ConnectionError,
    )


def brief(error: BaseException) -> str:
    """An error in one line: without the statement and the link that SQLAlchemy adds."""
    reason = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return (str(reason).strip().splitlines() or [type(reason).__name__])[0]
