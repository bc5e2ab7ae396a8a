"""Child processes: started, waited for, weighed through /proc (Linux), and ended by their id."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from core.settings import ROOT

END_SECONDS = 20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """In MB. PSS shares out what several processes map, so a sum over processes counts nothing twice."""

    pss: float
    peak: float  # the highest resident size so far

    def figures(self) -> dict[str, float]:
        return {"pss_mb": round(self.pss, 1), "peak_rss_mb": round(self.peak, 1)}


def memory(pid: int) -> Memory:
    process = Path(f"/proc/{pid}")
    return Memory(
        _kilobytes("Pss", process / "smaps_rollup") / 1024, _kilobytes("VmHWM", process / "status") / 1024
    )


def _kilobytes(field: str, file: Path) -> int:
    found = re.search(rf"^{field}:\s*(\d+) kB$", file.read_text(), re.MULTILINE)
    if not found:
        raise ValueError(f"{file} has no {field}")
    return int(found.group(1))


def cpu_seconds(pid: int) -> float:
    """User and system time of all its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def family(pid: int) -> list[int]:
    """This process and all that it and its children started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parents.setdefault(_parent(entry), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0  # it ended meanwhile


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def port_block(count: int) -> int:
    """The first of so many consecutive ports that are free now."""
    while True:
        with ExitStack() as stack, socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            start: int = first.getsockname()[1]
            try:
                for port in range(start + 1, start + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return start


def end_on_sigterm() -> None:
    """Let SIGTERM unwind like Ctrl-C, so that no child outlives a bench that was told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextmanager
def running(
    command: Sequence[str], variables: Mapping[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A child for as long as the block runs; SIGTERM at its end, SIGKILL when that is not enough."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **variables}, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def until_ready(
    http: aiohttp.ClientSession, url: str, process: "subprocess.Popen[bytes]", log: Path, seconds: float = 180
) -> float:
    """Wait until ``url`` answers 200; returns the seconds it took.

    Raises:
        RuntimeError: the process ended, or was not ready in time; the text ends with its log.
    """
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if process.poll() is not None:
            break
        if await _answers(http, url):
            return time.monotonic() - started
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{url} does not answer; its log ends:\n{end_of(log)}")


def end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:]


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=3)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
