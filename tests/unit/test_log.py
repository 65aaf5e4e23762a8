"""Logs: readable for people or machines, and without a secret in them."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.log import Json, Redact, set_up

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7-v4TMAKdiHm9T0"
OTHER_TOKEN = "987654321:BBHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"
SECRET = "hook-secret_1"
FORMS = ["text", "json"]


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """The logger of a module, and the root logger put back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield logging.getLogger("caravan.test")
    root.handlers, root.level = handlers, level


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_is_written(
    form: str, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("INFO", form, TOKEN, SECRET, "")
    log.info("with %s and %s", TOKEN, SECRET)
    log.info("asked https://api.telegram.org/bot%s/getMe", OTHER_TOKEN)
    written = capsys.readouterr().err
    assert "with (secret) and (secret)" in written
    assert "asked https://api.telegram.org/bot(token)/getMe" in written
    assert_no_secret(written)


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_is_written_with_a_traceback(
    form: str, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("INFO", form, TOKEN, SECRET)
    try:
        raise ConnectionError(f"https://api.telegram.org/file/bot{TOKEN}/a.txt {SECRET}")
    except ConnectionError as error:
        cause = ValueError(f"/bot{OTHER_TOKEN}/getFile")
        cause.__cause__ = error
        log.error("failed", exc_info=cause)
    written = capsys.readouterr().err
    assert "ConnectionError" in written and "Traceback" in written and "ValueError" in written
    assert_no_secret(written)


def test_json_is_one_object_a_line(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("INFO", "json", TOKEN)
    log.warning("first\nline “%s”", "ё")
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        log.exception("second")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.keys() == {"time", "level", "logger", "message"}
    assert first["message"] == "first\nline “ё”"
    assert (first["level"], first["logger"]) == ("WARNING", "caravan.test")
    assert first["time"].endswith("+00:00")
    assert second["traceback"].endswith("RuntimeError: boom")


def test_a_lone_surrogate_does_not_cost_a_line(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("INFO", "json")
    log.info("a name of \ud800")
    assert json.loads(capsys.readouterr().err)["message"] == r"a name of \ud800"


def test_what_is_below_the_level_is_not_written(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("WARNING", "text")
    log.info("unseen")
    log.warning("seen")
    written = capsys.readouterr().err
    assert "unseen" not in written and "WARNING caravan.test: seen" in written


def test_times_of_day_and_ports_are_no_tokens() -> None:
    formatter = Redact(logging.Formatter("%(message)s"), ())
    for text in ("at 12:30:45", "127.0.0.1:8081", "chat 123456789: blocked", "ratio 10000:1"):
        record = logging.LogRecord("a", logging.INFO, "a.py", 1, text, None, None)
        assert formatter.format(record) == text


def test_an_exception_without_a_message_is_still_json() -> None:
    try:
        raise KeyError
    except KeyError:
        exc_info = sys.exc_info()
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "m", None, exc_info)
    assert json.loads(Json().format(record))["traceback"].endswith("KeyError")


def assert_no_secret(written: str) -> None:
    for secret in (TOKEN, OTHER_TOKEN, SECRET):
        assert secret not in written
        assert secret.partition(":")[2] == "" or secret.partition(":")[2] not in written
