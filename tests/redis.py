"""A Redis server of the tests' own, on a free port, that keeps nothing."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.processes import free_ports

START_SECONDS = 10


@contextmanager
def redis_server() -> Iterator[str]:
    """Its address, for as long as the block runs."""
    program = shutil.which("redis-server")
    assert program, "the tests need redis-server; run `make services`, or install redis-server"
    (port,) = free_ports(1)
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}/1"
    finally:
        server.terminate()
        server.wait(START_SECONDS)


def _wait(port: int) -> None:
    ping = ["redis-cli", "-h", "127.0.0.1", "-p", str(port), "ping"]
    deadline = time.monotonic() + START_SECONDS
    while b"PONG" not in subprocess.run(ping, capture_output=True, check=False).stdout:
        assert time.monotonic() < deadline, "redis-server does not answer"
        time.sleep(0.05)
