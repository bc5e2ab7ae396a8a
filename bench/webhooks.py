"""How fast a webhook is answered: `python -m bench.webhooks`.

The gateway alone on a real SQLite file; signed WhatsApp and Telegram calls come at a fixed rate from another
process, then many at once. Once with Rasa away, once with a stand-in Rasa that takes its time for each turn,
so that turns and deliveries compete with the webhooks as they do in a busy hour. `/healthz`, which does
nothing, is measured at the same rate: what it takes is the machine and the HTTP server, not us.
"""

import argparse
import asyncio
import json
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.figures import milliseconds, percentile, publish, table
from bench.platform_traffic import calls
from bench.processes import cpu_seconds, end_on_sigterm, running, until_ready
from bench.sender import Hit, Shot, fire
from bench.surroundings import variables
from core.settings import ROOT
from tests.fakes import FakeRasa
from tests.platforms import TelegramServer, WhatsAppServer

PER_SECOND = 100  # what the aim speaks of
SECONDS = 20
BURST = 500
TURN_SECONDS = 0.03
LONGEST_BACKLOG = 180
AIM_SECONDS = 0.02

type Figures = dict[str, float]


@dataclass(frozen=True)
class Load:
    """How much comes."""

    per_second: int
    seconds: int
    burst: int


class SteadyRasa(FakeRasa):
    """Answers one turn after the other, each as slowly as the real one."""

    def __init__(self) -> None:
        super().__init__()
        self._one = asyncio.Lock()

    async def _turn(self, request: web.Request) -> web.Response:
        async with self._one:
            await asyncio.sleep(TURN_SECONDS)
        return await super()._turn(request)


async def scenario(folder: Path, *, rasa_there: bool, load: Load) -> dict[str, Figures]:
    """One gateway from start to end; figures by kind of traffic."""
    async with (
        TelegramServer() as telegram,
        WhatsAppServer() as whatsapp,
        SteadyRasa() as rasa,
        aiohttp.ClientSession() as http,
    ):
        environment = variables(folder, sources=rasa.url, telegram=telegram.url, whatsapp=whatsapp.url)
        if rasa_there:
            environment["RASA_URL"] = rasa.url
        base = f"http://127.0.0.1:{environment['SOBAT_PORT']}"
        log = folder / "gateway.log"
        with running([sys.executable, "-m", "bot", "gateway"], environment, log) as gateway:
            await until_ready(http, f"{base}/healthz", gateway, log)
            steady = calls(base, load.per_second * load.seconds, load.per_second)
            crowd = calls(base, load.burst, 0)
            idle = [Shot(s.due, "GET", f"{base}/healthz", {}, "") for s in steady[: len(steady) // 4]]
            found = {
                "healthz": await _measured(idle, gateway.pid),
                "steady": await _measured(steady, gateway.pid),
            }
            backlog = await _backlog(folder / "sobat.db") if rasa_there else 0.0
            found["burst"] = await _measured(crowd, gateway.pid)
            books = await asyncio.to_thread(ledger, environment)
            found["rows"] = {
                "sent": len(steady) + len(crowd),
                "stored": books["received"],
                "remainder": books["remainder"],
                "backlog_seconds": backlog,
            }
    return found


async def _measured(shots: Sequence[Shot], pid: int) -> Figures:
    before = cpu_seconds(pid)
    hits = await asyncio.to_thread(fire, shots)
    return summary(hits) | {"cpu": (cpu_seconds(pid) - before) / len(shots)}


def summary(hits: Sequence[Hit]) -> Figures:
    """What every kind of traffic is judged by."""
    seconds = [hit.seconds for hit in hits]
    return {
        "calls": len(hits),
        "median": percentile(seconds, 0.5),
        "p95": percentile(seconds, 0.95),
        "p99": percentile(seconds, 0.99),
        "longest": max(seconds),
        "late_p99": percentile([hit.late for hit in hits], 0.99),
        "errors": sum(hit.status != 200 for hit in hits),
    }


async def _backlog(database: Path) -> float:
    """Seconds until every message is answered, so that the burst meets an idle gateway."""
    started = time.monotonic()
    for _ in range(2 * LONGEST_BACKLOG):
        if not _count_waiting(database):
            break
        await asyncio.sleep(0.5)
    return time.monotonic() - started


def _count_waiting(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM inbox WHERE state = 'received'").fetchone()
    return int(count)


def ledger(environment: dict[str, str]) -> dict[str, Any]:
    """What `sobat ledger` says of this installation."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ledger", "--json"],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=False, timeout=60,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- The report -------------------------------------------------------------------------------------

_TITLES = {"absent": "Rasa away", "answering": f"Rasa answers in {TURN_SECONDS * 1000:.0f} ms a turn"}
_KINDS = {"healthz": "/healthz", "steady": "steady", "burst": "all at once"}
_TIMES = ("median", "p95", "p99", "longest", "late_p99", "cpu")


def report(found: dict[str, dict[str, Figures]]) -> str:
    rows = [
        [f"{title}: {label}", f"{found[name][kind]['calls']:.0f}"]
        + [milliseconds(found[name][kind][time]) for time in _TIMES]
        + [f"{found[name][kind]['errors']:.0f}"]
        for name, title in _TITLES.items()
        for kind, label in _KINDS.items()
    ]
    head = ["", "calls", "median", "p95", "p99", "longest", "sender late, p99", "CPU a call", "errors"]
    lines = [table(head, rows), ""]
    for name, title in _TITLES.items():
        rows_of, median = found[name]["rows"], found[name]["steady"]["median"]
        reached = "met" if median < AIM_SECONDS else "missed"
        lines.append(
            f"- {title}: median {milliseconds(median)} (aim under {milliseconds(AIM_SECONDS)}: {reached}); "
            f"{rows_of['sent']:.0f} sent, {rows_of['stored']:.0f} stored, "
            f"{rows_of['remainder']:.0f} unaccounted for in the ledger."
        )
        if rows_of["backlog_seconds"]:
            lines.append(f"- The last steady message was answered {rows_of['backlog_seconds']:.0f} s later.")
    return "\n".join(lines)


async def measure(load: Load) -> dict[str, dict[str, Figures]]:
    found = {}
    for name, there in (("absent", False), ("answering", True)):
        print(f"webhooks, {_TITLES[name]} ...", flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            found[name] = await scenario(Path(folder), rasa_there=there, load=load)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="time until a webhook is answered")
    parser.add_argument("--quick", action="store_true", help="a few seconds only")
    parser.add_argument("--per-second", type=int, default=PER_SECOND, help="of the steady traffic")
    options = parser.parse_args()
    end_on_sigterm()
    logging.getLogger("aiohttp.server").disabled = True  # calls that break when the gateway ends
    rate = options.per_second
    load = Load(rate, 3, 50) if options.quick else Load(rate, SECONDS, BURST)
    found = asyncio.run(measure(load))
    usual = rate == PER_SECOND
    text = f"Steady traffic is {rate} calls a second, a burst {load.burst} at once.\n\n{report(found)}"
    publish("webhooks", text, found, quick=options.quick or not usual)


if __name__ == "__main__":
    main()
