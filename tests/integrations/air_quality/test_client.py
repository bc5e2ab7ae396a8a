"""KLH's stations on good and bad days."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from core import air
from core.errors import BadAnswerError, ServiceDownError
from integrations.air_quality.client import AirQualityClient
from tests.sources import SourcesServer

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=lambda: NOW) as running:
        yield running


@pytest.fixture
async def client(server: SourcesServer) -> AsyncIterator[AirQualityClient]:
    async with aiohttp.ClientSession() as session:
        yield AirQualityClient(session, server.url, timeout=0.3)


async def test_bandungs_station_has_this_hours_reading(client: AirQualityClient) -> None:
    (station,) = air.parse_stations((await client.stations()).body)
    assert (station.name, station.index) == ("Bandung Cihapit", 79)
    assert station.at == datetime(2026, 11, 24, 3, tzinfo=UTC)


async def test_only_bandungs_rows_are_kept(client: AirQualityClient) -> None:
    document = (await client.stations()).body
    assert [row["id_stasiun"] for row in document["rows"]] == ["BANDUNG", "UJI_RUSAK"]
    assert json.loads(json.dumps(document)) == document


async def test_no_station_at_all_is_an_answer(client: AirQualityClient, server: SourcesServer) -> None:
    server.garbage("air", '{"rows": [], "total": 0}')
    assert (await client.stations()).body == {"rows": []}


async def test_broken_connection_is_being_down(client: AirQualityClient, server: SourcesServer) -> None:
    server.down("air")
    with pytest.raises(ServiceDownError):
        await client.stations()


async def test_too_slow_is_being_down(client: AirQualityClient, server: SourcesServer) -> None:
    server.slow("air", 2)
    with pytest.raises(ServiceDownError):
        await client.stations()


@pytest.mark.parametrize("status", [500])
async def test_refusing_server_is_being_down(
    client: AirQualityClient, server: SourcesServer, status: int
) -> None:
    server.failing("air", status)
    with pytest.raises(ServiceDownError):
        await client.stations()
    assert server.count["air"] == 2


@pytest.mark.parametrize("body", ["", "<html></html>", "null", "[]", "{}", '{"rows": "x"}', '{"rows": null}'])
async def test_garbage_is_a_bad_answer(client: AirQualityClient, server: SourcesServer, body: str) -> None:
    server.garbage("air", body)
    with pytest.raises(BadAnswerError):
        await client.stations()


async def test_broken_rows_cost_only_themselves(client: AirQualityClient, server: SourcesServer) -> None:
    server.garbage("air", '{"rows": [null, 3, "x", {"kota": "Kota Bandung"}, {"kota": 5}]}')
    assert air.parse_stations((await client.stations()).body) == ()
