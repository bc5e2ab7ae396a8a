"""Asking to be told, seeing what one asked for, and the end of it, in chat."""

import json
from datetime import timedelta
from typing import Any

import pytest

from actions.bare_words import ActionAffirmAlone, ActionCancelAlone
from actions.report_around import ActionLocationReceived, ActionPlaceReceived
from actions.services import Services
from actions.subscriptions import (
    ActionListSubscriptions,
    ActionStopSubscription,
    ActionSubscribe,
    offer,
)
from actions.turn import Turn
from core import conversations, my_data
from core.models import Conversation, Subscription
from core.subscriptions import store
from core.subscriptions.kinds import Kind
from tests.actions.conftest import NOW, Run, Told, _tracker


async def subscribe(run: Run, text: str = "", **given: Any) -> Told:
    told: Told = await run(ActionSubscribe, text, intent="subscribe", **given)
    return told


async def stop(run: Run, text: str = "", **given: Any) -> Told:
    told: Told = await run(ActionStopSubscription, text, intent="stop_subscription", **given)
    return told


async def mine(services: Services, sender: str) -> list[Subscription]:
    async with services.db.read() as session:
        return list(await store.of(session, sender))


def tapped(payload: str) -> dict[str, Any]:
    """What Rasa makes of a button's payload."""
    values = json.loads(payload[payload.index("{") :]) if "{" in payload else {}
    return {"entities": [{"entity": name, "value": value} for name, value in values.items()]}


def payload(told: Told, title: str) -> str:
    return next(str(b["payload"]) for b in told.messages[0]["buttons"] if b["title"] == title)


async def test_a_wish_is_confirmed_with_its_place_and_source(
    run: Run, services: Services, sender: str
) -> None:
    told = await subscribe(run, "kabari kalau mau hujan deras di Coblong")
    assert told.responses == ["utter_subscribed"]
    assert told.messages[0]["wish"] == "hujan lebat atau petir di Kec. Coblong"
    assert "BMKG" in told.messages[0]["notes"]
    assert "pusat kota" not in told.messages[0]["notes"]
    [kept] = await mine(services, sender)
    assert (kept.kind, kept.kecamatan) == (Kind.RAIN, "Coblong")


async def test_without_a_place_it_is_for_the_city_and_says_so(run: Run) -> None:
    told = await subscribe(run, "cuaca tiap pagi jam 6 dong")
    assert told.messages[0]["wish"] == "cuaca Kota Bandung, setiap hari pukul 06.00"
    assert "pusat kota" in told.messages[0]["notes"]


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("su", "cuaca Kec. Antapani, Senén dugi ka Jumaah tabuh 05.30"),
        ("en", "weather in Kec. Antapani, Monday to Friday at 05.30"),
    ],
)
async def test_it_is_confirmed_in_the_citizens_language(run: Run, language: str, wish: str) -> None:
    text = "cuaca Antapani hari kerja jam 5.30 pagi"
    told = await subscribe(run, text, slots={"language": language})
    assert told.messages[0]["wish"] == wish


async def test_a_pin_tells_where(run: Run, services: Services, sender: str) -> None:
    where = {"location": {"lat": -6.8915, "lon": 107.6107}}
    await subscribe(run, "kabari kalau mau hujan di sini", metadata=where)
    [kept] = await mine(services, sender)
    assert kept.kecamatan == "Coblong"


async def test_the_same_wish_is_kept_once(run: Run, services: Services, sender: str) -> None:
    await subscribe(run, "kabari kalau ada gempa")
    told = await subscribe(run, "notif gempa dong")
    assert told.responses == ["utter_subscription_same"]
    assert len(await mine(services, sender)) == 1


async def test_another_level_changes_the_wish(run: Run, services: Services, sender: str) -> None:
    await subscribe(run, "kabari kalau ISPU di atas 100")
    told = await subscribe(run, "kabari kalau ISPU di atas 150")
    assert told.responses == ["utter_subscription_changed"]
    assert [each.level for each in await mine(services, sender)] == [150]


async def test_another_hour_can_take_the_place_of_the_first(
    run: Run, services: Services, sender: str
) -> None:
    await subscribe(run, "cuaca tiap pagi jam 6 di Antapani")
    told = await subscribe(run, "ganti cuaca jadi jam 7 pagi")
    assert told.responses == ["utter_subscription_changed"]
    [kept] = await mine(services, sender)
    assert (kept.minute, kept.kecamatan) == (420, "Antapani")


