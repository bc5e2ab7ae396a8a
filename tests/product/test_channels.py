"""Recorded webhooks against the running product; the platforms are stand-ins that check what we send."""

import asyncio
import copy
import itertools
import json
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT
from tests.platforms import TELEGRAM_SECRET, meta_body, meta_headers
from tests.product.conftest import Product

FIXTURES = ROOT / "tests" / "integrations"
PHOTO = (Path(__file__).parent / "pothole.jpg").read_bytes()
COMPLAINT = "lampu pju di jalan cikutra padam udah seminggu, gelap banget kalau malam"

pytestmark = [pytest.mark.product, pytest.mark.asyncio(loop_scope="session")]
ids = itertools.count(900_000_000)


def telegram(name: str, chat: int, **changes: Any) -> dict[str, Any]:
    """A recorded update, sent now, by this person."""
    update: dict[str, Any] = json.loads((FIXTURES / "telegram" / "fixtures" / f"{name}.json").read_text())
    update["update_id"] = next(ids)
    message = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
    message["date"] = int(time.time())
    if message["chat"]["type"] == "private":
        message["chat"]["id"] = chat
    sender = update["callback_query"]["from"] if "callback_query" in update else message["from"]
    sender["id"] = chat
    message.update(changes)
    return update


async def to_telegram(product: Product, update: dict[str, Any], secret: str = TELEGRAM_SECRET) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    url = f"{product.base}/channels/telegram/webhook"
    async with product.http.post(url, json=update, headers=headers) as answer:
        return answer.status


async def telegram_answer(product: Product, chat: int, count: int) -> dict[str, Any]:
    """The newest line that this person got, once they have so many."""
    for _ in range(300):
        mine = [body for body in product.telegram.sent("sendMessage") if str(body["chat_id"]) == str(chat)]
        if len(mine) >= count:
            return mine[-1]
        await asyncio.sleep(0.1)
    pytest.fail(f"{chat} got no line number {count}")


def whatsapp(name: str, person: str, **changes: Any) -> dict[str, Any]:
    """A recorded notification, sent now, by this person."""
    body: dict[str, Any] = json.loads((FIXTURES / "whatsapp" / "fixtures" / f"{name}.json").read_text())
    value = body["entry"][0]["changes"][0]["value"]
    message = value["messages"][0]
    message |= {"id": f"wamid.{next(ids)}", "timestamp": str(int(time.time())), "from": person, **changes}
    for identity in (message, *value.get("contacts", [])):
        identity.pop("from_user_id", None)
        identity.pop("user_id", None)
    for contact in value.get("contacts", []):
        contact["wa_id"] = person
    return body


async def to_whatsapp(product: Product, body: dict[str, Any], **headers: str) -> int:
    raw = meta_body(body)
    url = f"{product.base}/channels/whatsapp/webhook"
    async with product.http.post(url, data=raw, headers=meta_headers(raw) | headers) as answer:
        return answer.status


async def whatsapp_answer(product: Product, person: str, count: int) -> dict[str, Any]:
    for _ in range(300):
        mine = [
            body
            for body in product.whatsapp.sent("messages")
            if person in (body.get("to"), body.get("recipient")) and body.get("status") != "read"
        ]
        if len(mine) >= count:
            return mine[count - 1]
        await asyncio.sleep(0.1)
    pytest.fail(f"{person} got no line number {count}")


async def test_a_report_over_telegram(product: Product) -> None:
    chat = next(ids)
    assert await to_telegram(product, telegram("message_text", chat, text=COMPLAINT)) == 200
    summary = await telegram_answer(product, chat, 1)
    assert "Cikutra" in summary["text"]
    buttons = [b for row in summary["reply_markup"]["inline_keyboard"] for b in row]
    assert [b["text"] for b in buttons] == ["Kirim", "Ubah", "Sembunyikan nama", "Batal"]
    tap = telegram("callback_query", chat)
    tap["callback_query"]["data"] = buttons[0]["callback_data"]
    assert await to_telegram(product, tap) == 200
    receipt = await telegram_answer(product, chat, 2)
    assert "BDG-" in receipt["text"]
    assert product.telegram.sent("answerCallbackQuery")


