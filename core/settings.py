"""Every setting, read once at start from the environment and `.env`; the only reader of either."""

from functools import cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
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
    retention_days: int = Field(default=90, ge=8)  # platforms redeliver for a week: ids must outlive that
    tracker_days: int = Field(default=30, ge=2)  # Rasa's own memory of a conversation

    # The other two processes, and how many of each of the three `sobat run` starts
    sobat_processes: int = Field(default=1, ge=1, le=16)
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
    whatsapp_news_template: str = ""  # approved by Meta: what may still go out after 24 hours of silence
    whatsapp_news_template_language: str = "id"

    # SP4N-LAPOR!: both switch the bridge on, forwarded tickets then go on to it
    sp4n_lapor_base_url: str = ""
    sp4n_lapor_token: str = ""

    # Voice notes: an engine writes them down; without one, officers listen (docs/voice.md)
    voice_engine: Literal["", "whisper"] = ""
    voice_model: str = ""  # the folder of its model, which we do not ship
    voice_language: Literal["id", "su", "en", "auto"] = "id"
    voice_max_seconds: int = Field(default=120, ge=5, le=600)  # a longer one is only kept
    voice_wait_seconds: float = Field(default=45, ge=1, le=90)  # then it is answered as if not understood
    voice_at_once: int = Field(default=1, ge=1, le=8)  # each has the model in memory for itself

    # Sources of information
    bmkg_api_base_url: str = "https://api.bmkg.go.id"
    bmkg_data_base_url: str = "https://data.bmkg.go.id"
    bmkg_alerts_base_url: str = "https://www.bmkg.go.id"
    air_quality_base_url: str = "https://ispu.kemenlh.go.id"
    open_meteo_base_url: str = "https://air-quality-api.open-meteo.com"
    sources_prefetch: bool = True  # renew in advance what somebody asked for within a day
    openaq_api_key: str = ""  # switches on sensors of others, between KLH's stations and the model
    openaq_base_url: str = "https://api.openaq.org"
    tomtom_api_key: str = ""  # switches on how fast roads flow; without it cameras alone are linked
    tomtom_base_url: str = "https://api.tomtom.com"
    camera_check_days: int = Field(default=7, ge=0, le=365)  # between two looks at all camera pages; 0: none
    camera_check_base_url: str = ""  # a stand-in for tests: BASE/host/path

    @field_validator(
        "rasa_url", "actions_url", "telegram_api_base_url", "whatsapp_api_base_url", "bmkg_api_base_url",
        "bmkg_data_base_url", "bmkg_alerts_base_url", "air_quality_base_url", "open_meteo_base_url",
        "openaq_base_url", "tomtom_base_url", "camera_check_base_url",
        "public_base_url", "sp4n_lapor_base_url",
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

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        parts = urlsplit(value)
        number = parts.path.removeprefix("/")
        if value and (parts.scheme not in ("redis", "rediss") or not parts.hostname):
            raise ValueError("write it as redis://:password@host:6379/1, or rediss:// for TLS")
        if number and not number.isdecimal():
            raise ValueError("Redis numbers its databases: write redis://host:6379/1")
        return value

    @model_validator(mode="after")
    def _can_share_the_work(self) -> Self:
        if self.sobat_processes == 1:
            return self
        if self.is_embedded:
            raise ValueError(
                "SOBAT_PROCESSES: several processes need PostgreSQL, so write "
                "DATABASE_URL=postgresql://USER:PASSWORD@HOST/NAME"
            )
        if not self.redis_url:
            raise ValueError(
                "SOBAT_PROCESSES: several processes need Redis, so write REDIS_URL=redis://HOST:6379/1"
            )
        if self.telegram_on and self.telegram_mode == "polling":
            raise ValueError(
                "SOBAT_PROCESSES: Telegram lets one gateway poll only, so write TELEGRAM_MODE=webhook"
            )
        if urlsplit(self.rasa_url).port is None or urlsplit(self.actions_url).port is None:
            raise ValueError(
                "SOBAT_PROCESSES: the servers listen on ports that follow each other, so write the first "
                "port into RASA_URL and ACTIONS_URL"
            )
        return self

    @model_validator(mode="after")
    def _has_a_voice_model(self) -> Self:
        if self.voice_engine and not self.voice_model:
            raise ValueError("VOICE_MODEL: write the folder of the model that VOICE_ENGINE is to use")
        return self

    @property
    def is_embedded(self) -> bool:
        """Whether everything lies in SQLite files, which one process of a kind has to itself."""
        return self.database_url.startswith("sqlite")

    @property
    def rasa_urls(self) -> tuple[str, ...]:
        """Rasa's addresses; number N of them uses action server N."""
        return _consecutive(self.rasa_url, self.sobat_processes)

    @property
    def actions_urls(self) -> tuple[str, ...]:
        """The action servers' addresses."""
        return _consecutive(self.actions_url, self.sobat_processes)

    @property
    def internal_ports(self) -> tuple[int, ...]:
        """The ports of the gateways' internal sites."""
        return tuple(self.sobat_internal_port + n for n in range(self.sobat_processes))

    @property
    def attachments_dir(self) -> Path:
        return self.var_dir / "attachments"

    @property
    def pictures_dir(self) -> Path:
        return self.var_dir / "pictures"

    @property
    def telegram_on(self) -> bool:
        return bool(self.telegram_bot_token)

    @property
    def whatsapp_missing(self) -> tuple[str, ...]:
        """The settings WhatsApp still needs, by their names in the environment; empty when it is on."""
        names = ("access_token", "phone_number_id", "app_secret", "verify_token")
        return tuple(f"WHATSAPP_{n.upper()}" for n in names if not getattr(self, f"whatsapp_{n}"))

    @property
    def lapor_on(self) -> bool:
        """Whether forwarded tickets go on to SP4N-LAPOR!."""
        return bool(self.sp4n_lapor_base_url and self.sp4n_lapor_token)


def _consecutive(url: str, count: int) -> tuple[str, ...]:
    parts = urlsplit(url)
    if count == 1 or parts.port is None:
        return (url,)
    host = parts.netloc.rpartition(":")[0]
    return tuple(parts._replace(netloc=f"{host}:{parts.port + n}").geturl() for n in range(count))


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
        raise SettingsError(f"{name}: {reason}" if name else reason) from error