async def test_there_is_a_most(run: Run, services: Services, sender: str) -> None:
    for hour in range(5, 5 + store.MOST):
        await subscribe(run, f"cuaca tiap hari jam {hour}.00")
    told = await subscribe(run, "kabari kalau ada gempa")
    assert told.responses == ["utter_subscriptions_full"]
    assert len(await mine(services, sender)) == store.MOST


async def test_a_place_outside_gets_no_promise(run: Run, services: Services, sender: str) -> None:
    told = await subscribe(run, "kabari kalau hujan di Lembang")
    assert told.responses == ["utter_subscribe_outside"]
    assert await mine(services, sender) == []


async def test_a_group_gets_none(run: Run, services: Services, sender: str) -> None:
    async with services.db.write() as session:
        (await session.get_one(Conversation, sender)).is_group = True
    told = await subscribe(run, "kabari kalau ada gempa")
    assert told.responses == ["utter_subscribe_private"]
    assert await mine(services, sender) == []


async def test_who_does_not_say_of_what_chooses(run: Run, services: Services, sender: str) -> None:
    told = await subscribe(run, "langganan dong")
    assert told.responses == ["utter_subscribe_what"]
    assert len(told.messages[0]["buttons"]) == len(Kind)
    await subscribe(run, **tapped(payload(told, "Gempa terasa")))
    assert [each.kind for each in await mine(services, sender)] == [Kind.QUAKE]


async def test_kabari_saya_after_a_question_is_about_that(run: Run, services: Services, sender: str) -> None:
    before = {
        "event": "user",
        "text": "ada peringatan dini di Gedebage?",
        "parse_data": {"intent": {"name": "ask_weather_warning"}},
    }
    await subscribe(run, "kabari saya ya", events=[before, {"event": "user", "text": "kabari saya ya"}])
    [kept] = await mine(services, sender)
    assert (kept.kind, kept.kecamatan) == (Kind.WARNING, "Gedebage")


async def test_who_had_stopped_all_news_hears_again_and_is_told_so(
    run: Run, services: Services, sender: str
) -> None:
    async with services.db.write() as session:
        await conversations.want_news(session, sender, wanted=False)
    told = await subscribe(run, "kabari kalau ada gempa")
    assert "aktif lagi" in told.messages[0]["notes"]
    async with services.db.read() as session:
        assert not (await conversations.get(session, sender)).news_stopped


async def test_an_aqi_is_told_to_be_another_scale(run: Run) -> None:
    told = await subscribe(run, "kabari kalau aqi di atas 150")
    assert "ISPU" in told.messages[0]["notes"]
    assert "AQI" in told.messages[0]["notes"]


async def three(run: Run) -> None:
    await subscribe(run, "kabari kalau mau hujan di Coblong")
    await subscribe(run, "cuaca tiap pagi jam 6 di Coblong")
    await subscribe(run, "kabari kalau ada gempa")


async def test_the_list_has_a_button_for_each(run: Run) -> None:
    await three(run)
    told = await run(ActionListSubscriptions, "langganan saya apa aja", intent="list_subscriptions")
    assert told.responses == ["utter_subscriptions"]
    assert told.messages[0]["list"].splitlines() == [
        "1. hujan di Kec. Coblong",
        "2. cuaca Kec. Coblong, setiap hari pukul 06.00",
        "3. gempa yang terasa di Bandung",
    ]
    titles = [b["title"] for b in told.messages[0]["buttons"]]
    assert titles == [
        "1. Hujan Coblong",
        "2. Cuaca 06.00",
        "3. Gempa",
        "Hentikan semua",
        "Jeda seminggu",
    ]
    assert all(len(b["payload"]) <= 64 for b in told.messages[0]["buttons"])  # Telegram's limit


async def test_an_empty_list_says_so(run: Run) -> None:
    told = await run(ActionListSubscriptions, intent="list_subscriptions")
    assert told.responses == ["utter_no_subscriptions"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("stop langganan hujan", [Kind.WEATHER_DAILY, Kind.QUAKE]),
        ("berhenti kabari gempa", [Kind.RAIN, Kind.WEATHER_DAILY]),
        ("stop langganan Coblong", [Kind.QUAKE]),
        ("hapus semua langganan", []),
        ("don't send me the weather anymore", [Kind.RAIN, Kind.QUAKE]),
        ("eureunkeun langganan lini", [Kind.RAIN, Kind.WEATHER_DAILY]),
    ],
)
async def test_words_stop_one_or_all(
    run: Run, services: Services, sender: str, text: str, left: list[Kind]
) -> None:
    await three(run)
    assert (await stop(run, text)).responses == ["utter_subscriptions_stopped"]
    assert [each.kind for each in await mine(services, sender)] == left


