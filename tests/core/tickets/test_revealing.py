"""A protected report leaves only as a verifier lets it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core import conversations, tickets
from core.db import Database
from core.errors import ConflictError, NotFoundError, OvertakenError
from core.models import Audit, Staff, Ticket, TicketEvent
from core.tickets import NewTicket, revealing
from core.tickets.revealing import Cleared

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TELLING = "saya ketua RT 03 di sini, pabrik ini buang limbah"
PLAIN = "pabrik ini buang limbah tiap malam"


async def report(db: Database, text: str, *, privacy: str = "anonymous", place: str = "Jl. Kopo") -> Ticket:
    """Somebody called Yanti Maryanti reports."""
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "telegram", "5", NOW, name="Yanti Maryanti")
        new = NewTicket(
            message_id="m1", conversation_id=talk.id, category="pollution",
            title=text[:40], description=text, place_text=place, kelurahan="Kopo",
            kecamatan="Bojongloa Kaler",
            privacy=privacy, name="Yanti",
        )  # fmt: skip
        return await tickets.create(session, new, NOW)


async def officer(db: Database) -> int:
    async with db.write() as session:
        person = Staff(name="Dadang", email="d@bandung.go.id", password_hash="x", created_at=NOW)
        session.add(person)
        await session.flush()
        return person.id


async def clear(db: Database, ticket: Ticket, words: str | None) -> Ticket:
    """An officer who has read it as it is in ``ticket``."""
    staff_id = await officer(db)
    cleared = Cleared(words, revealing.wording(ticket))
    async with db.write() as session:
        return await revealing.clear(session, ticket.number, cleared, staff_id, NOW)


async def again(db: Database, ticket: Ticket) -> Ticket:
    async with db.read() as session:
        return await session.get_one(Ticket, ticket.id)


async def test_telling_words_of_a_protected_report_wait_for_a_verifier(db: Database) -> None:
    ticket = await report(db, TELLING)
    assert "saya ketua RT" in ticket.revealing
    assert revealing.waits(ticket)
    assert revealing.leaving_text(ticket) is None
    assert revealing.leaving_title(ticket) == "Pencemaran"
    assert revealing.leaving_place(ticket) == "Kopo, Bojongloa Kaler"


async def test_a_protected_report_that_tells_nothing_leaves_at_once(db: Database) -> None:
    ticket = await report(db, PLAIN)
    assert ticket.revealing == []
    assert revealing.leaving_text(ticket) == PLAIN
    assert revealing.leaving_place(ticket) == "Jl. Kopo"


async def test_a_public_report_is_not_held(db: Database) -> None:
    ticket = await report(db, TELLING, privacy="public")
    assert (ticket.revealing, revealing.leaving_text(ticket)) == ([], TELLING)


async def test_the_profiles_name_in_the_words_is_found(db: Database) -> None:
    ticket = await report(db, f"{PLAIN}, tanya Maryanti kalau perlu")
    assert ticket.revealing == ["Maryanti"]


async def test_hiding_later_looks_at_the_words(db: Database) -> None:
    ticket = await report(db, TELLING, privacy="public")
    async with db.write() as session:
        await tickets.hide(session, ticket.id, "secret", NOW)
    assert revealing.waits(await again(db, ticket))


async def test_rewritten_words_leave_instead_of_the_citizens(db: Database) -> None:
    ticket = await clear(db, await report(db, TELLING, place="depan rumah saya"), "Ada limbah pabrik.")
    assert revealing.leaving_text(ticket) == "Ada limbah pabrik."
    assert revealing.leaving_title(ticket) == "Ada limbah pabrik"
    assert revealing.leaving_place(ticket) == "Kopo, Bojongloa Kaler"
    assert ticket.description == TELLING


async def test_confirmed_words_leave_as_they_are(db: Database) -> None:
    ticket = await clear(db, await report(db, TELLING), None)
    assert revealing.leaving_text(ticket) == TELLING


async def test_clearing_leaves_an_event_and_an_audit_line_without_words(db: Database) -> None:
    ticket = await clear(db, await report(db, TELLING), "Ada limbah.")
    async with db.read() as session:
        event = (await session.scalars(select(TicketEvent).where(TicketEvent.kind == "cleared"))).one()
        line = (await session.scalars(select(Audit))).one()
    assert (event.author, event.staff_id, event.note) == ("staff", ticket.cleared_by, "")
    assert (line.action, line.target, line.note) == (
        "ticket.clear",
        f"ticket {ticket.number}",
        "rewritten",
    )


@pytest.mark.parametrize("words", [None, "Ada limbah pabrik."])
async def test_new_words_demand_clearing_again(words: str | None, db: Database) -> None:
    ticket = await clear(db, await report(db, TELLING), words)
    async with db.write() as session:
        await tickets.add_words(session, ticket.id, "anak saya batuk terus", NOW)
    ticket = await again(db, ticket)
    assert revealing.waits(ticket)
    assert "batuk" not in (revealing.leaving_text(ticket) or "")
    assert "anak saya" in ticket.revealing


@pytest.mark.parametrize("words", [None, "Ada limbah pabrik."])
async def test_what_was_added_since_the_verifier_read_it_is_not_cleared(
    words: str | None, db: Database
) -> None:
    read = await report(db, TELLING)
    async with db.write() as session:
        await tickets.add_words(session, read.id, "anak saya batuk terus", NOW)
    with pytest.raises(OvertakenError):
        await clear(db, read, words)
    assert revealing.waits(await again(db, read))


async def test_a_public_report_cannot_be_cleared(db: Database) -> None:
    with pytest.raises(ConflictError):
        await clear(db, await report(db, TELLING, privacy="public"), "x")


async def test_too_many_words_are_refused(db: Database) -> None:
    with pytest.raises(ConflictError):
        await clear(db, await report(db, TELLING), "kata " * 2000)


async def test_an_unknown_number_is_not_found(db: Database) -> None:
    staff_id = await officer(db)
    async with db.write() as session:
        with pytest.raises(NotFoundError):
            await revealing.clear(session, "12345678", Cleared(None, ""), staff_id, NOW)
