"""What a citizen does on the page, and what they see."""

import io

from PIL import Image
from playwright.async_api import FilePayload, Page, expect


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Tulis pesan").fill(text)
    await send(page)


async def choose_file(page: Page, button: str, name: str, content_type: str, data: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    file: FilePayload = {"name": name, "mimeType": content_type, "buffer": data}
    await (await chooser.value).set_files(file)


async def send(page: Page) -> None:
    await page.get_by_role("button", name="Kirim", exact=True).click()


async def own_lines(page: Page, *texts: str) -> None:
    """The citizen's lines are exactly these, and nothing waits to be sent."""
    await expect(page.locator("#unsent .line")).to_have_count(0)
    await expect(page.locator("#lines .citizen .words")).to_have_text(list(texts))


def photo() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (320, 240), (110, 100, 90)).save(data, "JPEG")
    return data.getvalue()
