"""What the civic API refuses, and how it says so. Nothing a client sends ends in a 500."""

import io
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import func, select
from yarl import URL

from bot.app import Gateway
from bot.limits import Buckets
from core import api_keys
from core.db import Database
from core.models import Ticket
from tests.bot.conftest import Site
from tests.bot.open311.conftest import V2, FilesReport, refused
from tests.fakes import ManualClock

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # nothing here gets that far


async def how_many(db: Database) -> int:
    async with db.read() as session:
        return (await session.scalars(select(func.count()).select_from(Ticket))).one()


# --- filings


@pytest.mark.parametrize("wrong", [None, "", "guess", "x" * 9000])
async def test_nobody_files_without_a_key(file: FilesReport, db: Database, wrong: str | None) -> None:
    status, description = await refused(await file(api_key=wrong))

    assert (status, await how_many(db)) == (403, 0)
    assert "api_key" in description


async def test_a_revoked_key_opens_nothing(file: FilesReport, db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await api_keys.revoke(session, "Aplikasi Warga", clock())

    assert (await refused(await file()))[0] == 403


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "dragons"}, 404, "service_code"),
        ({"jurisdiction_id": "jakarta.go.id"}, 404, "jurisdiction_id"),
        ({"lat": None}, 400, "lat"),
        ({"long": ""}, 400, "long"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "1e999"}, 400, "lat"),
        ({"lat": None, "long": None, "address_string": None}, 400, "address_string"),
        ({"lat": None, "long": None, "address_string": None, "address_id": "7"}, 400, "address_string"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"media_url": "http://[half"}, 400, "media_url"),
        ({"attribute[color]": "red"}, 400, "attribute"),
        ({"attribute[" * 500: "x"}, 400, "attribute"),
        ({"attribute[privacy]": "loud"}, 400, "attribute[privacy]"),
        ({"attribute[event_on]": "kemarin"}, 400, "event_on"),
        ({"attribute[event_on]": "2026-12-24"}, 400, "event_on"),
    ],
)
async def test_what_is_wrong_is_named(
    file: FilesReport, db: Database, changes: dict[str, str | None], status: int, named: str
) -> None:
    found, description = await refused(await file(**changes))

    assert (found, await how_many(db)) == (status, 0)
    assert named in description


@pytest.mark.parametrize(
    ("place", "door"),
    [
        ({"lat": "-6.8722", "long": "107.5425"}, "Kota Cimahi"),
        ({"lat": "48.85", "long": "2.35"}, "SP4N-LAPOR!"),
        ({"lat": None, "long": None, "address_string": "Pasar Lembang"}, "Kabupaten Bandung Barat"),
    ],
)
async def test_a_place_outside_the_city_is_told_the_right_door(
    file: FilesReport, db: Database, place: dict[str, str | None], door: str
) -> None:
    status, description = await refused(await file(**place))

    assert (status, await how_many(db)) == (400, 0)
    assert door in description
    assert "1708" in description


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"service_code=%ED%A0%80", {}),
        (b"service_code=\xff\xfe", {}),
        (b"&".join(b"a%d=1" % n for n in range(300)), {}),
        (b"not gzip", {"Content-Encoding": "gzip"}),
        (b'{"service_code": "waste"}', {"Content-Type": "application/json"}),
        (b"[" * 100_000, {}),
        (b"", {}),
    ],
)
async def test_an_unreadable_form_is_refused(site: Site, body: bytes, headers: dict[str, str]) -> None:
    kinds = {"Content-Type": "application/x-www-form-urlencoded"} | headers

    response = await site.post(f"{V2}/requests.json", data=body, headers=kinds)

    assert (await refused(response))[0] in (400, 403)


@pytest.mark.parametrize("size", [200_000, 5_000_000])
async def test_a_huge_form_is_refused(site: Site, size: int) -> None:
    body = io.BytesIO(b"description=" + b"x" * size)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    response = await site.post(f"{V2}/requests.json", data=body, headers=kind)

    assert (await refused(response))[0] == 413


async def test_one_key_may_not_flood(file: FilesReport, db: Database) -> None:
    answers: list[Any] = [await file(service_code="dragons") for _ in range(61)]

    assert {answer.status for answer in answers[:60]} == {404}
    assert answers[60].status == 429
    assert int(answers[60].headers["Retry-After"]) >= 1


