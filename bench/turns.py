"""Our Rasa pipeline against the stock one, on the same data, in one run: `python -m bench.turns`.

Training, then memory of each alone, then both side by side in alternation (conversation by conversation,
so that whatever else the machine does hits both): time per turn, of the model alone, and the throughput of
16 conversations at once. The action server, the database and the tracker stores are the product's; the
sources of information are stand-ins.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench import pipelines
from bench.citizens import Talk, converse, crowd, open_conversations, parse, scripts, texts
from bench.figures import milliseconds, percentile, publish, table
from bench.pipelines import ALL_EPOCHS, NAMES, Training
from bench.processes import Memory, cpu_seconds, end_on_sigterm, free_ports, memory, running, until_ready
from bench.surroundings import settings_of, variables
from bot.supervision import programs
from core.db import Database
from core.schema import upgrade
from core.settings import Settings
from tests.sources import SourcesServer

AT_ONCE = 16
QUICK_EPOCHS, USUAL_EPOCHS = 1, 5  # all of them take hours on two cores
SETTLE_SECONDS = 5.0
TURN_AIM, MEMORY_AIM = 2.5, 0.6


@dataclass
class Side:
    """Everything measured of one pipeline."""

    start_seconds: float = 0.0
    idle: Memory = field(default_factory=lambda: Memory(0, 0))
    used: Memory = field(default_factory=lambda: Memory(0, 0))
    talk: Talk = field(default_factory=Talk)
    crowd: Talk = field(default_factory=Talk)
    turns_per_second: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0  # of Rasa, for all turns of ``talk``
    actions_cpu_seconds: float = 0.0
    parse_seconds: list[float] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """The scratch installation that both sides share."""

    db: Database
    http: aiohttp.ClientSession
    settings: dict[str, Settings]
    actions_pid: int

    def base(self, name: str) -> str:
        return self.settings[name].rasa_url


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Place]:
    """Database, stand-in sources and the real action server."""
    async with SourcesServer() as sources, aiohttp.ClientSession() as http:
        environment = variables(folder, sources=sources.url, telegram=sources.url, whatsapp=sources.url)
        common = settings_of(environment)
        db = Database(common.database_url)
        await upgrade(db)
        sides = {}
        for name, port in zip(NAMES, free_ports(len(NAMES)), strict=True):
            own = {"VAR_DIR": str(folder / name), "RASA_URL": f"http://127.0.0.1:{port}"}
            sides[name] = settings_of(environment | own)
        actions = programs(common, Path(), pipelines.rasa_command())[1]
        log = folder / "actions.log"
        with running(actions.command, {**environment, "MALLOC_ARENA_MAX": "2"}, log) as process:
            await until_ready(http, actions.probe, process, log)
            yield Place(db, http, sides, process.pid)
        await db.close()


async def measure(quick: bool) -> dict[str, Side]:
    sides = {name: Side() for name in NAMES}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with place(Path(folder)) as here:
            for name in NAMES:
                await weigh(here, name, sides[name])
            await side_by_side(here, sides, rounds=1 if quick else 5)
    return sides


async def weigh(here: Place, name: str, side: Side) -> None:
    """Memory with nobody else around: shared libraries would otherwise count half. Warms the caches too."""
    settings = here.settings[name]
    with pipelines.served(name, settings) as rasa:
        side.start_seconds = await until_ready(
            here.http, f"{settings.rasa_url}/status", rasa, pipelines.log_file(settings)
        )
        await asyncio.sleep(SETTLE_SECONDS)
        side.idle = memory(rasa.pid)
        unmeasured = Talk()
        for script in scripts():
            (sender,) = await open_conversations(here.db, 1)
            await converse(here.http, settings.rasa_url, sender, script, unmeasured)
        senders = await open_conversations(here.db, AT_ONCE)
        await crowd(here.http, settings.rasa_url, senders, 1, unmeasured)
        side.used = memory(rasa.pid)
    print(f"{name}: ready in {side.start_seconds:.0f} s, {side.idle.pss:.0f} MB idle", flush=True)


async def side_by_side(here: Place, sides: dict[str, Side], rounds: int) -> None:
    ours, stock = (here.settings[name] for name in NAMES)
    with pipelines.served("ours", ours) as first, pipelines.served("stock", stock) as second:
        pids = {"ours": first.pid, "stock": second.pid}
        for name, process in (("ours", first), ("stock", second)):
            log = pipelines.log_file(here.settings[name])
            await until_ready(here.http, f"{here.base(name)}/status", process, log)
        await asyncio.sleep(SETTLE_SECONDS)
        for number in range(-1, rounds):  # the first round only warms both up
            await one_round(here, sides if number >= 0 else {name: Side() for name in NAMES}, pids, number)
        for number in range(2 * rounds):
            for name in _order(number):
                senders = await open_conversations(here.db, AT_ONCE)
                rate = await crowd(here.http, here.base(name), senders, 1, sides[name].crowd)
                sides[name].turns_per_second.append(rate)


async def one_round(here: Place, sides: dict[str, Side], pids: dict[str, int], number: int) -> None:
    for index, script in enumerate(scripts()):
        for name in _order(index + number):
            (sender,) = await open_conversations(here.db, 1)
            before = cpu_seconds(pids[name]), cpu_seconds(here.actions_pid)
            await converse(here.http, here.base(name), sender, script, sides[name].talk)
            sides[name].cpu_seconds += cpu_seconds(pids[name]) - before[0]
            sides[name].actions_cpu_seconds += cpu_seconds(here.actions_pid) - before[1]
    for index, text in enumerate(texts()):
        for name in _order(index + number):
            seconds, intent = await parse(here.http, here.base(name), text)
            sides[name].parse_seconds.append(seconds)
            sides[name].intents.append(intent)


def _order(number: int) -> tuple[str, ...]:
    return NAMES if number % 2 == 0 else NAMES[::-1]


# --- The report -------------------------------------------------------------------------------------


def figures(training: Training, side: Side) -> dict[str, float]:
    """Everything of one side as plain numbers."""
    turns = len(side.talk.seconds)
    return {
        **{name: value for name, value in asdict(training).items() if name != "fingerprint"},
        "start_seconds": round(side.start_seconds, 1),
        **{f"idle_{name}": value for name, value in side.idle.figures().items()},
        **{f"used_{name}": value for name, value in side.used.figures().items()},
        "turns": turns,
        "turn_median": percentile(side.talk.seconds, 0.5),
        "turn_mean": statistics.fmean(side.talk.seconds),
        "turn_p90": percentile(side.talk.seconds, 0.9),
        "turn_cpu": side.cpu_seconds / turns,
        "turn_actions_cpu": side.actions_cpu_seconds / turns,
        "parse_median": percentile(side.parse_seconds, 0.5),
        "parse_p90": percentile(side.parse_seconds, 0.9),
        "turns_per_second": statistics.median(side.turns_per_second),
        "crowd_median": percentile(side.crowd.seconds, 0.5),
        "crowd_p90": percentile(side.crowd.seconds, 0.9),
        "bubbles_per_turn": side.talk.bubbles / turns,
        "unanswered": side.talk.unanswered + side.crowd.unanswered,
    }


_ROWS = (
    ("training, wall", "wall_seconds", "{:.0f} s"),
    ("training, user CPU", "user_seconds", "{:.0f} s"),
    ("training, peak RSS", "peak_rss_mb", "{:.0f} MB"),
    ("model file", "model_mb", "{:.1f} MB"),
    ("`rasa run` until ready", "start_seconds", "{:.0f} s"),
    ("memory idle, PSS", "idle_pss_mb", "{:.0f} MB"),
    ("memory after the run, PSS", "used_pss_mb", "{:.0f} MB"),
    ("memory, peak RSS", "used_peak_rss_mb", "{:.0f} MB"),
    ("turn, median", "turn_median", "ms"),
    ("turn, mean", "turn_mean", "ms"),
    ("turn, p90", "turn_p90", "ms"),
    ("CPU of Rasa a turn", "turn_cpu", "ms"),
    ("CPU of the actions a turn", "turn_actions_cpu", "ms"),
    ("model alone, median", "parse_median", "ms"),
    ("model alone, p90", "parse_p90", "ms"),
    (f"{AT_ONCE} at once, turns a second", "turns_per_second", "{:.1f}"),
    (f"{AT_ONCE} at once, turn median", "crowd_median", "ms"),
    (f"{AT_ONCE} at once, turn p90", "crowd_p90", "ms"),
    ("bubbles a turn", "bubbles_per_turn", "{:.2f}"),
)


def report(ours: dict[str, float], stock: dict[str, float], agreement: float) -> str:
    def shown(value: float, form: str) -> str:
        return milliseconds(value) if form == "ms" else form.format(value)

    rows = [
        [label, shown(ours[key], form), shown(stock[key], form), f"{ours[key] / stock[key]:.2f}"]
        for label, key, form in _ROWS
    ]
    faster = stock["turn_median"] / ours["turn_median"]
    share = ours["used_pss_mb"] / stock["used_pss_mb"]
    return "\n".join(
        [
            table(["", "ours", "stock", "ours/stock"], rows),
            "",
            f"- Turns are {faster:.1f} times as fast (aim {TURN_AIM}: {_met(faster >= TURN_AIM)}).",
            f"- Memory in use is {share:.2f} of stock's (aim {MEMORY_AIM}: {_met(share <= MEMORY_AIM)}).",
            f"- {ours['turns']:.0f} turns each one at a time; without any answer: "
            f"{ours['unanswered']:.0f} ours, {stock['unanswered']:.0f} stock.",
            f"- Both models see the same intent in {agreement:.0%} of the script's sentences.",
        ]
    )


def _met(reached: bool) -> str:
    return "met" if reached else "missed"


def main() -> None:
    parser = argparse.ArgumentParser(description="our Rasa pipeline against the stock one")
    parser.add_argument("--quick", action="store_true", help="few epochs and turns: does it work at all?")
    parser.add_argument("--epochs", type=int, default=USUAL_EPOCHS, help="of the stock networks")
    parser.add_argument("--reuse", action="store_true", help="keep models whose data did not change")
    options = parser.parse_args()
    end_on_sigterm()
    epochs = QUICK_EPOCHS if options.quick else options.epochs
    training = {name: pipelines.train(name, epochs=epochs, reuse=options.reuse) for name in NAMES}
    sides = asyncio.run(measure(options.quick))
    ours, stock = (figures(training[name], sides[name]) for name in NAMES)
    pairs = list(zip(sides["ours"].intents, sides["stock"].intents, strict=True))
    agreement = sum(one == other for one, other in pairs) / len(pairs)
    kept: dict[str, Any] = {"ours": ours, "stock": stock, "same_intent": agreement, "epochs": epochs}
    text = report(ours, stock, agreement)
    if epochs < ALL_EPOCHS:
        text += (
            f"\n- Stock learned for {epochs} of its {ALL_EPOCHS} epochs only: times and memory of its turns "
            "do not depend on that, its training time does, and so does what it understands."
        )
    publish("turns", text, kept, quick=options.quick)


if __name__ == "__main__":
    main()
