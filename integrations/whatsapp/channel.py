"""The WhatsApp channel: one business number on Meta's Cloud API."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import aiohttp

from core.errors import (
    BadAnswerError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
)
from core.messages import Event, Media, Outgoing, Request
from integrations.foreign import Clock, items, node, optional_identifier, size, string, utc_now
from integrations.http import MAX_BODY_BYTES, Answer, call
from integrations.whatsapp import rendering, signature
from integrations.whatsapp.failures import is_missing_object, translate
from integrations.whatsapp.payloads import CHANNEL, read_body

_VERSION = "v23.0"
_SEND_TIMEOUT = 15.0
_DOWNLOAD_TIMEOUT = 60.0
_MEDIA_HOSTS = (".fbsbx.com", ".fbcdn.net", ".facebook.com", ".whatsapp.net", ".whatsapp.com")

logger = logging.getLogger(__name__)


class WhatsAppChannel:
    """Implements `core.channels.Channel`."""

    name = CHANNEL
    reply_window: timedelta | None = timedelta(hours=24)

    def __init__(
        self,
        session: aiohttp.ClientSession,
        access_token: str,
        phone_number_id: str,
        app_secret: str,
        verify_token: str,
        api_base_url: str = "https://graph.facebook.com",
        *,
        template: rendering.Template | None = None,
        now: Clock = utc_now,
    ) -> None:
        self._session = session
        self._authorization = {"Authorization": f"Bearer {access_token}"}
        self._number = phone_number_id
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._api_base = urlsplit(api_base_url)
        self._root = f"{api_base_url.rstrip('/')}/{_VERSION}"
        self._template = template
        self._messages_url = f"{self._root}/{quote(phone_number_id, safe='')}/messages"
        self._now = now

    # --- receiving

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The challenge to answer Meta's GET with, or None: 403."""
        return signature.handshake(self._verify_token, query)

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See `Channel.parse`."""
        signature.verify(self._app_secret, headers, body)
        return read_body(body, self._number, self._now)

    async def fetch(self, media: Media) -> bytes:
        """See `Channel.fetch`. Two steps: the id names a short-lived url, which wants the token too.

        Raises:
            BadAnswerError: the file is gone, too large, or somewhere we do not send our token.
            IntegrationError: as in `send`; a broken download may simply be tried again.
        """
        url = await self._resolve(media)
        answer = await self._get(url, timeout=_DOWNLOAD_TIMEOUT)
        if answer.status == 200:
            return answer.body
        if answer.status >= 500 or answer.status == 429:
            raise ServiceDownError(f"the download failed (HTTP {answer.status})")
        raise BadAnswerError(f"the file is not there (HTTP {answer.status})")

    async def _resolve(self, media: Media) -> str:
        _refuse_large(media.size)
        answer = await self._get(
            f"{self._root}/{quote(media.ref, safe='')}", params={"phone_number_id": self._number}
        )
        if is_missing_object(answer):
            raise BadAnswerError("the file has expired")
        if not answer.ok:
            raise translate(answer)
        descriptor = node(answer.json())
        _refuse_large(size(descriptor, "file_size"))
        return trusted(string(descriptor, "url"), self._api_base)

    async def _get(self, url: str, **options: Any) -> Answer:
        try:
            return await call(self._session, "GET", url, headers=self._authorization, **options)
        except UncertainError as error:  # reading twice harms nobody
            raise ServiceDownError("the answer broke off") from error

    # --- sending

    def render(self, message: Outgoing) -> Sequence[Request]:
        """See `Channel.render`."""
        return rendering.render(message)

    def render_template(self, message: Outgoing) -> Sequence[Request]:
        """See `Channel.render_template`."""
        return [rendering.in_template(message, self._template)] if self._template else []

    async def send(self, request: Request) -> str:
        """See `Channel.send`. Meta only accepts here; whether it arrived, a receipt says later."""
        tag = {"biz_opaque_callback_data": request.tag} if request.tag else {}
        answer = await self._post({**await self._with_media(request.body), **tag})
        if not 200 <= answer.status < 300:
            raise translate(answer)
        try:
            sent = [optional_identifier(node(message), "id") for message in items(answer.json(), "messages")]
        except BadAnswerError as error:
            raise UncertainError("accepted, but the answer is not Meta's") from error
        if not sent or sent[0] is None:
            raise UncertainError("accepted, but without a message id")
        return sent[0]

    async def _with_media(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """The message with its picture uploaded; one that fails must neither cost nor delay the words."""
        path = rendering.file_of(body)
        if path is None:
            return body
        try:
            return rendering.with_uploaded(body, await self._upload(path))
        except ThrottledError:  # the words would be told to wait as well
            raise
        except (RejectedError, BadAnswerError, ServiceDownError, OSError) as error:
            logger.warning("whatsapp: a picture was not taken (%s)", type(error).__name__)
            words = rendering.caption_alone(body)
            if words is None:
                raise RejectedError("the picture was not taken") from error
            return words

    async def _upload(self, path: Path) -> str:
        form = aiohttp.FormData({"messaging_product": "whatsapp"})
        kind = "image/png" if path.suffix == ".png" else "image/jpeg"
        form.add_field("type", kind)
        form.add_field(
            "file", await asyncio.to_thread(path.read_bytes), content_type=kind, filename=path.name
        )
        try:
            answer = await call(
                self._session,
                "POST",
                f"{self._root}/{quote(self._number, safe='')}/media",
                timeout=_SEND_TIMEOUT,
                max_bytes=1024**2,
                headers=self._authorization,
                data=form,
            )
        except UncertainError as error:  # nobody has heard of the picture yet: uploading twice harms nobody
            raise ServiceDownError("the upload broke off") from error
        if not answer.ok:
            raise translate(answer)
        media = optional_identifier(node(answer.json()), "id")
        if media is None:
            raise BadAnswerError("uploaded, but without an id")
        return media

    async def _post(self, body: Mapping[str, object]) -> Answer:
        return await call(
            self._session,
            "POST",
            self._messages_url,
            timeout=_SEND_TIMEOUT,
            max_bytes=1024**2,
            headers=self._authorization,
            json=dict(body),
        )

    async def acknowledge(self, ack_ref: str) -> None:
        """See `Channel.acknowledge`; WhatsApp has no such call."""

    async def typing(self, address: str, external_id: str) -> None:  # noqa: ARG002  the Protocol's
        """See `Channel.typing`; lasts up to 25 seconds, and the message gets its blue ticks."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": external_id,
            "typing_indicator": {"type": "text"},
        }
        try:
            await self._post(body)
        except IntegrationError as error:
            logger.debug("whatsapp: typing was not shown (%s)", type(error).__name__)


def _refuse_large(claimed: int | None) -> None:
    if claimed is not None and claimed > MAX_BODY_BYTES:
        raise BadAnswerError("the file is larger than 20 MB")


def trusted(url: str, api_base: SplitResult) -> str:
    """The address of a file, if our token may be shown there.

    That is Meta's hosts only, and encrypted unless the API itself is not (a stand-in's).

    Raises:
        BadAnswerError: it is not, or it is no address at all.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise BadAnswerError("the file's address is not one") from error
    is_api = host == api_base.hostname
    if parts.scheme == "https" and (is_api or host.endswith(_MEDIA_HOSTS)):
        return url
    if parts.scheme == "http" and api_base.scheme == "http" and is_api:
        return url
    raise BadAnswerError("the file is on a host that must not see our token")
