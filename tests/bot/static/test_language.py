"""The language switch of the web chat page: page and answers speak the same language."""

import pytest
from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from core.models import Conversation
from tests.bot.static.chat_site import ChatSite
from tests.bot.static.citizen import own_lines, write

# One browser serves the whole module, so its tests run in the module's event loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")

IN_SUNDANESE = '/choose_language{"language":"su"}'


async def switch(page: Page, name: str) -> None:
    await page.locator(f"#languages button[lang={name}]").click()


async def expect_language(page: Page, name: str, write_label: str) -> None:
    await expect(page.locator("html")).to_have_attribute("lang", name)
    await expect(page.locator("#languages [aria-pressed=true]")).to_have_attribute("lang", name)
    await expect(page.get_by_label(write_label, exact=True)).to_be_visible()


async def spoken(site: ChatSite) -> tuple[str, bool]:
    async with site._db.read() as session:
        found = (await session.scalars(select(Conversation))).one()
        return found.language, found.language_chosen


async def test_page_is_indonesian_until_asked_and_remembers(page: Page, site: ChatSite) -> None:
    await expect_language(page, "id", "Tulis pesan")
    await page.get_by_role("button", name="EN English").press("Enter")
    await expect_language(page, "en", "Write a message")
    await expect(page).to_have_title("Sobat Bandung: reports and questions about the city of Bandung")
    await expect(page.get_by_role("link", name="Emergency? Call 112")).to_be_visible()
    await page.reload()
    await expect_language(page, "en", "Write a message")
    assert [asked for asked in site.requests if "/channels/" in asked] == []


async def test_foreign_browser_reads_indonesian_first(browser: object, site: ChatSite) -> None:
    context: BrowserContext = await browser.new_context(locale="en-US")  # type: ignore[attr-defined]
    opened = await context.new_page()
    await opened.goto(site.url)
    await expect_language(opened, "id", "Tulis pesan")
    await context.close()


async def test_new_conversation_begins_in_the_chosen_language(page: Page, site: ChatSite) -> None:
    await switch(page, "su")
    await page.get_by_role("button", name="Kualitas hawa").click()
    (message,) = await site.until_received(1)
    assert (message.text, message.payload) == ("Kualitas hawa", "/ask_air_quality")
    assert await spoken(site) == ("su", True)
    await own_lines(page, "Kualitas hawa")
    await expect_language(page, "su", "Serat pesen")


async def test_without_a_choice_the_bot_is_told_nothing(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    assert await spoken(site) == ("id", False)


async def test_conversation_under_way_is_told(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    await own_lines(page, "halo")
    await switch(page, "su")
    messages = await site.until_received(2)
    assert (messages[1].text, messages[1].payload) == ("Basa Sunda", IN_SUNDANESE)
    await own_lines(page, "halo", "Basa Sunda")
    await site.say("bot", "Baik.")  # said before the wish was heard: the page stays
    await expect(page.locator("#lines .bot .words")).to_have_text(["Baik."])
    await expect_language(page, "su", "Serat pesen")
    await expect(page.locator("#lines .day")).to_have_text("Dinten ieu")


async def test_page_follows_the_conversation_also_after_a_reload(page: Page, site: ChatSite) -> None:
    await write(page, "halo")
    await site.until_received(1)
    async with site._db.write() as session:
        await session.execute(update(Conversation).values(language="en"))
    await site.say("bot", "Of course, let us go on in English.")
    await expect_language(page, "en", "Write a message")
    await page.reload()
    await expect_language(page, "en", "Write a message")


async def test_language_outlives_the_chat(page: Page, site: ChatSite) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    await switch(page, "en")
    await page.get_by_role("button", name="Weather").click()
    await site.until_received(1)
    await own_lines(page, "Weather")
    await page.get_by_role("button", name="Delete chat").click()
    await expect(page.locator("#openers")).to_be_visible()
    assert await page.evaluate("Object.keys(localStorage)") == ["sobat.language"]


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("name", ["id", "su", "en"])
async def test_every_language_fits_on_a_phone(page: Page, width: int, name: str) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    if name != "id":
        await switch(page, name)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    for part in (".emergency", "#languages", "#send", "#forget", "#pin", "#file"):
        await expect(page.locator(part)).to_be_in_viewport(ratio=1)
    cut = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth).map(node => node.textContent)"
    assert width < 360 or await page.locator(".name h1, .name p").evaluate_all(cut) == []
    sizes = "nodes => nodes.map(node => Math.min(node.offsetWidth, node.offsetHeight))"
    assert min(await page.locator("#languages button").evaluate_all(sizes)) >= 24
