"""Open-Meteo's model on good and bad days."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from core import air
from core.errors import BadAnswerError, ServiceDownError
from integrations.open_meteo.client import OpenMeteoClient
from tests.forecasts import fixture
from tests.sources import SourcesServer

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=lambda: NOW) as running:
        yield running


@pytest.fixture
async def client(server: SourcesServer) -> AsyncIterator[OpenMeteoClient]:
    async with aiohttp.ClientSession() as session:
        yield OpenMeteoClient(session, server.url, timeout=0.3)


async def test_model_of_this_hour_with_the_mean_of_a_day(client: OpenMeteoClient) -> None:
    model = air.parse_model((await client.air_quality()).body, NOW)
    assert model is not None
    assert model.at == datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert model.pm25_day == pytest.approx(34.75)


async def test_list_with_one_place_is_unpacked(client: OpenMeteoClient, server: SourcesServer) -> None:
    server.garbage("meteo", fixture("open_meteo/air_quality.json"))
    assert (await client.air_quality()).body["location_id"] == 0


async def test_last_resort_is_asked_only_once(client: OpenMeteoClient, server: SourcesServer) -> None:
    server.failing("meteo")
    with pytest.raises(ServiceDownError):
        await client.air_quality()
    assert server.count["meteo"] == 1


async def test_broken_connection_is_being_down(client: OpenMeteoClient, server: SourcesServer) -> None:
    server.down("meteo")
    with pytest.raises(ServiceDownError):
        await client.air_quality()


async def test_too_slow_is_being_down(client: OpenMeteoClient, server: SourcesServer) -> None:
    server.slow("meteo", 2)
    with pytest.raises(ServiceDownError):
        await client.air_quality()


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "null", "[]", "{}", '{"hourly": {}}', '{"error": true}']
)
async def test_garbage_is_a_bad_answer(client: OpenMeteoClient, server: SourcesServer, body: str) -> None:
    server.garbage("meteo", body)
    with pytest.raises(BadAnswerError):
        await client.air_quality()
