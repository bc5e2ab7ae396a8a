"""Asking a camera's official page whether it is there. No picture and no stream is ever read."""

from collections.abc import Awaitable, Callable
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

type State = Literal["answers", "certificate_broken", "silent", "refused"]

_TIMEOUT = 10.0
_FIRST_BYTES = 1024
_REFUSALS = frozenset({401, 403, 407, 429})


class CameraPages:
    """One run over the pages. ``pace`` is awaited before every single request."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        pace: Callable[[], Awaitable[None]],
        base_url: str = "",
        *,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._session, self._pace, self._base = session, pace, base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, 5.0))
        self._broken: set[str] = set()  # hosts whose certificate was bad in this run

    async def look(self, page_url: str) -> State:
        """Whether the page answers: by its head, or else by the first bytes of its body.

        A host with a bad certificate is asked again without looking at it: nothing secret is sent, and what
        comes back is not used.
        """
        host = urlsplit(page_url).hostname or ""
        try:
            status = await self._status(page_url, host)
        except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch):
            self._broken.add(host)
            try:
                status = await self._status(page_url, host)
            except (aiohttp.ClientError, TimeoutError, OSError):
                return "silent"
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "silent"
        if status in _REFUSALS:
            return "refused"
        if status >= 400:
            return "silent"
        return "certificate_broken" if host in self._broken else "answers"

    async def _status(self, page_url: str, host: str) -> int:
        try:
            status = await self._ask("HEAD", page_url, host)
        except aiohttp.ClientSSLError:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError):
            status = 0  # some servers hang up on HEAD
        if 0 < status < 400 or status == 429:
            return status
        return await self._ask("GET", page_url, host)

    async def _ask(self, method: str, page_url: str, host: str) -> int:
        await self._pace()
        async with self._session.request(
            method,
            self._address(page_url),
            headers={"Range": f"bytes=0-{_FIRST_BYTES - 1}"} if method == "GET" else {},
            timeout=self._timeout,
            allow_redirects=False,
            ssl=host not in self._broken,
        ) as answer:
            if method == "GET" and answer.status < 400:
                await answer.content.read(_FIRST_BYTES)
            return answer.status

    def _address(self, page_url: str) -> str:
        """The page itself, or its stand-in: BASE/host/path."""
        if not self._base:
            return page_url
        parts = urlsplit(page_url)
        return f"{self._base}/{parts.hostname}{parts.path}"
