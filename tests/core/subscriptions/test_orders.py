"""What sentences want of the subscriptions there are."""

from datetime import UTC, datetime, timedelta

import pytest

from core.subscriptions import orders
from core.subscriptions.kinds import Kind
from core.subscriptions.orders import Act

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 WIB


@pytest.mark.parametrize(
    ("text", "act", "kind", "everything"),
    [
        ("stop langganan hujan", Act.STOP, Kind.RAIN, False),
        ("berhenti kabari gempa", Act.STOP, Kind.QUAKE, False),
        ("ga usah kabari cuaca tiap pagi lagi", Act.STOP, Kind.WEATHER_DAILY, False),
        ("hapus semua langganan saya", Act.STOP, None, True),
        ("lirén langganan peringatan dini", Act.STOP, Kind.WARNING, False),
        ("eureunkeun sadaya langganan", Act.STOP, None, True),
        ("unsubscribe from air quality alerts", Act.STOP, Kind.AIR, False),
        ("stop all my subscriptions", Act.STOP, None, True),
        ("don't send me the weather anymore", Act.STOP, Kind.WEATHER_DAILY, False),
        ("jangan dulu seminggu", Act.PAUSE, None, False),
        ("jeda", Act.PAUSE, None, False),
        ("jeda langganan hujan 3 hari", Act.PAUSE, Kind.RAIN, False),
        ("stop dulu kabar cuacanya, lagi mudik", Act.PAUSE, Kind.WEATHER_DAILY, False),
        ("ulah diwartosan heula saminggu", Act.PAUSE, None, False),
        ("pause for two weeks", Act.PAUSE, None, False),
        ("snooze the rain alerts", Act.PAUSE, Kind.RAIN, False),
        ("lanjutkan langganan cuaca", Act.RESUME, Kind.WEATHER_DAILY, False),
        ("aktifkan lagi langganan hujan", Act.RESUME, Kind.RAIN, False),
        ("kabari gempa lagi dong", Act.RESUME, Kind.QUAKE, False),
        ("wartosan deui hujan", Act.RESUME, Kind.RAIN, False),
        ("resume my subscriptions", Act.RESUME, None, False),
        ("jedanya udahan", Act.RESUME, None, False),
        ("stop all alerts", Act.STOP, None, True),
        ("stop the weather alerts", Act.STOP, Kind.WARNING, False),
        ("lirénkeun langganan hawa", Act.STOP, Kind.AIR, False),
        ("Mohon langganan saya diaktifkan kembali.", Act.RESUME, None, False),
        ("langganan saya apa aja", Act.LIST, None, False),
        ("lihat langganan", Act.LIST, None, False),
        ("what am i subscribed to", Act.LIST, None, False),
    ],
)  # fmt: skip
def test_an_order_tells_what_and_which(text: str, act: Act, kind: Kind | None, everything: bool) -> None:
    order = orders.read(text, Act.STOP, NOW)
    assert (order.act, order.kind, order.all) == (act, kind, everything)


@pytest.mark.parametrize(
    "text",
    [
        "kabari kalau mau hujan deras di Coblong",
        "cuaca tiap pagi jam 6 dong",
        "kasih tau kalau ada gempa yang kerasa",
        "peringatan dini cuaca buat Antapani",
        "tell me when it rains",
        "wartosan upami badé hujan",
    ],
)
def test_a_new_wish_is_no_order(text: str) -> None:
    assert orders.act_of(text, Act.START) is Act.START


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("jeda", NOW + timedelta(days=7)),
        ("jangan dulu seminggu", NOW + timedelta(days=7)),
        ("jeda 3 hari", NOW + timedelta(days=3)),
        ("jeda dua minggu", NOW + timedelta(days=14)),
        ("ulah heula sabulan", NOW + timedelta(days=30)),
        ("pause for 5 days", NOW + timedelta(days=5)),
        ("pause for a month", NOW + timedelta(days=30)),
        ("jeda sampai senin", datetime(2026, 11, 29, 17, tzinfo=UTC)),
        ("jeda sampai besok", datetime(2026, 11, 24, 17, tzinfo=UTC)),
        ("jeda sampai minggu depan", datetime(2026, 11, 29, 17, tzinfo=UTC)),
        ("jeda 900 minggu", NOW + timedelta(days=366)),
    ],
)
def test_a_pause_ends(text: str, ends: datetime) -> None:
    assert orders.pause_end(text, NOW) == ends
