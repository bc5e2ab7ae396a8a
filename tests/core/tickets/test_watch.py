"""Late is told before anybody asks, silence climbs, questions run out; each once, and not at night."""

from datetime import date

import pytest

from core.db import Database
from core.errors import ConflictError
from core.models import LookUpMiss, Ticket
from core.tickets import Status, holds, making, promises, watch
from core.tickets.watch import Work
from tests.fakes import ManualClock
from tests.tickets import Tickets, wib

# Filed Tuesday 24 November 2026: verified by the 27th, promised for Monday 14 December.
DUE = date(2026, 12, 14)


@pytest.fixture
def desk(db: Database, clock: ManualClock) -> Tickets:
    return Tickets(db, clock)


async def working(desk: Tickets, conversation_id: str | None = None) -> int:
    """A ticket that an agency works on."""
    ticket_id = await desk.filed(conversation_id or await desk.citizen())
    await desk.to_agency(ticket_id)
    await desk.move(ticket_id, Status.IN_PROGRESS)
    return ticket_id


async def test_a_broken_promise_is_told_on_the_next_working_day(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await working(desk, citizen)
    desk.at(DUE, 20)
    assert await desk.sweep() == []

    desk.at(date(2026, 12, 15), 7)
    assert await desk.sweep() == [Work.LATE]
    told = (await desk.heard(citizen))[-1]
    assert "terlambat, seharusnya selesai Senin, 14 Desember 2026" in told
    assert "Dinas Sumber Daya Air dan Bina Marga sudah kami ingatkan" in told
    assert "paling lambat Selasa, 22 Desember 2026" in told
    assert (await desk.ticket(ticket_id)).promised_on == date(2026, 12, 22)


async def test_weekends_and_holidays_are_waited_out(desk: Tickets) -> None:
    await working(desk)
    desk.at(date(2026, 12, 15))
    await desk.sweep()
    desk.at(date(2026, 12, 22), 21)
    assert await desk.sweep() == [Work.CLIMB]

    desk.at(date(2026, 12, 23))
    assert await desk.sweep() == [Work.LATE]  # the second promise
    desk.at(date(2026, 12, 27))
    assert await desk.sweep() == []  # cuti bersama, Christmas, the weekend


async def test_a_promise_is_told_once_and_by_night_not_at_all(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await working(desk, citizen)
    before = len(await desk.heard(citizen))
    desk.at(date(2026, 12, 15), 22)
    assert await desk.do(Work.LATE, ticket_id) is False

    desk.at(date(2026, 12, 16), 8)
    assert [await desk.do(Work.LATE, ticket_id) for _ in range(3)] == [True, False, False]
    assert len(await desk.heard(citizen)) == before + 1


async def test_silence_climbs_from_the_agency_to_its_head_to_the_leadership(desk: Tickets) -> None:
    ticket_id = await working(desk)
    seen = []
    for day in (15, 16, 17, 18, 21, 22, 23):
        desk.at(date(2026, 12, day))
        await desk.sweep()
        seen.append((await desk.ticket(ticket_id)).escalation)

    assert seen == [1, 1, 2, 2, 2, 2, 3]
    levels = [each.detail for each in await desk.events(ticket_id, "escalated")]
    assert [each["to"] for each in levels] == ["agency", "head", "leadership"]
    assert {each["since"] for each in levels} == {"2026-12-14"}


async def test_the_second_breach_names_who_was_told_of_it(desk: Tickets) -> None:
    citizen = await desk.citizen()
    await working(desk, citizen)
    for day in (15, 17, 23):
        desk.at(date(2026, 12, day))
        await desk.sweep()

    assert "Pimpinan kota sudah kami ingatkan" in (await desk.heard(citizen))[-1]


async def test_a_step_of_the_agency_ends_the_silence(desk: Tickets) -> None:
    ticket_id = await working(desk)
    desk.at(date(2026, 12, 17))
    await desk.sweep()
    await desk.move(ticket_id, Status.FORWARDED)
    assert (await desk.ticket(ticket_id)).escalation == 0

    desk.at(date(2026, 12, 21))
    assert await desk.sweep() == []


async def test_a_report_that_nobody_verifies_climbs_too(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await desk.filed(citizen)
    desk.at(date(2026, 11, 30))
    assert await desk.sweep() == [Work.CLIMB]

    assert (await desk.ticket(ticket_id)).escalation == 1
    assert await desk.heard(citizen) == []


async def test_a_sweep_that_was_away_tells_every_level(desk: Tickets) -> None:
    ticket_id = await desk.filed(await desk.citizen())
    desk.at(date(2026, 12, 10))
    await desk.sweep()

    assert [each.detail["level"] for each in await desk.events(ticket_id, "escalated")] == [1, 2, 3]


async def test_staff_promise_another_day_and_say_why(desk: Tickets) -> None:
    citizen, staff = await desk.citizen(language="su"), await desk.officer()
    ticket_id = await working(desk, citizen)
    async with desk.db.write() as session:
        await promises.extend(
            session, ticket_id, date(2026, 12, 21), "Nunggu aspal", desk.clock(), staff_id=staff
        )
    assert (
        "robih ti Senén, 14 Désémber 2026 janten paling telat Senén, 21 Désémber 2026"
        in ((await desk.heard(citizen))[-1])
    )
    desk.at(date(2026, 12, 15))
    assert await desk.sweep() == []

    desk.at(date(2026, 12, 22))
    assert await desk.sweep() == [Work.LATE]
    assert "Alesan ti patugas: Nunggu aspal" in (await desk.heard(citizen))[-1]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 21), " "),
        (date(2026, 12, 20), "Hujan"),  # a Sunday
        (date(2026, 11, 23), "Hujan"),  # past
        (DUE, "Hujan"),
        (date(2028, 1, 3), "Hujan"),
    ],
)
async def test_a_promise_needs_a_reason_and_a_working_day(desk: Tickets, day: date, reason: str) -> None:
    ticket_id = await working(desk)
    with pytest.raises(ConflictError):
        async with desk.db.write() as session:
            await promises.extend(session, ticket_id, day, reason, desk.clock(), staff_id=None)


