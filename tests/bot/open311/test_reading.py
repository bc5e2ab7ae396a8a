"""What anybody may read, and what nobody may."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.db import Database
from core.models import ApiFiling, Ticket
from core.tickets import Status
from tests.bot.conftest import Site
from tests.bot.open311.conftest import V2, FilesReport, MakesTicket, read, refused
from tests.fakes import ManualClock


async def numbers(site: Site, **query: str) -> list[str]:
    return [record["service_request_id"] for record in await read(site, "requests.json", **query)]


# --- one record


async def test_a_record_has_every_element_and_no_words(site: Site, make_ticket: MakesTicket) -> None:
    number = await make_ticket()

    [record] = await read(site, f"requests/{number}.json")

    assert record == {
        "service_request_id": number,
        "status": "open",
        "status_notes": "Sedang dikerjakan",
        "service_name": "Jalan rusak",
        "service_code": "road_damage",
        "description": "Jalan rusak, Kecamatan Bojongloa Kaler",
        "agency_responsible": "Dinas Sumber Daya Air dan Bina Marga",
        "service_notice": None,
        "requested_datetime": "2026-11-24T10:00:00+07:00",
        "updated_datetime": "2026-11-24T10:00:00+07:00",
        "expected_datetime": "2026-11-24T16:00:00+07:00",
        "address": "Jl. Kopo, Kel. Kopo, Kec. Bojongloa Kaler, Kota Bandung",
        "address_id": None,
        "zipcode": None,
        "lat": -6.936573,
        "long": 107.593631,
        "media_url": None,
    }
    assert await read(site, "requests.json") == [record]


@pytest.mark.parametrize("spelling", ["{}", "{}-{}", "bdg {}{}", "BDG-{}-{}", "bdg-{}{}"])
async def test_a_number_is_understood_in_any_spelling(
    site: Site, make_ticket: MakesTicket, spelling: str
) -> None:
    number = await make_ticket()
    _, *halves = number.split("-")
    spelled = spelling.format("".join(halves)) if spelling.count("{}") == 1 else spelling.format(*halves)

    [record] = await read(site, f"requests/{spelled}.json")

    assert record["service_request_id"] == number


@pytest.mark.parametrize(
    "changes",
    [{"category": "health"}, {"category": "social_aid"}, {"category": "retired"}, {"privacy": "anonymous"}],
)
async def test_where_somebody_could_be_found_the_pin_is_rough(
    site: Site, make_ticket: MakesTicket, changes: dict[str, str]
) -> None:
    [record] = await read(site, f"requests/{await make_ticket(**changes)}.json")

    assert (record["lat"], record["long"]) == (-6.937, 107.594)


async def test_a_lane_as_a_citizen_wrote_it_stays_inside(site: Site, make_ticket: MakesTicket) -> None:
    await make_ticket(street="Gang Haji Asep 7")

    [record] = await read(site, "requests.json")

    assert record["address"] == "Kel. Kopo, Kec. Bojongloa Kaler, Kota Bandung"


@pytest.mark.parametrize(
    "changes", [{"verified_at": None, "status": Status.RECEIVED}, {"status": Status.ARCHIVED}]
)
async def test_what_is_not_published_shows_no_place_and_stands_in_no_list(
    site: Site, make_ticket: MakesTicket, changes: dict[str, Any]
) -> None:
    number = await make_ticket(**changes)

    [record] = await read(site, f"requests/{number}.json")

    assert (record["lat"], record["long"]) == (None, None)
    assert record["address"] == "Kec. Bojongloa Kaler, Kota Bandung"
    assert await numbers(site) == []
    assert await numbers(site, service_request_id=number) == []


@pytest.mark.parametrize("status", list(Status))
async def test_a_secret_ticket_looks_like_an_unknown_one(
    site: Site, make_ticket: MakesTicket, status: Status
) -> None:
    number = await make_ticket(privacy="secret", status=status)

    secret = await site.get(f"{V2}/requests/{number}.json")
    unknown = await site.get(f"{V2}/requests/BDG-1000-0000.json")

    assert secret.status == unknown.status == 404
    assert await secret.read() == await unknown.read()
    assert await numbers(site) == []
    assert await numbers(site, service_request_id=number) == []


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.VERIFIED, "open"), (Status.FORWARDED, "open"), (Status.IN_PROGRESS, "open"),
        (Status.ON_HOLD, "open"), (Status.ANSWERED, "open"), (Status.DONE, "closed"),
        (Status.NOT_OURS, "closed"),
    ],
)  # fmt: skip
async def test_a_state_is_open_or_closed_and_its_notes_say_which(
    site: Site, make_ticket: MakesTicket, status: Status, shown: str
) -> None:
    number = await make_ticket(status=status)

    [record] = await read(site, "requests.json", status=shown)

    assert (record["service_request_id"], record["status"]) == (number, shown)
    assert record["status_notes"][0].isupper()


@pytest.mark.parametrize(("privacy", "led"), [("public", True), ("secret", False)])
async def test_a_merged_ticket_leads_to_the_other_unless_that_is_secret(
    site: Site, make_ticket: MakesTicket, db: Database, privacy: str, led: bool
) -> None:
    other = await make_ticket(privacy=privacy)
    async with db.read() as session:
        other_id = (await session.scalars(select(Ticket.id))).one()
    merged = await make_ticket(status=Status.ARCHIVED, merged_into=other_id)

    [record] = await read(site, f"requests/{merged}.json")

    assert record["status"] == "closed"
    assert (other in record["status_notes"]) is led


async def test_a_newer_promise_is_the_expected_day(
    site: Site, make_ticket: MakesTicket, clock: ManualClock
) -> None:
    await make_ticket(promised_on=clock().date() + timedelta(days=9))

    [record] = await read(site, "requests.json")

    assert record["expected_datetime"] == "2026-12-03T16:00:00+07:00"


async def test_no_answer_tells_who_filed_or_what_they_wrote(
    site: Site, file: FilesReport, db: Database, clock: ManualClock
) -> None:
    filed = await file(first_name="Rina", email="rina@example.id", media_url="https://example.id/rina.jpg")
    number = (await filed.json())[0]["service_request_id"]
    async with db.write() as session:
        (await session.scalars(select(Ticket))).one().verified_at = clock()

    said = json.dumps([await read(site, "requests.json"), await read(site, f"requests/{number}.json")])

    assert number in said
    assert [word for word in ("Rina", "bolong", "SMP", "example.id") if word in said] == []


# --- lists


async def test_newest_come_first_and_pages_follow_each_other(site: Site, make_ticket: MakesTicket) -> None:
    made = [await make_ticket() for _ in range(5)]

    assert await numbers(site, page="1", page_size="2") == made[4:2:-1]
    assert await numbers(site, page="3", page_size="2") == made[:1]
    assert await numbers(site, page="4", page_size="2") == []
    assert await numbers(site, page_size="3") == made[4:1:-1]


async def test_services_and_numbers_are_lists(site: Site, make_ticket: MakesTicket) -> None:
    road, waste = await make_ticket(), await make_ticket(category="waste")
    await make_ticket(category="education")

    assert await numbers(site, service_code="road_damage,waste") == [waste, road]
    assert await numbers(site, service_request_id=f"{road},{waste},BDG-1000-0000") == [waste, road]
    assert await numbers(site, service_request_id="nobody's") == []


async def test_numbers_go_before_all_other_filters(site: Site, make_ticket: MakesTicket) -> None:
    number = await make_ticket(status=Status.DONE)

    assert await numbers(site, service_request_id=number, status="open", service_code="waste") == [number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 1),
        ({"start_date": "2026-11-24T10:00:00+07:00"}, 1),
        ({"start_date": "2026-11-24T03:00:00Z", "end_date": "2026-11-24T03:00:00Z"}, 1),
        ({"start_date": "2026-11-24T10:00:01+07:00"}, 0),
        ({"start_date": "2026-11-24 10:00:01 07:00"}, 0),
        ({"end_date": "2026-11-24T09:59:59"}, 0),
        ({"start_date": "2026-11-24", "end_date": "2026-11-24"}, 1),
        ({"end_date": "2026-11-23"}, 0),
        ({"start_date": "2026-08-26", "end_date": "2026-11-24"}, 1),
        ({"start_date": "2026-08-01"}, 0),
        ({"status": "open,closed"}, 1),
        ({"status": "", "service_code": "", "start_date": "", "page": ""}, 1),
    ],
)
async def test_moments_bound_a_list(
    site: Site, make_ticket: MakesTicket, query: dict[str, str], found: int
) -> None:
    await make_ticket()
    assert len(await numbers(site, **query)) == found


async def test_without_dates_ninety_days_are_shown(
    site: Site, make_ticket: MakesTicket, clock: ManualClock
) -> None:
    await make_ticket(created_at=clock() - timedelta(days=91))
    recent = await make_ticket(created_at=clock() - timedelta(days=89))

    assert await numbers(site) == [recent]


# --- tokens


async def test_a_token_becomes_the_number_of_its_ticket(site: Site, file: FilesReport, db: Database) -> None:
    [filed] = await (await file()).json()
    async with db.read() as session:
        token = (await session.scalars(select(ApiFiling.token))).one()

    assert await read(site, f"tokens/{token}.json") == [
        {"service_request_id": filed["service_request_id"], "token": token}
    ]


async def test_a_token_of_a_secret_ticket_tells_nothing(site: Site, file: FilesReport, db: Database) -> None:
    await file(**{"attribute[privacy]": "secret"})
    async with db.read() as session:
        token = (await session.scalars(select(ApiFiling.token))).one()

    assert (await refused(await site.get(f"{V2}/tokens/{token}.json")))[0] == 404
