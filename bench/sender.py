"""Sends prepared requests at their due times, whatever became of earlier ones (open loop).

A process of its own, so that neither gateway nor stand-ins slow it down: a JSON list of `Shot` fields on
standard input, a JSON list of `Hit` fields on standard output.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import aiohttp

from core.settings import ROOT

LEAD_SECONDS = 0.5
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Shot:
    """One request and when it is due, in seconds from the start."""

    due: float
    method: str
    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Hit:
    """What came of it. ``seconds`` count from the due time, so a sender or server that falls behind shows."""

    seconds: float
    late: float  # how long after the due time it left
    status: int  # 0: no answer


def fire(shots: Sequence[Shot]) -> list[Hit]:
    """Run the sender process on these shots."""
    longest = max(shot.due for shot in shots) + TIMEOUT_SECONDS + 30
    done = subprocess.run(
        [sys.executable, "-m", "bench.sender"],
        input=json.dumps([asdict(shot) for shot in shots]),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=longest,
        check=True,
    )
    return [Hit(**fields) for fields in json.loads(done.stdout)]


async def _send_all(shots: Sequence[Shot]) -> list[Hit]:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        start = asyncio.get_running_loop().time() + LEAD_SECONDS
        return await asyncio.gather(*(_send(http, shot, start + shot.due) for shot in shots))


async def _send(http: aiohttp.ClientSession, shot: Shot, due: float) -> Hit:
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(due - clock())
    left = clock()
    try:
        async with http.request(
            shot.method, shot.url, headers=shot.headers, data=shot.body.encode()
        ) as answer:
            await answer.read()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        status = 0
    return Hit(clock() - due, left - due, status)


def main() -> None:
    shots = [Shot(**fields) for fields in json.load(sys.stdin)]
    json.dump([asdict(hit) for hit in asyncio.run(_send_all(shots))], sys.stdout)


if __name__ == "__main__":
    main()
