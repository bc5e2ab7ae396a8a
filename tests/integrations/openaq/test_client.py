"""OpenAQ on good and bad days: a bad one ends in an error of ours or in fewer sensors, never in a guess."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from core import air
from core.errors import BadAnswerError, IntegrationError, ServiceDownError, ThrottledError
from integrations.openaq.client import OpenAQClient
from tests.openaq import KEY, OpenAQServer, location

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[OpenAQServer]:
    async with OpenAQServer(clock=lambda: NOW) as running:
        yield running


@pytest.fixture
async def client(server: OpenAQServer) -> AsyncIterator[OpenAQClient]:
    async with aiohttp.ClientSession() as session:
        yield OpenAQClient(session, KEY, server.url, timeout=0.3, clock=lambda: NOW)


async def read(client: OpenAQClient) -> tuple[air.Reading, ...]:
    return air.read_sensors((await client.sensors()).body, NOW)


async def test_sensor_comes_with_its_hour_its_mean_and_its_licence(client: OpenAQClient) -> None:
    [sensor] = await read(client)
    assert (sensor.name, sensor.pm25) == ("Sekolah Uji Cihampelas", 41.5)
    assert sensor.pm25_day == pytest.approx(35.5)
    assert (sensor.attribution, sensor.licence) == ("Sensor Uji", "CC BY 4.0")
    assert sensor.at == datetime(2026, 11, 24, 3, tzinfo=UTC)


async def test_documented_query_is_sent(client: OpenAQClient, server: OpenAQServer) -> None:
    await client.sensors()
    assert (
        server.queries[0]
        == "/v3/locations?coordinates=-6.9147,107.6098&radius=15000&parameters_id=2&limit=100"
    )
    assert server.queries[1:] == [
        "/v3/locations/7001/latest",
        "/v3/sensors/9001/hours?datetime_from=2026-11-23T02:10:00Z&limit=100",
    ]


async def test_dead_locations_are_not_asked_any_further(client: OpenAQClient, server: OpenAQServer) -> None:
    server.locations = [location(NOW - timedelta(days=700)), location(NOW, datetimeLast=None)]
    assert await read(client) == ()
    assert server.count == {"locations": 1}


async def test_at_most_three_locations_are_asked(client: OpenAQClient, server: OpenAQServer) -> None:
    server.locations = [location(NOW)] * 9
    await client.sensors()
    assert server.count == {"locations": 1, "latest": 3, "hours": 3}


async def test_without_hours_there_is_an_hour_and_no_mean(client: OpenAQClient, server: OpenAQServer) -> None:
    server.status["hours"] = 500
    [sensor] = await read(client)
    assert (sensor.pm25, sensor.pm25_day, sensor.level) == (41.5, None, None)


async def test_location_without_a_number_costs_only_itself(
    client: OpenAQClient, server: OpenAQServer
) -> None:
    server.locations.append(location(NOW, id="x", sensors=None))
    assert len(await read(client)) == 1


@pytest.mark.parametrize("part", ["locations", "latest"])
@pytest.mark.parametrize(
    ("status", "error"), [(500, ServiceDownError), (429, ThrottledError), (404, BadAnswerError)]
)
async def test_refusing_server_is_an_error(
    client: OpenAQClient, server: OpenAQServer, part: str, status: int, error: type[IntegrationError]
) -> None:
    server.status[part] = status
    with pytest.raises(error):
        await client.sensors()
    assert server.count[part] == 1


@pytest.mark.parametrize("body", ["", "<html></html>", "null", "[]", "{}", '{"results": "x"}'])
async def test_garbage_is_a_bad_answer(client: OpenAQClient, server: OpenAQServer, body: str) -> None:
    server.body["locations"] = body
    with pytest.raises(BadAnswerError):
        await client.sensors()


async def test_too_slow_is_being_down(client: OpenAQClient, server: OpenAQServer) -> None:
    server.pause = 2
    with pytest.raises(ServiceDownError):
        await client.sensors()


async def test_wrong_key_is_no_outage(server: OpenAQServer) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(BadAnswerError):
            await OpenAQClient(session, "salah", server.url, timeout=0.3).sensors()


async def test_nothing_listening_is_being_down() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ServiceDownError):
            await OpenAQClient(session, KEY, "http://127.0.0.1:1", timeout=0.3).sensors()