async def test_reporters_are_reminded_before_an_answer_closes_in_silence(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await working(desk, citizen)
    await desk.answer(ticket_id)
    done = []
    for _ in range(12):
        desk.wait(days=1)
        done.append(await desk.sweep())

    assert [day for day, each in enumerate(done, 1) if each] == [7, 11]
    assert [*done[6], *done[10]] == [Work.ASK_AGAIN, Work.CLOSE]
    assert "Tanpa jawaban sampai Jumat, 4 Desember 2026" in (await desk.heard(citizen))[-2]
    assert (await desk.ticket(ticket_id)).status == Status.DONE


async def test_a_new_answer_is_reminded_of_again(desk: Tickets) -> None:
    ticket_id = await working(desk)
    await desk.answer(ticket_id)
    desk.wait(days=7)
    assert await desk.sweep() == [Work.ASK_AGAIN]
    await desk.move(ticket_id, Status.IN_PROGRESS)
    await desk.answer(ticket_id)
    assert await desk.sweep() == []

    desk.wait(days=7)
    assert await desk.sweep() == [Work.ASK_AGAIN]


async def held(desk: Tickets, citizen: str) -> int:
    ticket_id = await desk.filed(citizen)
    await desk.move(ticket_id, Status.ON_HOLD)
    return ticket_id


async def test_a_question_is_repeated_once_and_then_the_report_is_archived(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await held(desk, citizen)
    done = []
    for _ in range(16):
        desk.wait(days=1)
        done.append(await desk.sweep())

    assert [day for day, each in enumerate(done, 1) if each] == [7, 15]
    reminder, end = (await desk.heard(citizen))[-2:]
    assert "Catatan petugas" in reminder
    assert "sampai Selasa, 8 Desember 2026" in reminder
    assert "saya arsipkan" in end
    [event] = await desk.events(ticket_id, Status.ARCHIVED)
    assert event.note == "Tidak ada jawaban atas pertanyaan petugas."


async def test_a_late_reminder_leaves_the_same_time_to_reply(desk: Tickets) -> None:
    await held(desk, await desk.citizen())
    desk.wait(days=30)
    assert await desk.sweep() == [Work.REMIND]
    desk.wait(days=7)
    assert await desk.sweep() == []

    desk.wait(days=1)
    assert await desk.sweep() == [Work.ARCHIVE]


async def test_a_reply_stops_the_clock_and_staff_owe_a_step(desk: Tickets) -> None:
    ticket_id = await held(desk, await desk.citizen())
    desk.wait(days=2)
    async with desk.db.write() as session:
        await making.add_words(session, ticket_id, "Nomor 12", desk.clock())
    desk.at(date(2026, 12, 3))
    assert await desk.sweep() == []

    desk.at(date(2026, 12, 4))
    assert await desk.sweep() == [Work.CLIMB]


async def test_days_of_waiting_are_given_back_to_the_agency(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await held(desk, citizen)
    desk.at(date(2026, 12, 1))  # five working days later
    await desk.move(ticket_id, Status.VERIFIED)

    assert (await desk.ticket(ticket_id)).promised_on == date(2026, 12, 21)  # instead of the 14th
    assert (await desk.heard(citizen))[-1].endswith("batas waktunya sekarang Senin, 21 Desember 2026.")


async def test_a_question_answered_on_the_same_day_moves_no_promise(desk: Tickets) -> None:
    ticket_id = await held(desk, await desk.citizen())
    await desk.move(ticket_id, Status.VERIFIED)

    assert (await desk.ticket(ticket_id)).promised_on is None


async def test_a_reply_brings_back_what_was_archived_in_silence(desk: Tickets) -> None:
    ticket_id = await held(desk, await desk.citizen())
    for _ in range(16):
        desk.wait(days=1)
        await desk.sweep()
    async with desk.db.write() as session:
        await making.add_words(session, ticket_id, "Nomor 12", desk.clock())

    ticket = await desk.ticket(ticket_id)
    assert (ticket.status, ticket.verified_at) == (Status.ON_HOLD, None)
    assert [each.author for each in await desk.events(ticket_id, "replied")] == ["citizen"]


async def test_words_do_not_bring_back_what_staff_archived(desk: Tickets) -> None:
    ticket_id = await desk.filed(await desk.citizen())
    await desk.move(ticket_id, Status.ARCHIVED)
    async with desk.db.write() as session:
        await holds.replied(session, await session.get_one(Ticket, ticket_id), desk.clock())

    assert (await desk.ticket(ticket_id)).status == Status.ARCHIVED


async def test_a_ticket_without_reporters_is_looked_after_as_well(desk: Tickets) -> None:
    ticket_id = await desk.filed(None)
    desk.at(date(2026, 12, 15))
    assert await desk.sweep() == [Work.LATE]
    assert (await desk.ticket(ticket_id)).late_told == DUE


async def test_old_wrong_guesses_are_forgotten(desk: Tickets) -> None:
    async with desk.db.write() as session:
        for hours in (0, 47, 49, 300):
            at = wib(2026, 11, 24) - (wib(2026, 11, 2) - wib(2026, 11, 1)) * (hours / 24)
            session.add(LookUpMiss(conversation_id="c", created_at=at))
    async with desk.db.write() as session:
        assert await watch.forget_misses(session, wib(2026, 11, 24), 10) == 2


async def test_open_tickets_are_counted_by_lateness_and_level(desk: Tickets) -> None:
    await working(desk)
    await desk.filed(await desk.citizen())
    desk.at(date(2026, 12, 15))
    await desk.sweep()
    async with desk.db.read() as session:
        assert await watch.count_late(session, desk.clock()) == 2
        assert await watch.count_escalated(session) == {"agency": 1, "head": 0, "leadership": 1}
