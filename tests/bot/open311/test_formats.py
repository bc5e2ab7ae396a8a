"""Both formats say the same, outside readers understand them, and caches and browsers may keep them."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import xmltodict
from aiohttp import ClientSession
from defusedxml.ElementTree import fromstring
from georeport import GeoReport

from bot.app import Gateway
from core import agencies
from core.db import Database
from core.settings import ROOT
from tests.bot.conftest import Site, make_settings
from tests.bot.open311.conftest import V2, FilesReport, MakesTicket, read
from tests.fakes import ManualClock

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the answers are the same


def plain(element: Any) -> Any:
    """An element as the JSON format has it: texts, records, lists of one kind of element."""
    if len(element) == 0:
        return element.text or ""
    tags = {child.tag for child in element}
    if element.tag in LISTS:
        assert tags == {LISTS[element.tag]}
        return [plain(child) for child in element]
    assert len(tags) == len(element)
    return {child.tag: plain(child) for child in element}


LISTS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


def texts(value: Any) -> Any:
    """JSON's values as XML can say them."""
    match value:
        case dict():
            return {name: texts(part) for name, part in value.items()}
        case list():
            return [texts(part) for part in value]
        case bool():
            return str(value).lower()
        case None:
            return ""
        case _:
            return str(value)


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("discovery", "discovery"),
        ("services", "services"),
        ("services/road_damage", "service_definition"),
        ("requests", "service_requests"),
        ("requests/BDG-1000-0000", "errors"),
        ("tokens/x", "errors"),
    ],
)
async def test_xml_and_json_say_the_same(site: Site, make_ticket: MakesTicket, path: str, root: str) -> None:
    await make_ticket(lat=None, lon=None)
    await make_ticket()

    xml = await site.get(f"{V2}/{path}.xml")
    in_json = await site.get(f"{V2}/{path}.json")

    assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert in_json.headers["Content-Type"] == "application/json; charset=utf-8"
    element = fromstring(await xml.read())
    assert element.tag == root
    assert plain(element) == texts(await in_json.json())


async def test_a_filing_is_answered_in_xml_too(file: FilesReport) -> None:
    answer = fromstring(await (await file("xml")).read())

    assert answer.tag == "service_requests"
    assert [part.tag for part in answer[0]] == ["service_request_id", "service_notice", "account_id"]


async def test_an_empty_list_is_an_empty_element(site: Site) -> None:
    body = await (await site.get(f"{V2}/requests.xml")).read()

    assert len(fromstring(body)) == 0
    assert await read(site, "requests.json") == []


# --- what is offered


async def test_every_category_is_a_service_with_a_definition(site: Site) -> None:
    services = await read(site, "services.json")

    assert [service["service_code"] for service in services] == list(agencies.categories())
    for service in services:
        definition = await read(site, f"services/{service['service_code']}.json")
        assert definition["service_code"] == service["service_code"]
        assert [attribute["order"] for attribute in definition["attributes"]] == [1, 2, 3]


@pytest.mark.parametrize("path", ["discovery.json", "../discovery.json"])
async def test_discovery_names_this_address(site: Site, path: str) -> None:
    [endpoint] = (await read(site, path))["endpoints"]

    assert endpoint["url"] == f"http://127.0.0.1:{site.port}/open311/v2"
    assert endpoint["type"] == "test"


async def test_discovery_names_the_public_address(
    db: Database, clock: ManualClock, session: ClientSession, aiohttp_client: Any, tmp_path: Path
) -> None:
    settings = make_settings(tmp_path, public_base_url="https://sobat.example.id")
    site = await aiohttp_client(Gateway(settings, db, session, clock).public())

    [endpoint] = (await read(site, "discovery.json"))["endpoints"]

    assert endpoint["url"] == "https://sobat.example.id/open311/v2"
    assert endpoint["type"] == "production"


async def test_the_description_is_served_as_it_is_published(site: Site) -> None:
    published = ROOT / "bot" / "open311" / "openapi.json"

    assert await read(site, "openapi.json") == json.loads(published.read_text())


# --- an outside client


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_georeport_reads_services_and_requests(site: Site, make_ticket: MakesTicket, form: str) -> None:
    road, waste = await make_ticket(), await make_ticket(category="waste")
    client = GeoReport(f"http://127.0.0.1:{site.port}{V2}", "bandung.go.id", output_format=form)

    services = await asyncio.to_thread(client.get_service_list)
    definition = await asyncio.to_thread(client.get_service_definition, "waste")
    found = await asyncio.to_thread(
        client.get_service_requests, None, "road_damage,waste", "2026-11-01T00:00:00Z"
    )
    one = await asyncio.to_thread(client.get_service_request, road)

    assert {service["service_code"] for service in services} == set(agencies.categories())
    assert "waste" in json.dumps(definition)
    assert [record["service_request_id"] for record in found] == [waste, road]
    assert one["service_request_id"] == road


async def test_xmltodict_reads_a_list(site: Site, make_ticket: MakesTicket) -> None:
    numbers = [await make_ticket(), await make_ticket()]

    body = await (await site.get(f"{V2}/requests.xml")).text()

    records = xmltodict.parse(body)["service_requests"]["request"]
    assert [record["service_request_id"] for record in records] == numbers[::-1]


# --- caches and browsers


async def test_what_did_not_change_is_not_sent_again(site: Site, make_ticket: MakesTicket) -> None:
    await make_ticket()
    first = await site.get(f"{V2}/requests.json")

    again = await site.get(f"{V2}/requests.json", headers={"If-None-Match": first.headers["ETag"]})
    await make_ticket()
    later = await site.get(f"{V2}/requests.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status, again.status, later.status) == (200, 304, 200)
    assert await again.read() == b""
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=60"


async def test_what_is_filed_or_refused_is_not_kept(site: Site, file: FilesReport) -> None:
    refused = await site.get(f"{V2}/requests/BDG-1000-0000.json")

    assert (await file()).headers["Cache-Control"] == refused.headers["Cache-Control"] == "no-store"


async def test_a_long_list_travels_compressed(site: Site, make_ticket: MakesTicket) -> None:
    for _ in range(130):
        await make_ticket()

    async with site.session.get(
        site.make_url(f"{V2}/requests.json"), headers={"Accept-Encoding": "gzip"}, auto_decompress=False
    ) as response:
        body = await response.read()

    assert response.headers["Vary"] == "Accept-Encoding"
    assert len(json.loads(gzip.decompress(body))) == 130


@pytest.mark.parametrize("path", ["services.json", "requests.xml", "requests/BDG-1000-0000.json", "nothing"])
async def test_a_page_of_any_origin_may_read_without_credentials(site: Site, path: str) -> None:
    response = await site.get(f"{V2}/{path}", headers={"Origin": "https://app.example.id"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


async def test_a_browser_may_ask_before_it_files(site: Site) -> None:
    response = await site.options(f"{V2}/requests.json", headers={"Origin": "https://app.example.id"})

    assert response.status == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Access-Control-Allow-Credentials" not in response.headers


async def test_the_rest_of_the_site_stays_closed_to_other_origins(site: Site) -> None:
    response = await site.get("/healthz", headers={"Origin": "https://app.example.id"})

    assert "Access-Control-Allow-Origin" not in response.headers
