"""The review list as a file: readable, importable, without what is taught, skipped or hidden."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from bot.nlu_examples import REVIEWED, Example, written
from bot.nlu_export import export
from core import review
from core.db import Database
from core.errors import StartError
from core.models import Message, ReviewItem
from core.review import Reason, Seen
from core.settings import Settings
from core.staff import NewStaff, Role, add
from tests.bot.console.site import hear
from tests.fakes import ManualClock


@pytest.fixture
def options(tmp_path: Path, database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url, var_dir=tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data/nlu").mkdir(parents=True)
    return tmp_path


async def keep(db: Database, clock: ManualClock, text: str) -> int:
    talk = await hear(db, text, clock())
    async with db.write() as session:
        heard = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
        guesses = (("report_problem", 0.271), ("ask_traffic", 0.25))
        seen = Seen(talk, str(heard.id), text, "su", Reason.UNCLEAR, guesses, "waste", "ask_traffic")
        await review.add(session, seen, clock())
        return (await session.scalars(select(ReviewItem.id).order_by(ReviewItem.id.desc()).limit(1))).one()


async def exported(options: Settings, root: Path) -> list[dict[str, object]]:
    await export(options, root / "out.yml", root=root)
    rows: list[dict[str, object]] = yaml.safe_load((root / "out.yml").read_text())
    return rows


async def test_a_text_stands_with_all_that_helps_to_label_it(
    options: Settings, db: Database, clock: ManualClock, root: Path
) -> None:
    number = await keep(db, clock, "kumaha tah: nu kamari?")
    [row] = await exported(options, root)
    assert row == {
        "id": number, "text": "kumaha tah: nu kamari?", "intent": None, "category": None, "state": "open",
        "language": "su", "times": 1, "last": clock().date().isoformat(), "why": "unclear",
        "guesses": "report_problem 0.27, ask_traffic 0.25; waste", "citizen_chose": "ask_traffic",
    }  # fmt: skip


async def test_labels_go_out_and_skipped_texts_do_not(
    options: Settings, db: Database, clock: ManualClock, root: Path
) -> None:
    labelled, skipped = await keep(db, clock, "kumaha nu kamari"), await keep(db, clock, "asdf")
    async with db.write() as session:
        officer = await add(session, NewStaff("Dadang", "d@x.id", Role.OFFICER), "x", clock(), by=None)
        await review.label(session, labelled, "report_problem", "waste", clock(), by=officer)
        await review.skip(session, skipped, clock(), by=officer)
    [row] = await exported(options, root)
    assert (row["intent"], row["category"], row["state"]) == ("report_problem", "waste", "labelled")


async def test_what_is_taught_already_does_not_go_out_again(
    options: Settings, db: Database, clock: ManualClock, root: Path
) -> None:
    await keep(db, clock, "kumaha nu kamari")
    (root / REVIEWED).write_text(written([Example("check_ticket", "", "kumaha nu kamari")]))
    assert await exported(options, root) == []


async def test_without_a_file_it_is_printed(
    options: Settings, db: Database, clock: ManualClock, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await keep(db, clock, "kumaha nu kamari")
    await export(options, None, root=root)
    assert "text: kumaha nu kamari" in capsys.readouterr().out


async def test_a_file_that_cannot_be_written_is_told(options: Settings, db: Database, root: Path) -> None:
    with pytest.raises(StartError, match="cannot be written"):
        await export(options, root / "no/such/folder.yml", root=root)
