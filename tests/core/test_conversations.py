import pytest

from core import conversations
from core.conversations import Owner, Said
from core.db import Database
from core.errors import NotFoundError
from core.messages import Button
from tests.fakes import ManualClock


async def _open(db: Database, clock: ManualClock, address: str = "100", *aliases: str) -> str:
    async with db.write() as session:
        found = await conversations.find_or_open(session, "whatsapp", address, clock(), aliases=aliases)
        return found.id


async def _say(db: Database, clock: ManualClock, conversation_id: str, *lines: Said) -> None:
    async with db.write() as session:
        for line in lines:
            await conversations.say(session, conversation_id, line, clock())


async def test_the_same_address_leads_to_the_same_conversation(db: Database, clock: ManualClock) -> None:
    assert await _open(db, clock) == await _open(db, clock)


async def test_a_new_id_of_a_known_phone_joins_its_conversation(db: Database, clock: ManualClock) -> None:
    by_phone = await _open(db, clock, "6281")
    by_both = await _open(db, clock, "ID.77", "6281")
    by_id_alone = await _open(db, clock, "ID.77")

    assert by_phone == by_both == by_id_alone


async def test_answers_go_to_the_latest_address(db: Database, clock: ManualClock) -> None:
    await _open(db, clock, "6281")
    conversation_id = await _open(db, clock, "ID.77", "6281")

    async with db.read() as session:
        assert (await conversations.get(session, conversation_id)).address == "ID.77"


async def test_the_main_address_decides_between_two_conversations(db: Database, clock: ManualClock) -> None:
    await _open(db, clock, "6281")
    own = await _open(db, clock, "ID.77")

    assert await _open(db, clock, "ID.77", "6281") == own


async def test_one_address_on_two_channels_is_two_people(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        first = await conversations.find_or_open(session, "telegram", "100", clock())
        second = await conversations.find_or_open(session, "whatsapp", "100", clock())
    assert first.id != second.id


async def test_an_unknown_conversation_is_not_found(db: Database) -> None:
    async with db.read() as session:
        with pytest.raises(NotFoundError):
            await conversations.get(session, "nobody")
        with pytest.raises(NotFoundError):
            await conversations.lock(session, "nobody")


async def test_lines_are_numbered_without_gaps(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    await _say(db, clock, conversation_id, Said("citizen", "a"), Said("bot", "b"), Said("bot", "c"))

    async with db.read() as session:
        lines = await conversations.lines_after(session, conversation_id, 1)
        numbers = await conversations.last_numbers(session, [conversation_id])
    assert [(line.seq, line.text) for line in lines] == [(2, "b"), (3, "c")]
    assert numbers == {conversation_id: 3}


MENU = Said("bot", "Mau apa?", (Button("Lapor masalah", "/start_report"), Button("✅ Cek status", "/check")))


async def test_only_buttons_we_sent_have_a_title(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    await _say(db, clock, conversation_id, MENU, Said("citizen", "hm"))

    async with db.read() as session:
        assert await conversations.offered_title(session, conversation_id, "/start_report") == "Lapor masalah"
        assert await conversations.offered_title(session, conversation_id, "/delete") is None


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("lapor masalah", "/start_report"), ("Cek Status!", "/check"), (" LAPOR  MASALAH. ", "/start_report")],
)
async def test_a_typed_title_is_the_button(
    db: Database, clock: ManualClock, typed: str, payload: str
) -> None:
    conversation_id = await _open(db, clock)
    await _say(db, clock, conversation_id, Said("citizen", "hai"), MENU, Said("bot", "Silakan."))

    async with db.read() as session:
        chosen = await conversations.typed_choice(session, conversation_id, typed, 4)
    assert chosen is not None
    assert chosen.payload == payload


@pytest.mark.parametrize("typed", ["lapor", "", "🙂", "lapor masalah jalan rusak", "1"])
async def test_other_words_are_no_button(db: Database, clock: ManualClock, typed: str) -> None:
    conversation_id = await _open(db, clock)
    await _say(db, clock, conversation_id, MENU)

    async with db.read() as session:
        assert await conversations.typed_choice(session, conversation_id, typed, 2) is None


async def test_old_buttons_can_not_be_typed(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    await _say(db, clock, conversation_id, MENU, Said("citizen", "hm"), Said("bot", "Baik."))

    async with db.read() as session:
        assert await conversations.typed_choice(session, conversation_id, "Lapor masalah", 4) is None


@pytest.mark.parametrize(("typed", "payload"), [("iya", "/yes"), ("Muhun.", "/yes"), ("batal", "/no")])
async def test_a_bare_yes_means_the_button_that_begins_with_it(
    db: Database, clock: ManualClock, typed: str, payload: str
) -> None:
    conversation_id = await _open(db, clock)
    question = Said("bot", "Yakin?", [Button("Ya, hapus", "/yes"), Button("Batal", "/no")])
    await _say(db, clock, conversation_id, question)

    async with db.read() as session:
        chosen = await conversations.typed_choice(session, conversation_id, typed, 2)
    assert chosen is not None
    assert chosen.payload == payload


async def test_a_long_menu_can_be_chosen_by_number(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    menu = Said("bot", "Pilih:", [Button(f"Pilihan {letter}", f"/{letter}") for letter in "abcdefghijkl"])
    await _say(db, clock, conversation_id, menu)

    async with db.read() as session:
        chosen = await conversations.typed_choice(session, conversation_id, "12.", 2)
    assert chosen == Button("Pilihan l", "/l")


async def test_a_handover_is_announced_once(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    async with db.write() as session:
        first = await conversations.hand_over(
            session, conversation_id, Owner.WAITING, clock(), reason="minta"
        )
        again = await conversations.hand_over(
            session, conversation_id, Owner.WAITING, clock(), reason="minta"
        )
        kept = (await conversations.get(session, conversation_id)).handoff_reason
    assert (first, again, kept) == (True, False, "minta")


async def test_absence_is_noticed_once_per_wait(db: Database, clock: ManualClock) -> None:
    conversation_id = await _open(db, clock)
    async with db.write() as session:
        await conversations.hand_over(session, conversation_id, Owner.WAITING, clock())
        too_early = await conversations.notice_absence(session, clock.advance(-1))
        at_last = await conversations.notice_absence(session, clock.advance(1))
        again = await conversations.notice_absence(session, clock.advance(100))
    assert (too_early, at_last, again) == ([], [conversation_id], [])


async def test_asking_for_a_person_takes_nothing_from_the_officer_who_is_there(
    db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        conversation = await conversations.find_or_open(session, "telegram", "100", clock())
        await conversations.hand_over(session, conversation.id, Owner.STAFF, clock())
        asked = await conversations.hand_over(session, conversation.id, Owner.WAITING, clock())
    assert (asked, conversation.owner) == (False, Owner.STAFF)
