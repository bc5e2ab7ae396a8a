"""How soon a message is acknowledged, and what a kill costs: `python -m bench.ack`.

Against Rasa's own Telegram connector. Both sides run the same toy model and get the same updates at the same
rate from another process. Stock is `rasa run` with that connector, which acknowledges after the turn; ours is
the gateway with a `rasa run` behind it. Then each is killed in the middle of such traffic and started again,
while the platform repeats what was not acknowledged, as Telegram does.
"""

import argparse
import asyncio
import itertools
import json
import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import yaml

from bench.figures import OUT, milliseconds, percentile, publish, table
from bench.pipelines import rasa_command
from bench.processes import end_of, end_on_sigterm, free_ports, running, until_ready
from bench.sender import Hit, Shot, fire
from bench.surroundings import variables
from bot.training import QUIET
from core.settings import ROOT
from tests.platforms import TELEGRAM_BOT, TELEGRAM_SECRET, TELEGRAM_TOKEN, TelegramServer

PER_SECOND = 200
SECONDS, QUICK_SECONDS = 10, 3
KILL_AFTER = 2.0
KILL_SECONDS = 4
ANSWER_SECONDS = 300
MOST_REPEATS = 120
AIM = 20  # times as fast at the median
TOY = ROOT / "bench" / "toy"
NAMES = ("stock", "ours")

numbers = itertools.count(1)


@dataclass
class Side:
    """What was measured of one side."""

    hits: list[Hit] = field(default_factory=list)
    answered: int = 0  # of the calls of ``hits``, in the end
    killed: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, float]:
        seconds = [hit.seconds for hit in self.hits]
        return {
            "calls": len(self.hits),
            "acknowledged": sum(hit.status == 200 for hit in self.hits),
            "median": percentile(seconds, 0.5),
            "p99": percentile(seconds, 0.99),
            "answered": self.answered,
            **self.killed,
        }


def train() -> Path:
    """The toy model; the second time it is there already."""
    model = OUT / "models" / "toy.tar.gz"
    if not model.exists():
        print("training the toy model ...", flush=True)
        command = [
            str(rasa_command()), "train", "--config", str(TOY / "config.yml"), "--domain",
            str(TOY / "domain.yml"), "--data", str(TOY / "data"),
            "--out", str(model.parent), "--fixed-model-name", "toy",
        ]  # fmt: skip
        log = OUT / "toy.log"
        OUT.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            if subprocess.run(
                command, cwd=ROOT, env=None, stdout=output, stderr=output, check=False
            ).returncode:
                raise RuntimeError(f"training the toy model failed:\n{end_of(log)}")
    return model


def rasa(model: Path, port: int, folder: Path, credentials: dict[str, object]) -> list[str]:
    """`rasa run` with these channels."""
    (folder / "credentials.yml").write_text(yaml.safe_dump(credentials))
    (folder / "endpoints.yml").write_text("")
    return [
        str(rasa_command()), "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port), "--model", str(model),
        "--credentials", str(folder / "credentials.yml"), "--endpoints", str(folder / "endpoints.yml"),
    ]  # fmt: skip


@asynccontextmanager
async def started(name: str, model: Path, folder: Path) -> AsyncIterator["Stage"]:
    """One side with its platform; only the process that owns the webhook may be killed."""
    async with TelegramServer() as telegram, aiohttp.ClientSession() as http:
        (port,) = free_ports(1)
        stock: dict[str, object] = {
            "bench.stock_telegram.StandInTelegram": {
                "access_token": TELEGRAM_TOKEN,
                "verify": TELEGRAM_BOT["username"],
                "webhook_url": telegram.url,
            }
        }
        rest: dict[str, object] = {"rest": None}
        command = rasa(model, port, folder, stock if name == "stock" else rest)
        status = f"http://127.0.0.1:{port}/status"
        if name == "stock":
            webhook = f"http://127.0.0.1:{port}/webhooks/telegram/webhook"
            yield Stage(http, telegram, webhook, command, QUIET, status, folder)
            return
        with running(command, QUIET, folder / "rasa.log") as process:
            await until_ready(http, status, process, folder / "rasa.log")
            environment = variables(
                folder, sources=telegram.url, telegram=telegram.url, whatsapp=telegram.url
            )
            environment["RASA_URL"] = f"http://127.0.0.1:{port}"
            base = f"http://127.0.0.1:{environment['SOBAT_PORT']}"
            gateway = [sys.executable, "-m", "bot", "gateway"]
            webhook = f"{base}/channels/telegram/webhook"
            yield Stage(http, telegram, webhook, gateway, environment, f"{base}/healthz", folder)


