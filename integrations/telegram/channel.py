"""The Telegram channel: a bot in private chats, and in groups when spoken to."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from telegram import InlineKeyboardMarkup, Message
from telegram.error import BadRequest, ChatMigrated, InvalidToken
from telegram.ext import ExtBot

from core.errors import BadAnswerError, RejectedError, ServiceDownError, SignatureError, UncertainError
from core.messages import Event, Media, Outgoing, Request
from integrations.foreign import Clock, Json, header, load_object, same_secret, utc_now
from integrations.http import MAX_BODY_BYTES
from integrations.telegram import rendering
from integrations.telegram.addressing import BotIdentity
from integrations.telegram.failures import LIBRARY_ERRORS, translate
from integrations.telegram.payloads import CHANNEL, read_update
from integrations.telegram.polling import ALLOWED_UPDATES, Handle, Outage, Pause, poll
from integrations.telegram.transport import PlainRequest, UpdatesRequest

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
WEBHOOK_PATH = "/channels/telegram/webhook"
COMMANDS = (
    ("lapor", "Laporkan masalah di sekitar Anda"),
    ("status", "Cek status laporan"),
    ("cuaca", "Cuaca hari ini dan besok"),
    ("macet", "Kamera lalu lintas terdekat"),
    ("udara", "Kualitas udara"),
    ("darurat", "Nomor darurat 112"),
    ("berhenti", "Berhenti menerima kabar laporan"),
    ("bahasa", "Bahasa / Basa / Language"),
    ("bantuan", "Apa saja yang bisa saya bantu"),
)
_SEND_TIMEOUT = 15.0

logger = logging.getLogger(__name__)


class TelegramChannel:
    """Implements `core.channels.Channel`."""

    name = CHANNEL
    reply_window: timedelta | None = None

    def __init__(
        self,
        token: str,
        webhook_secret: str,
        api_base_url: str = "https://api.telegram.org",
        *,
        now: Clock = utc_now,
        pause: Pause = asyncio.sleep,
    ) -> None:
        # At INFO httpx logs each URL, and Telegram's URLs contain the token.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._secret = webhook_secret
        self._now = now
        self._pause = pause
        self._me = BotIdentity.from_token(token)
        self._updates = UpdatesRequest()
        self._request = PlainRequest(read_timeout=_SEND_TIMEOUT, pool_timeout=5.0)
        base = api_base_url.rstrip("/")
        self._bot: ExtBot[None] = ExtBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            get_updates_request=self._updates,
            request=self._request,
        )
        self._introduction: asyncio.Task[None] | None = None
        self.identified = asyncio.Event()  # set once the bot's user name is known

    # --- receiving

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See `Channel.parse`. A Telegram webhook call holds exactly one update."""
        if not same_secret(header(headers, SECRET_HEADER), self._secret):
            raise SignatureError("the secret token is missing or wrong")
        return [self.parse_update(load_object(body))]

    def parse_update(self, update: Json) -> Event:
        """Read one update, from a webhook or from polling.

        Raises:
            PayloadError: it has no update_id.
        """
        return read_update(update, self._me, self._now)

    async def poll(self, handle: Handle) -> None:
        """Fetch updates until cancelled; see `polling.poll`."""
        await self._best_effort_commands()
        await poll(self._bot, self._updates, self.parse_update, handle, self._pause)

    async def _best_effort_commands(self) -> None:
        try:
            await self._bot.set_my_commands(COMMANDS)
        except LIBRARY_ERRORS:
            logger.warning("telegram: the command menu could not be set")

    async def fetch(self, media: Media) -> bytes:
        """See `Channel.fetch`.

        Raises:
            BadAnswerError: the file is gone or larger than 20 MB.
            IntegrationError: as in `send`; a broken download may simply be tried again.
        """
        _refuse_large(media.size)
        try:
            file = await self._bot.get_file(media.ref)
            _refuse_large(file.file_size)
            data = bytes(await file.download_as_bytearray())
        except BadRequest as error:
            raise BadAnswerError("Telegram does not give this file") from error
        except LIBRARY_ERRORS as error:
            failure = translate(error)
            if isinstance(failure, UncertainError):
                failure = ServiceDownError("the download broke")
            raise failure from error
        _refuse_large(len(data))
        return data

    # --- sending

    def render(self, message: Outgoing) -> Sequence[Request]:
        """See `Channel.render`."""
        return rendering.render(message)

    def render_template(self, message: Outgoing) -> Sequence[Request]:  # noqa: ARG002  the Protocol's
        """See `Channel.render_template`; Telegram has no reply window."""
        return []

    async def send(self, request: Request) -> str:
        """See `Channel.send`; the id is ``chat:message``, as message ids are unique per chat only.

        A group that became a supergroup is followed to its new chat id. An image that Telegram cannot
        load must not cost the citizen the answer: its caption then goes out as text.
        """
        try:
            try:
                sent = await self._call(request, request.body["chat_id"])
            except ChatMigrated as moved:
                sent = await self._call(request, moved.new_chat_id)
            return f"{sent.chat.id}:{sent.message_id}"
        except LIBRARY_ERRORS as error:
            failure = translate(error)
            if isinstance(failure, RejectedError) and "caption" in request.body:
                logger.warning("telegram: an image was refused (%s); its caption goes alone", failure)
                return await self.send(_caption_alone(request))
            raise failure from error

    async def _call(self, request: Request, chat_id: object) -> Message:
        body = dict(request.body)
        chat = chat_id if isinstance(chat_id, int) else str(chat_id)
        keyboard = _keyboard(body.get("reply_markup"))
        match request.method:
            case "sendMessage":
                return await self._bot.send_message(chat, str(body["text"]), reply_markup=keyboard)
            case "sendPhoto":
                caption = body.get("caption")
                words = caption if isinstance(caption, str) else None
                photo = body["photo"]  # an address, or a file of ours to upload
                picture = photo if isinstance(photo, Path) else str(photo)
                return await self._bot.send_photo(chat, picture, caption=words, reply_markup=keyboard)
            case unknown:
                raise RejectedError(f"{unknown} is not a call we render")

    async def acknowledge(self, ack_ref: str) -> None:
        """See `Channel.acknowledge`; without it the button shows a spinner."""
        try:
            await self._bot.answer_callback_query(ack_ref)
        except LIBRARY_ERRORS as error:
            logger.debug("telegram: a tap was not acknowledged (%s)", type(error).__name__)

    async def typing(self, address: str, external_id: str) -> None:  # noqa: ARG002  the Protocol's
        """See `Channel.typing`; lasts about five seconds."""
        try:
            await self._bot.send_chat_action(address, "typing")
        except LIBRARY_ERRORS as error:
            logger.debug("telegram: typing was not shown (%s)", type(error).__name__)

    # --- life

    async def start(self) -> None:
        """Learn the bot's own name in the background: a dead Telegram must not stop the gateway."""
        if self._introduction is None:
            self._introduction = asyncio.create_task(self._introduce(), name="telegram-introduction")

    async def _introduce(self) -> None:
        outage = Outage(self._pause)
        while not self.identified.is_set():
            try:
                await self._bot.initialize()
            except InvalidToken:  # its text holds the token: neither logged nor chained
                logger.error("telegram: the bot token is refused; check TELEGRAM_BOT_TOKEN")  # noqa: TRY400
                return
            except LIBRARY_ERRORS as error:
                await outage.wait(error)
            else:
                outage.over()
                self._me = BotIdentity(self._bot.id, self._bot.username)
                self.identified.set()

    async def register_webhook(self, public_base_url: str) -> None:
        """Tell Telegram where to deliver, and what to show in its command menu.

        Raises:
            IntegrationError: as in `send`; the caller decides whether to try again.
        """
        try:
            await self._bot.set_webhook(
                public_base_url.rstrip("/") + WEBHOOK_PATH,
                secret_token=self._secret,
                allowed_updates=list(ALLOWED_UPDATES),
                max_connections=40,
            )
            await self._bot.set_my_commands(COMMANDS)
        except LIBRARY_ERRORS as error:
            raise translate(error) from error

    async def close(self) -> None:
        """Stop what `start` began and close the connections."""
        if self._introduction is not None:
            self._introduction.cancel()
            await asyncio.gather(self._introduction, return_exceptions=True)
        for request in (
            self._updates,
            self._request,
        ):  # the bot's own shutdown skips them while getMe never worked
            await request.shutdown()


def _keyboard(markup: object) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.de_json(markup, None) if isinstance(markup, dict) else None


def _caption_alone(request: Request) -> Request:
    body = {key: value for key, value in request.body.items() if key not in ("photo", "caption")}
    return Request("sendMessage", {**body, "text": request.body["caption"]})


def _refuse_large(size: int | None) -> None:
    if size is not None and size > MAX_BODY_BYTES:
        raise BadAnswerError("the file is larger than 20 MB")
