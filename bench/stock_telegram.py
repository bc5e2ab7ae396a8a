"""Rasa's own Telegram connector, talking to a stand-in instead of the internet, with one defect mended.

Runs inside Rasa's environment only; named in the credentials file that `bench.ack` writes.
"""

import asyncio

from aiogram.bot.api import TelegramAPIServer
from rasa.core.channels.telegram import TelegramInput, TelegramOutput


class StandInTelegram(TelegramInput):
    """The stock input channel; ``webhook_url`` names the stand-in."""

    @classmethod
    def name(cls) -> str:
        return "telegram"

    def get_output_channel(self) -> TelegramOutput:
        channel = TelegramOutput(self.access_token)
        channel.server = TelegramAPIServer.from_base(self.webhook_url)
        asyncio.run(channel.set_webhook(url=f"{self.webhook_url}/webhook"))
        # As shipped, the session of that ended loop is used again and every update ends in a 500
        # ("Event loop is closed"); a new one is made when there is none.
        channel._session = None
        return channel
