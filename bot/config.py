"""Settings, read once from the environment and a `.env` file beside the working folder."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage import CaravanError

RateSource = Literal["nbk", "nbkr", "cbu", "nbt", "cbt", "cbr", "ecb", "world"]
ALL_RATE_SOURCES: tuple[RateSource, ...] = (
    "nbk", "nbkr", "cbu", "nbt", "cbt", "cbr", "ecb", "world",
)  # fmt: skip
TELEGRAM = "https://api.telegram.org"

# Written as they may stand in a message; a secret's value never does.
SECRETS = {"bot_token", "webhook_secret", "database_url"}

Listed = Annotated[tuple[str, ...], NoDecode]


class WrongSettings(CaravanError):
    """One line for each wrong setting: its name, its value, and what is allowed."""


class Settings(BaseSettings):
    """Every setting of Caravan. A description says what is allowed."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: SecretStr = Field(
        SecretStr(""), description="the token that @BotFather gave, as 123456:ABC-DEF..."
    )
    bot_api_url: str = Field(TELEGRAM, description="an http or https address without a query")
    database_url: str = Field(
        "sqlite+aiosqlite:///caravan.db",
        repr=False,  # a password may stand in it
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/NAME",
    )
    search_dir: Path | None = Field(None, description="a folder that may be written")
    admin_ids: Annotated[frozenset[Annotated[int, Field(gt=0, lt=2**52)]], NoDecode] = Field(
        frozenset(), description="numeric ids of people, separated by commas"
    )
    webhook_url: str = Field(
        "",
        description="an https address (http for a BOT_API_URL of your own), or nothing for polling",
    )
    webhook_listen: str = Field("127.0.0.1:8443", description="HOST:PORT")
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="1 to 256 letters, digits, _ and -"
    )
    health_listen: str = Field("127.0.0.1:8081", description="HOST:PORT, or nothing for none")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="one of DEBUG, INFO, WARNING, ERROR"
    )
    log_format: Literal["text", "json"] = Field("text", description="one of text, json")
    site_name: str = Field("Caravan", max_length=64, description="1 to 64 characters")
    site_url: str = Field("", description="an http or https address, or nothing")
    default_language: Literal["en", "ru"] = Field("en", description="one of en, ru")
    default_timezone: str = Field("Asia/Almaty", description="a zone's name such as Asia/Almaty")
    home_currencies: Listed = Field(
        ("USD", "EUR", "RUB", "KZT", "KGS", "UZS"),
        description="three-letter codes, separated by commas",
    )
    send_rate: Decimal = Field(
        Decimal(30), gt=0, le=10000, description="messages a second, more than 0, at most 10000"
    )
    chat_rate: Decimal = Field(
        Decimal(1), gt=0, le=1000, description="messages a second, more than 0, at most 1000"
    )
    group_rate: Decimal = Field(
        Decimal(20), gt=0, le=10000, description="messages a minute, more than 0, at most 10000"
    )
    rate_sources: Annotated[tuple[RateSource, ...], NoDecode] = Field(
        ALL_RATE_SOURCES,
        description=f"any of {', '.join(ALL_RATE_SOURCES)}, separated by commas, or nothing",
    )
    rate_urls: Annotated[dict[RateSource, str], NoDecode] = Field(
        {}, description="SOURCE=http://HOST, separated by commas"
    )
    fetch_private: bool = Field(False, description="on or off")

    @model_validator(mode="before")
    @classmethod
    def _blank_is_default(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in given.items()
            if not _is_blank(value) or name in {"rate_sources", "health_listen"}
        }

    @field_validator("admin_ids", "home_currencies", "rate_sources", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("rate_urls", mode="before")
    @classmethod
    def _split_pairs(cls, value: Any) -> Any:
        if isinstance(value, str):
            pairs = [part.strip().partition("=") for part in value.split(",") if part.strip()]
            return {name.strip(): _web_address(url.strip()) for name, _, url in pairs}
        return value

    @field_validator("home_currencies")
    @classmethod
    def _codes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(code.upper() for code in value)
        if not codes or not all(re.fullmatch("[A-Z]{3}", code) for code in codes):
            raise ValueError
        return codes

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", "default_language", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(
            r"\d+:[\w-]+", value.get_secret_value(), re.ASCII
        ):
            raise ValueError
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\w-]{0,256}", value.get_secret_value(), re.ASCII):
            raise ValueError
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _api_root(cls, value: str) -> str:
        return _web_address(value)

    @field_validator("site_url", "webhook_url")
    @classmethod
    def _address_or_nothing(cls, value: str) -> str:
        return _web_address(value) if value else value

    @field_validator("webhook_url")
    @classmethod
    def _encrypted(cls, value: str, info: ValidationInfo) -> str:
        if value.startswith("http:") and info.data.get("bot_api_url") == TELEGRAM:
            raise ValueError
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError from None
        # What people copy from elsewhere names no driver.
        driver = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg"}
        driver["postgresql"] = driver["postgres"]
        url = url.set(drivername=driver.get(url.drivername, url.drivername))
        if url.drivername not in driver.values() or url.database in {None, "", ":memory:"}:
            raise ValueError
        # Written so for other clients.
        if url.drivername == driver["postgres"] and (mode := url.query.get("sslmode")):
            url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
        return url.render_as_string(hide_password=False)

    @field_validator("webhook_listen", "health_listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        value = value.strip()
        if value:
            host_and_port(value)
        return value

    @field_validator("default_timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, LookupError):
            raise ValueError from None
        return value

    @property
    def token(self) -> str:
        return self.bot_token.get_secret_value()

    @property
    def search_folder(self) -> Path:
        """Where the search index lies: as set, or beside the database file."""
        if self.search_dir is not None:
            return self.search_dir
        url = make_url(self.database_url)
        if url.drivername.startswith("sqlite"):
            return Path(f"{url.database}-search")
        return Path("search")


def host_and_port(value: str) -> tuple[str, int]:
    """`127.0.0.1:8081`, `[::1]:8081` or `:8081` (every address) as host and port.

    Raises ValueError for anything else.
    """
    host, colon, port = value.rpartition(":")
    if not colon or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ValueError(value)
    return host.strip("[]") or "0.0.0.0", int(port)


def load_settings(**given: Any) -> Settings:
    """The settings of this process; `given` ones go before the environment.

    Raises WrongSettings with a line for each wrong one.
    """
    try:
        return Settings(**given)
    except UnicodeDecodeError:
        raise WrongSettings(".env is not allowed as it is; allowed is text in UTF-8") from None
    except ValidationError as error:
        lines = dict.fromkeys(_explain(problem) for problem in error.errors())
        raise WrongSettings("\n".join(lines)) from None


def _explain(problem: Mapping[str, Any]) -> str:
    name = str(problem["loc"][0])
    allowed = Settings.model_fields[name].description
    value = problem["input"]
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    shown = "(not shown)" if name in SECRETS else repr(value)
    return f"{name.upper()} = {shown} is not allowed; allowed is {allowed}"


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    # Asking for the port raises ValueError for one that is none.
    if parts.port == 0 or re.search(r"\s", value):
        raise ValueError(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError(value)
    return value.rstrip("/")
