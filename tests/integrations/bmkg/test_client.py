"""BMKG on good and bad days, spoken to over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from core import weather
from core.errors import BadAnswerError, IntegrationError, ServiceDownError, ThrottledError
from core.weather import alerts as weather_alerts
from integrations.bmkg.client import BmkgClient
from integrations.documents import OpenGate
from tests.sources import SourcesServer

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)  # 10.00 in Bandung
ANTAPANI = "32.73.20.1001"


@pytest.fixture
async def server() -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=lambda: NOW) as running:
        yield running


@pytest.fixture
async def client(server: SourcesServer) -> AsyncIterator[BmkgClient]:
    async with aiohttp.ClientSession() as session:
        yield BmkgClient(session, server.url, server.url, server.url + "/", gate=OpenGate(), timeout=0.3)


async def test_forecast_of_a_kelurahan(client: BmkgClient) -> None:
    forecast = weather.parse((await client.forecast(ANTAPANI)).body)
    assert (forecast.kelurahan, forecast.kecamatan) == ("Antapani Kulon", "Antapani")
    assert forecast.steps[0].at == datetime(2026, 11, 24, 1, tzinfo=UTC)


async def test_document_can_be_stored_as_json(client: BmkgClient) -> None:
    document = (await client.forecast(ANTAPANI)).body
    assert json.loads(json.dumps(document)) == document


async def test_rain_profile_of_the_stand_in_rains_tomorrow(client: BmkgClient, server: SourcesServer) -> None:
    server.rain(ANTAPANI)
    forecast = weather.parse((await client.forecast(ANTAPANI)).body)
    window = weather.when("besok", NOW)
    assert weather.answer(forecast, window, "besok hujan?", "Antapani", "id", NOW, NOW).startswith(
        "Ya, besok"
    )


async def test_unknown_code_is_a_bad_answer_and_not_asked_twice(
    client: BmkgClient, server: SourcesServer
) -> None:
    with pytest.raises(BadAnswerError, match="404"):
        await client.forecast("32.73.99.1001")
    assert server.count["forecast"] == 1


@pytest.mark.parametrize("code", ["", "32.73", "../../admin", "32.73.20.1001&x=1"])
async def test_what_is_no_code_never_leaves(client: BmkgClient, server: SourcesServer, code: str) -> None:
    with pytest.raises(BadAnswerError):
        await client.forecast(code)
    assert server.count["forecast"] == 0


async def test_quakes(client: BmkgClient) -> None:
    latest, felt = (await client.latest_quake()).body, (await client.felt_quakes()).body
    assert latest["Infogempa"]["gempa"]["Magnitude"] == "1.8"
    assert len(felt["Infogempa"]["gempa"]) == 2


async def test_only_west_javas_warnings_are_read_in_detail(client: BmkgClient, server: SourcesServer) -> None:
    items = (await client.alerts()).body
    assert [item.get("cap") for item in items] == [None, None, None]
    assert server.count["alerts"] == 1


async def test_west_java_warning_carries_its_polygons(client: BmkgClient, server: SourcesServer) -> None:
    server.warn()
    (item,) = (await client.alerts()).body
    assert len(item["cap"]["polygons"]) == 2
    (alert,) = weather_alerts.parse([item])
    assert alert.is_active(NOW)


@pytest.mark.parametrize("source", ["forecast", "quakes", "alerts"])
async def test_broken_connection_is_tried_twice(
    client: BmkgClient, server: SourcesServer, source: str
) -> None:
    server.down("bmkg")
    with pytest.raises(ServiceDownError):
        await ask(client, source)
    assert server.count[source] == 2


@pytest.mark.parametrize("source", ["forecast", "quakes", "alerts"])
async def test_server_error_is_being_down(client: BmkgClient, server: SourcesServer, source: str) -> None:
    server.failing("bmkg", 503)
    with pytest.raises(ServiceDownError, match="503"):
        await ask(client, source)


@pytest.mark.parametrize("source", ["forecast", "quakes", "alerts"])
async def test_too_slow_is_being_down(client: BmkgClient, server: SourcesServer, source: str) -> None:
    server.slow("bmkg", 2)
    with pytest.raises(ServiceDownError):
        await ask(client, source)


GARBAGE = [
    "",
    "<html><body>Pemeliharaan</body></html>",
    "null",
    "[]",
    "3",
    '{"data": []}',
    '{"data": [{"cuaca": [[]]}]}',
    '{"data": "x"}',
    '{"data": [{"cuaca": [[{"t": NaN}]]}]}',
    '{"data": [{"cuaca": [[{"t": 1e999}]]}]}',
    '{"Infogempa": {"gempa": {"Magnitude": -Infinity}}}',
    '{"Infogempa": null}',
    '{"Infogempa": {"gempa": "x"}}',
    "[" * 5000,
    "<rss/>",
    "<rss>",
    '<!DOCTYPE x [<!ENTITY a "b">]><rss><channel>&a;</channel></rss>',
]


@pytest.mark.parametrize("source", ["forecast", "quakes", "alerts"])
@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_is_a_bad_answer(
    client: BmkgClient, server: SourcesServer, source: str, body: str
) -> None:
    server.garbage("bmkg", body)
    with pytest.raises(BadAnswerError):
        await ask(client, source)


async def test_nothing_listening_is_being_down() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ServiceDownError):
            await BmkgClient(session, "http://127.0.0.1:9", gate=OpenGate()).forecast(ANTAPANI)


class CountingGate(OpenGate):
    """Lets so many through."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.closed_for = 0.0

    async def acquire(self) -> None:
        if not self.places:
            raise ThrottledError("full", retry_after=60)
        self.places -= 1

    async def close_for(self, seconds: float, /) -> None:
        self.closed_for = seconds


