"""A scratch installation: every setting that could lead outside names a stand-in on loopback or nothing."""

from collections.abc import Mapping
from pathlib import Path

from bench.processes import free_ports
from core.settings import Settings
from tests.platforms import (
    TELEGRAM_SECRET,
    TELEGRAM_TOKEN,
    WHATSAPP_APP_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
)

_PLATFORM_SECRETS = {
    "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
    "TELEGRAM_MODE": "webhook",
    "WHATSAPP_ACCESS_TOKEN": WHATSAPP_TOKEN,
    "WHATSAPP_PHONE_NUMBER_ID": WHATSAPP_NUMBER,
    "WHATSAPP_APP_SECRET": WHATSAPP_APP_SECRET,
    "WHATSAPP_VERIFY_TOKEN": WHATSAPP_VERIFY_TOKEN,
}
_SOURCES = (
    "BMKG_API_BASE_URL",
    "BMKG_DATA_BASE_URL",
    "BMKG_ALERTS_BASE_URL",
    "AIR_QUALITY_BASE_URL",
    "OPEN_METEO_BASE_URL",
    "TOMTOM_BASE_URL",
)


def variables(folder: Path, *, sources: str, telegram: str, whatsapp: str) -> dict[str, str]:
    """Environment variables of an installation in ``folder``, with free ports.

    All are set and none is empty, because an empty one would let a developer's `.env` shine through.
    """
    public, internal, rasa, actions = free_ports(4)
    return {
        **_PLATFORM_SECRETS,
        **dict.fromkeys(_SOURCES, sources),
        "TELEGRAM_API_BASE_URL": telegram,
        "WHATSAPP_API_BASE_URL": whatsapp,
        "SOBAT_HOST": "127.0.0.1",
        "SOBAT_PORT": str(public),
        "SOBAT_INTERNAL_PORT": str(internal),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/sobat.db",
        "CAMERA_CHECK_DAYS": "0",  # the city's own pages are left in peace
        "LOG_LEVEL": "WARNING",
    }


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The settings that a process with these variables reads."""
    return Settings.model_validate({name.lower(): value for name, value in environment.items()})
