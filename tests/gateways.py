"""One gateway as a child process, between a Rasa and platforms that a test holds in its hands."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from core.settings import ROOT
from tests.started import last_words

START_SECONDS = 60.0


@asynccontextmanager
async def gateway(
    environment: Mapping[str, str], http: aiohttp.ClientSession, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`sobat gateway` from when it answers; whoever has not ended it by then kills it."""
    with log.open("a") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "gateway", cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        await _until_it_answers(http, f"http://127.0.0.1:{environment['SOBAT_PORT']}", process, log)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _until_it_answers(
    http: aiohttp.ClientSession, base: str, process: asyncio.subprocess.Process, log: Path
) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                async with http.get(f"{base}/healthz") as answer:
                    assert answer.status == 200
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise AssertionError(last_words(log))
