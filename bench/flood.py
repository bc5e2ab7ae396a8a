"""Whether a flood is taken in: `python -m bench.flood`.

10,000 webhooks in 20 seconds from 2,000 citizens, one in twenty a redelivery in other bytes, at a gateway
alone on a real SQLite file. Each must be acknowledged in time; then every citizen must get one answer to
each message, in the order they wrote, and whoever wrote of danger the line with 112 at once. A stand-in Rasa
and stand-in platforms say what came. `/healthz` at the same rate shows what machine and HTTP server take.
"""

import argparse
import asyncio
import itertools
import logging
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.citizens import texts
from bench.figures import milliseconds, percentile, publish, table
from bench.platform_traffic import telegram, whatsapp
from bench.processes import cpu_seconds, end_on_sigterm, memory, running, until_ready
from bench.sender import Hit, Shot, fire
from bench.surroundings import variables
from bench.webhooks import Figures, ledger, summary
from tests.fakes import FakeRasa
from tests.platforms import TelegramServer, WhatsAppServer

CALLS = 10_000
SECONDS = 20
PEOPLE = 2_000
REDELIVERY_EVERY = 20
DANGER_EVERY = 499
TURN_SECONDS = 0.005
LONGEST_BACKLOG = 900
AIM_P99 = 0.25

_DANGER = "tolong ada kebakaran rumah di jalan kopo, api besar"
_NUMBER = re.compile(r"^(?:Jawaban )?#(\d+)")


@dataclass(frozen=True)
class Message:
    """What one citizen wrote, and when it was due."""

    number: int
    person: int
    text: str
    due: float

    @property
    def is_danger(self) -> bool:
        return self.text.endswith(_DANGER)

    def shot(self, base: str, due: float, text: str) -> Shot:
        platform = whatsapp if self.person % 2 else telegram
        return platform(base, due, self.number, self.person, text)


def plan(calls: int, seconds: float, people: int) -> list[Message]:
    """The messages, one after the other by all citizens in turn; what is left over are redeliveries."""
    words = itertools.cycle(texts())
    return [
        Message(
            place,
            place % people,
            f"#{place} {_DANGER if place % DANGER_EVERY == DANGER_EVERY - 1 else next(words)}",
            place * seconds / calls,
        )
        for place in range(calls)
        if place % REDELIVERY_EVERY != REDELIVERY_EVERY - 1
    ]


def shots(base: str, messages: Sequence[Message], calls: int, seconds: float) -> list[Shot]:
    """Each message once, and in the gaps between them an earlier one again with other words."""
    first = [message.shot(base, message.due, message.text) for message in messages]
    again = messages[:: REDELIVERY_EVERY - 1]
    return first + [
        message.shot(base, (place + REDELIVERY_EVERY - 1) * seconds / calls, f"{message.text} (ulang)")
        for message, place in zip(again, range(0, calls, REDELIVERY_EVERY), strict=False)
    ]