# --- filters


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"status": "asleep"}, 400),
        ({"service_code": "dragons"}, 404),
        ({"jurisdiction_id": "jakarta.go.id"}, 404),
        ({"start_date": "yesterday"}, 400),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, 400),
        ({"start_date": "9999-12-31T23:59:59-14:00"}, 400),
        ({"start_date": "2026-08-01", "end_date": "2026-11-24"}, 400),
        ({"start_date": "2026-11-24", "end_date": "2026-11-23"}, 400),
        ({"service_code": "\ufffd\x00"}, 404),
        ({"service_request_id": "\x00", "status": "\x00"}, 400),
        ({"page": "0"}, 400),
        ({"page": "-1"}, 400),
        ({"page": str(2**70)}, 400),
        ({"page": "٣"}, 400),
        ({"page": "1e3"}, 400),
        ({"page": "100000"}, 400),
        ({"page_size": "1001"}, 400),
        ({"service_request_id": ",".join(str(n) for n in range(1001))}, 400),
    ],
)
async def test_a_filter_that_cannot_be_read_is_refused(
    site: Site, query: dict[str, str], status: int
) -> None:
    response = await site.get(f"{V2}/requests.json", params=query)

    assert (await refused(response))[0] == status


async def test_a_filter_may_not_say_two_things(site: Site) -> None:
    response = await site.get(f"{V2}/requests.json?page=1&page=2")

    assert (await refused(response))[0] == 400


# --- tokens


@pytest.mark.parametrize("token", ["0" * 40, "x", "%00", "%ED%A0%80", "a" * 5000])
async def test_an_unknown_token_is_not_found(site: Site, token: str) -> None:
    assert (await refused(await site.get(f"{V2}/tokens/{token}.json")))[0] == 404


# --- addresses


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing.json", 404),
        ("requests", 404),
        ("requests/a/b.json", 404),
        ("services/dragons.json", 404),
        ("services/%00.json", 404),
        ("services/%ED%A0%80.json", 404),
        ("services/{}.json".format("a" * 7000), 404),
        ("services/road_damage.json?jurisdiction_id=jakarta.go.id", 404),
        ("requests/BDG-1000-0001.json", 404),
        ("requests/%00.json", 404),
        ("requests/99999999999999999999.json", 404),
        ("services.json?jurisdiction_id=a&jurisdiction_id=b", 400),
    ],
)
async def test_an_unknown_address_is_an_error_in_its_format(site: Site, path: str, status: int) -> None:
    response = await site.get(URL(f"{V2}/{path}", encoded=True))

    if_json = response.content_type == "application/json"
    code = (await response.json())[0]["code"] if if_json else int(_xml(await response.read())[0])
    assert response.status == code == status


@pytest.mark.parametrize("form", ["csv", "JSON", "json.gz", "xmlx", "%00", "json%20"])
async def test_an_unknown_format_is_refused_in_xml(site: Site, form: str) -> None:
    response = await site.get(URL(f"{V2}/services.{form}", encoded=True))

    assert (response.status, response.content_type) == (400, "text/xml")
    assert _xml(await response.read())[0] == "400"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "services.json", "GET, HEAD, OPTIONS"),
        ("DELETE", "requests/BDG-1000-0000.json", "GET, HEAD, OPTIONS"),
        ("PUT", "requests.json", "GET, HEAD, OPTIONS, POST"),
        ("TRACE", "discovery.json", "GET, HEAD, OPTIONS"),
    ],
)
async def test_another_method_is_refused(site: Site, method: str, path: str, allowed: str) -> None:
    response = await site.request(method, f"{V2}/{path}")

    assert (await refused(response))[0] == 405
    assert response.headers["Allow"] == allowed


def _xml(body: bytes) -> list[str]:
    """Code and description of the only error."""
    [error] = fromstring(body)
    return [part.text or "" for part in error]


async def test_one_address_may_not_read_without_end(site: Site, gateway: Gateway) -> None:
    gateway.open311.reads = Buckets(per_second=1, burst=2)
    answers = [await site.get(f"{V2}/services.xml") for _ in range(3)]
    elsewhere = await site.get(f"{V2}/services.xml", headers={"X-Forwarded-For": "192.0.2.7"})

    assert [answer.status for answer in (*answers, elsewhere)] == [200, 200, 429, 200]
    assert answers[2].headers["Retry-After"] == "1"


async def test_long_lists_are_rarer_than_short_ones(site: Site, gateway: Gateway) -> None:
    gateway.open311.long_reads = Buckets(per_second=1, burst=1)
    sizes = ("", "?page_size=101", "?page_size=100", "?page=1")

    assert [(await site.get(f"{V2}/requests.xml{size}")).status for size in sizes] == [200, 429, 200, 200]


async def test_an_app_may_file_for_many_but_nobody_guesses_keys_without_end(
    file: FilesReport, gateway: Gateway
) -> None:
    gateway.open311.reads = Buckets(per_second=0.001, burst=2)
    statuses = [(await file(description=f"Lubang {n}")).status for n in range(3)]

    assert statuses == [200, 200, 200]
    assert [(await file(api_key=f"guess {n}")).status for n in range(3)] == [403, 403, 429]


async def test_a_sick_database_is_told_in_the_same_shape(site: Site, gateway: Gateway, db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE tickets RENAME TO away")

    response = await site.get(f"{V2}/requests.json")

    assert (await refused(response))[0] == 503
    assert response.headers["Retry-After"] == "2"
