"""Everything is killed while citizens talk and platforms fail; nothing is lost, doubled or out of order."""

import asyncio
import itertools
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from bench.surroundings import variables
from core import ticket_number
from core.db import Database
from core.models import Ticket
from core.settings import ROOT
from tests.faults.conftest import Scale
from tests.faults.killing import kill_in_turn
from tests.faults.platforms import BadTelegram, BadWhatsApp, Weather
from tests.faults.posts import Platforms
from tests.faults.storm import Citizen, Verdict, plan, rage
from tests.sources import SourcesServer
from tests.started import started

SEED = 20261124
TROUBLE = 0.1
SETTLE_SECONDS = 300

pytestmark = pytest.mark.product


async def ledger(environment: Mapping[str, str]) -> dict[str, int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "ledger", "--json", cwd=ROOT, env=environment, stdout=PIPE
    )
    printed, _ = await process.communicate()
    found: dict[str, int] = json.loads(printed)
    return found


async def all_answered(environment: Mapping[str, str], citizens: list[Citizen]) -> dict[str, int]:
    """The ledger once nothing waits and nothing is left to send."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            found = await ledger(environment)
            if not found["waiting"] and all(len(c.answers) >= len(c.steps) for c in citizens):
                return found
            await asyncio.sleep(2)


async def tickets(environment: Mapping[str, str]) -> list[str]:
    db = Database(environment["DATABASE_URL"])
    async with db.read() as session:
        numbers = (await session.scalars(select(Ticket.number))).all()
    await db.close()
    return sorted(ticket_number.show(number) for number in numbers)


async def test_kills_and_outages_lose_double_and_misplace_nothing(
    installation: dict[str, str], tmp_path: Path, scale: Scale
) -> None:
    citizens = [Citizen(f"62811{n:06}", plan(n, scale.messages)) for n in range(scale.citizens)]
    async with (
        SourcesServer() as sources,
        BadTelegram(Weather(SEED, TROUBLE)) as telegram,
        BadWhatsApp(Weather(SEED + 1, TROUBLE)) as whatsapp,
        aiohttp.ClientSession() as http,
    ):
        installed = variables(tmp_path, sources=sources.url, telegram=telegram.url, whatsapp=whatsapp.url)
        environment = os.environ | installed | installation
        platforms = Platforms(http, f"http://127.0.0.1:{environment['SOBAT_PORT']}", SEED)
        chats = {"telegram": telegram.chats, "whatsapp": whatsapp.chats}
        async with started(environment, tmp_path) as product:
            roles = itertools.islice(itertools.cycle(("gateway", "rasa", "actions")), scale.kills)
            pause = scale.seconds / (scale.kills + 1)
            _, killed = await asyncio.gather(
                rage(platforms, chats, citizens, scale.seconds, SEED),
                kill_in_turn(product.pid, list(roles), pause, SEED),
            )
            found = await all_answered(environment, citizens)
    verdict = Verdict.of(citizens, [at for role, at in killed if role == "gateway"])
    print(f"refused: {dict(platforms.refused)}; redelivered: {platforms.redelivered}; ledger: {found}")
    print(f"telegram: {dict(telegram.weather.count)}; whatsapp: {dict(whatsapp.weather.count)}; {killed}")
    print(verdict)
    assert not verdict.lost
    assert not verdict.doubled
    assert len(verdict.repeated) <= 1 + scale.kills // 3
    assert not verdict.out_of_order
    assert sorted(verdict.numbers) == await tickets(environment)
    assert len(verdict.numbers) == len(citizens)
    assert platforms.posted == found["answered"] == len(citizens) * scale.messages
    assert found["failed"] == found["remainder"] == 0