@dataclass(frozen=True)
class Stage:
    """How to start the process that owns the webhook, and what surrounds it."""

    http: aiohttp.ClientSession
    telegram: TelegramServer
    webhook: str
    command: Sequence[str]
    environment: dict[str, str]
    probe: str
    folder: Path

    @asynccontextmanager
    async def process(self) -> AsyncIterator["subprocess.Popen[bytes]"]:
        log = self.folder / "webhook.log"
        with running(self.command, self.environment, log) as process:
            await until_ready(self.http, self.probe, process, log)
            yield process

    def answers(self) -> Counter[int]:
        """How many messages each chat got."""
        return Counter(int(body["chat_id"]) for body in self.telegram.sent("sendMessage"))

    async def answered(self, chats: Sequence[int]) -> int:
        """How many of these chats have an answer once no new one comes."""
        deadline = time.monotonic() + ANSWER_SECONDS
        count, since = -1, time.monotonic()
        while time.monotonic() < deadline and count < len(chats):
            now = len(self.answers().keys() & set(chats))
            if now != count:
                count, since = now, time.monotonic()
            if time.monotonic() - since > 20:
                break
            await asyncio.sleep(0.5)
        return count


def update(number: int) -> str:
    """One text message by a person of its own."""
    person = {"id": number, "first_name": "Warga"}
    message = {
        "message_id": number,
        "from": {**person, "is_bot": False},
        "chat": {**person, "type": "private"},
        "date": int(time.time()),
        "text": "halo",
    }
    return json.dumps({"update_id": number, "message": message})


HEADERS = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}


async def steady(stage: Stage, side: Side, count: int) -> None:
    chats = list(itertools.islice(numbers, count))
    shots = [
        Shot(place / PER_SECOND, "POST", stage.webhook, HEADERS, update(chat))
        for place, chat in enumerate(chats)
    ]
    async with stage.process():
        side.hits += await asyncio.to_thread(fire, shots)
        side.answered += await stage.answered(chats)


async def killed(stage: Stage, side: Side, count: int) -> None:
    chats = list(itertools.islice(numbers, count))
    async with AsyncExitStack() as first:
        process = await first.enter_async_context(stage.process())
        posts = asyncio.gather(*(_insist(stage, chat, n / PER_SECOND, side) for n, chat in enumerate(chats)))
        await asyncio.sleep(KILL_AFTER)
        process.send_signal(signal.SIGKILL)
    async with stage.process():
        await posts
        await stage.answered(chats)
    answers = stage.answers()
    side.killed["sent"] += count
    side.killed["lost"] += sum(answers[chat] == 0 for chat in chats)
    side.killed["doubled"] += sum(answers[chat] > 1 for chat in chats)


async def _insist(stage: Stage, chat: int, due: float, side: Side) -> None:
    """Repeat until it is acknowledged, as the platform does."""
    await asyncio.sleep(due)
    body = update(chat)
    for _ in range(MOST_REPEATS):
        try:
            async with stage.http.post(stage.webhook, data=body, headers=HEADERS) as answer:
                if answer.status == 200:
                    return
                side.killed["refused"] += 1
        except aiohttp.ClientConnectorError:
            pass
        except aiohttp.ClientError:
            side.killed["in flight"] += 1
        await asyncio.sleep(1)


async def measure(model: Path, quick: bool) -> dict[str, Side]:
    sides = {name: Side() for name in NAMES}
    seconds = QUICK_SECONDS if quick else SECONDS
    for name in NAMES:
        print(f"{name} ...", flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            async with started(name, model, Path(folder)) as stage:
                await steady(stage, sides[name], seconds * PER_SECOND)
                await killed(stage, sides[name], KILL_SECONDS * PER_SECOND)
    return sides


# --- The report -------------------------------------------------------------------------------------


def report(sides: dict[str, Side]) -> str:
    rows = []
    for name in NAMES:
        found = sides[name].figures()
        rows.append(
            [name, f"{found['calls']}", f"{found['acknowledged']}"]
            + [milliseconds(found["median"]), milliseconds(found["p99"]), f"{found['answered']}"]
            + [f"{found.get(key, 0)}" for key in ("sent", "in flight", "lost", "doubled")]
        )
    head = ["", "calls", "acknowledged in 30 s", "median", "p99", "answered"]
    head += ["sent around a kill", "cut off", "lost", "answered twice"]
    stock, ours = (sides[name].figures()["median"] for name in NAMES)
    reached = "met" if stock / ours >= AIM else "missed"
    verdict = f"- Ours acknowledges {stock / ours:.0f} times as fast at the median (aim {AIM}: {reached})."
    return "\n".join([table(head, rows), "", verdict])


def main() -> None:
    parser = argparse.ArgumentParser(description="acknowledgements against Rasa's own Telegram connector")
    parser.add_argument("--quick", action="store_true", help="a few seconds only")
    options = parser.parse_args()
    end_on_sigterm()
    logging.getLogger("aiohttp.server").disabled = True  # calls that break with the killed process
    sides = asyncio.run(measure(train(), options.quick))
    figures = {name: side.figures() for name, side in sides.items()}
    publish("ack", f"{PER_SECOND} updates a second.\n\n{report(sides)}", figures, quick=options.quick)


if __name__ == "__main__":
    main()
