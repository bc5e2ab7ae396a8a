"""What a look at all cameras found, and which of them are taken to be down because of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert_into
from core.models import CameraCheck

type State = Literal["answers", "certificate_broken", "silent", "refused"]

RUNS_UNTIL_DOWN = 2  # different runs without an answer
_APART = timedelta(hours=1)  # closer together they are one
_MOST_MAY_FAIL = 0.5  # of a host; more at once is our line or their server, no matter of cameras


@dataclass(frozen=True)
class Found:
    """One page in one run. A refusal (401, 403, 429) says nothing about the camera."""

    page_url: str
    state: State

    @property
    def host(self) -> str:
        return urlsplit(self.page_url).hostname or ""


@dataclass(frozen=True)
class HostFigures:
    """One host in one run; without a verdict nothing about its cameras was changed."""

    answers: int = 0
    certificate_broken: int = 0
    silent: int = 0
    refused: int = 0
    conclusive: bool = True

    @property
    def asked(self) -> int:
        return self.answers + self.certificate_broken + self.silent + self.refused


@dataclass(frozen=True)
class Looked:
    """What is known about the cameras: when they were last asked, and since when some do not answer."""

    at: datetime | None
    silent: Mapping[str, datetime]


def judge(found: Sequence[Found]) -> dict[str, HostFigures]:
    """The figures of each host, and whether they say anything about single cameras."""
    counted: dict[str, Counter[str]] = {}
    for one in found:
        counted.setdefault(one.host, Counter())[one.state] += 1
    return {host: _figures(states) for host, states in counted.items()}


def _figures(states: Counter[str]) -> HostFigures:
    failed = states["silent"] + states["refused"]
    return HostFigures(
        states["answers"],
        states["certificate_broken"],
        states["silent"],
        states["refused"],
        conclusive=failed <= states.total() * _MOST_MAY_FAIL,
    )


async def keep(session: AsyncSession, found: Sequence[Found], now: datetime) -> dict[str, HostFigures]:
    """Store what a run over all pages found, where it can be judged; forget pages that are no more listed."""
    figures = judge(found)
    rows = {row.page_url: row for row in await session.scalars(select(CameraCheck))}
    news = {
        one.page_url: {"page_url": one.page_url, **_values(one, rows.get(one.page_url), now)}
        for one in found
        if figures[one.host].conclusive and one.state != "refused"
    }
    if news:  # in one statement: hundreds would keep other writers waiting
        new = insert_into(session, CameraCheck).values(list(news.values()))
        changed = {name: new.excluded[name] for name in next(iter(news.values())) if name != "page_url"}
        await session.execute(new.on_conflict_do_update(index_elements=["page_url"], set_=changed))
    gone = set(rows) - {one.page_url for one in found}
    await session.execute(delete(CameraCheck).where(CameraCheck.page_url.in_(gone)))
    return figures


def _values(one: Found, before: CameraCheck | None, now: datetime) -> dict[str, object]:
    silent = one.state == "silent"
    was_silent = before is not None and before.failures > 0
    again = before is not None and was_silent and now - before.checked_at < _APART
    last_answer = before.answered_at if before else None
    return {
        "host": one.host,
        "state": one.state,
        "failures": (before.failures if before else 0) + (not again) if silent else 0,
        "silent_since": (before.silent_since if before and was_silent else now) if silent else None,
        "answered_at": last_answer if silent else now,
        "checked_at": now,
    }


async def looked(session: AsyncSession) -> Looked:
    """The state of all cameras."""
    at = await session.scalar(select(func.max(CameraCheck.checked_at)))
    down = await session.execute(
        select(CameraCheck.page_url, CameraCheck.silent_since).where(CameraCheck.failures >= RUNS_UNTIL_DOWN)
    )
    return Looked(at, {url: since for url, since in down if since is not None})


async def counts(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Pages by host and state; "down" are those that failed often enough."""
    state = select(CameraCheck.host, CameraCheck.state, CameraCheck.failures)
    found: Counter[tuple[str, str]] = Counter()
    for host, name, failures in await session.execute(state):
        found[host, "down" if failures >= RUNS_UNTIL_DOWN else name] += 1
    return dict(found)
