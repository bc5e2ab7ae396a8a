"""Kills the product's processes without warning, one role after the other."""

import asyncio
import os
import random
import re
import signal
from collections.abc import Sequence

from bench.processes import command_line, family

ROLES = {"gateway": r"-m bot gateway", "rasa": r"rasa run ", "actions": r"-m actions\.server"}


def pids(product: int, role: str) -> list[int]:
    """The processes of one role below the product's own."""
    return [pid for pid in family(product) if re.search(ROLES[role], _command_line(pid))]


def _command_line(pid: int) -> str:
    try:
        return command_line(pid)
    except OSError:
        return ""  # it ended meanwhile


async def kill_in_turn(
    product: int, roles: Sequence[str], pause: float, seed: int
) -> list[tuple[str, float]]:
    """SIGKILL for one process of each of these roles, with a pause before each."""
    chance = random.Random(seed)
    killed = []
    for role in roles:
        await asyncio.sleep(pause)
        async with asyncio.timeout(120):
            while not pids(product, role):  # noqa: ASYNC110  another process has no events
                await asyncio.sleep(0.2)
        os.kill(chance.choice(pids(product, role)), signal.SIGKILL)
        killed.append((role, asyncio.get_running_loop().time()))
    return killed
