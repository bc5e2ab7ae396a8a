"""Logs as JSON lines on standard output, with secrets and phone numbers masked on the way out."""

import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

from core.outage import was_told
from core.settings import Settings

_MASK = "***"
_PATTERNS = (
    re.compile(r"\d{6,12}:[A-Za-z0-9_-]{20,}"),  # a Telegram bot token, also inside a URL
    re.compile(r"EAA[A-Za-z0-9]{20,}"),  # a Meta access token
    re.compile(r"(?i)(bearer|session=|access_token=|token=)\s*[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?<!\d)\+?(?:62|0)[\s-]?8(?:[\s-]?\d){7,11}(?!\d)"),  # an Indonesian mobile number
)
# They log what passes through them: URLs with tokens, bodies, stack traces of clients' nonsense.
_QUIET = {
    "aiohttp.server": logging.CRITICAL,
    "aiosqlite": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "telegram": logging.WARNING,
}


class Masking(logging.Filter):
    """Rewrites every record that passes a root handler, its traceback included; drops none."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 6), key=len, reverse=True)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.mask(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.mask(record.exc_text)
        record.exc_info = None
        return True

    def mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        for pattern in _PATTERNS:
            text = pattern.sub(_MASK, text)
        return text


class ToldOnce(logging.Filter):
    """Drops what the loops and handlers say, again and again, of an outage that was logged when it began."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and was_told(record.exc_info[1]))


class JsonLines(logging.Formatter):
    """One JSON object per record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["error"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings, stream: TextIO = sys.stdout) -> None:
    """Replace the root handlers by the one that masks."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(ToldOnce())
    handler.addFilter(
        Masking(
            (
                settings.telegram_bot_token,
                settings.sp4n_lapor_token,
                settings.telegram_webhook_secret,
                settings.whatsapp_access_token,
                settings.whatsapp_app_secret,
                settings.whatsapp_verify_token,
                settings.tomtom_api_key,
            )
        )
    )
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
