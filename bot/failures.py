"""`sobat failures`, `sobat retry` and `sobat discard`: what failed, and what becomes of it."""

import getpass
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import opened
from core import failures
from core.clock import utc_now
from core.failures import Actor, Failure
from core.settings import Settings

_MOST = 1000
_RUNS = "back in line; it runs now, as a turn of its own, after whatever was answered since"
_SENDS = "back in line; it is sent from the first part that did not arrive"

type _Act = Callable[[AsyncSession, int, Actor, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Chosen:
    """What the command line names."""

    messages: Sequence[int]
    lines: Sequence[int]
    all_failed: bool


async def show(settings: Settings, *, as_json: bool) -> None:
    """List what failed: when, where and why, never what was said.

    Raises:
        StartError: the database cannot be read.
    """
    async with opened(settings) as db, db.read() as session:
        found = [
            *[("message", each) for each in await failures.unseen(session, _MOST)],
            *[("message", each) for each in await failures.messages(session, _MOST)],
            *[("line", each) for each in await failures.deliveries(session, _MOST)],
        ]
    now = utc_now()
    if as_json:
        print(json.dumps([_as_row(kind, each, now) for kind, each in found]))
    else:
        print("\n".join(_as_text(kind, each, now) for kind, each in found) or "Nothing has failed.")


def _as_row(kind: str, each: Failure, now: datetime) -> dict[str, object]:
    age = int((now - each.at).total_seconds())
    return {
        "kind": kind, "id": each.id, "channel": each.channel, "reason": each.reason or "unseen",
        "attempts": each.attempts, "age_seconds": age,
    }  # fmt: skip


def _as_text(kind: str, each: Failure, now: datetime) -> str:
    hours = (now - each.at).total_seconds() / 3600
    return f"{kind:<8}{each.id:>8}  {each.channel:<10}{hours:>7.1f} h  {each.reason or 'unseen'}"


async def retry(settings: Settings, chosen: Chosen) -> None:
    """Try what was chosen again: all of it, or nothing when something is wrong with one.

    Raises:
        StartError: the database cannot be used.
        NotFoundError | ConflictError: an item is not there, or has not failed.
    """
    await _act(settings, chosen, (failures.retry_message, _RUNS), (failures.retry_line, _SENDS))


async def discard(settings: Settings, chosen: Chosen, reason: str) -> None:
    """Give up for good what was chosen: all of it, or nothing when something is wrong with one.

    Raises:
        As `retry`.
    """

    async def message(session: AsyncSession, number: int, by: Actor, now: datetime) -> None:
        await failures.discard_message(session, number, reason, by, now)

    async def line(session: AsyncSession, number: int, by: Actor, now: datetime) -> None:
        await failures.discard_line(session, number, reason, by, now)

    await _act(settings, chosen, (message, "discarded"), (line, "discarded"))


async def _act(
    settings: Settings, chosen: Chosen, with_message: tuple[_Act, str], with_line: tuple[_Act, str]
) -> None:
    by, now = Actor(_operator()), utc_now()
    told: list[str] = []
    async with opened(settings) as db, db.write() as session:
        messages, lines = chosen.messages, chosen.lines
        if chosen.all_failed:
            messages, lines = await failures.all_failed(session)
        for kind, numbers, (act, text) in (("message", messages, with_message), ("line", lines, with_line)):
            for number in numbers:
                await act(session, number, by, now)
                told.append(f"{kind} {number}: {text}.")
    print("\n".join(told) or "Nothing has failed.")


def _operator() -> str:
    """Who sits at the terminal, for the trace."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return f"user {os.getuid()}"