class EchoRasa(FakeRasa):
    """Answers with the number of the message, one turn after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._one = asyncio.Lock()

    async def _turn(self, request: web.Request) -> web.Response:
        body = await request.json()
        found = _NUMBER.search(body["metadata"]["text"])
        self.answers[body["message"]] = [{"text": f"Jawaban #{found[1] if found else '?'}"}]
        async with self._one:
            await asyncio.sleep(TURN_SECONDS)
        return await super()._turn(request)


@dataclass
class Board:
    """What citizens read, by person, with the time."""

    read: defaultdict[int, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))

    def answers(self, person: int) -> list[int]:
        found = (_NUMBER.search(text) for _, text in self.read[person])
        return [int(match[1]) for match in found if match]

    def count(self) -> int:
        return sum(len(self.answers(person)) for person in list(self.read))


class _Telegram(TelegramServer):
    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board

    async def note(self, method: str, body: dict[str, Any]) -> None:
        if method == "sendMessage":
            self._board.read[int(body["chat_id"]) - 5_550_000_000].append((time.monotonic(), body["text"]))


class _WhatsApp(WhatsAppServer):
    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board

    async def note(self, method: str, body: dict[str, Any]) -> None:
        if method == "messages":
            words = body.get("text", {}).get("body", "")
            self._board.read[int(body["to"][-5:])].append((time.monotonic(), words))


# --- The run ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """How much comes."""

    calls: int
    seconds: float
    people: int


async def measure(load: Load, folder: Path, database_url: str | None = None) -> dict[str, Figures]:
    """Everything from start to end, on a SQLite file unless another empty database is given."""
    board = Board()
    async with (
        _Telegram(board) as to_telegram,
        _WhatsApp(board) as to_whatsapp,
        EchoRasa() as rasa,
        aiohttp.ClientSession() as http,
    ):
        environment = variables(folder, sources=rasa.url, telegram=to_telegram.url, whatsapp=to_whatsapp.url)
        environment["RASA_URL"] = rasa.url
        if database_url:
            environment["DATABASE_URL"] = database_url
        base = f"http://127.0.0.1:{environment['SOBAT_PORT']}"
        log = folder / "gateway.log"
        with running([sys.executable, "-m", "bot", "gateway"], environment, log) as gateway:
            await until_ready(http, f"{base}/healthz", gateway, log)
            messages = plan(load.calls, load.seconds, load.people)
            flood = shots(base, messages, load.calls, load.seconds)
            idle = [Shot(shot.due, "GET", f"{base}/healthz", {}, "") for shot in flood]
            found = {"healthz": (await _measured(idle, gateway.pid))[0]}
            found["memory"] = {"before": memory(gateway.pid).pss}
            found["flood"], hits = await _measured(flood, gateway.pid)
            found["memory"]["after the flood"] = memory(gateway.pid).pss
            answered_meanwhile = board.count()
            backlog = await _backlog(board, len(messages))
            found["memory"] |= {
                "when all is answered": memory(gateway.pid).pss,
                "peak": memory(gateway.pid).peak,
            }
            books = await asyncio.to_thread(ledger, environment)
            found["answers"] = judge(board, messages, hits) | {
                "meanwhile": answered_meanwhile,
                "backlog_seconds": backlog,
                "stored": books["received"],
                "remainder": books["remainder"],
            }
    return found


async def _measured(traffic: Sequence[Shot], pid: int) -> tuple[Figures, list[Hit]]:
    before = cpu_seconds(pid)
    hits = await asyncio.to_thread(fire, traffic)
    figures = summary(hits) | {"cpu": (cpu_seconds(pid) - before) / len(traffic)}
    return figures | {"late_longest": max(hit.late for hit in hits)}, hits


async def _backlog(board: Board, count: int) -> float:
    """Seconds until every answer has come, or no further one came for half a minute."""
    started = since = time.monotonic()
    seen = -1
    while seen < count and time.monotonic() - started < LONGEST_BACKLOG:
        now = board.count()
        if now > seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > 30:
            break
        await asyncio.sleep(1)
    return since - started


def judge(board: Board, messages: Sequence[Message], hits: Sequence[Hit]) -> Figures:
    """What citizens read against what they wrote; ``hits`` begin with those of ``messages``, in order."""
    wrote: defaultdict[int, list[int]] = defaultdict(list)
    for message in messages:
        wrote[message.person].append(message.number)
    answers = {person: board.answers(person) for person in wrote}
    told = [
        _told_after(board, message, hit)
        for message, hit in zip(messages, hits, strict=False)
        if message.is_danger
    ]
    return {
        "messages": len(messages),
        "lost": sum(len(set(numbers) - set(answers[person])) for person, numbers in wrote.items()),
        "doubled": sum(len(found) - len(set(found)) for found in answers.values()),
        "out_of_order": sum(found != sorted(found) for found in answers.values()),
        "dangers": len(told),
        "told_median": percentile(told, 0.5),
        "told_longest": max(told),
    }


def _told_after(board: Board, message: Message, hit: Hit) -> float:
    """Seconds from the acknowledgement until somebody in danger read 112; infinite when never."""
    times = (at for at, text in board.read[message.person] if "112" in text and at > hit.at - hit.seconds)
    return min(times, default=float("inf")) - hit.at


# --- The report -------------------------------------------------------------------------------------

_TIMES = ("median", "p95", "p99", "longest", "late_p99", "late_longest", "cpu")


def report(found: dict[str, Figures]) -> str:
    rows = [
        [name, f"{found[kind]['calls']:.0f}"]
        + [milliseconds(found[kind][time]) for time in _TIMES]
        + [f"{found[kind]['errors']:.0f}"]
        for kind, name in (("healthz", "`/healthz`"), ("flood", "webhooks"))
    ]
    head = [
        "",
        "calls",
        "median",
        "p95",
        "p99",
        "longest",
        "sender late, p99",
        "longest",
        "CPU a call",
        "errors",
    ]
    answers, flood = found["answers"], found["flood"]
    kept = ", ".join(f"{name} {size:.0f} MB" for name, size in found["memory"].items())
    reached = "met" if flood["p99"] < AIM_P99 and not flood["errors"] else "missed"
    return "\n".join(
        [
            table(head, rows),
            "",
            f"- All acknowledged, p99 under {milliseconds(AIM_P99)}: {reached}.",
            f"- {answers['messages']:.0f} messages, {answers['stored']:.0f} stored; lost "
            f"{answers['lost']:.0f}, doubled {answers['doubled']:.0f}, citizens with answers out of order "
            f"{answers['out_of_order']:.0f}, ledger remainder {answers['remainder']:.0f}.",
            f"- Answered while the flood lasted: {answers['meanwhile']:.0f}; all of them "
            f"{answers['backlog_seconds']:.0f} s after its end (Telegram takes 30 a second).",
            f"- {answers['dangers']:.0f} of them wrote of danger and read 112 after "
            f"{answers['told_median']:.2f} s (median), {answers['told_longest']:.2f} s (longest).",
            f"- Memory of the gateway: {kept}.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="10,000 webhooks in 20 seconds")
    parser.add_argument("--quick", action="store_true", help="three seconds of it")
    parser.add_argument("--database-url", help="an empty PostgreSQL database instead of a SQLite file")
    options = parser.parse_args()
    end_on_sigterm()
    logging.getLogger("aiohttp.server").disabled = True  # calls that break when the gateway ends
    load = Load(1500, 3, 300) if options.quick else Load(CALLS, SECONDS, PEOPLE)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = asyncio.run(measure(load, Path(folder), options.database_url))
    text = f"{load.calls} calls in {load.seconds} s from {load.people} citizens.\n\n{report(found)}"
    publish("flood", text, found, quick=options.quick or bool(options.database_url))


if __name__ == "__main__":
    main()
