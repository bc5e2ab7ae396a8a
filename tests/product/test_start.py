"""The started product as an operator meets it: what dies comes back, a second start is refused."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.product.conftest import Product

pytestmark = [pytest.mark.product, pytest.mark.asyncio(loop_scope="session")]

SPAWNED = re.compile(r"spawned: 'actions' with pid (\d+)")


def action_servers(product: Product) -> list[int]:
    """Process ids of every action server started so far, oldest first."""
    log = Path(product.environment["VAR_DIR"]) / "log" / "supervisord.log"
    return [int(pid) for pid in SPAWNED.findall(log.read_text())]


async def until_restarted(product: Product, pid: int) -> None:
    async with asyncio.timeout(60):
        while action_servers(product)[-1] == pid:  # noqa: ASYNC110  another process has no events
            await asyncio.sleep(0.2)


async def until_ready(product: Product) -> None:
    async with asyncio.timeout(120):
        while not await is_ready(product):  # noqa: ASYNC110  another process has no events
            await asyncio.sleep(0.5)


async def is_ready(product: Product) -> bool:
    async with product.http.get(f"{product.internal}/readyz") as answer:
        return answer.status == 200


async def test_killed_action_server_comes_back_and_answers(product: Product) -> None:
    pid = action_servers(product)[-1]
    os.kill(pid, signal.SIGKILL)
    await until_restarted(product, pid)
    await until_ready(product)
    reply = await (await product.citizen()).say("nomor darurat bandung berapa?")
    assert "112" in reply.text


async def test_second_start_on_the_same_ports_is_refused_in_one_line(product: Product) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=product.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, problem = await process.communicate()
    port = product.environment["SOBAT_PORT"]
    assert process.returncode == 1
    assert printed == b""
    assert problem.decode().startswith(f"sobat: port {port} is in use: ")
    assert problem.count(b"\n") == 1
