"""The public web chat page in a real browser, against the real web chat API."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Geolocation,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.problems import Problem
from core.db import Database
from tests.bot.chat_site import ChatSite

PHONE: ViewportSize = {"width": 360, "height": 740}
PLACE: Geolocation = {"latitude": -6.9301, "longitude": 107.5902}
MESSAGES = "/channels/web/messages"
CHROMIUM = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


# One browser serves the whole module, so everything here runs in the module's event loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[ChatSite]:
    database = Database(database_url)
    async with ChatSite(database, tmp_path / "files") as running:
        yield running
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(viewport=PHONE, locale="id-ID", geolocation=PLACE)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: ChatSite, context: BrowserContext) -> AsyncIterator[Page]:
    """The page, freshly opened; whatever a test does, it asks no other server and breaks no policy."""
    opened = await context.new_page()
    opened.set_default_timeout(15_000)
    asked: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text))
    await opened.goto(site.url)
    yield opened
    await opened.close()
    assert [url for url in asked if not url.startswith((site.url, "blob:"))] == []
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Tulis pesan").fill(text)
    await page.get_by_role("button", name="Kirim", exact=True).click()


async def choose_file(page: Page, button: str, name: str, content_type: str, data: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    file: FilePayload = {"name": name, "mimeType": content_type, "buffer": data}
    await (await chooser.value).set_files(file)


async def own_lines(page: Page, *texts: str) -> None:
    """The citizen's lines are exactly these, and nothing waits to be sent."""
    await expect(page.locator("#unsent .line")).to_have_count(0)
    await expect(page.locator("#lines .citizen .words")).to_have_text(list(texts))


def photo() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (320, 240), (110, 100, 90)).save(data, "JPEG")
    return data.getvalue()


async def test_first_view_offers_a_start_without_asking_the_api(page: Page, site: ChatSite) -> None:
    await expect(page.locator(".opener")).to_contain_text("Halo, saya Sobat Bandung")
    await expect(page.locator("#openers button")).to_have_text(
        ["Lapor masalah", "Cek laporan", "Cuaca", "Lalu lintas", "Kualitas udara", "Darurat 112"]
    )
    assert [asked for asked in site.requests if "/channels/" in asked] == []


async def test_emergency_number_and_privacy_are_always_in_view(page: Page) -> None:
    await expect(page.get_by_role("link", name="Darurat? Telepon 112")).to_have_attribute("href", "tel:112")
    await expect(page.get_by_text("Jangan tulis NIK atau nomor KK")).to_be_in_viewport()


async def test_quick_chip_sends_its_words(page: Page, site: ChatSite) -> None:
    await page.get_by_role("button", name="Cuaca").click()
    (message,) = await site.until_received(1)
    assert (message.text, message.payload) == ("Cuaca", None)
    await own_lines(page, "Cuaca")
    await expect(page.locator("#openers")).to_be_hidden()


async def test_own_line_comes_back_masked_and_once(page: Page, site: ChatSite) -> None:
    await write(page, "NIK saya 3273010101900001")
    (message,) = await site.until_received(1)
    assert "3273010101900001" not in message.text
    await own_lines(page, message.text)


async def test_waiting_for_an_answer_is_visible_until_it_comes(page: Page, site: ChatSite) -> None:
    await write(page, "cuaca coblong")
    await expect(page.get_by_text("Sobat Bandung sedang menulis")).to_be_attached()
    await site.say("bot", "Coblong: hujan ringan, 24°C.")
    await expect(page.locator("#lines .bot")).to_contain_text("hujan ringan")
    await expect(page.locator("#typing")).to_be_hidden()


async def test_reply_button_shows_its_title_and_sends_its_payload(page: Page, site: ChatSite) -> None:
    await write(page, "jalan di kopo bolong")
    await site.until_received(1)
    await site.say("bot", "Sudah benar?", ("Kirim laporan", "/send_report"), ("Ubah", "/correct"))
    await page.get_by_role("button", name="Kirim laporan").click()
    messages = await site.until_received(2)
    assert (messages[1].text, messages[1].payload) == ("Kirim laporan", "/send_report")
    await own_lines(page, "jalan di kopo bolong", "Kirim laporan")
    await expect(page.locator("#lines .replies")).to_have_count(0)


async def test_photo_and_pin_leave_the_offer_standing(
    page: Page, context: BrowserContext, site: ChatSite
) -> None:
    await context.grant_permissions(["geolocation"])
    await write(page, "jalan di kopo bolong")
    await site.until_received(1)
    await site.say("bot", "Sudah benar?", ("Kirim laporan", "/send_report"))
    await choose_file(page, "Foto", "lubang.jpg", "image/jpeg", photo())
    await page.get_by_role("button", name="Kirim", exact=True).click()
    await page.get_by_role("button", name="Lokasi").click()
    messages = await site.until_received(3)
    assert len(messages[1].attachments) == 1
    assert messages[2].location is not None
    assert (messages[2].location["lat"], messages[2].location["lon"]) == (-6.9301, 107.5902)
    await expect(page.get_by_role("img", name="Foto Anda")).to_be_visible()
    await expect(page.locator("#lines .citizen")).to_have_count(3)
    await expect(page.get_by_role("button", name="Kirim laporan")).to_be_visible()


