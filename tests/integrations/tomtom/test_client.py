"""TomTom's speeds: as documented, and on its bad days. The key is in no error."""

import traceback
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from core.errors import BadAnswerError, IntegrationError, NoDocumentError, ServiceDownError, ThrottledError
from integrations.http import new_session
from integrations.tomtom.client import TomTomClient
from tests.tomtom import KEY, TomTomServer

POINT = (-6.9147, 107.6098)


@pytest.fixture
async def tomtom() -> AsyncIterator[TomTomServer]:
    async with TomTomServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as made:
        yield made


@pytest.fixture
def client(tomtom: TomTomServer, session: aiohttp.ClientSession) -> TomTomClient:
    return TomTomClient(session, KEY, tomtom.url, timeout=0.5)


async def test_the_documented_answer_is_read(client: TomTomClient, tomtom: TomTomServer) -> None:
    assert await client.flow(*POINT) == {
        "speed_kmh": 18.0, "free_flow_kmh": 41.0, "closed": False, "confidence": 0.95, "away_m": 0.0,
    }  # fmt: skip
    assert tomtom.points == ["-6.91470,107.60980"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"currentSpeed": "18", "freeFlowSpeed": "41.0"}, {"speed_kmh": 18.0, "free_flow_kmh": 41.0}),
        ({"roadClosure": True}, {"closed": True}),
        ({"roadClosure": "true"}, {"closed": True}),
        ({"roadClosure": None}, {"closed": False}),
        ({"roadClosure": True, "currentSpeed": None, "freeFlowSpeed": None}, {"closed": True}),
        ({"confidence": None}, {"confidence": 0.0}),
        ({"confidence": "0.71"}, {"confidence": 0.71}),
        ({"coordinates": None}, {"away_m": 0.0}),
        ({"coordinates": {"coordinate": "none"}}, {"away_m": 0.0}),
        ({"unknownField": [1, 2]}, {"speed_kmh": 18.0}),
    ],
)
async def test_odd_fields_are_read_with_care(
    client: TomTomClient, tomtom: TomTomServer, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    tomtom.changes = changes
    found = await client.flow(*POINT)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"currentSpeed": None},
        {"freeFlowSpeed": None},
        {"currentSpeed": "fast"},
        {"currentSpeed": -1},
        {"currentSpeed": 900},
        {"currentSpeed": True},
        {"freeFlowSpeed": "NaN"},
        {"currentSpeed": [18]},
    ],
)
async def test_no_speed_is_made_up(
    client: TomTomClient, tomtom: TomTomServer, changes: dict[str, Any]
) -> None:
    tomtom.changes = changes
    with pytest.raises(BadAnswerError):
        await client.flow(*POINT)


async def test_a_road_elsewhere_is_told_as_far_away(client: TomTomClient, tomtom: TomTomServer) -> None:
    north = POINT[0] + 0.01
    line = [{"latitude": north, "longitude": POINT[1] - 1}, {"latitude": north, "longitude": POINT[1] + 1}]
    tomtom.changes = {"coordinates": {"coordinate": line}}
    assert (await client.flow(*POINT))["away_m"] == pytest.approx(1112, abs=3)


@pytest.mark.parametrize(
    ("status", "error", "requests"),
    [
        (400, NoDocumentError, 1),
        (401, BadAnswerError, 1),
        (403, BadAnswerError, 1),
        (404, BadAnswerError, 1),
        (302, BadAnswerError, 1),
        (429, ThrottledError, 1),
        (500, ServiceDownError, 2),
        (503, ServiceDownError, 2),
    ],
)
async def test_a_status_becomes_our_error_after_bounded_attempts(
    client: TomTomClient, tomtom: TomTomServer, status: int, error: type[IntegrationError], requests: int
) -> None:
    tomtom.status = status
    with pytest.raises(error):
        await client.flow(*POINT)
    assert tomtom.count == requests


@pytest.mark.parametrize("body", ["<html>Sorry</html>", "[]", "{}", '{"flowSegmentData": 3}', "null", ""])
async def test_another_document_is_no_answer(client: TomTomClient, tomtom: TomTomServer, body: str) -> None:
    tomtom.body = body
    with pytest.raises(BadAnswerError):
        await client.flow(*POINT)


async def test_a_broken_connection_is_tried_again(client: TomTomClient, tomtom: TomTomServer) -> None:
    tomtom.drops = 1
    assert (await client.flow(*POINT))["speed_kmh"] == 18.0
    assert tomtom.count == 2


async def test_silence_ends_in_time(client: TomTomClient, tomtom: TomTomServer) -> None:
    tomtom.seconds = 3.0
    with pytest.raises(ServiceDownError):
        await client.flow(*POINT)
    assert tomtom.count == 2


async def test_the_key_is_in_no_error(session: aiohttp.ClientSession, tomtom: TomTomServer) -> None:
    secret = "another-key-0987654321"
    told = []
    for base in (tomtom.url, "http://127.0.0.1:9", "http://127.0.0.1:99999", "nonsense"):
        with pytest.raises(IntegrationError) as raised:
            await TomTomClient(session, secret, base, timeout=0.5).flow(*POINT)
        told.append("".join(traceback.format_exception(raised.value)))
    assert [text for text in told if secret in text] == []
