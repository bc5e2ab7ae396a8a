"""What a civic app files, and what becomes of it."""

import asyncio
import json

from sqlalchemy import func, select

from core import api_keys
from core.db import Database
from core.models import ApiFiling, Reporter, Ticket
from tests.bot.conftest import Site
from tests.bot.open311.conftest import REPORT, V2, FilesReport
from tests.fakes import ManualClock


async def stored(db: Database) -> tuple[Ticket, ApiFiling]:
    async with db.read() as session:
        return (await session.scalars(select(Ticket))).one(), (await session.scalars(select(ApiFiling))).one()


async def how_many(db: Database) -> int:
    async with db.read() as session:
        return (await session.scalars(select(func.count()).select_from(Ticket))).one()


async def number(file: FilesReport, **changes: str | None) -> str:
    response = await file(**changes)
    assert response.status == 200
    [filed] = await response.json()
    found: str = filed["service_request_id"]
    return found


# --- what is stored


async def test_a_report_becomes_a_ticket_with_number_agency_and_date(file: FilesReport, db: Database) -> None:
    response = await file()

    [filed] = await response.json()
    ticket, filing = await stored(db)
    assert filed == {
        "service_request_id": f"BDG-{ticket.number[:4]}-{ticket.number[4:]}",
        "service_notice": filed["service_notice"],
        "account_id": None,
    }
    assert ticket.agency_name in filed["service_notice"]
    assert "14 Desember 2026" in filed["service_notice"]
    assert (ticket.source, ticket.category, ticket.status) == ("open311", "road_damage", "received")
    assert (ticket.lat, ticket.lon) == (-6.93657, 107.59363)
    assert ticket.street == "Kopo"
    assert ticket.description == REPORT["description"]
    assert filing.ticket_id == ticket.id


async def test_the_person_stays_apart_from_the_ticket(file: FilesReport, db: Database) -> None:
    person = {"first_name": "Rina", "last_name": "Wulandari", "email": "rina@example.id", "phone": "0812345"}

    await number(file, **person, device_id="d-1", account_id="")

    ticket, filing = await stored(db)
    assert filing.person == {**person, "device_id": "d-1"}
    assert "Rina" not in json.dumps({c.name: str(getattr(ticket, c.name)) for c in Ticket.__table__.columns})
    async with db.read() as session:
        assert (await session.scalars(select(Reporter))).all() == []


async def test_personal_numbers_are_masked_before_they_are_stored(file: FilesReport, db: Database) -> None:
    await number(
        file, description="Hubungi 081234567890, NIK 3273010101900001", address_string="Kopo 081234567890"
    )

    ticket, _ = await stored(db)
    written = f"{ticket.title} {ticket.description} {ticket.place_text}"
    assert "081234567890" not in written
    assert "3273010101900001" not in written


async def test_attributes_say_what_kind_when_and_for_whom(file: FilesReport, db: Database) -> None:
    await number(
        file,
        **{
            "attribute[classification]": "aspirasi",
            "attribute[event_on][]": "2026-11-20T23:30:00Z",
            "attribute[privacy]": "anonymous",
        },
    )

    ticket, _ = await stored(db)
    assert (ticket.classification, ticket.privacy) == ("aspirasi", "anonymous")
    assert str(ticket.event_on) == "2026-11-21"


async def test_an_address_alone_is_enough_and_gives_no_false_pin(file: FilesReport, db: Database) -> None:
    await number(file, lat=None, long=None, address_string="Jl. Ibrahim Adjie, Kiaracondong")

    ticket, _ = await stored(db)
    assert (ticket.kecamatan, ticket.lat, ticket.lon) == ("Kiaracondong", None, None)


async def test_a_report_without_words_is_named_after_its_service(file: FilesReport, db: Database) -> None:
    await number(file, description=None)

    ticket, _ = await stored(db)
    assert (ticket.title, ticket.description) == ("Jalan rusak", "")


async def test_danger_is_answered_with_112_first(file: FilesReport) -> None:
    response = await file(description="Tolong, ada kebakaran rumah, masih ada orang di dalam!")

    [filed] = await response.json()
    assert "112" in filed["service_notice"].splitlines()[0]
    assert filed["service_request_id"] in filed["service_notice"]


async def test_control_characters_never_reach_the_database(file: FilesReport, db: Database) -> None:
    await number(file, description="Jalan\x00 rusak\x08 parah", first_name="Ri\x00na")

    ticket, filing = await stored(db)
    assert ticket.description == "Jalan rusak parah"
    assert filing.person == {"first_name": "Rina"}


async def test_a_media_address_is_kept_for_the_officer(file: FilesReport, db: Database) -> None:
    await number(file, media_url="https://example.id/foto.jpg")

    assert (await stored(db))[1].media_url == "https://example.id/foto.jpg"


async def test_a_hidden_report_that_names_its_reporter_waits_for_a_verifier(
    file: FilesReport, db: Database
) -> None:
    told = {"attribute[privacy]": "anonymous", "description": "Rumah Wulandari kena banjir terus"}

    await number(file, first_name="Rina", last_name="Wulandari", **told)

    assert any("Wulandari" in words for words in (await stored(db))[0].revealing)


# --- once, whatever is repeated


async def test_the_same_report_again_finds_its_ticket(
    file: FilesReport, db: Database, clock: ManualClock
) -> None:
    first = await number(file)
    clock.advance(599)

    assert await number(file) == first
    assert await how_many(db) == 1


async def test_fields_may_come_in_any_order(site: Site, key: str, file: FilesReport) -> None:
    first = await number(file)
    turned = dict(reversed([("api_key", key), *REPORT.items()]))

    response = await site.post(f"{V2}/requests.json", data=turned)

    assert (await response.json())[0]["service_request_id"] == first


async def test_after_ten_minutes_it_is_a_new_report(file: FilesReport, clock: ManualClock) -> None:
    first = await number(file)
    clock.advance(600)

    assert await number(file) != first


async def test_other_words_are_another_report(file: FilesReport) -> None:
    assert await number(file) != await number(file, description="Jalan bolong juga")


async def test_two_apps_may_say_the_same(file: FilesReport, db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        other = await api_keys.add(session, "Aplikasi Lain", clock())

    assert await number(file) != await number(file, api_key=other)


async def test_copies_that_come_together_make_one_ticket(file: FilesReport, db: Database) -> None:
    numbers = await asyncio.gather(*(number(file) for _ in range(6)))

    assert len(set(numbers)) == 1
    assert await how_many(db) == 1
