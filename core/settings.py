"""Every setting, read once at start from the environment and `.env`; the only reader of either."""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings with their defaults; names in the environment are the upper-case field names."""

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True)

    # What faces the internet, and what only operators see
    sobat_host: str = "127.0.0.1"
    sobat_port: int = Field(default=8080, ge=1, le=65535)
    sobat_internal_port: int = Field(default=8081, ge=1, le=65535)
    public_base_url: str = ""  # https://sobat.example.id: needed for webhooks and links in messages
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # Storage
    database_url: str = "sqlite+aiosqlite:///var/sobat.db"
    redis_url: str = ""
    var_dir: Path = Path("var")  # attachments and logs

    # The other two processes
    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    rasa_notice_seconds: float = Field(default=15, gt=0)  # silence after which the citizen hears of it
    handoff_absence_seconds: float = Field(default=120, gt=0)
    turn_workers: int = Field(default=16, ge=1)  # conversations answered at the same time

    # Telegram: a token switches it on
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_base_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"

    # WhatsApp Cloud API: all four switch it on
    whatsapp_access_token: str = ""
    whatsapp_phone_number_id: str = ""
    whatsapp_app_secret: str = ""
    whatsapp_verify_token: str = ""
    whatsapp_api_base_url: str = "https://graph.facebook.com"

    # Sources of information
    bmkg_api_base_url: str = "https://api.bmkg.go.id"
    bmkg_data_base_url: str = "https://data.bmkg.go.id"
    bmkg_alerts_base_url: str = "https://www.bmkg.go.id"
    air_quality_base_url: str = "https://ispu.kemenlh.go.id"
    open_meteo_base_url: str = "https://air-quality-api.open-meteo.com"

    @field_validator(
        "rasa_url", "actions_url", "telegram_api_base_url", "whatsapp_api_base_url", "bmkg_api_base_url",
        "bmkg_data_base_url", "bmkg_alerts_base_url", "air_quality_base_url", "open_meteo_base_url",
        "public_base_url",
    )  # fmt: skip
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write it as http://host or https://host, with the port if it has one")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_async_database(cls, value: str) -> str:
        if value.startswith(("postgres://", "postgresql://")):
            value = "postgresql+asyncpg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            raise ValueError("use sqlite+aiosqlite:///file.db or postgresql://user:password@host/name")
        return value

    @property
    def attachments_dir(self) -> Path:
        return self.var_dir / "attachments"

    @property
    def telegram_on(self) -> bool:
        return bool(self.telegram_bot_token)

    @property
    def whatsapp_missing(self) -> tuple[str, ...]:
        """The settings WhatsApp still needs, by their names in the environment; empty when it is on."""
        names = ("access_token", "phone_number_id", "app_secret", "verify_token")
        return tuple(f"WHATSAPP_{n.upper()}" for n in names if not getattr(self, f"whatsapp_{n}"))


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: one line that names the setting and says what to write.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name}: {reason}") from error
