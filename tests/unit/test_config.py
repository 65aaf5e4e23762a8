"""Settings: what each is by default, what it may be, and what someone is told who gets it wrong."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    ALL_RATE_SOURCES,
    SECRETS,
    Settings,
    WrongSettings,
    host_and_port,
    load_settings,
)

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"

# Of a list only what is wrong in it is shown.
WRONG_PART = {
    "nbk,bank": "'bank'",
    "bank=http://127.0.0.1": "'bank'",
    "USD,EURO": "EURO",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor a .env file of the working folder says anything."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refusal(**given: Any) -> str:
    with pytest.raises(WrongSettings) as refused:
        load_settings(**given)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("bot_api_url", "https://api.telegram.org"),
        ("database_url", "sqlite+aiosqlite:///caravan.db"),
        ("search_dir", None),
        ("admin_ids", frozenset()),
        ("webhook_url", ""),
        ("webhook_listen", "127.0.0.1:8443"),
        ("health_listen", "127.0.0.1:8081"),
        ("log_level", "INFO"),
        ("log_format", "text"),
        ("site_name", "Caravan"),
        ("site_url", ""),
        ("default_language", "en"),
        ("default_timezone", "Asia/Almaty"),
        ("home_currencies", ("USD", "EUR", "RUB", "KZT", "KGS", "UZS")),
        ("send_rate", Decimal(30)),
        ("chat_rate", Decimal(1)),
        ("group_rate", Decimal(20)),
        ("rate_sources", ALL_RATE_SOURCES),
        ("rate_urls", {}),
        ("fetch_private", False),
    ],
)
def test_what_is_not_set_has_its_default(name: str, default: object) -> None:
    assert getattr(load_settings(), name) == default


def test_secrets_are_empty_by_default() -> None:
    settings = load_settings()
    assert settings.token == settings.webhook_secret.get_secret_value() == ""


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("BOT_API_URL", "http://127.0.0.1:8090/", "http://127.0.0.1:8090"),
        ("DATABASE_URL", "sqlite:///data/my.db", "sqlite+aiosqlite:///data/my.db"),
        ("DATABASE_URL", "postgres://u:p%40@h:1/n", "postgresql+asyncpg://u:p%40@h:1/n"),
        ("DATABASE_URL", "postgresql://u@h/n", "postgresql+asyncpg://u@h/n"),
        ("SEARCH_DIR", "/var/lib/index", Path("/var/lib/index")),
        ("ADMIN_IDS", "12, 34 ,,12", frozenset({12, 34})),
        ("WEBHOOK_URL", "https://bot.example.org/hook/", "https://bot.example.org/hook"),
        ("WEBHOOK_LISTEN", ":8443", ":8443"),
        ("HEALTH_LISTEN", "[::1]:80", "[::1]:80"),
        ("HEALTH_LISTEN", "", ""),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LOG_FORMAT", "JSON", "json"),
        ("SITE_NAME", "Вести караван-сарая", "Вести караван-сарая"),
        ("SITE_URL", "https://example.org/", "https://example.org"),
        ("DEFAULT_LANGUAGE", "RU", "ru"),
        ("DEFAULT_TIMEZONE", "Asia/Tashkent", "Asia/Tashkent"),
        ("HOME_CURRENCIES", "usd, kgs", ("USD", "KGS")),
        ("SEND_RATE", "0.5", Decimal("0.5")),
        ("CHAT_RATE", "1000", Decimal(1000)),
        ("GROUP_RATE", "10000", Decimal(10000)),
        ("RATE_SOURCES", "cbr,nbk", ("cbr", "nbk")),
        ("RATE_SOURCES", "", ()),
        (
            "RATE_URLS",
            "nbk=http://127.0.0.1:1/, cbr=https://b.example",
            {"nbk": "http://127.0.0.1:1", "cbr": "https://b.example"},
        ),
        ("FETCH_PRIVATE", "on", True),
    ],
)
def test_the_environment_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, meant: object
) -> None:
    monkeypatch.setenv(name, written)
    assert getattr(load_settings(), name.lower()) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bot_api_url", "ftp://example.org"),
        ("bot_api_url", "example.org"),
        ("bot_api_url", "https://example.org/?a=b"),
        ("bot_api_url", "http://[::1"),
        ("admin_ids", "me"),
        ("webhook_url", "bot.example.org"),
        ("webhook_url", "http://bot.example.org"),
        ("webhook_listen", "8443"),
        ("webhook_listen", "127.0.0.1:65536"),
        ("health_listen", "localhost:http"),
        ("log_level", "LOUD"),
        ("log_format", "xml"),
        ("site_name", "x" * 65),
        ("site_url", "example.org"),
        ("default_language", "kk"),
        ("default_timezone", "Asia/Atlantis"),
        ("default_timezone", "../../etc/passwd"),
        ("home_currencies", "USD,EURO"),
        ("home_currencies", ","),
        ("send_rate", "0"),
        ("send_rate", "-1"),
        ("send_rate", "NaN"),
        ("chat_rate", "1000.1"),
        ("group_rate", "many"),
        ("rate_sources", "nbk,bank"),
        ("rate_urls", "nbk"),
        ("rate_urls", "bank=http://127.0.0.1"),
        ("rate_urls", "nbk=file:///etc/passwd"),
        ("fetch_private", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str) -> None:
    said = refusal(**{name: value})
    assert said.startswith(f"{name.upper()} = ")
    assert WRONG_PART.get(value, value) in said
    assert said.endswith(f"is not allowed; allowed is {Settings.model_fields[name].description}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bot_token", "hidden-token"),
        ("bot_token", "12345:hid den"),
        ("webhook_secret", "hidden secret"),
        ("webhook_secret", "h" * 257),
        ("database_url", "mysql://me:hidden@host/name"),
        ("database_url", "postgresql://me:hidden@host"),
        ("database_url", "sqlite://"),
        ("database_url", "postgresql://me:hidden@host:port/name"),
        ("database_url", "hidden"),
    ],
)
def test_a_wrong_secret_is_named_but_not_shown(name: str, value: str) -> None:
    said = refusal(**{name: value})
    assert said.startswith(f"{name.upper()} = (not shown) is not allowed")
    assert "hid" not in said and "hhh" not in said


def test_secrets_do_not_stand_in_the_text_of_settings() -> None:
    settings = load_settings(
        bot_token=TOKEN, webhook_secret="hidden", database_url="postgresql://me:hidden@host/name"
    )
    assert settings.token == TOKEN
    assert TOKEN not in repr(settings) and "hidden" not in repr(settings)


def test_all_wrong_settings_are_told_at_once_one_a_line() -> None:
    said = refusal(log_level="LOUD", send_rate="0", rate_sources="a,b").splitlines()
    assert [line.partition(" = ")[0] for line in said] == [
        "LOG_LEVEL",
        "SEND_RATE",
        "RATE_SOURCES",
        "RATE_SOURCES",
    ]


def test_a_webhook_without_tls_is_for_a_bot_api_of_ones_own() -> None:
    settings = load_settings(bot_api_url="http://127.0.0.1:8081", webhook_url="http://127.0.0.1:1")
    assert settings.webhook_url == "http://127.0.0.1:1"


@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_means_default(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    plain = load_settings()
    for name in Settings.model_fields:
        if name not in {"rate_sources", "health_listen"}:
            monkeypatch.setenv(name.upper(), blank)
    assert load_settings() == plain


@pytest.mark.parametrize("blank", ["", " ", " , "])
def test_blank_rate_sources_and_health_address_mean_none(blank: str) -> None:
    assert load_settings(rate_sources=blank).rate_sources == ()
    assert load_settings(health_listen=blank.replace(",", "")).health_listen == ""


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("SITE_NAME=File\nLOG_LEVEL=ERROR\nLOG_FORMAT=json\nOTHER=1\n")
    monkeypatch.setenv("SITE_NAME", "Environment")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = load_settings(site_name="Given")
    assert settings.site_name == "Given"
    assert settings.log_level == "WARNING"
    assert settings.log_format == "json"


def test_the_example_names_every_setting_with_its_default(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    named = re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    nothing_said = load_settings()
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    assert load_settings() == nothing_said


def test_every_secret_is_a_setting_that_says_what_is_allowed() -> None:
    assert set(Settings.model_fields) >= SECRETS
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({}, "caravan.db-search"),
        ({"database_url": "sqlite:////var/lib/c.db"}, "/var/lib/c.db-search"),
        ({"database_url": "postgresql://u@h/name"}, "search"),
        ({"search_dir": "elsewhere"}, "elsewhere"),
        ({"database_url": "postgresql://u@h/name", "search_dir": "there"}, "there"),
    ],
)
def test_the_search_index_lies_beside_the_database_file(given: dict[str, str], folder: str) -> None:
    assert load_settings(**given).search_folder == Path(folder)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8081", ("127.0.0.1", 8081)),
        ("[::1]:8081", ("::1", 8081)),
        (":8081", ("0.0.0.0", 8081)),
        ("localhost:0", ("localhost", 0)),
        ("bot.internal:65535", ("bot.internal", 65535)),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert host_and_port(text) == address


@pytest.mark.parametrize("text", ["", "8081", "host", "host:", "host:-1", "host:65536", "h:1 "])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        host_and_port(text)


@given(host=st.text("abz09.-", min_size=1), port=st.integers(0, 65535))
def test_any_host_and_port_are_read_back(host: str, port: int) -> None:
    assert host_and_port(f"{host}:{port}") == (host, port)
