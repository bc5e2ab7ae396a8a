"""Outside systems, one folder each. `channels` lists the live ones."""

import aiohttp

from core.channels import Channel
from core.settings import Settings
from integrations.telegram.channel import TelegramChannel
from integrations.whatsapp.channel import WhatsAppChannel
from integrations.whatsapp.rendering import Template


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


def _template(settings: Settings) -> Template | None:
    name = settings.whatsapp_news_template
    return Template(name, settings.whatsapp_news_template_language) if name else None
