"""The web chat page: what it shows, offers and refuses to show."""

from typing import Literal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from core import cameras, pictures
from core.places import locate
from tests.bot.static.chat_site import ChatSite
from tests.bot.static.citizen import choose_file, own_lines, photo, send, write

# One browser serves the whole module, so its tests run in the module's event loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    assert (message.text, message.payload) == ("Cuaca", "/ask_weather")
    await own_lines(page, "Cuaca")
    await expect(page.locator("#openers")).to_be_hidden()


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
    await send(page)
    await page.get_by_role("button", name="Lokasi").click()
    messages = await site.until_received(3)
    assert len(messages[1].attachments) == 1
    assert messages[2].location is not None
    assert (messages[2].location["lat"], messages[2].location["lon"]) == (-6.9301, 107.5902)
    await expect(page.get_by_role("img", name="Foto Anda")).to_be_visible()
    await expect(page.locator("#lines .citizen")).to_have_count(3)
    await expect(page.get_by_role("button", name="Kirim laporan")).to_be_visible()


async def test_refused_location_is_said_plainly(page: Page, site: ChatSite) -> None:
    await page.get_by_role("button", name="Lokasi").click()
    await expect(page.locator("#notice")).to_contain_text("Lokasi tidak dikirim karena izinnya ditolak.")
    assert await site.received() == []


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
    await send(page)
    await site.until_received(1)
    await site.say("staff", "", image=await site.own_image())
    await site.say("bot", "Peta", image="https://other.example/peta.png")
    shown = page.get_by_role("img", name="Gambar dari Petugas")
    await expect(shown).to_have_js_property("naturalWidth", 320)
    await expect(page.get_by_role("link", name="Buka gambar")).to_be_visible()


def drawn() -> str:
    """A picture of ours with its words, as a line holds it."""
    place = locate(-6.8945, 107.5905)
    found = pictures.cameras.picture(-6.8945, 107.5905, cameras.nearest(place), "id")
    assert found is not None
    return found.reference


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_drawn_picture_is_shown_in_the_theme_of_the_page(
    page: Page, site: ChatSite, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await write(page, "macet pasteur")
    await site.until_received(1)
    await site.say("bot", "Kamera terdekat:", image=drawn())
    shown = page.get_by_role("img", name="Peta kamera di sekitar tempat yang ditanyakan")
    await expect(shown).to_have_js_property("naturalWidth", 1080)
    assert str(await shown.evaluate("img => img.currentSrc")).endswith(f".png?theme={scheme}")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_words_stand_in_for_a_drawn_picture_that_is_gone(page: Page, site: ChatSite) -> None:
    await write(page, "udara bandung")
    await site.until_received(1)
    gone = "/gambar/udara/id/2026112414-000000000000.png#Grafik PM2.5: <b>24</b> µg/m³"
    await site.say("bot", "Udara:", image=gone)
    await expect(page.locator("#lines .bot span.words")).to_have_text("Grafik PM2.5: <b>24</b> µg/m³")


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