async def test_every_request_asks_the_gate_retries_too(server: SourcesServer) -> None:
    server.failing("bmkg")
    gate = CountingGate(3)
    async with aiohttp.ClientSession() as session:
        client = BmkgClient(session, server.url, gate=gate)
        results = await asyncio.gather(*(client.forecast(ANTAPANI) for _ in range(5)), return_exceptions=True)
    assert server.count["bmkg"] == 3
    assert sum(isinstance(result, ThrottledError) for result in results) > 0


async def test_a_429_closes_the_gate_for_as_long_as_it_says(server: SourcesServer) -> None:
    server.failing("bmkg", 429)
    gate = CountingGate(9)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ThrottledError):
            await BmkgClient(session, server.url, gate=gate).forecast(ANTAPANI)
    assert (gate.closed_for, server.count["bmkg"]) == (7.0, 1)


@pytest.mark.parametrize("by", ["etag", "date"])
async def test_what_did_not_change_is_the_known_body_again(
    client: BmkgClient, server: SourcesServer, by: str
) -> None:
    server.etags = by == "etag"
    server.dated = "Tue, 24 Nov 2026 01:00:00 GMT" if by == "date" else None
    first = await client.forecast(ANTAPANI)

    again = await client.forecast(ANTAPANI, first)

    assert again.body is first.body
    assert [seen.status for seen in server.log] == [200, 304]


async def test_what_changed_comes_anew(client: BmkgClient, server: SourcesServer) -> None:
    server.etags = True
    first = await client.forecast(ANTAPANI)
    server.rain(ANTAPANI)

    again = await client.forecast(ANTAPANI, first)

    assert again.body != first.body
    assert [seen.status for seen in server.log] == [200, 200]


async def test_known_details_of_a_warning_are_not_read_again(
    client: BmkgClient, server: SourcesServer
) -> None:
    server.warn()
    first = await client.alerts()

    again = await client.alerts(first)

    assert again.body == first.body
    assert [seen.source for seen in server.log].count("alerts") == 3  # the feed twice, the details once


async def test_missing_details_are_read_although_the_feed_did_not_change(
    client: BmkgClient, server: SourcesServer
) -> None:
    server.warn()
    server.etags = server.details_missing = True
    first = await client.alerts()
    server.details_missing = False

    again = await client.alerts(first)

    assert (first.body[0]["cap"], again.body[0]["cap"]["event"]) == (None, "Hujan Lebat dan Petir")


async def ask(client: BmkgClient, source: str) -> object:
    """One call to a source by its name in the stand-in."""
    calls = {
        "forecast": lambda: client.forecast(ANTAPANI),
        "quakes": client.latest_quake,
        "alerts": client.alerts,
    }
    return await calls[source]()


async def test_unreadable_details_leave_what_the_feed_says(client: BmkgClient, server: SourcesServer) -> None:
    server.warn()
    server.details_missing = True
    (item,) = (await client.alerts()).body
    assert item["cap"] is None
    assert "GEDEBAGE" in item["description"]


async def test_errors_are_all_integration_errors(client: BmkgClient, server: SourcesServer) -> None:
    server.failing("bmkg", 403)
    with pytest.raises(IntegrationError):
        await client.alerts()


async def test_slow_details_do_not_cost_the_feed(
    client: BmkgClient, server: SourcesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_code: object) -> None:
        await asyncio.sleep(60)

    server.warn()
    monkeypatch.setattr("integrations.bmkg.client._DETAILS_SECONDS", 0.1)
    monkeypatch.setattr(client, "_alert", hang)
    async with asyncio.timeout(2):
        (item,) = (await client.alerts()).body

    assert (item["title"], item["cap"]) == ("Hujan Lebat disertai Petir di Jawa Barat", None)
