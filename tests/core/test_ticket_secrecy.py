"""Numbers that would tell on a reporter, and the tickets that staff may connect with a conversation."""

import pytest

from core import ticket_secrecy
from core.db import Database
from core.models import Reporter
from core.ticket_secrecy import conceal
from tests.core.tickets.world import World
from tests.fakes import ManualClock


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Laporan BDG-4821-0934 diterima", "Laporan BDG-••••-•••• diterima"),
        ("bdg 4821 0934, 48210934!", "bdg ••••-••••, ••••-••••!"),
        ("BDG-1111-2222 bukan itu", "BDG-1111-2222 bukan itu"),
        ("tanpa nomor", "tanpa nomor"),
    ],
)
def test_protected_number_is_unreadable_however_written(text: str, shown: str) -> None:
    assert conceal(text, frozenset({"48210934"})) == shown


@pytest.mark.parametrize(
    ("of_ticket", "of_reporter", "is_known"),
    [("public", "public", True), ("secret", "secret", False), ("public", "anonymous", False)],
)
async def test_only_open_reporters_are_connected_with_their_tickets(
    db: Database, clock: ManualClock, of_ticket: str, of_reporter: str, is_known: bool
) -> None:
    world = World(db, clock)
    asep = await world.citizen()
    ticket = await world.report(asep, privacy=of_ticket)
    async with db.write() as session:
        (await session.get_one(Reporter, (ticket, asep))).privacy = of_reporter
    number = (await world.ticket(ticket)).number

    async with db.read() as session:
        known = [each.number for each in await ticket_secrecy.of_reporter(session, asep)]
        hidden = await ticket_secrecy.protected_numbers(session, [asep])
    assert (known, hidden) == (([number], frozenset()) if is_known else ([], frozenset({number})))
