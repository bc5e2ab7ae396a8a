"""The web chat page: nothing a citizen sends is lost or doubled."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from bot.problems import Problem
from tests.bot.static.chat_site import ChatSite
from tests.bot.static.citizen import choose_file, own_lines, photo, send, write

# One browser serves the whole module, so its tests run in the module's event loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")

MESSAGES = "/channels/web/messages"


async def lose_answer(route: Route) -> None:
    """The server gets the request, the page never gets the answer."""
    await route.fetch()
    await route.abort("connectionreset")


async def test_own_line_comes_back_masked_and_once(page: Page, site: ChatSite) -> None:
    await write(page, "NIK saya 3273010101900001")
    (message,) = await site.until_received(1)
    assert "3273010101900001" not in message.text
    await own_lines(page, message.text)


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
    await page.route(f"**{MESSAGES}", lose_answer, times=1)
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
    await send(page)
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
    await send(page)
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
    await send(page)
    (message,) = await site.until_received(1)
    assert len(message.attachments) == 1
    assert path.stat().st_size > 10 * 1024**2


async def test_answers_come_by_polling_where_events_do_not_get_through(page: Page, site: ChatSite) -> None:
    site.remove("/channels/web/events")
    await write(page, "halo")
    await site.until_received(1)
    await site.say("bot", "Halo juga")
    await expect(page.locator("#lines .bot .words")).to_have_text(["Halo juga"])
    await own_lines(page, "halo")
