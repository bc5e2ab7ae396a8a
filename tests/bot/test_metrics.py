import re

import pytest
import yaml

from bot.metrics import Metrics
from core import inbox
from core.db import Database
from core.settings import ROOT
from tests.fakes import ManualClock
from tests.inputs import message
from tests.lines import Lines


async def test_an_alarm_finds_how_long_what_waits(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("Halo")], clock())
    await Lines(db, clock).say("Baik")
    clock.advance(42)
    page = (await Metrics(clock).page(db)).decode()

    assert "sobat_inbox_oldest_seconds 42.0" in page
    assert 'sobat_outbox_oldest_seconds{channel="telegram"} 42.0' in page
    assert "sobat_ledger_remainder 0.0" in page


async def test_what_is_over_disappears(db: Database, clock: ManualClock) -> None:
    lines, metrics = Lines(db, clock), Metrics(clock)
    await lines.say("Baik")
    await metrics.page(db)
    [job] = await lines.claim()
    await lines.sent(job, "p1")

    assert "sobat_outbox_oldest_seconds{" not in (await metrics.page(db)).decode()


@pytest.mark.parametrize("rule", yaml.safe_load((ROOT / "docs/alarms.yml").read_text())["groups"][0]["rules"])
def test_an_alarm_watches_what_is_measured(rule: dict[str, str]) -> None:
    measured = {family.name for family in Metrics().registry.collect()}

    watched = set(re.findall(r"sobat_[a-z_]+", rule["expr"]))
    assert watched
    assert watched <= measured
