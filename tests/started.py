"""The whole product as a child process: `sobat run`, waited for, and ended in order."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from core.settings import ROOT

START_SECONDS = 240
END_SECONDS = 30


@asynccontextmanager
async def started(environment: Mapping[str, str], folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`sobat run` from when all its parts answer until the block ends; its words land in ``folder``."""
    path = folder / "run.log"
    with path.open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            await _until_ready(environment["SOBAT_PORT"], process, path)
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), END_SECONDS)


async def _until_ready(port: str, process: asyncio.subprocess.Process, log: Path) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(START_SECONDS):
            assert process.returncode is None, last_words(log)
            if await is_ready(http, f"http://127.0.0.1:{port}"):
                return
            await asyncio.sleep(1)
    pytest.fail(f"the product was not ready in {START_SECONDS} s: {last_words(log)}")


async def is_ready(http: aiohttp.ClientSession, base: str) -> bool:
    """Whether every part of the product answers."""
    try:
        async with http.get(f"{base}/readyz", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def last_words(log: Path) -> str:
    return log.read_text()[-3000:]
