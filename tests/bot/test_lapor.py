"""`sobat lapor`: what waits for a person is listed, and what that person decides is done."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import lapor as commands
from core.db import Database
from core.errors import StartError
from core.models import LaporPost
from core.settings import Settings
from tests.bot.conftest import make_settings
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.lapor import TOKEN, FakeLapor


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, database_url=database_url)


@pytest.fixture
async def number(db: Database, clock: ManualClock) -> str:
    """The number of a ticket that may have arrived."""
    world = World(db, clock)
    ticket_id = await world.report(None, "forwarded")
    async with db.write() as session:
        session.add(
            LaporPost(
                ticket_id=ticket_id, state="unknown", attempts=1, due_at=clock(), error="interrupted",
                created_at=clock(),
            )
        )  # fmt: skip
    return (await world.ticket(ticket_id)).number


async def state(db: Database) -> tuple[str, str | None]:
    async with db.read() as session:
        found = (await session.scalars(select(LaporPost))).one()
        return found.state, found.tracking_id


async def test_what_is_stuck_is_listed_with_what_to_do(
    settings: Settings, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await commands.status(settings, as_json=False) == 1

    printed = capsys.readouterr().out
    assert f"BDG-{number[:4]}-{number[4:]}  unknown" in printed
    assert "sobat lapor settle" in printed
    assert "bridge    off" in printed


async def test_the_same_for_programs(
    settings: Settings, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await commands.status(settings, as_json=True)

    printed = json.loads(capsys.readouterr().out)
    assert (printed["on"], printed["unknown"], printed["queued"]) == (False, 1, 0)
    assert printed["stuck"][0]["error"] == "interrupted"


async def test_nothing_stuck_is_a_good_end(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await commands.status(settings, as_json=False) == 0
    assert "unknown   0" in capsys.readouterr().out


async def test_a_person_sends_again(settings: Settings, number: str, db: Database) -> None:
    await commands.retry(settings, [f"bdg {number}"])

    assert await state(db) == ("queued", None)


async def test_a_person_notes_what_was_found(settings: Settings, number: str, db: Database) -> None:
    await commands.settle(settings, number, "6812345")

    assert await state(db) == ("sent", "6812345")


async def test_of_several_numbers_none_is_sent_if_one_is_wrong(
    settings: Settings, number: str, db: Database
) -> None:
    with pytest.raises(StartError, match="no ticket has the number BDG-4821-0934"):
        await commands.retry(settings, [number, "48210934"])
    with pytest.raises(StartError, match="is no ticket number"):
        await commands.retry(settings, ["48210935"])

    assert await state(db) == ("unknown", None)


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_topics_are_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StartError, match="not both set"):
        await commands.topics(settings)
    async with FakeLapor() as door:
        on = {"sp4n_lapor_base_url": door.url, "sp4n_lapor_token": TOKEN}
        await commands.topics(settings.model_copy(update=on))

    assert capsys.readouterr().out.split() == ["1", "0", "Infrastruktur"]