async def test_a_stop_that_names_none_asks_which(run: Run, services: Services, sender: str) -> None:
    await three(run)
    told = await stop(run, "stop langganan")
    assert told.responses == ["utter_subscription_which"]
    await stop(run, **tapped(payload(told, "1. Hujan Coblong")))
    assert [each.kind for each in await mine(services, sender)] == [Kind.WEATHER_DAILY, Kind.QUAKE]


async def test_a_pause_has_an_end_and_can_be_ended(run: Run, services: Services, sender: str) -> None:
    await three(run)
    told = await stop(run, "jeda semua seminggu")
    assert told.responses == ["utter_subscriptions_paused"]
    assert told.messages[0]["until"] == "Selasa, 1 Desember 2026"
    assert {each.paused_until for each in await mine(services, sender)} == {NOW + timedelta(days=7)}
    again = await stop(run, **tapped(payload(told, "Lanjutkan semua")))
    assert again.responses == ["utter_subscriptions_resumed"]
    assert "dijeda" not in again.messages[0]["list"]
    assert {each.paused_until for each in await mine(services, sender)} == {None}


async def test_words_that_the_model_took_for_a_wish_stop_all_the_same(
    run: Run, services: Services, sender: str
) -> None:
    await three(run)
    told = await subscribe(run, "stop langganan hujan")
    assert told.responses == ["utter_subscriptions_stopped"]
    assert len(await mine(services, sender)) == 2


async def test_nobody_stops_what_another_asked_for(
    run: Run, services: Services, sender: str, neighbour: str
) -> None:
    await three(run)
    await subscribe(run, "kabari kalau ada gempa", sender=neighbour)
    [first, *_] = await mine(services, sender)
    theirs = tapped(f'/stop_subscription{{"subscription":"{first.id}"}}')
    told = await stop(run, sender=neighbour, **theirs)
    assert told.responses == ["utter_subscription_which"]
    assert len(await mine(services, sender)) == 3


async def test_undo_takes_back_what_was_just_asked(run: Run, services: Services, sender: str) -> None:
    told = await subscribe(run, "kabari kalau ada gempa")
    await stop(run, **tapped(payload(told, "Batalkan")))
    assert await mine(services, sender) == []


async def test_the_offer_under_a_warning_is_made_to_who_has_none(
    run: Run, services: Services, sender: str
) -> None:
    turn = Turn(_tracker(sender, "ada peringatan dini?"))
    [button] = await offer(services, turn, "Bojongloa Kidul")
    assert len(button["payload"]) <= 64
    await subscribe(run, **tapped(button["payload"]))
    assert [each.kecamatan for each in await mine(services, sender)] == ["Bojongloa Kidul"]
    assert await offer(services, turn) == []


async def test_what_is_kept_about_a_person_counts_them(run: Run, services: Services, sender: str) -> None:
    await three(run)
    async with services.db.read() as session:
        kept = await my_data.kept(session, sender)
    assert "Langganan: 3" in my_data.as_lines(kept, "id")
    assert "3" in my_data.as_lines(kept, "su").split("Langganan: ")[1]
    assert "Alerts you asked for: 3" in my_data.as_lines(kept, "en")


@pytest.mark.parametrize(
    "text",
    ["kabari kalau laporan saya selesai", "kabarin ya kalau sudah ditambal", "tell me when it is fixed"],
)
async def test_news_of_a_report_needs_no_subscription(
    run: Run, services: Services, sender: str, text: str
) -> None:
    told = await subscribe(run, text)
    assert told.responses == ["utter_report_news_anyway"]
    assert await mine(services, sender) == []


async def test_a_list_that_is_silent_says_why(run: Run, services: Services, sender: str) -> None:
    await three(run)
    async with services.db.write() as session:
        await conversations.want_news(session, sender, wanted=False)
    told = await run(ActionListSubscriptions, intent="list_subscriptions")
    assert "MULAI" in told.messages[0]["list"]


