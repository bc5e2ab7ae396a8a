"""What the whole started product takes of the machine's memory: `python -m bench.memory`.

`python -m bot run` as `make run` starts it, against stand-ins. Idle right after the start, and again after a
few conversations, because some of what a turn needs is loaded at first use.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import aiohttp

from bench.citizens import texts
from bench.figures import publish, table
from bench.processes import Memory, command_line, end_on_sigterm, family, memory, running, until_ready
from bench.surroundings import variables
from tests.platforms import TelegramServer, WhatsAppServer
from tests.product.citizen import Citizen
from tests.sources import SourcesServer

SETTLE_SECONDS = 20.0
START_SECONDS = 300
AIM_MB = 1.3 * 1024
_NAMES = (
    ("rasa run", "rasa"),
    ("actions.server", "action server"),
    ("bot gateway", "gateway"),
    ("supervisord", "supervisor"),
    ("bot run", "`sobat run`"),
)

type Snapshot = dict[str, Memory]


async def measure(folder: Path, quick: bool) -> tuple[Snapshot, Snapshot]:
    """Memory by process: idle after the start, and after conversations."""
    async with (
        SourcesServer() as sources,
        TelegramServer() as telegram,
        WhatsAppServer() as whatsapp,
        aiohttp.ClientSession() as http,
    ):
        environment = variables(folder, sources=sources.url, telegram=telegram.url, whatsapp=whatsapp.url)
        base = f"http://127.0.0.1:{environment['SOBAT_PORT']}"
        log = folder / "run.log"
        with running([sys.executable, "-m", "bot", "run"], environment, log) as product:
            await until_ready(http, f"{base}/readyz", product, log, START_SECONDS)
            await asyncio.sleep(1 if quick else SETTLE_SECONDS)
            idle = snapshot(product.pid)
            for text in texts()[: 3 if quick else None]:
                await (await Citizen(http, base).arrive()).say(text)
            return idle, snapshot(product.pid)


def snapshot(pid: int) -> Snapshot:
    """All processes of the product; several of one name are added up."""
    found: Snapshot = {}
    for each in family(pid):
        name, now = _name(command_line(each)), memory(each)
        before = found.get(name, Memory(0, 0))
        found[name] = Memory(before.pss + now.pss, before.peak + now.peak)
    return found


def _name(command: str) -> str:
    return next((name for part, name in _NAMES if part in command), "other")


def report(idle: Snapshot, used: Snapshot) -> str:
    names = sorted(idle, key=lambda name: -idle[name].pss)
    rows = [
        [name, *(f"{value:.0f} MB" for value in (idle[name].pss, used[name].pss, used[name].peak))]
        for name in names
    ]
    total, later = (sum(each.pss for each in found.values()) for found in (idle, used))
    peak = sum(each.peak for each in used.values())
    rows.append(["together", *(f"{value:.0f} MB" for value in (total, later, peak))])
    reached = "met" if total < AIM_MB else "missed"
    return "\n".join(
        [
            table(["", "PSS idle", f"PSS after {len(texts())} conversations", "peak RSS"], rows),
            "",
            f"- Idle: {total / 1024:.2f} GB (aim under {AIM_MB / 1024:.1f} GB: {reached}).",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="memory of the whole started product")
    parser.add_argument("--quick", action="store_true", help="no settling, three conversations")
    quick = parser.parse_args().quick
    end_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        idle, used = asyncio.run(measure(Path(folder), quick))
    kept = {
        when: {name: each.figures() for name, each in found.items()}
        for when, found in (("idle", idle), ("used", used))
    }
    publish("memory", report(idle, used), kept, quick=quick)


if __name__ == "__main__":
    main()
