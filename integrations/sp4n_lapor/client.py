"""Handing reports to SP4N-LAPOR!. What an error says about whether the report arrived is the point of it."""

from collections.abc import Sequence

import aiohttp

from core.errors import (
    BadAnswerError,
    CredentialsError,
    RejectedError,
    ServiceDownError,
    UncertainError,
)
from integrations.http import Answer, call
from integrations.sp4n_lapor.payloads import Receipt, Report, Topic, build, parse_receipt, parse_topics

_TIMEOUT = 20.0
_MAX_ANSWER = 256 * 1024
_MAX_TOPICS = 2 * 1024**2
_NOT_NOW = (429, 503)  # by their meaning nothing was done with the request
_MOVED = (301, 307, 308)  # nothing was done here; what another address does would be guesswork
_XML = {"Content-Type": "text/xml; charset=UTF8"}


class LaporClient:
    """SP4N-LAPOR! behind a base address and a token that its team gives out."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, token: str, *, timeout: float = _TIMEOUT
    ) -> None:
        self._session, self._base, self._token = session, base_url.rstrip("/"), token
        self._timeout = timeout

    async def post(self, report: Report) -> Receipt:
        """Hand over one report, once.

        Raises:
            ServiceDownError: it surely did not arrive: no connection, or "not now".
            CredentialsError: it did not arrive: the token is refused.
            RejectedError: it arrived and was refused.
            UncertainError: it may have arrived: silence, an unreadable answer, or a fault over there.
        """
        try:
            answer = await call(
                self._session, "POST", f"{self._base}/api/stream/addstream",
                data=build(report, self._token), headers=_XML, timeout=self._timeout, max_bytes=_MAX_ANSWER,
            )  # fmt: skip
            _check(answer)
            return parse_receipt(answer.body)
        except BadAnswerError as error:
            raise UncertainError("an answer that says nothing about the report") from error

    async def topics(self) -> Sequence[Topic]:
        """LAPOR!'s topics; asking for them also shows whether the token is good.

        Raises:
            IntegrationError: they cannot be had.
        """
        answer = await call(
            self._session, "POST", f"{self._base}/api/services/f01/gettopics",
            data={"KEYTOKEN": self._token}, timeout=self._timeout, max_bytes=_MAX_TOPICS,
        )  # fmt: skip
        _check(answer)
        return parse_topics(answer.json())


def _check(answer: Answer) -> None:
    """Raise what a status means for the report that was sent with the request."""
    if answer.status in _NOT_NOW:
        raise ServiceDownError(f"HTTP {answer.status}")
    if answer.status in _MOVED:
        raise RejectedError(f"HTTP {answer.status}: another address is asked for")
    if answer.status in (401, 403):
        raise CredentialsError(f"HTTP {answer.status}")
    if 400 <= answer.status < 500:
        raise RejectedError(f"HTTP {answer.status}")
    if not 200 <= answer.status < 300:
        raise UncertainError(f"HTTP {answer.status}")