async def test_a_redelivery_is_answered_once(product: Product) -> None:
    chat = next(ids)
    update = telegram("message_text", chat, text="halo")
    assert [await to_telegram(product, copy.deepcopy(update)) for _ in range(3)] == [200, 200, 200]
    await telegram_answer(product, chat, 1)
    await to_telegram(product, telegram("message_text", chat, text="makasih"))
    assert "Sama-sama" in (await telegram_answer(product, chat, 2))["text"]


@pytest.mark.parametrize("secret", ["", "salah"])
async def test_an_unsigned_telegram_call_is_refused(product: Product, secret: str) -> None:
    assert await to_telegram(product, telegram("message_text", 1), secret) in (401, 403)


@pytest.mark.parametrize(
    ("name", "words"), [("sticker", "Stiker"), ("edited_text", "diubah"), ("message_contact_own", "kontak")]
)
async def test_what_cannot_be_used_gets_a_kind_word(product: Product, name: str, words: str) -> None:
    chat = next(ids)
    assert await to_telegram(product, telegram(name, chat)) == 200
    assert words in (await telegram_answer(product, chat, 1))["text"]


async def test_a_telegram_photo_and_pin_join_the_report(product: Product) -> None:
    chat = next(ids)
    photo = telegram("message_photo_no_caption", chat)
    for size in photo["message"]["photo"]:
        product.telegram.files[size["file_id"]] = PHOTO
    await to_telegram(product, telegram("message_text", chat, text="trotoar pecah-pecah dan bergelombang"))
    assert "lokasi" in (await telegram_answer(product, chat, 1))["text"]
    await to_telegram(product, photo)
    await to_telegram(
        product, telegram("message_location", chat, location={"latitude": -6.9147, "longitude": 107.6609})
    )
    summary = (await telegram_answer(product, chat, 2))["text"]
    assert "1 berkas" in summary
    assert "Antapani" in summary


def telegram_photo(product: Product, chat: int, **changes: Any) -> dict[str, Any]:
    """A photo that the stand-in platform can hand out."""
    photo = telegram("album_second", chat, message_id=next(ids), **changes)
    for size in photo["message"]["photo"]:
        product.telegram.files[size["file_id"]] = PHOTO
    return photo


async def test_an_album_is_one_report_wherever_its_caption_is(product: Product) -> None:
    chat = next(ids)
    await to_telegram(product, telegram_photo(product, chat))
    await to_telegram(product, telegram_photo(product, chat, caption=COMPLAINT))
    await to_telegram(product, telegram_photo(product, chat))
    summary = (await telegram_answer(product, chat, 1))["text"]
    assert "Cikutra" in summary
    assert "3 berkas" in summary
    await settled(product, chat, 1)


async def test_photos_and_the_story_after_them_get_one_answer(product: Product) -> None:
    chat = next(ids)
    await to_telegram(product, telegram_photo(product, chat))
    await to_telegram(product, telegram_photo(product, chat))
    await to_telegram(product, telegram("message_text", chat, text=COMPLAINT))
    assert "2 berkas" in (await telegram_answer(product, chat, 1))["text"]
    await settled(product, chat, 1)


async def settled(product: Product, chat: int, count: int) -> None:
    """Nothing more is said for longer than photos wait for each other."""
    await asyncio.sleep(4)
    mine = [body for body in product.telegram.sent("sendMessage") if str(body["chat_id"]) == str(chat)]
    assert len(mine) == count


async def test_an_edit_changes_the_report_and_then_the_ticket(product: Product) -> None:
    chat, number = next(ids), next(ids)
    await to_telegram(product, telegram("message_text", chat, text=COMPLAINT, message_id=number))
    assert "Cikutra" in (await telegram_answer(product, chat, 1))["text"]
    moved = COMPLAINT.replace("cikutra", "cikadut")
    await to_telegram(product, telegram_edit(chat, number, moved))
    notice = await telegram_answer(product, chat, 2)
    assert "cikadut" in notice["text"]
    await to_telegram(product, telegram_tap(chat, notice, "Lihat laporan"))
    summary = await telegram_answer(product, chat, 3)
    assert "Cikadut" in summary["text"]
    await to_telegram(product, telegram_tap(chat, summary, "Kirim"))
    assert "BDG-" in (await telegram_answer(product, chat, 4))["text"]
    await to_telegram(product, telegram_edit(chat, number, f"{moved}, ada anak jatuh"))
    assert "laporan BDG-" in (await telegram_answer(product, chat, 5))["text"]