def _after_wish(text: str) -> list[dict[str, Any]]:
    wished = {"event": "user", "text": text, "parse_data": {"intent": {"name": "subscribe"}}}
    return [wished, {"event": "user", "text": "x"}]


@pytest.mark.parametrize(
    ("text", "kind", "minute"),
    [
        ("kabarin kalo hujan", Kind.RAIN, None),
        ("cuaca tiap pagi jam 5", Kind.WEATHER_DAILY, 300),
        ("kabari kalau ada peringatan dini", Kind.WARNING, None),
        ("kabari kalau udara buruk", Kind.AIR, None),
    ],
)
async def test_a_place_named_afterwards_takes_the_place_of_the_city(
    run: Run, services: Services, sender: str, text: str, kind: Kind, minute: int | None
) -> None:
    await subscribe(run, text)
    told = await run(ActionPlaceReceived, "antapani", intent="inform_place", events=_after_wish(text))
    assert told.responses == ["utter_subscription_changed"]
    assert "Antapani" in told.messages[0]["wish"]
    [kept] = await mine(services, sender)
    assert (kept.kind, kept.kecamatan, kept.minute) == (kind, "Antapani", minute)


async def test_a_pin_afterwards_takes_the_place_of_the_city(
    run: Run, services: Services, sender: str
) -> None:
    await subscribe(run, "kabarin kalo hujan")
    pin = {"location": {"lat": -6.9175, "lon": 107.6191}}
    told = await run(ActionLocationReceived, metadata=pin, events=_after_wish("kabarin kalo hujan"))
    assert told.responses == ["utter_subscription_changed"]
    assert [each.kecamatan for each in await mine(services, sender)] == ["Sumur Bandung"]


@pytest.mark.parametrize("text", ["kabari kalau hujan di dago", "kabari kalau ada gempa"])
async def test_a_place_does_not_move_a_wish_that_has_one_or_needs_none(
    run: Run, services: Services, sender: str, text: str
) -> None:
    await subscribe(run, text)
    before = [(each.id, each.area) for each in await mine(services, sender)]
    told = await run(ActionPlaceReceived, "antapani", intent="inform_place", events=_after_wish(text))
    assert told.responses == ["utter_location_noted"]
    assert [(each.id, each.area) for each in await mine(services, sender)] == before


def _after(intent: str) -> list[dict[str, Any]]:
    before = {"event": "user", "text": "x", "parse_data": {"intent": {"name": intent}}}
    return [before, {"event": "user", "text": "x"}]


async def test_going_on_after_a_pause_ends_it(run: Run, services: Services, sender: str) -> None:
    await subscribe(run, "cuaca tiap pagi jam 6")
    await stop(run, "jeda dulu seminggu")
    told = await run(ActionAffirmAlone, "lanjutkan", intent="affirm", events=_after("stop_subscription"))
    assert told.responses == ["utter_subscriptions_resumed"]
    assert [each.paused_until for each in await mine(services, sender)] == [None]


@pytest.mark.parametrize(("text", "before"), [("ya", "stop_subscription"), ("lanjutkan", "ask_weather")])
async def test_another_yes_leaves_the_pause(
    run: Run, services: Services, sender: str, text: str, before: str
) -> None:
    await subscribe(run, "cuaca tiap pagi jam 6")
    await stop(run, "jeda dulu seminggu")
    told = await run(ActionAffirmAlone, text, intent="affirm", events=_after(before))
    assert told.responses == ["utter_affirm"]
    assert [each.paused_until is None for each in await mine(services, sender)] == [False]


async def test_cancelling_right_after_a_wish_takes_back_that_one(
    run: Run, services: Services, sender: str
) -> None:
    await subscribe(run, "kabari kalau ada gempa")
    await subscribe(run, "kabari kalau udara buruk")
    told = await run(ActionCancelAlone, "batal", intent="cancel", events=_after("subscribe"))
    assert told.responses == ["utter_subscriptions_stopped"]
    assert [each.kind for each in await mine(services, sender)] == [Kind.QUAKE]


@pytest.mark.parametrize("before", ["ask_weather", "subscribe"])
async def test_with_nothing_to_cancel_that_is_said(run: Run, before: str) -> None:
    told = await run(ActionCancelAlone, "batal", intent="cancel", events=_after(before))
    assert told.responses == ["utter_nothing_to_cancel"]
