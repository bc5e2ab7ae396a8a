"""A running gateway with a key, and a report as a civic app sends it."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

import pytest
from aiohttp import ClientResponse

from core import api_keys, ticket_number
from core.db import Database
from core.models import Ticket
from core.tickets import Status
from tests.bot.conftest import Site
from tests.fakes import ManualClock

V2 = "/open311/v2"
REPORT = {
    "service_code": "road_damage",
    "lat": "-6.936570",
    "long": "107.593630",
    "address_string": "Jl. Kopo depan SMP 3",
    "description": "Jalan bolong besar sekali, sudah banyak motor jatuh.",
}

type FilesReport = Callable[..., Awaitable[ClientResponse]]
type MakesTicket = Callable[..., Awaitable[str]]


@pytest.fixture
async def key(db: Database, clock: ManualClock) -> str:
    async with db.write() as session:
        return await api_keys.add(session, "Aplikasi Warga", clock())


@pytest.fixture
def file(site: Site, key: str) -> FilesReport:
    """Files the usual report with these fields changed; None leaves one out."""

    async def send(form: str = "json", **changes: str | None) -> ClientResponse:
        fields: Mapping[str, str | None] = {"api_key": key, **REPORT, **changes}
        told = {name: value for name, value in fields.items() if value is not None}
        return await site.post(f"{V2}/requests.{form}", data=told)

    return send


_numbers = count(1)


@pytest.fixture
def make_ticket(db: Database, clock: ManualClock) -> MakesTicket:
    """Stores a verified ticket with these columns changed; returns its number as it is shown."""

    async def make(**changes: Any) -> str:
        number = ticket_number.new()
        columns: dict[str, Any] = {
            "number": number,
            "message_id": f"made {next(_numbers)}",
            "category": "road_damage",
            "title": "Jalan bolong depan rumah Pak Asep",
            "description": "Jalan bolong di depan rumah saya, Pak Asep RT 3.",
            "place_text": "Jl. Kopo No. 12, depan rumah Pak Asep",
            "kelurahan": "Kopo",
            "kecamatan": "Bojongloa Kaler",
            "street": "Kopo",
            "lat": -6.936573,
            "lon": 107.593631,
            "agency": "dsdabm",
            "agency_name": "Dinas Sumber Daya Air dan Bina Marga",
            "status": Status.IN_PROGRESS,
            "due_on": clock().date(),
            "verified_at": clock(),
            "created_at": clock(),
            "updated_at": clock(),
        }
        async with db.write() as session:
            session.add(Ticket(**(columns | changes)))
        return ticket_number.show(number)

    return make


async def read(site: Site, path: str, **query: str) -> Any:
    """The JSON behind an address that is expected to be there."""
    response = await site.get(f"{V2}/{path}", params=query)
    assert response.status == 200
    return await response.json()


async def refused(response: ClientResponse) -> tuple[int, str]:
    """Status and description of an error in GeoReport's shape."""
    [error] = await response.json()
    assert error["code"] == response.status
    assert sorted(error) == ["code", "description"]
    return response.status, error["description"]