async def test_danger_in_an_edit_reads_112(product: Product) -> None:
    chat, number = next(ids), next(ids)
    await to_telegram(product, telegram("message_text", chat, text="halo", message_id=number))
    await telegram_answer(product, chat, 1)
    await to_telegram(product, telegram_edit(chat, number, "tolong rumah tetangga kebakaran"))
    assert "112" in (await telegram_answer(product, chat, 2))["text"].splitlines()[0]


def telegram_edit(chat: int, message_id: int, text: str) -> dict[str, Any]:
    return telegram("edited_text", chat, text=text, message_id=message_id, edit_date=int(time.time()))


def telegram_tap(chat: int, answer: dict[str, Any], title: str) -> dict[str, Any]:
    """A tap on the button of this title under that answer."""
    buttons = [b for row in answer["reply_markup"]["inline_keyboard"] for b in row]
    tap = telegram("callback_query", chat)
    tap["callback_query"]["data"] = next(b["callback_data"] for b in buttons if b["text"] == title)
    return tap


async def test_group_chatter_is_left_alone_and_a_mention_gets_a_private_door(product: Product) -> None:
    before = len(product.telegram.calls)
    assert await to_telegram(product, telegram("group_chatter", next(ids))) == 200
    assert await to_telegram(product, telegram("group_command", next(ids))) == 200
    await product.telegram.wait_for("sendMessage", 1)
    sent = [body["text"] for method, body in product.telegram.calls[before:] if method == "sendMessage"]
    assert all("chat pribadi" in text for text in sent)


async def test_a_report_over_whatsapp(product: Product) -> None:
    person = "6280055509001"
    alone = COMPLAINT.replace("cikutra", "cisokan")  # where no other test reports a lamp
    assert await to_whatsapp(product, whatsapp("text", person, text={"body": alone})) == 200
    summary = await whatsapp_answer(product, person, 1)
    rows = summary["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == ["Kirim", "Ubah", "Sembunyikan nama", "Batal"]
    reply = {"type": "list_reply", "list_reply": {"id": rows[0]["id"], "title": "Kirim"}}
    assert await to_whatsapp(product, whatsapp("list_reply", person, interactive=reply)) == 200
    assert "BDG-" in (await whatsapp_answer(product, person, 2))["text"]["body"]


async def test_whatsapp_photos_in_separate_calls_and_an_edit(product: Product) -> None:
    person = "6280055509004"
    product.whatsapp.files["1234567890124"] = PHOTO
    story = whatsapp("text", person, text={"body": COMPLAINT})
    await to_whatsapp(product, whatsapp("image_without_url", person))
    await to_whatsapp(product, whatsapp("image_without_url", person))
    await to_whatsapp(product, story)
    assert "2 berkas" in json.dumps(await whatsapp_answer(product, person, 1))
    ref = story["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    words = {"type": "text", "text": {"body": COMPLAINT.replace("cikutra", "cikadut")}}
    edit = {"original_message_id": ref, "message": words}
    await to_whatsapp(product, whatsapp("edit", person, edit=edit))
    assert "cikadut" in json.dumps(await whatsapp_answer(product, person, 2))


async def test_a_forged_whatsapp_call_is_refused(product: Product) -> None:
    forged = {"X-Hub-Signature-256": f"sha256={'0' * 64}"}
    assert await to_whatsapp(product, whatsapp("text", "6280055509002"), **forged) in (401, 403)


async def test_danger_over_whatsapp_reads_112_first(product: Product) -> None:
    person = "6280055509003"
    text = {"body": "tolong rumah tetangga kebakaran di gang sukajadi"}
    await to_whatsapp(product, whatsapp("text", person, text=text))
    first = await whatsapp_answer(product, person, 1)
    assert "112" in json.dumps(first)


async def test_the_ledger_balances_after_all_this(product: Product) -> None:
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "ledger", "--json", cwd=ROOT, env=product.environment, stdout=PIPE
    )
    ledger = json.loads((await done.communicate())[0])
    assert (done.returncode, ledger["remainder"]) == (0, 0)
    assert ledger["failed"] == 0
    assert ledger["ignored"]["sticker"] >= 1
