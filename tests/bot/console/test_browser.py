"""The console in Chromium: from set-up to the first answer, live news, drafts, and no foreign script."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from playwright.async_api import FilePayload, Page, async_playwright, expect

from bot import pages
from bot.console.access import SESSION_COOKIE
from bot.console.app import attach, setup_link
from core import staff
from core.clock import utc_now
from core.db import Database
from core.models import Ticket
from core.settings import Settings
from core.staff import Role
from tests.bot.console.site import PASSWORD, give_to, hear, lines, open_account, report, wait

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
HOSTILE = "<script>broken=1</script><img src=x onerror=broken=1>\"'><svg/onload=broken=1>{{7*7}}"


@pytest.fixture
async def site(db: Database, settings: Settings) -> AsyncIterator[str]:
    """The gateway's pages and the console, in real time."""
    app = web.Application()
    app.add_routes(pages.routes())
    attach(app, db, settings)
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def page(site: str) -> AsyncIterator[Page]:
    """A new browser; whatever a test does in it, it asks no other server and breaks no policy."""
    asked: list[str] = []
    faults: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        opened = await browser.new_page()
        opened.set_default_timeout(15_000)
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda message: faults.append(f"{message.text} {message.location['url']}"))
        yield opened
        await browser.close()
    assert [url for url in asked if not url.startswith(site)] == []
    assert [fault for fault in faults if "409 (Conflict)" not in fault] == []


async def open_my_talk(page: Page, site: str, db: Database, talk: str) -> None:
    """The conversation as the officer sees who has it."""
    officer = await open_account(db, "Dadang", Role.OFFICER, utc_now())
    async with db.write() as session:
        token = await staff.open_session(session, officer, utc_now())
    await give_to(db, talk, officer, utc_now())
    await page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": f"{site}/console"}])
    await page.goto(f"{site}/console/conversations/{talk}")


async def test_new_installation_to_the_first_answer(
    page: Page, site: str, db: Database, settings: Settings
) -> None:
    link = await setup_link(db, settings)
    assert link is not None
    talk = await hear(db, "jalan kopo bolong", utc_now())
    await wait(db, talk, utc_now())
    await page.goto(site + link.removeprefix("http://127.0.0.1:8080"))
    await page.get_by_label("Nama").fill("Rani")
    await page.get_by_label("E-mail").fill("rani@bandung.go.id")
    await page.get_by_label("Kata sandi", exact=False).first.fill(PASSWORD)
    await page.get_by_label("Ulangi kata sandi").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Euis").click()
    await page.get_by_role("button", name="Ambil").click()
    await page.get_by_label("Balasan untuk warga").fill("Sedang kami cek, Bu.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.staff .said")).to_have_text("Sedang kami cek, Bu.")
    assert (await lines(db, talk))[-1] == ("staff", "Sedang kami cek, Bu.")


async def test_news_while_writing_must_be_read_before_sending(page: Page, site: str, db: Database) -> None:
    talk = await hear(db, "halo", utc_now())
    await open_my_talk(page, site, db, talk)
    reply = page.get_by_label("Balasan untuk warga")
    await reply.fill("Siap, kami kirim petugas.")
    await hear(db, "eh sudah beres", utc_now())
    await expect(page.get_by_text("Ada pesan baru.")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Belum terkirim")
    await expect(page.locator(".line .said").last).to_have_text("eh sudah beres")
    await page.reload()
    await expect(reply).to_have_value("Siap, kami kirim petugas.")
    assert "staff" not in dict(await lines(db, talk))


async def test_what_is_written_later_appears_by_itself(page: Page, site: str, db: Database) -> None:
    talk = await hear(db, "halo", utc_now())
    await open_my_talk(page, site, db, talk)
    await hear(db, "masih di sana?", utc_now())
    await expect(page.locator(".line .said").last).to_have_text("masih di sana?")
    await page.get_by_label("Balasan untuk warga").fill("Masih, Bu.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.staff .said")).to_have_text("Masih, Bu.")
    await expect(page.get_by_label("Balasan untuk warga")).to_have_value("")


@pytest.mark.parametrize("path", ["/", "/conversations/{talk}"])
async def test_what_citizens_write_never_runs(path: str, page: Page, site: str, db: Database) -> None:
    talk = await hear(db, HOSTILE, utc_now(), name=HOSTILE[:120])
    await open_my_talk(page, site, db, talk)
    await page.goto(f"{site}/console{path.format(talk=talk)}?tab=all")
    await hear(db, HOSTILE + "lagi", utc_now(), name=HOSTILE[:120])
    await expect(page.get_by_text("{{7*7}}lagi").first).to_be_visible()
    found: Any = await page.evaluate("window.broken")
    assert found is None


async def test_an_officer_answers_with_a_photo_and_the_citizen_is_asked(
    page: Page, site: str, db: Database, talk: str
) -> None:
    ticket = await report(db, talk, utc_now())
    async with db.write() as session:
        (await session.get_one(Ticket, ticket.id)).status = "in_progress"
    await open_my_talk(page, site, db, talk)
    await page.goto(f"{site}/console/tickets/{ticket.number}")
    await page.get_by_label("Apa yang sudah dikerjakan").fill("Lubang ditambal.")
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(photo, "PNG")
    file = FilePayload(name="bukti.png", mimeType="image/png", buffer=photo.getvalue())
    await page.get_by_label("Foto atau dokumen bukti").set_input_files(file)
    await page.get_by_role("button", name="Kirim tanggapan").click()
    await expect(page.get_by_role("heading", name="Bukti penanganan")).to_be_visible()
    await expect(page.get_by_alt_text("Foto bukti 1")).to_have_js_property("naturalWidth", 640)
    assert (await page.get_by_role("button", name="Kirim tanggapan").count()) == 0


async def test_forms_of_a_ticket_are_folded_until_wanted(
    page: Page, site: str, db: Database, talk: str
) -> None:
    ticket = await report(db, talk, utc_now())
    await open_my_talk(page, site, db, talk)
    await page.goto(f"{site}/console/tickets/{ticket.number}")
    agency = page.locator("select[name=agency]")
    await expect(agency).to_be_hidden()
    await page.get_by_text("Pindahkan ke instansi lain").click()
    await agency.select_option(label="Dinas Lingkungan Hidup")
    await page.get_by_role("button", name="Pindahkan", exact=True).click()
    await expect(page.get_by_text("ke Dinas Lingkungan Hidup")).to_be_visible()
