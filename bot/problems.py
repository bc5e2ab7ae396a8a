"""What a client reads when a request can not be served: JSON with a code and an Indonesian sentence."""

import logging
from collections.abc import Awaitable, Callable
from json import loads
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from core.outage import was_told

logger = logging.getLogger(__name__)

_SENTENCES = {
    "bad_request": "Permintaan ini tidak dapat dibaca.",
    "bad_session": "Sesi ini tidak dikenal. Muat ulang halaman untuk memulai sesi baru.",
    "bad_signature": "Tanda tangan permintaan ini tidak sah.",
    "channel_off": "Kanal ini tidak aktif.",
    "empty_message": "Pesannya masih kosong.",
    "internal": "Ada gangguan pada sistem kami. Coba lagi sebentar lagi.",
    "method_not_allowed": "Cara ini tidak dilayani di alamat ini.",
    "not_found": "Alamat ini tidak ada.",
    "text_too_long": "Pesannya terlalu panjang, paling banyak 8.000 karakter.",
    "too_large": "Ukurannya terlalu besar.",
    "too_large_file": "Berkasnya terlalu besar, paling besar 10 MB.",
    "too_many": "Terlalu banyak permintaan. Coba lagi sebentar lagi.",
    "unavailable": "Sistem sedang tidak bisa menyimpan. Coba lagi sebentar lagi.",
    "unsupported_file": "Jenis berkas ini belum bisa diterima. Kirim JPEG, PNG, WebP, OGG, MP3, M4A, MP4, "
    "atau PDF.",
}
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Problem(Exception):  # noqa: N818  an answer, not a fault
    """Ends a request with this status and code."""

    def __init__(self, status: int, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after

    def response(self) -> web.Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(max(1, round(self.retry_after)))}
        body = {"error": self.code, "message": _SENTENCES[self.code]}
        return web.json_response(body, status=self.status, headers=headers)


@web.middleware
async def answer_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """The outermost handler: nothing a client sends ends in a 500, and our own faults are logged."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if error.status < 400 or not request.path.startswith("/channels/"):
            raise
        return Problem(error.status, _HTTP_CODES.get(error.status, "bad_request")).response()
    except web.RequestPayloadError:
        return Problem(400, "bad_request").response()
    except Exception as error:  # noqa: BLE001  the end of the line: logged and answered
        return at_fault(request, error).response()


def at_fault(request: web.Request, error: Exception) -> Problem:
    """What to answer when the fault is ours: 503 when the same request may work later."""
    resource = request.match_info.route.resource  # its pattern, not the path: that may hold a token
    name = f"{request.method} {resource.canonical if resource else '?'}"
    if isinstance(error, OSError) and not was_told(error):  # a full disk, or the client left
        logger.error("%s was not served: %s", name, error.strerror or type(error).__name__)
    else:
        logger.error("%s failed", name, exc_info=error)
    if isinstance(error, SQLAlchemyError | OSError) or was_told(error):
        return Problem(503, "unavailable", retry_after=2)
    return Problem(500, "internal")


MAX_OBJECT = 128 * 1024  # bytes: 8,000 characters as \\u escapes need 96 KB; more would only stall us


async def read_body(request: web.Request) -> bytes:
    """The whole body.

    Raises:
        Problem: 413 when it is too large, 400 when its encoding is broken.
    """
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise Problem(413, "too_large") from error
    except web.RequestPayloadError as error:
        raise Problem(400, "bad_request") from error


async def read_object(request: web.Request) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        Problem: it is something else.
    """
    body = await read_body(request)
    if len(body) > MAX_OBJECT:
        raise Problem(413, "too_large")
    try:
        value = loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad_request") from error
    if not isinstance(value, dict):
        raise Problem(400, "bad_request")
    return value


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")
