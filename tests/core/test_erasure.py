"""Erasing somebody's data: nothing of theirs is left anywhere, and everything else still adds up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core import conversations, data_requests, forgetting, inbox, outbox
from core.conversations import Said
from core.db import Database
from core.errors import ConflictError
from core.ledger import ledger
from core.models import (
    Attachment,
    Audit,
    Conversation,
    DataRequest,
    Delivery,
    LaporPost,
    Line,
    Message,
    Reporter,
    Staff,
    Ticket,
    TicketEvent,
    TicketVerdict,
)
from core.settings import Settings
from tests.core import erasures
from tests.core.erasures import (
    ADDRESS,
    WORDS,
    Citizen,
    bytes_in,
    everything,
    leaks,
    remember,
    remembered,
    run_due,
    settle_in,
)
from tests.inputs import message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2, hours=23)
ERASED = "[dihapus atas permintaan pelapor]"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url, var_dir=tmp_path)


@pytest.fixture
async def citizen(db: Database, settings: Settings) -> Citizen:
    return await settle_in(db, settings.attachments_dir, NOW)


async def ask(db: Database, citizen: Citizen) -> None:
    async with db.write() as session:
        await data_requests.ask(session, citizen.id, NOW)


async def erase(db: Database, citizen: Citizen, now: datetime = LATER) -> list[str]:
    async with db.write() as session:
        return await erasures.erase(session, citizen.id, now)


async def deliver(db: Database) -> None:
    """The platform takes what waits."""
    async with db.write() as session:
        for delivery in await session.scalars(select(Delivery).where(Delivery.state == "queued")):
            delivery.state = "sent"


async def end(db: Database, ticket_id: int, status: str = "done") -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, ticket_id)).status = status


async def ticket(db: Database, ticket_id: int) -> Ticket:
    async with db.read() as session:
        return await session.get_one(Ticket, ticket_id)


async def request(db: Database) -> DataRequest:
    async with db.read() as session:
        return (await session.scalars(select(DataRequest))).one()


async def test_there_is_something_to_find(db: Database, settings: Settings, citizen: Citizen) -> None:
    assert len(leaks(await everything(db))) == 3
    assert leaks(bytes_in(settings.attachments_dir)) == [WORDS]


async def test_in_the_end_nothing_of_theirs_is_anywhere(
    db: Database, settings: Settings, citizen: Citizen, tmp_path: Path
) -> None:
    await remember(db, tmp_path, citizen.id)
    await ask(db, citizen)
    await forgetting.sweep(db, settings, LATER)
    await deliver(db)
    await end(db, citizen.tickets["public"])
    await forgetting.sweep(db, settings, LATER + timedelta(hours=1))
    await forgetting.sweep(db, settings, LATER + timedelta(hours=1, minutes=1))
    assert leaks(await everything(db)) == []
    assert leaks(bytes_in(tmp_path)) == []
    assert await remembered(db, tmp_path) == ["stays"]
    assert (await request(db)).state == "done"


async def test_until_it_ends_only_an_open_public_report_keeps_words(
    db: Database, settings: Settings, citizen: Citizen
) -> None:
    await ask(db, citizen)
    await forgetting.sweep(db, settings, LATER)
    await deliver(db)
    await forgetting.sweep(db, settings, LATER + timedelta(hours=1))
    rows = [row for row in (await everything(db)).splitlines() if leaks(row)]
    assert [(row.split(":")[0], leaks(row)) for row in rows] == [("tickets", [WORDS])]
    assert (await ticket(db, citizen.tickets["public"])).description.startswith(WORDS)
    assert (await request(db)).state == "rest"


@pytest.mark.parametrize("kind", ["ended", "anonymous", "secret"])
async def test_ended_and_protected_reports_lose_their_words_at_once(
    kind: str, db: Database, citizen: Citizen
) -> None:
    await erase(db, citizen)
    found = await ticket(db, citizen.tickets[kind])
    assert (found.title, found.description, found.place_text) == (ERASED, ERASED, "Kopo, Bojongloa Kaler")
    assert (found.lat, found.lon, found.street, found.event_said, found.revealing) == (None,) * 4 + ([],)
    assert (found.kelurahan, found.category, found.erased_at) == ("Kopo", "road_damage", LATER)


async def test_an_open_protected_report_goes_on_in_the_verifiers_words(
    db: Database, citizen: Citizen
) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, citizen.tickets["secret"])).agency_text = "Ada jalan berlubang."
    await erase(db, citizen)
    await end(db, citizen.tickets["public"])
    async with db.write() as session:
        await run_due(session, LATER + timedelta(hours=1))
        await run_due(session, LATER + timedelta(hours=1))
    assert (await ticket(db, citizen.tickets["secret"])).agency_text == "Ada jalan berlubang."
    assert (await request(db)).state == "rest"


async def test_the_verifiers_words_go_when_the_report_ends(db: Database, citizen: Citizen) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, citizen.tickets["secret"])).agency_text = "Ada jalan berlubang."
    await erase(db, citizen)
    await end(db, citizen.tickets["public"])
    await end(db, citizen.tickets["secret"], "archived")
    async with db.write() as session:
        await run_due(session, LATER + timedelta(hours=1))
        await run_due(session, LATER + timedelta(hours=1))
    assert (await ticket(db, citizen.tickets["secret"])).agency_text is None
    assert (await request(db)).state == "done"


async def test_reporters_go_and_tickets_stay_with_an_event_without_identity(
    db: Database, citizen: Citizen
) -> None:
    await erase(db, citizen)
    async with db.read() as session:
        reporters = (await session.scalars(select(Reporter))).all()
        events = (await session.scalars(select(TicketEvent).where(TicketEvent.kind == "erased"))).all()
        said = (await session.scalars(select(TicketEvent).where(TicketEvent.kind == "reopened"))).all()
    assert [(each.ticket_id, each.first) for each in reporters] == [(citizen.tickets["others"], True)]
    assert {(each.ticket_id, each.author, each.staff_id) for each in events} == {
        (ticket_id, "system", None) for ticket_id in citizen.tickets.values()
    }
    assert {(each.note, tuple(each.detail.items())) for each in said} == {("", (("times", 1),))}


async def test_anothers_report_that_was_joined_keeps_its_words(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    found = await ticket(db, citizen.tickets["others"])
    assert (found.description, found.erased_at) == ("lubang di jalan dan lagi", None)


async def test_ratings_stay_as_figures(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    async with db.read() as session:
        verdict = (await session.scalars(select(TicketVerdict))).one()
    assert (verdict.rating, verdict.words, verdict.conversation_id) == (2, "", None)


async def test_photos_of_an_open_public_report_stay_without_their_owner(
    db: Database, citizen: Citizen
) -> None:
    files = await erase(db, citizen)
    async with db.read() as session:
        kept = (await session.scalars(select(Attachment).order_by(Attachment.created_at))).all()
    assert len(files) == 3
    assert [(each.conversation_id is None, each.filename) for each in kept if each.path not in files].count(
        (True, None)
    ) == 1


async def test_what_was_not_yet_sent_to_lapor_is_not_sent(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    async with db.read() as session:
        assert (await session.scalars(select(LaporPost))).all() == []


async def test_what_lapor_has_is_named(db: Database, citizen: Citizen) -> None:
    async with db.write() as session:
        (await session.scalars(select(LaporPost))).one().state = "sent"
    await erase(db, citizen)
    async with db.read() as session:
        line = await conversations.last_line(session, citizen.id)
    assert line is not None
    assert "SP4N-LAPOR! (BDG-" in line.text


async def test_the_ledger_still_balances(db: Database, citizen: Citizen) -> None:
    async with db.write() as session:
        waiting = message("belum dijawab", address=ADDRESS, channel="whatsapp", sent_at=NOW)
        await inbox.receive(session, [waiting], NOW)
    async with db.read() as session:
        before = await ledger(session)
        ids = (await session.scalars(select(Message.id).order_by(Message.id))).all()
    await erase(db, citizen)
    async with db.read() as session:
        after = await ledger(session)
        assert (await session.scalars(select(Message.id).order_by(Message.id))).all() == ids
    assert (after["received"], after["remainder"]) == (before["received"], 0)
    assert (after["answered"], after["ignored"], after["waiting"]) == (before["answered"], {"erased": 1}, 0)


async def test_the_last_answer_still_finds_its_way(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    async with db.write() as session:
        talk = await conversations.get(session, citizen.id)
        assert talk.address == ADDRESS
        [queued] = (await session.scalars(select(Delivery).where(Delivery.state == "queued"))).all()
        line = await session.get_one(Line, (citizen.id, queued.seq))
    assert line.text.startswith("Data Anda sudah dihapus")
    assert "1 laporan" not in line.text  # two reports go on: this one and the one that was joined
    assert "2 laporan" in line.text


async def test_the_same_person_begins_anew(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    async with db.write() as session:
        await inbox.receive(session, [message("halo", address=ADDRESS, channel="whatsapp")], LATER)
        talk = await conversations.by_address(session, "whatsapp", ADDRESS)
    assert talk is not None
    assert talk.id != citizen.id


async def test_the_address_goes_once_the_answer_left(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    soon = LATER + timedelta(minutes=11)
    async with db.write() as session:
        await run_due(session, soon)
        assert (await conversations.get(session, citizen.id)).address == ADDRESS
    await deliver(db)
    async with db.write() as session:
        await run_due(session, soon)
        assert (await conversations.get(session, citizen.id)).address == ""


async def test_the_address_goes_after_an_hour_even_when_nobody_took_the_answer(
    db: Database, citizen: Citizen
) -> None:
    await erase(db, citizen)
    async with db.write() as session:
        await run_due(session, LATER + timedelta(hours=1))
        talk = await conversations.get(session, citizen.id)
        states = set(await session.scalars(select(Delivery.state)))
    assert (talk.address, talk.reachable) == ("", False)
    assert "queued" not in states


async def test_a_web_page_reads_the_answer_and_is_forgotten_an_hour_later(
    db: Database, settings: Settings
) -> None:
    citizen = await settle_in(db, settings.attachments_dir, NOW, channel="web")
    await erase(db, citizen)
    async with db.write() as session:
        await run_due(session, LATER + timedelta(minutes=59))
        assert await conversations.by_address(session, "web", ADDRESS) is not None
        await run_due(session, LATER + timedelta(hours=1))
        assert await conversations.by_address(session, "web", ADDRESS) is None


async def test_an_open_page_that_is_used_again_keeps_its_new_words(db: Database, settings: Settings) -> None:
    citizen = await settle_in(db, settings.attachments_dir, NOW, channel="web")
    await erase(db, citizen)
    async with db.write() as session:
        again = message("halo lagi", address=ADDRESS, channel="web", sent_at=LATER)
        await inbox.receive(session, [again], LATER)
        await run_due(session, LATER + timedelta(hours=1))
        line = await conversations.last_line(session, citizen.id)
    assert line is not None
    assert line.text == "halo lagi"


async def test_a_report_made_by_a_turn_that_ran_meanwhile_is_left_too(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    async with db.write() as session:
        late = Reporter(ticket_id=citizen.tickets["others"], conversation_id=citizen.id, joined_at=LATER)
        session.add(late)
        await outbox.add(session, citizen.id, Said("bot", WORDS), LATER)
        await session.flush()
        await run_due(session, LATER + timedelta(hours=1))
        left = select(Reporter).where(Reporter.conversation_id == citizen.id)
        assert (await session.scalars(left)).all() == []
        assert WORDS not in set(await session.scalars(select(Line.text)))


async def test_the_clock_carries_it_out_two_hours_before_it_ends(db: Database, citizen: Citizen) -> None:
    await ask(db, citizen)
    async with db.write() as session:
        await run_due(session, NOW + timedelta(hours=69, minutes=59))
        assert (await session.scalars(select(DataRequest.state))).one() == "open"
        await run_due(session, NOW + timedelta(hours=70))
        assert (await session.scalars(select(DataRequest.state))).one() == "erasing"


@pytest.mark.parametrize(("hours", "state"), [(70, "open"), (72, "erasing")])
async def test_a_running_turn_is_waited_for_but_not_beyond_the_clock(
    hours: int, state: str, db: Database, citizen: Citizen
) -> None:
    await ask(db, citizen)
    now = NOW + timedelta(hours=hours)
    async with db.write() as session:
        talk = await session.get_one(Conversation, citizen.id)
        talk.lease_owner, talk.lease_until = "worker", now + timedelta(seconds=20)
        await session.flush()
        await run_due(session, now)
    assert (await request(db)).state == state


async def test_a_withdrawn_request_erases_nothing(db: Database, citizen: Citizen) -> None:
    await ask(db, citizen)
    async with db.write() as session:
        assert await data_requests.withdraw(session, citizen.id, NOW)
        assert await run_due(session, LATER) == []
    assert (await request(db)).state == "withdrawn"
    assert len(leaks(await everything(db))) == 3


async def test_asking_twice_does_not_begin_the_clock_again(db: Database, citizen: Citizen) -> None:
    await ask(db, citizen)
    async with db.write() as session:
        again = await data_requests.ask(session, citizen.id, NOW + timedelta(days=1))
    assert again.due_at == NOW + timedelta(hours=72)


async def test_erasing_twice_is_harmless(db: Database, citizen: Citizen) -> None:
    await erase(db, citizen)
    await erase(db, citizen)
    rows = [row for row in (await everything(db)).splitlines() if leaks(row)]
    assert [row.split(":")[0] for row in rows] == ["tickets", "conversations"]


async def test_a_group_is_not_erased_for_one_of_its_members(db: Database) -> None:
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "telegram", "-5", NOW, is_group=True)
        with pytest.raises(ConflictError):
            await erasures.erase(session, talk.id, NOW)


async def test_staff_who_press_the_button_are_named_in_the_audit(
    db: Database, settings: Settings, citizen: Citizen
) -> None:
    await ask(db, citizen)
    wanted = await request(db)
    async with db.write() as session:
        person = Staff(name="Rani", email="r@bandung.go.id", password_hash="x", created_at=NOW)
        session.add(person)
    await forgetting.carry_out(db, settings, wanted.id, person.id, NOW)
    async with db.read() as session:
        line = (await session.scalars(select(Audit))).one()
    assert (line.staff_id, line.action, line.target) == (person.id, "data.erase", f"request {wanted.id}")
    with pytest.raises(ConflictError):
        await forgetting.carry_out(db, settings, wanted.id, person.id, NOW)
