"""Nothing secret and nothing private ever reaches a log."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import logs
from tests.bot.conftest import Stand, make_settings
from tests.inputs import message
from tests.platforms import TELEGRAM_TOKEN, WHATSAPP_TOKEN
from tests.refusals import refuse

SECRET_WORDS = "jalan mawar nomor tujuh bocor"


@pytest.fixture
def output(tmp_path: Path) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure(make_settings(tmp_path, log_level="DEBUG"), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def _lines(output: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_record_is_one_line_of_json(output: io.StringIO) -> None:
    logging.getLogger("bot.x").warning("satu\n%s", "dua")

    [line] = _lines(output)
    assert (line["level"], line["logger"], line["message"]) == ("warning", "bot.x", "satu\ndua")


@pytest.mark.parametrize(
    "secret",
    [
        TELEGRAM_TOKEN,
        WHATSAPP_TOKEN,
        "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake",
        "EAAGm0PX4ZCpsBAKZCfakefakefakefake",
        "Bearer abcdef.ghijkl",
        "session=abcdefghijklmnop",
        "081234567890",
        "+62 812-3456-7890",
        "6281234567890",
    ],
)
def test_secrets_and_phone_numbers_are_masked(output: io.StringIO, secret: str) -> None:
    logging.getLogger("a").error("melihat %s di sini", secret)
    logging.getLogger("httpx").warning("https://api.telegram.org/bot%s/getMe", secret)

    assert secret not in output.getvalue()
    assert output.getvalue().count("***") == 2


def test_a_traceback_is_masked_too(output: io.StringIO) -> None:
    try:
        raise ValueError(f"token {TELEGRAM_TOKEN}")
    except ValueError:
        logging.getLogger("a").exception("gagal")

    assert TELEGRAM_TOKEN not in output.getvalue()
    assert "ValueError" in _lines(output)[0]["error"]


@pytest.mark.parametrize("harmless", ["BDG-4821-0934", "2026-11-24T03:00:00", "message 81234567", "pid 4812"])
def test_other_numbers_stay_readable(output: io.StringIO, harmless: str) -> None:
    logging.getLogger("a").info(harmless)

    assert _lines(output)[0]["message"] == harmless


def test_libraries_that_log_what_passes_through_them_are_quiet(output: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET https://api.telegram.org/bot1:x/getMe")
    logging.getLogger("aiosqlite").debug("executing INSERT %s", SECRET_WORDS)
    logging.getLogger("aiohttp.server").error("Error handling request %s", SECRET_WORDS)

    assert output.getvalue() == ""


async def test_what_citizens_write_never_reaches_a_log(output: io.StringIO, stand: Stand) -> None:
    stand.server.empty_turns = 5
    await stand.receive(message(SECRET_WORDS, sender_name="Asep Rahasia"))
    await stand.work()
    await stand.later(5)
    await stand.later(5)

    assert "could not be answered" in output.getvalue()
    assert SECRET_WORDS not in output.getvalue()
    assert "Asep Rahasia" not in output.getvalue()


async def test_a_failing_statement_is_logged_without_its_values(output: io.StringIO, stand: Stand) -> None:
    await refuse(stand.db, "lines")
    try:
        await stand.receive(message(SECRET_WORDS))
    except Exception:
        logging.getLogger("a").exception("gagal")

    assert "INSERT INTO lines" in output.getvalue()
    assert SECRET_WORDS not in output.getvalue()