async def test_history_is_there_after_a_reload(page: Page, site: ChatSite) -> None:
    await write(page, "satu")
    await site.until_received(1)
    await site.say("bot", "Jawaban satu", ("Pilih", "/menu"))
    await write(page, "dua")
    await site.until_received(2)
    await page.reload()
    await expect(page.locator("#lines .bot .words")).to_have_text(["Jawaban satu"])
    await own_lines(page, "satu", "dua")
    await expect(page.get_by_role("button", name="Pilih")).to_be_visible()


async def test_message_whose_answer_was_lost_arrives_once(page: Page, site: ChatSite) -> None:
    site.lose_next_answer(MESSAGES)
    await write(page, "lampu jalan mati")
    await write(page, "di jalan sukajadi")
    await site.until_received(2)
    await own_lines(page, "lampu jalan mati", "di jalan sukajadi")
    assert site.requests.count(f"POST {MESSAGES}") == 3
    assert len(await site.received()) == 2


async def test_message_written_while_the_connection_is_lost_is_sent_later(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    await site.stop()
    await write(page, "masih di sini")
    await expect(page.locator("#link-state")).to_contain_text("Sambungan terputus")
    await expect(page.locator("#unsent")).to_contain_text("Menunggu sambungan")
    await site.start()
    await site.until_received(2)
    await expect(page.locator("#link-state")).to_have_text("Tersambung lagi.")
    await own_lines(page, "halo", "masih di sini")


async def test_unsent_words_and_photo_survive_a_reload(page: Page, site: ChatSite) -> None:
    site.answer_next("/channels/web/sessions", Problem(503, "unavailable", retry_after=600))
    await write(page, "saluran mampet")
    await choose_file(page, "Foto", "got.jpg", "image/jpeg", photo())
    await page.get_by_role("button", name="Kirim", exact=True).click()
    await expect(page.locator("#unsent .line")).to_have_count(2)
    await page.reload()
    first, second = await site.until_received(2)
    assert (first.text, len(second.attachments)) == ("saluran mampet", 1)
    await own_lines(page, "saluran mampet")
    await expect(page.get_by_role("img", name="Foto Anda")).to_be_visible()


async def test_draft_survives_a_reload(page: Page) -> None:
    await page.get_by_label("Tulis pesan").fill("belum selesai")
    await page.reload()
    await expect(page.get_by_label("Tulis pesan")).to_have_value("belum selesai")


async def test_forgotten_session_is_replaced_and_the_message_kept(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    await site.forget_sessions()
    await write(page, "ada pohon tumbang")
    await site.until_received(2)
    await expect(page.get_by_text("Percakapan sebelumnya sudah ditutup")).to_be_visible()
    await own_lines(page, "halo", "ada pohon tumbang")
    assert site.requests.count("POST /channels/web/sessions") == 2


async def test_refused_message_says_why_and_gives_its_words_back(page: Page, site: ChatSite) -> None:
    site.answer_next(MESSAGES, Problem(413, "text_too_long"))
    await write(page, "panjang sekali")
    await expect(page.get_by_text("Pesannya terlalu panjang, paling banyak 8.000 karakter.")).to_be_visible()
    await page.get_by_role("button", name="Tulis ulang").click()
    await expect(page.get_by_label("Tulis pesan")).to_have_value("panjang sekali")
    assert await site.received() == []


async def test_message_sent_too_fast_waits_and_is_sent(page: Page, site: ChatSite) -> None:
    site.answer_next(MESSAGES, Problem(429, "too_many", retry_after=1))
    await write(page, "cuaca")
    await expect(page.locator("#notice")).to_contain_text("Terlalu banyak permintaan.")
    await site.until_received(1)
    await own_lines(page, "cuaca")


async def test_file_of_another_kind_is_refused_in_the_servers_words(page: Page) -> None:
    await choose_file(page, "Berkas", "surat.pdf", "application/pdf", b"bukan pdf")
    await page.get_by_role("button", name="Kirim", exact=True).click()
    await expect(page.get_by_text("Jenis berkas ini belum bisa diterima.")).to_be_visible()


async def test_too_large_file_is_not_even_sent(page: Page, site: ChatSite, tmp_path: Path) -> None:
    recording = tmp_path / "rekaman.mp4"
    recording.write_bytes(b"0" * (11 * 1024**2))
    await page.get_by_label("Pilih berkas").set_input_files(recording)
    await expect(page.locator("#notice")).to_contain_text("Berkas ini 11,0 MB. Paling besar 10 MB")
    await expect(page.locator("#tray li")).to_have_count(0)
    assert [asked for asked in site.requests if "attachments" in asked] == []


async def test_photo_beyond_the_limit_is_made_smaller_and_sent(
    page: Page, site: ChatSite, tmp_path: Path
) -> None:
    path = tmp_path / "besar.png"
    Image.effect_noise((2300, 2000), 90).convert("RGB").save(path, compress_level=0)
    await page.get_by_label("Pilih foto").set_input_files(path)
    await expect(page.get_by_role("button", name="Batalkan besar.jpg")).to_be_visible()
    await page.get_by_role("button", name="Kirim", exact=True).click()
    (message,) = await site.until_received(1)
    assert len(message.attachments) == 1
    assert path.stat().st_size > 10 * 1024**2


async def test_refused_location_is_said_plainly(page: Page, site: ChatSite) -> None:
    await page.get_by_role("button", name="Lokasi").click()
    await expect(page.locator("#notice")).to_contain_text("Lokasi tidak dikirim karena izinnya ditolak.")
    assert await site.received() == []


async def test_answers_come_by_polling_where_events_do_not_get_through(page: Page, site: ChatSite) -> None:
    site.remove("/channels/web/events")
    await write(page, "halo")
    await site.until_received(1)
    await site.say("bot", "Halo juga")
    await expect(page.locator("#lines .bot .words")).to_have_text(["Halo juga"])
    await own_lines(page, "halo")


async def test_staff_are_named_and_look_different(page: Page, site: ChatSite) -> None:
    await write(page, "mau bicara petugas")
    await site.until_received(1)
    await site.say("bot", "Sebentar, ya.")
    await site.say("staff", "Saya Rina, ada yang bisa dibantu?")
    staff = page.locator("#lines .staff .bubble")
    await expect(staff).to_contain_text("Petugas")
    color = "element => getComputedStyle(element).backgroundColor"
    assert await staff.evaluate(color) != await page.locator("#lines .bot .bubble").evaluate(color)


async def test_answer_is_text_with_safe_links(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    await site.say(
        "bot", "<img src=x onerror=alert(1)> javascript:alert(2) lihat https://bmkg.go.id/a_(b). Darurat: 112"
    )
    answer = page.locator("#lines .bot .words")
    await expect(answer).to_contain_text("<img src=x onerror=alert(1)> javascript:alert(2)")
    addresses = await answer.locator("a").evaluate_all("links => links.map(link => [link.href, link.rel])")
    assert addresses == [["https://bmkg.go.id/a_(b)", "noopener noreferrer nofollow"], ["tel:112", ""]]


async def test_house_number_is_not_the_emergency_number(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    await site.say("bot", "Jl. Kopo No. 112, tiket BDG-1120-1124, 112.000 warga")
    await expect(page.locator("#lines .bot .words")).to_have_text(
        ["Jl. Kopo No. 112, tiket BDG-1120-1124, 112.000 warga"]
    )
    await expect(page.locator("#lines .bot a")).to_have_count(0)


async def test_picture_in_an_answer_is_shown_and_a_foreign_one_only_linked(
    page: Page, site: ChatSite
) -> None:
    await choose_file(page, "Foto", "got.jpg", "image/jpeg", photo())
    await page.get_by_role("button", name="Kirim", exact=True).click()
    await site.until_received(1)
    await site.say("staff", "", image=await site.own_image())
    await site.say("bot", "Peta", image="https://other.example/peta.png")
    shown = page.get_by_role("img", name="Gambar dari Petugas")
    await expect(shown).to_have_js_property("naturalWidth", 320)
    await expect(page.get_by_role("link", name="Buka gambar")).to_be_visible()


async def test_long_answer_is_read_from_its_beginning(page: Page, site: ChatSite) -> None:
    await write(page, "cuaca")
    await site.until_received(1)
    await site.say("bot", "\n".join(["Baris pertama", *["Berawan"] * 60]))
    await expect(page.locator("#lines .bot .words")).to_contain_text("Berawan")
    top = await page.locator("#lines .bot").evaluate("line => line.getBoundingClientRect().top")
    assert 60 <= top <= 120


@pytest.mark.parametrize("height", [740, 380])
async def test_everything_fits_on_a_small_phone_even_above_its_keyboard(page: Page, height: int) -> None:
    await page.set_viewport_size({"width": 360, "height": height})
    await page.get_by_label("Tulis pesan").fill("a" * 300)
    await expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_in_viewport(ratio=1)
    await expect(page.get_by_label("Tulis pesan")).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.evaluate("document.documentElement.scrollHeight") == height


async def test_enter_sends_and_shift_enter_does_not(page: Page, site: ChatSite) -> None:
    await page.get_by_label("Tulis pesan").press_sequentially("satu")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("dua")
    await page.keyboard.press("Enter")
    (message,) = await site.until_received(1)
    assert message.text == "satu\ndua"


async def test_conversation_can_be_removed_from_the_device(page: Page, site: ChatSite) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    await write(page, "halo")
    await site.until_received(1)
    await own_lines(page, "halo")
    await page.get_by_role("button", name="Hapus obrolan").click()
    await expect(page.locator("#lines .line")).to_have_count(0)
    await expect(page.locator("#openers")).to_be_visible()
    assert await page.evaluate("Object.keys(localStorage)") == []
