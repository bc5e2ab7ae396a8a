"""Sends prepared requests at their due times, whatever became of earlier ones (open loop).

A process of its own, so that neither gateway nor stand-ins slow it down: a JSON list of `Shot` fields on
standard input, a JSON list of `Hit` fields on standard output. It speaks HTTP/1.1 by itself over connections
that it keeps, because a client library takes as much of a core as the server it measures.
"""

import asyncio
import gc
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

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
    at: float  # of the answer, on the monotonic clock that all processes share


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


class _Connection(asyncio.Protocol):
    """One request at a time; ``done`` is called with its status once the whole answer is there, or 0."""

    def __init__(self, free: Callable[["_Connection"], None]) -> None:
        self._free = free
        self._transport: asyncio.WriteTransport | None = None
        self._answer = bytearray()
        self._done: Callable[[int], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def ask(self, request: bytes, done: Callable[[int], None]) -> None:
        assert self._transport is not None
        self._done = done
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = bytes(self._answer).partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._conclude(int(head[9:12]))
            self._free(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        self._conclude(0)

    def _conclude(self, status: int) -> None:
        done, self._done = self._done, None
        self._answer.clear()
        if done is not None:
            done(status)

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()


def _length(head: bytes) -> int:
    """The length of the body; an answer without one ends with its connection."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else sys.maxsize


class _Salvo:
    """All shots of one run."""

    def __init__(self, shots: Sequence[Shot]) -> None:
        self._shots = shots
        self._requests = [_request(shot) for shot in shots]
        self._hits: list[Hit | None] = [None] * len(shots)
        self._left = len(shots)
        self._idle: dict[tuple[str, int], list[_Connection]] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time() + LEAD_SECONDS

    async def run(self) -> list[Hit]:
        for index, shot in enumerate(self._shots):
            self._loop.call_at(self._start + shot.due, self._shoot, index)
        self._loop.call_at(self._start + max(s.due for s in self._shots) + TIMEOUT_SECONDS, self._over.set)
        await self._over.wait()
        return [hit or Hit(float(TIMEOUT_SECONDS), 0.0, 0, self._loop.time()) for hit in self._hits]

    def _shoot(self, index: int) -> None:
        left = self._loop.time()
        address = _address(self._shots[index].url)
        idle = self._idle.setdefault(address, [])
        while idle:
            connection = idle.pop()
            if connection.is_open:
                self._ask(connection, index, left)
                return
        task = self._loop.create_task(self._shoot_anew(index, address, left))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _shoot_anew(self, index: int, address: tuple[str, int], left: float) -> None:
        free = self._idle[address].append
        try:
            _, connection = await self._loop.create_connection(lambda: _Connection(free), *address)
        except OSError:
            self._note(index, left, 0)
            return
        self._ask(connection, index, left)

    def _ask(self, connection: _Connection, index: int, left: float) -> None:
        connection.ask(self._requests[index], lambda status: self._note(index, left, status))

    def _note(self, index: int, left: float, status: int) -> None:
        due, now = self._start + self._shots[index].due, self._loop.time()
        self._hits[index] = Hit(now - due, left - due, status, now)
        self._left -= 1
        if not self._left:
            self._over.set()


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname
    return parts.hostname, parts.port or 80


def _request(shot: Shot) -> bytes:
    body = shot.body.encode()
    path = shot.url.split("/", 3)[3]
    lines = [
        f"{shot.method} /{path} HTTP/1.1",
        f"Host: {urlsplit(shot.url).netloc}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in shot.headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def send_all(shots: Sequence[Shot]) -> list[Hit]:
    """Fire in this process."""
    return await _Salvo(shots).run()


def main() -> None:
    shots = [Shot(**fields) for fields in json.load(sys.stdin)]
    gc.freeze()  # a collection in the middle would make shots late
    gc.disable()
    json.dump([asdict(hit) for hit in asyncio.run(send_all(shots))], sys.stdout)


if __name__ == "__main__":
    main()
