"""PostgreSQL stops or hangs: webhooks are refused, never accepted and forgotten, and then they work again."""

import asyncio

import pytest
from aiohttp import ClientResponse

from tests.bot.conftest import Site
from tests.platforms import TELEGRAM_SECRET
from tests.postgres import Cluster

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

PATIENCE = 10.0  # seconds that any platform waits


async def _send(site: Site, number: int) -> int:
    body = {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1795489200,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "Euis"},
            "text": "Halo",
        },
    }
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    async with asyncio.timeout(PATIENCE):
        response: ClientResponse = await site.post("/channels/telegram/webhook", json=body, headers=headers)
    return response.status


async def test_a_webhook_is_refused_while_it_is_away_and_taken_when_it_is_back(
    site: Site, postgres: Cluster
) -> None:
    statuses = [await _send(site, 1)]
    with postgres.away():
        statuses += [await _send(site, 2), await _send(site, 3)]
    statuses += [await _send(site, 2), await _send(site, 3)]

    assert statuses == [200, 503, 503, 200, 200]


async def test_a_server_that_hangs_is_noticed_before_the_platform_loses_patience(
    site: Site, postgres: Cluster
) -> None:
    statuses = [await _send(site, 1)]
    with postgres.hanging():
        statuses.append(await _send(site, 2))
    statuses.append(await _send(site, 2))

    assert statuses == [200, 503, 200]


async def test_a_restart_between_two_webhooks_is_not_even_noticed(site: Site, postgres: Cluster) -> None:
    before = await _send(site, 1)
    with postgres.away():
        pass

    assert (before, await _send(site, 2)) == (200, 200)
