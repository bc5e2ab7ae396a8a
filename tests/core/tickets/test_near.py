"""Open reports near by: the same thing at the same place, and nothing that tells who reported."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event

from core import conversations, places, tickets
from core.db import Database
from core.models import Ticket
from core.tickets import NewTicket, Status
from core.tickets.near import Near, Spot, near, spot_of

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SQUARE = (-6.92180, 107.60710)  # the city square
NORTH = 1 / 111_195  # degrees of a metre
_numbers = count(1)


async def talk(db: Database, who: str = "pelapor", channel: str = "web") -> str:
    """A conversation of this person."""
    async with db.write() as session:
        return (await conversations.find_or_open(session, channel, who, NOW)).id


async def filed(db: Database, sender: str | None, **changes: Any) -> Ticket:
    """A road report at the square."""
    after: dict[str, Any] = {
        key: changes.pop(key) for key in ("status", "merged_into", "answered_at") if key in changes
    }
    given: dict[str, Any] = {"place_text": "Alun-alun", "lat": SQUARE[0], "lon": SQUARE[1], **changes}
    now = given.pop("now", NOW)
    new = NewTicket(f"m{next(_numbers)}", sender, "road_damage", "Jalan bolong", "jalan bolong gede", **given)
    async with db.write() as session:
        ticket = await tickets.create(session, new, now)
        for name, value in after.items():
            setattr(ticket, name, value)
    return ticket


async def found(
    db: Database, spot: Spot, asker: str | None = None, category: str = "road_damage"
) -> list[Near]:
    async with db.read() as session:
        return list(await near(session, category, spot, NOW, asker=asker))


@pytest.mark.parametrize(("metres", "number"), [(0, 1), (240, 1), (260, 0), (5000, 0)])
async def test_reports_within_250_metres_are_near(db: Database, metres: int, number: int) -> None:
    await filed(db, await talk(db))
    assert len(await found(db, Spot(SQUARE[0] + metres * NORTH, SQUARE[1]))) == number


async def test_a_corner_of_the_box_is_too_far(db: Database) -> None:
    await filed(db, await talk(db))
    assert await found(db, Spot(SQUARE[0] + 240 * NORTH, SQUARE[1] + 240 * NORTH)) == []


@pytest.mark.parametrize(
    ("changes", "spot", "number"),
    [
        ({"street": "Kopo", "kelurahan": "Panjunan"}, Spot(street="Kopo", kelurahan="Panjunan"), 1),
        ({"street": "Kopo", "kelurahan": "Panjunan"}, Spot(street="Kopo", kelurahan="Situsaeur"), 0),
        ({"street": "Kopo", "kelurahan": "Panjunan"}, Spot(street="Pungkur", kelurahan="Panjunan"), 0),
        ({"street": "Kopo", "kecamatan": "Astana Anyar"}, Spot(street="Kopo", kecamatan="Astana Anyar"), 1),
        ({"street": "Kopo"}, Spot(street="Kopo"), 0),
        ({"kelurahan": "Panjunan"}, Spot(kelurahan="Panjunan"), 0),
        ({"street": "Kopo"}, Spot(street="Kopo", words="kopo depan smp 3"), 0),
        (
            {"street": "Kopo", "place_text": "Kopo, depan SMP 3"},
            Spot(street="Kopo", words="kopo depan smp 3"),
            1,
        ),
        (
            {"place_text": "Pasar Kosambi", "kecamatan": "Sumur Bandung"},
            Spot(kecamatan="Sumur Bandung", words="pasar kosambi"),
            1,
        ),
    ],
)  # fmt: skip
async def test_without_a_point_street_and_area_must_agree(
    db: Database, changes: dict[str, str], spot: Spot, number: int
) -> None:
    await filed(db, await talk(db), **{"lat": None, "lon": None, **changes})
    assert len(await found(db, spot)) == number


@pytest.mark.parametrize(
    "changes",
    [
        {"privacy": "secret"},
        {"status": Status.DONE},
        {"status": Status.ANSWERED},
        {"status": Status.ARCHIVED},
    ],
)
async def test_what_nobody_may_join_is_not_shown(db: Database, changes: dict[str, Any]) -> None:
    await filed(db, await talk(db), **changes)
    assert await found(db, Spot(*SQUARE)) == []


async def test_a_merged_report_is_not_shown_beside_the_other(db: Database) -> None:
    sender = await talk(db)
    kept = await filed(db, sender)
    await filed(db, sender, merged_into=kept.id)
    assert [each.ticket_id for each in await found(db, Spot(*SQUARE))] == [kept.id]


async def test_another_category_is_another_matter(db: Database) -> None:
    await filed(db, await talk(db))
    assert await found(db, Spot(*SQUARE), category="waste") == []


async def test_at_most_three_and_the_newest_activity_first(db: Database) -> None:
    sender = await talk(db)
    made = [await filed(db, sender, now=NOW - timedelta(days=age)) for age in (3, 1, 4, 2)]
    assert [each.ticket_id for each in await found(db, Spot(*SQUARE))] == [made[i].id for i in (1, 3, 0)]


async def test_my_own_come_first_even_a_secret_one(db: Database) -> None:
    me = await talk(db, "saya")
    await filed(db, await talk(db))
    own = await filed(db, me, privacy="secret", now=NOW - timedelta(days=3))
    first = (await found(db, Spot(*SQUARE), asker=me))[0]
    assert (first.ticket_id, first.mine, first.joined) == (own.id, True, False)


async def test_a_public_report_shows_count_and_rough_distance(db: Database) -> None:
    await filed(db, await talk(db), street="Asia Afrika", kecamatan="Sumur Bandung")
    [shown] = await found(db, Spot(SQUARE[0] + 130 * NORTH, SQUARE[1]))
    assert (shown.reporters, shown.metres) == (1, 150)
    assert shown.place == "Jalan Asia Afrika, Kec. Sumur Bandung"
    assert (shown.created_on, shown.late) == (date(2026, 11, 24), False)


async def test_an_anonymous_report_shows_neither_count_nor_distance(db: Database) -> None:
    await filed(db, await talk(db), privacy="anonymous", place_text="depan rumah saya no 3")
    [shown] = await found(db, Spot(*SQUARE))
    assert (shown.reporters, shown.metres, shown.place) == (None, None, None)


async def test_a_broken_promise_is_seen(db: Database) -> None:
    await filed(db, await talk(db), now=NOW - timedelta(days=200))
    assert [each.late for each in await found(db, Spot(*SQUARE))] == [True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jalan di kopo depan smp 3 bolong", "Kopo, depan SMP 3"),
        ("jalan kopo bolong", ""),
        ("sampah di pasar kosambi", "Pasar Kosambi (Kec. Sumur Bandung)"),
        ("banjir di gedebage", ""),
    ],
)
def test_a_gazetteer_point_is_no_point_but_a_landmark_is_a_spot(text: str, words: str) -> None:
    spot = spot_of(places.find(text))
    assert (spot.lat, spot.lon, spot.words) == (None, None, words)


def test_a_pin_is_a_point() -> None:
    assert (spot_of(places.locate(*SQUARE)).lat, spot_of(None)) == (SQUARE[0], Spot())


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize(
    ("spot", "index"),
    [(Spot(*SQUARE), "ix_tickets_near"), (Spot(street="Kopo", kelurahan="Panjunan"), "ix_tickets_street")],
)
async def test_the_index_of_open_reports_is_enough(db: Database, spot: Spot, index: str) -> None:
    asked: list[Any] = []
    event.listen(db.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    await found(db, spot)
    statement, values = next(each for each in asked if "tickets.lat" in each[0])
    async with db.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        assert any(index in row[-1] for row in plan)


async def test_a_moved_pin_finds_an_anonymous_report_only_where_everybody_may_know_it(db: Database) -> None:
    asep, euis = await talk(db, "asep"), await talk(db, "euis")
    for lat, who in ((-6.92149, asep), (-6.92051, euis)):  # both shown at -6.921
        await filed(db, who, privacy="anonymous", lat=lat, lon=107.6071, place_text="Rumah saya")
    edge = 250 * NORTH
    assert len(await found(db, Spot(-6.921 + edge - NORTH, 107.607))) == 2
    assert await found(db, Spot(-6.921 + edge + NORTH, 107.607)) == []
    assert len(await found(db, Spot(-6.921 - edge + NORTH, 107.607))) == 2


async def test_an_unlisted_lane_and_the_words_of_an_anonymous_place_stay_hidden(db: Database) -> None:
    where: dict[str, Any] = {"street": "Gang Haji Asep", "kelurahan": "Panjunan", "kecamatan": "Astana Anyar"}
    ticket = await filed(db, await talk(db), privacy="anonymous", lat=None, lon=None, **where)
    [near_by] = await found(db, Spot(**where))
    assert near_by.place == "Kel. Panjunan"
    guess = Spot(kecamatan="Astana Anyar", words=ticket.place_text)
    assert await found(db, guess) == []
