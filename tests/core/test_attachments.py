import io
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from core import attachments, inbox
from core.attachments import Clean
from core.db import Database
from core.errors import PayloadError
from core.messages import MediaKind
from core.models import Attachment
from tests.fakes import ManualClock
from tests.inputs import photo


def _image(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def _ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 20


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (_image("JPEG"), "image/jpeg", MediaKind.PHOTO),
        (_image("PNG", mode="RGBA"), "image/jpeg", MediaKind.PHOTO),
        (_image("PNG", mode="P"), "image/jpeg", MediaKind.PHOTO),
        (_image("WEBP"), "image/jpeg", MediaKind.PHOTO),
        (b"OggS" + b"\x00" * 20, "audio/ogg", MediaKind.VOICE),
        (b"ID3\x04" + b"\x00" * 20, "audio/mpeg", MediaKind.VOICE),
        (b"\xff\xfb\x90\x00" + b"\x00" * 20, "audio/mpeg", MediaKind.VOICE),
        (_ftyp(b"M4A "), "audio/mp4", MediaKind.VOICE),
        (_ftyp(b"isom"), "video/mp4", MediaKind.VIDEO),
        (_ftyp(b"mp42"), "video/mp4", MediaKind.VIDEO),
        (b"%PDF-1.7\n", "application/pdf", MediaKind.DOCUMENT),
    ],
)
def test_a_file_is_judged_by_its_content(data: bytes, content_type: str, kind: MediaKind) -> None:
    clean = attachments.inspect(data)
    assert (clean.content_type, clean.kind) == (content_type, kind)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        _image("GIF"),
        _image("BMP"),
        _image("TIFF"),
        _image("JPEG")[:200],
        _image("PNG")[:40],
        _image("PNG")[:16] + b"\xff" * 40,
        _ftyp(b"heic"),
        _ftyp(b"avif"),
        _ftyp(b"qt  "),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\xff" * 20,
    ],
)
def test_what_we_do_not_take_is_refused(data: bytes) -> None:
    with pytest.raises(PayloadError):
        attachments.inspect(data)


def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(PayloadError):
        attachments.inspect(_image("PNG", (12_000, 6_000), "1"))


def test_hidden_data_of_a_photo_does_not_survive() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rahasia-gps"
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    clean = attachments.inspect(out.getvalue() + b"<script>rahasia-ekor</script>")

    assert b"rahasia" not in clean.data


def test_a_turned_photo_stands_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    clean = attachments.inspect(out.getvalue())

    assert Image.open(io.BytesIO(clean.data)).size == (30, 40)


def test_a_large_photo_is_made_smaller() -> None:
    clean = attachments.inspect(_image("JPEG", (5000, 2500)))

    assert Image.open(io.BytesIO(clean.data)).size == (2048, 1024)


def test_a_file_is_written_under_a_random_name(tmp_path: Path) -> None:
    clean = attachments.inspect(_image("JPEG"))
    first, second = attachments.write(tmp_path, clean), attachments.write(tmp_path, clean)

    assert first != second
    assert (tmp_path / first).read_bytes() == clean.data
    assert [path.suffix for path in tmp_path.rglob("*.*")] == [".jpg", ".jpg"]


def test_a_file_that_finds_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, held[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            attachments.write(tmp_path, Clean(MediaKind.DOCUMENT, "application/pdf", bytes(200_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_file_is_discarded_only_if_no_row_names_it(
    db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    clean = attachments.inspect(b"%PDF-1.7\n")
    named, stray = attachments.write(tmp_path, clean), attachments.write(tmp_path, clean)
    async with db.write() as session:
        await attachments.add_stored(session, clean, named, clock())
    await attachments.discard(db, tmp_path, named)
    await attachments.discard(db, tmp_path, stray)

    assert ((tmp_path / named).exists(), (tmp_path / stray).exists()) == (True, False)


def test_old_files_are_listed_a_few_together(tmp_path: Path) -> None:
    clean = attachments.inspect(b"%PDF-1.7\n")
    paths = {attachments.write(tmp_path, clean) for _ in range(3)}
    now = datetime.now(UTC)
    found = attachments.older_files(tmp_path, now + timedelta(days=1), at_once=2)

    assert [len(some) for some in found] == [2, 1]
    assert {path for some in found for path in some} == paths
    assert attachments.older_files(tmp_path, now - timedelta(days=1)) == []
    assert attachments.older_files(tmp_path / "none", now) == []


async def test_a_file_to_fetch_is_claimed_once_at_a_time(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [photo()], clock())
        [found] = await attachments.claim_pending(session, ["telegram"], clock(), 10)
        assert (found.channel, found.media.ref, found.attempts) == ("telegram", "file-1", 0)
        assert await attachments.claim_pending(session, ["telegram"], clock(), 10) == []

    clock.advance(attachments.CLAIM.total_seconds())
    async with db.write() as session:
        assert await attachments.something_pending(session, ["telegram"], clock())
        assert await attachments.claim_pending(session, ["whatsapp"], clock(), 10) == []


async def test_a_fetched_file_is_what_its_content_says(db: Database, clock: ManualClock) -> None:
    clean = attachments.inspect(b"%PDF-1.7\n")
    async with db.write() as session:
        await inbox.receive(session, [photo()], clock())
        row = (await session.scalars(select(Attachment))).one()
        await attachments.store_fetched(session, row.id, clean, "ab/x.pdf")

    assert (row.state, row.kind, row.content_type, row.size) == ("stored", "document", "application/pdf", 9)


async def test_a_file_that_failed_waits_or_is_lost(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [photo()], clock())
        row = (await session.scalars(select(Attachment))).one()
        await attachments.fetch_failed(session, row.id, clock() + timedelta(seconds=5))
        assert not await attachments.something_pending(session, ["telegram"], clock())
        await attachments.fetch_failed(session, row.id, None)

    assert (row.state, row.attempts) == ("failed", 2)


def test_more_pixels_are_allowed_where_they_need_not_be_unpacked() -> None:
    wide = (6000, 5000)  # 30 million: fine for a JPEG, which is read at a fraction of its size
    assert attachments.inspect(_image("JPEG", wide)).kind is MediaKind.PHOTO
    with pytest.raises(PayloadError):
        attachments.inspect(_image("PNG", wide))
