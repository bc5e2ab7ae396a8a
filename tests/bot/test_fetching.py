from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.fetching import Fetching
from bot.signals import Signal
from core import inbox
from core.attachments import CLAIM
from core.db import Database
from core.errors import BadAnswerError, ServiceDownError
from core.models import Attachment, Line
from tests.disks import Disk
from tests.fakes import FakeChannel, ManualClock
from tests.inputs import photo

PDF = b"%PDF-1.7\n"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel(files={"file-1": PDF})


@pytest.fixture
async def fetching(db: Database, clock: ManualClock, channel: FakeChannel, tmp_path: Path) -> Fetching:
    async with db.write() as session:
        await inbox.receive(session, [photo()], clock())
    return Fetching(db, {"telegram": channel}, tmp_path, Signal(), clock)


async def _file(db: Database) -> Attachment:
    async with db.read() as session:
        return (await session.scalars(select(Attachment))).one()


async def test_a_file_is_fetched_and_kept(fetching: Fetching, db: Database, tmp_path: Path) -> None:
    assert await fetching.look() == 1

    file = await _file(db)
    assert (file.state, file.content_type) == ("stored", "application/pdf")
    assert (tmp_path / str(file.path)).read_bytes() == PDF
    assert await fetching.look() == 0


async def test_a_broken_download_is_tried_again_a_few_times(
    fetching: Fetching, db: Database, channel: FakeChannel, clock: ManualClock
) -> None:
    channel.files["file-1"] = ServiceDownError("x")
    for _ in range(4):
        await fetching.look()
        clock.advance(300)
    assert (await _file(db)).state == "pending"

    await fetching.look()
    assert ((await _file(db)).state, (await _file(db)).attempts) == ("failed", 5)


async def test_a_download_that_recovers_is_kept(
    fetching: Fetching, db: Database, channel: FakeChannel, clock: ManualClock
) -> None:
    channel.files["file-1"] = ServiceDownError("x")
    await fetching.look()
    channel.files["file-1"] = PDF
    assert await fetching.look() == 0

    clock.advance(4)
    await fetching.look()
    assert (await _file(db)).state == "stored"


@pytest.mark.parametrize("found", [BadAnswerError("gone"), b"<html>"])
async def test_what_will_never_be_a_file_is_given_up_at_once(
    fetching: Fetching, db: Database, channel: FakeChannel, found: bytes | BadAnswerError
) -> None:
    channel.files["file-1"] = found
    await fetching.look()

    assert (await _file(db)).state == "failed"
    async with db.read() as session:
        told = (await session.scalars(select(Line).where(Line.author == "system"))).one()
    assert "JPEG" in told.text


async def test_files_of_a_channel_that_is_off_wait(db: Database, clock: ManualClock, tmp_path: Path) -> None:
    async with db.write() as session:
        await inbox.receive(session, [photo()], clock())

    assert await Fetching(db, {}, tmp_path, Signal(), clock).look() == 0
    assert (await _file(db)).state == "pending"


async def test_a_full_disk_loses_no_file(
    fetching: Fetching, db: Database, clock: ManualClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "files"
    in_the_way.touch()  # a file where the folder should be: nothing can be written there
    fetching._folder = in_the_way
    for _ in range(8):
        await fetching.look()
        clock.advance(30)
    assert ((await _file(db)).state, (await _file(db)).attempts) == ("pending", 0)

    in_the_way.unlink()
    await fetching.look()
    assert (await _file(db)).state == "stored"
    assert [record.message for record in caplog.records] == [
        "files cannot be written: Not a directory",
        "files can be written again",
    ]


def _files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.pdf"))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_file_whose_row_finds_no_room_is_not_left_behind(
    fetching: Fetching, db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    disk = Disk(db)
    disk.fill_after = 1  # room to claim the file, none to record it
    with pytest.raises(OperationalError):
        await fetching.look()
    assert _files(tmp_path) == []

    disk.fill_after, disk.full = None, False
    clock.advance(CLAIM.total_seconds())
    await fetching.look()
    assert (tmp_path / str((await _file(db)).path)).read_bytes() == PDF
