"""Which transport faults prove that nothing was sent; the answers of a server are in test_channel.py."""

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from core.errors import IntegrationError, ServiceDownError, UncertainError
from integrations.telegram.failures import translate


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx.ConnectError("x"), ServiceDownError),
        (httpx.ConnectTimeout("x"), ServiceDownError),
        (httpx.PoolTimeout("x"), ServiceDownError),
        (httpx.WriteError("x"), ServiceDownError),
        (httpx.WriteTimeout("x"), ServiceDownError),
        (httpx.ReadTimeout("x"), UncertainError),
        (httpx.ReadError("x"), UncertainError),
        (httpx.RemoteProtocolError("x"), UncertainError),
    ],
)
@pytest.mark.parametrize("wrapped", [NetworkError("x"), TimedOut()])
def test_only_what_was_not_written_to_its_end_is_surely_not_sent(
    fault: httpx.HTTPError, error: type[IntegrationError], wrapped: NetworkError
) -> None:
    wrapped.__cause__ = fault

    assert type(translate(wrapped)) is error
