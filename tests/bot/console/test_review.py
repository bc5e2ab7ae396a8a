"""What the bot did not understand, and what officers make of it."""

import pytest
import yaml
from sqlalchemy import select

from bot.console import review_words
from core import edits, review
from core.db import Database
from core.models import Message, ReviewItem
from core.review import Reason, Seen
from core.settings import ROOT
from tests.bot.console.site import Browser, audit_lines, hear, report
from tests.fakes import ManualClock

WORDS = "eta nu kamari <b>kumaha</b> tah"
BY_BUTTON_ONLY = {"confirm_deletion", "choose_language"}


async def kept(db: Database, clock: ManualClock, text: str = WORDS, **changes: object) -> int:
    """A citizen writes what is not understood; returns the item's id."""
    talk = await hear(db, text, clock())
    async with db.write() as session:
        heard = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
        values = {
            "guesses": (("report_problem", 0.27), ("ask_traffic", 0.25)),
            "category": "waste",
            **changes,
        }
        seen = Seen(talk, str(heard.id), text, "su", Reason.UNCLEAR, **values)  # type: ignore[arg-type]
        await review.add(session, seen, clock())
        return (await session.scalars(select(ReviewItem.id).order_by(ReviewItem.id.desc()).limit(1))).one()


async def item(db: Database) -> ReviewItem:
    async with db.read() as session:
        return (await session.scalars(select(ReviewItem))).one()


async def test_the_list_shows_text_guesses_and_hint_but_no_person(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    await kept(db, clock, chosen="ask_traffic")
    page = await officer.page("/review")
    assert "eta nu kamari &lt;b&gt;kumaha&lt;/b&gt; tah" in page
    assert "Laporan masalah, usulan, kritik (27%)" in page
    assert "Warga memilih" in page
    assert "Sunda" in page
    assert "Euis" not in page


async def test_the_likeliest_is_chosen_beforehand(officer: Browser, db: Database, clock: ManualClock) -> None:
    await kept(db, clock, chosen="ask_traffic")
    page = await officer.page("/review")
    assert '<option value="ask_traffic" selected>' in page
    assert '<option value="waste" selected>' in page


async def test_a_label_is_kept_with_a_trace(officer: Browser, db: Database, clock: ManualClock) -> None:
    number = await kept(db, clock)
    path = f"/review/{number}/label"
    assert (await officer.post(path, intent="report_problem", category="road_damage")).status == 303
    labelled = await item(db)
    assert (labelled.state, labelled.intent, labelled.category) == (
        "labelled", "report_problem", "road_damage",
    )  # fmt: skip
    assert (await audit_lines(db))[-1] == (officer.id, "review.label", f"review {number}")
    assert "Semua sudah ditinjau" in await officer.page("/review")
    assert "Dadang" in await officer.page("/review?state=done")


async def test_a_category_goes_only_where_it_belongs(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    number = await kept(db, clock)
    await officer.post(f"/review/{number}/label", intent="greet", category="waste")
    assert (await item(db)).category is None


@pytest.mark.parametrize(
    "fields",
    [
        {"intent": ""},
        {"intent": "confirm_deletion"},
        {"intent": "report_problem", "category": ""},
        {"intent": "report_problem", "category": "no_such"},
    ],
)
async def test_what_teaches_nothing_is_refused(
    officer: Browser, db: Database, clock: ManualClock, fields: dict[str, str]
) -> None:
    number = await kept(db, clock)
    response = await officer.post(f"/review/{number}/label", **fields)
    assert response.status == 400
    assert 'role="alert"' in await response.text()
    assert (await item(db)).state == "open"


async def test_a_text_is_skipped_and_taken_up_again(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    number = await kept(db, clock)
    assert (await officer.post(f"/review/{number}/skip")).status == 303
    assert "Dilewati" in await officer.page("/review?state=done")
    assert (await officer.post(f"/review/{number}/reopen")).status == 303
    assert (await officer.post(f"/review/{number}/reopen")).status == 409
    assert WORDS[:10] in await officer.page("/review")


async def test_a_text_that_is_gone_is_not_found(officer: Browser) -> None:
    assert (await officer.post("/review/999/skip")).status == 404


@pytest.mark.parametrize("privacy", ["anonymous", "secret"])
async def test_words_of_a_hidden_report_are_not_shown(
    officer: Browser, db: Database, clock: ManualClock, privacy: str
) -> None:
    await kept(db, clock)
    async with db.read() as session:
        heard = (await session.scalars(select(Message))).one()
    ticket = await report(db, heard.conversation_id or "", clock(), privacy=privacy)
    async with db.write() as session:
        await edits.note_report(session, heard.conversation_id or "", [heard.id], ticket.number)
    assert WORDS[:10] not in await officer.page("/review")


async def test_visitors_see_and_change_nothing(visitor: Browser, db: Database, clock: ManualClock) -> None:
    number = await kept(db, clock)
    assert (await visitor.get("/review")).status == 303
    assert (await visitor.post(f"/review/{number}/label", intent="greet")).status == 401
    assert (await item(db)).state == "open"


def test_every_intent_of_the_bot_can_be_chosen() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    intents = {next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]}
    assert set(review_words.INTENTS) == intents - BY_BUTTON_ONLY
