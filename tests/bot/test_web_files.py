"""Files sent to the web chat: photos, voice notes and forms that are none."""

import io
from typing import Any

import pytest
from aiohttp import FormData
from PIL import Image
from sqlalchemy import select

from bot.app import Gateway
from core.models import Attachment, Line, Message
from tests.bot.conftest import Site

MESSAGES = "/channels/web/messages"
FILES = "/channels/web/attachments"


async def _session(site: Site) -> str:
    response = await site.post("/channels/web/sessions")
    token: str = (await response.json())["session"]
    return token


async def _lines(site: Site, token: str) -> list[dict[str, Any]]:
    response = await site.get(MESSAGES, params={"session": token})
    assert response.status == 200
    lines: list[dict[str, Any]] = (await response.json())["messages"]
    return lines


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG")
    return out.getvalue()


def _form(token: str, data: bytes, **fields: str) -> FormData:
    form = FormData()
    form.add_field("session", token)
    form.add_field("id", fields.pop("id", "f1"))
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("file", io.BytesIO(data), filename="foto.jpg", content_type="image/jpeg")
    return form


async def test_files_ask_for_the_session(site: Site) -> None:
    assert (await site.get("/channels/web/files/abc", params={"session": "wrong"})).status == 401
    assert (await site.post(FILES, data=_form("wrong", _jpeg()))).status == 401


async def test_a_photo_is_stored_shown_and_given_back(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    response = await site.post(FILES, data=_form(token, _jpeg(), text="jalan bolong"))
    assert response.status == 202

    [line] = await _lines(site, token)
    assert line["text"] == "jalan bolong"
    picture = await site.get(line["image"])
    assert (picture.status, picture.content_type) == (200, "image/jpeg")
    assert (await picture.read()).startswith(b"\xff\xd8")
    async with gateway._db.read() as session:
        [stored] = (await session.scalars(select(Attachment))).all()
        [message] = (await session.scalars(select(Message))).all()
    assert (stored.state, message.attachments) == ("stored", [stored.id])


async def test_another_session_does_not_see_the_photo(site: Site) -> None:
    token = await _session(site)
    await site.post(FILES, data=_form(token, _jpeg()))
    [line] = await _lines(site, token)
    path = line["image"].partition("?")[0]

    assert (await site.get(path, params={"session": await _session(site)})).status == 404


async def test_a_voice_note_is_a_file_and_no_image(site: Site) -> None:
    token = await _session(site)
    await site.post(FILES, data=_form(token, b"OggS" + b"\x00" * 50))

    [line] = await _lines(site, token)
    assert "image" not in line
    assert line["file"]["content_type"] == "audio/ogg"


async def test_the_same_upload_twice_is_one_message(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    await site.post(FILES, data=_form(token, _jpeg()))
    response = await site.post(FILES, data=_form(token, _jpeg()))

    assert response.status == 202
    async with gateway._db.read() as session:
        assert len((await session.scalars(select(Attachment))).all()) == 1
        assert len((await session.scalars(select(Line))).all()) == 1


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<html>", 415, "unsupported_file"),
        (b"", 415, "unsupported_file"),
        (b"\xff\xd8" + b"\x00" * 100, 415, "unsupported_file"),
    ],
)
async def test_files_are_judged_by_content(site: Site, data: bytes, status: int, code: str) -> None:
    response = await site.post(FILES, data=_form(await _session(site), data))

    assert (response.status, (await response.json())["error"]) == (status, code)


@pytest.mark.parametrize("size", [10 * 1024**2 + 1, 11 * 1024**2])
async def test_a_file_over_10_mb_is_413(site: Site, size: int) -> None:
    response = await site.post(FILES, data=_form(await _session(site), b"\xff" * size))

    assert (response.status, (await response.json())["error"]) == (413, "too_large_file")


BOUNDARY = "multipart/form-data; boundary=AA"
NESTED = b"--AA\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\n\r\nx\r\n--BB--\r\n--AA--\r\n"
UNKNOWN = b'--AA\r\nContent-Disposition: form-data; name="x"\r\n\r\nx\r\n--AA--\r\n'
CUT_OFF = b'--AA\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
LATIN = b'--AA\r\nContent-Disposition: form-data; name="session"\r\n\r\n\xff\xfe\r\n--AA--\r\n'
BAD_HEADER = b"--AA\r\nContent-Disposition form-data\r\n\r\nx\r\n--AA--\r\n"
LONG_HEADER = b"--AA\r\nContent-Disposition: " + b"x" * 20_000 + b"\r\n\r\nx\r\n--AA--\r\n"
ENCODED = (
    b'--AA\r\nContent-Disposition: form-data; name="id"\r\nContent-Transfer-Encoding: base64\r\n'
    b"Content-Encoding: gzip\r\n\r\n%%%\r\n--AA--\r\n"
)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"{}", "application/json"),
        (b"garbage", "multipart/form-data"),
        (b"garbage", BOUNDARY),
        (b"", BOUNDARY),
        (NESTED, BOUNDARY),
        (UNKNOWN, BOUNDARY),
        (CUT_OFF, BOUNDARY),
        (LATIN, BOUNDARY),
        (BAD_HEADER, BOUNDARY),
        (LONG_HEADER, BOUNDARY),
    ],
)
async def test_a_broken_form_is_400(site: Site, data: bytes, content_type: str) -> None:
    response = await site.post(FILES, data=data, headers={"Content-Type": content_type})

    assert response.status in (400, 401)
    assert set(await response.json()) == {"error", "message"}


async def test_a_form_with_strange_encodings_is_no_fault_of_ours(site: Site) -> None:
    response = await site.post(FILES, data=ENCODED, headers={"Content-Type": BOUNDARY})

    assert response.status in (400, 401)
