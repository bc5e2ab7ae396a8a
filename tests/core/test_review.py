"""The list of what was not understood: counted, never from a hidden report, gone with its writer's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from actions.meant import payload
from core import conversations, edits, erased_talk, inbox, retention, review, tickets
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import Audit, Message, ReviewItem, ReviewSighting
from core.review import Entry, Reason, Seen
from core.staff import NewStaff, Role, add
from core.tickets import NewTicket
from tests.inputs import message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
GUESSES = (("report_problem", 0.27), ("ask_traffic", 0.25))


@dataclass
class World:
    """Citizens write; the list is read."""

    db: Database

    async def write(self, text: str, *, address: str = "100", at: datetime = NOW) -> Seen:
        """A message arrives and is not understood; not yet kept."""
        async with self.db.write() as session:
            await inbox.receive(session, [message(text, address=address, sent_at=at)], at)
            heard = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
            heard.state = "answered"
        assert heard.conversation_id is not None
        return Seen(heard.conversation_id, str(heard.id), text, "id", Reason.UNCLEAR, GUESSES, "waste")

    async def keep(self, text: str, *, address: str = "100", at: datetime = NOW) -> Seen:
        seen = await self.write(text, address=address, at=at)
        await review.note(self.db, seen, at)
        return seen

    async def listed(self, *states: str) -> Sequence[Entry]:
        async with self.db.read() as session:
            return await review.entries(session, states or (review.OPEN,))

    async def shown(self) -> list[tuple[str, int]]:
        return [(entry.item.text, entry.times) for entry in await self.listed()]

    async def officer(self) -> int:
        async with self.db.write() as session:
            return await add(session, NewStaff("Dadang", "d@x.id", Role.OFFICER), "x", NOW, by=None)


@pytest.fixture
def world(db: Database) -> World:
    return World(db)


async def test_the_same_words_count_up_instead_of_filling_the_list(world: World) -> None:
    await world.keep("eta nu kamari kumaha")
    await world.keep("Eta, nu kamariii kumaha!", address="200")
    await world.keep("lain lagi")
    assert await world.shown() == [("eta nu kamari kumaha", 2), ("lain lagi", 1)]


async def test_a_turn_that_runs_twice_counts_once(world: World) -> None:
    seen = await world.keep("eta nu kamari kumaha")
    await review.note(world.db, seen, NOW)
    assert await world.shown() == [("eta nu kamari kumaha", 1)]


async def test_personal_numbers_are_masked(world: World) -> None:
    await world.keep("hubungi 081234567890 soal yang kemarin")
    assert "[nomor telepon disembunyikan]" in (await world.shown())[0][0]


async def test_nobody_fills_the_list_alone(world: World) -> None:
    seen = await world.write("kata pertama")
    async with world.db.write() as session:
        for number in range(review.MOST_A_DAY + 5):
            each = Seen(
                seen.conversation_id, str(1000 + number), f"kata {number} x", "id", Reason.UNCLEAR, ()
            )
            await review.add(session, each, NOW)
    assert len(await world.listed()) == review.MOST_A_DAY


def tap(intent: str, seen: Seen) -> str:
    return payload(intent, seen.message_id)


async def test_what_the_citizen_tapped_is_kept_as_a_hint(world: World) -> None:
    seen = await world.keep("eta nu kamari kumaha")
    async with world.db.write() as session:
        await review.choose(session, seen.conversation_id, tap("check_ticket", seen))
        await review.choose(session, "0" * 32, tap("ask_112", seen))  # nobody else's tap
        await review.choose(session, seen.conversation_id, "/help")
    assert (await world.listed())[0].item.chosen == "check_ticket"


async def test_erasing_takes_the_words_out(world: World) -> None:
    mine = await world.keep("eta nu kamari kumaha")
    await world.keep("punya orang lain", address="200")
    async with world.db.write() as session:
        talk = await conversations.get(session, mine.conversation_id)
        await erased_talk.empty(session, talk, NOW)
    assert await world.shown() == [("punya orang lain", 1)]


async def test_words_of_two_stay_as_the_other_wrote_them(world: World) -> None:
    mine = await world.keep("Eta nu kamari kumaha???")
    await world.keep("eta nu kamari kumaha?", address="200")
    async with world.db.write() as session:
        await review.forget(session, mine.conversation_id)
    assert await world.shown() == [("eta nu kamari kumaha?", 1)]


async def _report(world: World, seen: Seen, privacy: str) -> None:
    async with world.db.write() as session:
        new = NewTicket(
            message_id="m1", conversation_id=seen.conversation_id, category="waste", title=seen.text,
            description=seen.text, place_text="Jl. Kopo", privacy=privacy,
        )  # fmt: skip
        ticket = await tickets.create(session, new, NOW + timedelta(minutes=2))
        await edits.note_report(session, seen.conversation_id, [int(seen.message_id)], ticket.number)


@pytest.mark.parametrize(("privacy", "left"), [("public", 1), ("anonymous", 0), ("secret", 0)])
async def test_words_of_a_report_hidden_later_leave_the_list(world: World, privacy: str, left: int) -> None:
    seen = await world.keep("itu tuh yang di belakang pabrik masih begitu")
    await _report(world, seen, privacy)
    async with world.db.write() as session:
        await review.forget_hidden(session)
    assert len(await world.listed()) == left


async def test_words_whose_message_is_gone_leave_the_list(world: World) -> None:
    seen = await world.keep("eta nu kamari kumaha")
    async with world.db.write() as session:
        await session.delete(await session.get_one(Message, int(seen.message_id)))
        await review.forget_hidden(session)
    assert await world.shown() == []


async def test_what_nobody_wrote_lately_goes(world: World) -> None:
    await world.keep("dari dulu", at=NOW - timedelta(days=100))
    await world.keep("baru tadi")
    async with world.db.write() as session:
        assert (await retention.forget_reviews(session, 0, NOW - timedelta(days=90))).removed == 1
    assert await world.shown() == [("baru tadi", 1)]
    async with world.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(ReviewSighting)) == 1


async def test_staff_label_skip_and_reopen_with_a_trace(world: World) -> None:
    await world.keep("eta nu kamari kumaha")
    officer, item = await world.officer(), (await world.listed())[0].item.id
    async with world.db.write() as session:
        await review.label(session, item, "report_problem", "waste", NOW, by=officer)
    labelled = (await world.listed(review.LABELLED))[0]
    assert (labelled.item.intent, labelled.item.category, labelled.officer) == (
        "report_problem", "waste", "Dadang",
    )  # fmt: skip
    async with world.db.write() as session:
        await review.reopen(session, item, NOW, by=officer)
        await review.skip(session, item, NOW, by=officer)
    async with world.db.read() as session:
        assert await session.scalar(select(ReviewItem.state)) == review.SKIPPED
        acts = [(row.action, row.target, row.note) for row in await session.scalars(select(Audit))]
        assert await review.everything(session) == []
    assert acts[-3:] == [
        ("review.label", f"review {item}", "report_problem/waste"),
        ("review.reopen", f"review {item}", ""),
        ("review.skip", f"review {item}", ""),
    ]


async def test_what_is_open_is_not_reopened_and_what_is_gone_not_labelled(world: World) -> None:
    await world.keep("eta nu kamari kumaha")
    officer, item = await world.officer(), (await world.listed())[0].item.id
    async with world.db.write() as session:
        with pytest.raises(ConflictError):
            await review.reopen(session, item, NOW, by=officer)
        with pytest.raises(NotFoundError):
            await review.label(session, item + 1, "greet", None, NOW, by=officer)
