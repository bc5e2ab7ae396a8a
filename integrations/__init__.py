"""Outside systems, one folder each: the live `channels`, all `sources`, and who hears voice notes."""

from pathlib import Path

import aiohttp

from core.channels import Channel
from core.clock import Clock, utc_now
from core.db import Database
from core.settings import ROOT, Settings
from core.sources import Sources
from core.sources.gate import AIR_PACE, BMKG_PACE, OPENAQ_PACE, Gate
from core.traffic.speeds import Speeds
from core.transcriber import Transcriber
from integrations.air_quality.client import AirQualityClient
from integrations.bmkg.client import BmkgClient
from integrations.open_meteo.client import OpenMeteoClient
from integrations.openaq.client import OpenAQClient
from integrations.telegram.channel import TelegramChannel
from integrations.tomtom.client import TomTomClient
from integrations.whatsapp.channel import WhatsAppChannel
from integrations.whatsapp.rendering import Template
from integrations.whisper import transcriber as whisper

VOICE_PYTHON = ROOT / ".venv-voice" / "bin" / "python"  # `make voice`: packages that nothing else needs


def channels(settings: Settings, session: aiohttp.ClientSession) -> dict[str, Channel]:
    """The messaging channels that have what they need, by name; the others are off."""
    live: dict[str, Channel] = {}
    if settings.telegram_on:
        live["telegram"] = TelegramChannel(
            settings.telegram_bot_token, settings.telegram_webhook_secret, settings.telegram_api_base_url
        )
    if not settings.whatsapp_missing:
        live["whatsapp"] = WhatsAppChannel(
            session,
            settings.whatsapp_access_token,
            settings.whatsapp_phone_number_id,
            settings.whatsapp_app_secret,
            settings.whatsapp_verify_token,
            settings.whatsapp_api_base_url,
            template=_template(settings),
        )
    return live


def sources(
    settings: Settings, session: aiohttp.ClientSession, db: Database, clock: Clock = utc_now
) -> Sources:
    """All sources of information, read through the cache that every process shares."""
    bmkg = Gate(db, "bmkg", BMKG_PACE, clock=clock)
    return Sources(
        db,
        BmkgClient(
            session,
            settings.bmkg_api_base_url,
            settings.bmkg_data_base_url,
            settings.bmkg_alerts_base_url,
            gate=bmkg,
        ),
        AirQualityClient(session, settings.air_quality_base_url, gate=Gate(db, "klh", AIR_PACE, clock=clock)),
        OpenMeteoClient(
            session, settings.open_meteo_base_url, gate=Gate(db, "open-meteo", AIR_PACE, clock=clock)
        ),
        openaq=_openaq(settings, session, Gate(db, "openaq", OPENAQ_PACE, clock=clock), clock),
        bmkg_gate=bmkg,
        clock=clock,
    )


def _openaq(
    settings: Settings, session: aiohttp.ClientSession, gate: Gate, clock: Clock
) -> OpenAQClient | None:
    """Sensors of others; None without a key."""
    if not settings.openaq_api_key:
        return None
    return OpenAQClient(session, settings.openaq_api_key, settings.openaq_base_url, gate=gate, clock=clock)


def speeds(
    settings: Settings, session: aiohttp.ClientSession, db: Database, clock: Clock = utc_now
) -> Speeds | None:
    """How fast roads flow; None when no provider is set."""
    if not settings.tomtom_api_key:
        return None
    return Speeds(db, TomTomClient(session, settings.tomtom_api_key, settings.tomtom_base_url), clock)


def transcriber(settings: Settings) -> Transcriber | None:
    """The engine that writes down voice notes; None when it is off."""
    if not settings.voice_engine:
        return None
    command = whisper.command(
        VOICE_PYTHON,
        Path(settings.voice_model),
        settings.voice_language,
        settings.voice_max_seconds,
        settings.voice_at_once,
    )
    return whisper.WhisperTranscriber(
        command, at_once=settings.voice_at_once, seconds=settings.voice_wait_seconds
    )


def check_transcriber(settings: Settings) -> None:
    """Whether the engine for voice notes could start, if it is on.

    Raises:
        SettingsError: its packages or its model are not there.
    """
    if settings.voice_engine:
        whisper.check(VOICE_PYTHON, Path(settings.voice_model))


def _template(settings: Settings) -> Template | None:
    name = settings.whatsapp_news_template
    return Template(name, settings.whatsapp_news_template_language) if name else None
