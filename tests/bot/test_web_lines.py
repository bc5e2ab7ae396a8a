"""Lines of the transcript as the web chat tells them."""

from bot import web_lines
from core import conversations
from core.conversations import Said
from core.db import Database
from tests.fakes import ManualClock

DRAWN = "/gambar/udara/id/2026112414-000000000000.png"
PROOF = f"/bukti/{'0' * 32}"


async def test_a_drawn_picture_comes_with_its_words_and_a_photo_without(
    db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        conversation = await conversations.find_or_open(session, "web", "warga", clock())
        for image in (f"{DRAWN}#Grafik PM2.5, 24 jam", PROOF):
            await conversations.say(session, conversation.id, Said("bot", "Ini:", image=image), clock())
        lines = await conversations.lines_after(session, conversation.id, 0)
        drawn, photo = await web_lines.shown(session, lines, "token")

    assert (drawn["image"], drawn["image_alt"]) == (DRAWN, "Grafik PM2.5, 24 jam")
    assert photo["image"] == PROOF
    assert "image_alt" not in photo
