"""`sobat lapor`: what goes on to SP4N-LAPOR!, what waits for a person, and what that person decides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.database import opened
from core import ticket_number
from core.clock import utc_now
from core.errors import ConflictError, IntegrationError, NotFoundError, StartError
from core.jakarta import stamp
from core.settings import Settings
from core.tickets import lapor
from core.tickets.lapor import Stuck
from integrations.http import new_session
from integrations.sp4n_lapor.client import LaporClient

_ERRORS = {
    "withdrawn": "the ticket was archived, not the city's, or erased",
    "interrupted": "the process ended while sending",
}


async def status(settings: Settings, *, as_json: bool) -> int:
    """Print how many are in each state, and those that wait for a person; 1 when there are any.

    Raises:
        StartError: the database cannot be read.
    """
    async with opened(settings) as db, db.read() as session:
        counts, stuck = await lapor.counts(session), await lapor.stuck(session)
    if as_json:
        rows = [asdict(each) | {"since": each.since.isoformat()} for each in stuck]
        print(json.dumps({"on": settings.lapor_on, **counts, "stuck": rows}))
    else:
        print(_as_text(settings, counts, stuck))
    return 1 if stuck else 0


def _as_text(settings: Settings, counts: Mapping[str, int], stuck: Sequence[Stuck]) -> str:
    state = "on" if settings.lapor_on else "off: SP4N_LAPOR_BASE_URL and SP4N_LAPOR_TOKEN switch it on"
    lines = [f"{'bridge':<9} {state}", *(f"{name:<9} {number}" for name, number in counts.items())]
    for each in stuck:
        why = _ERRORS.get(each.error, each.error)
        since = stamp(each.since, utc_now())
        lines.append(f"{each.number}  {each.state:<8} {since}, {each.attempts} tries: {why}")
    if counts["unknown"]:
        lines.append(
            "Unknown ones may have arrived. Look for the number in LAPOR!, then:\n"
            "  there:     sobat lapor settle NUMBER TRACKING_ID\n"
            "  not there: sobat lapor retry NUMBER"
        )
    return "\n".join(lines)


async def retry(settings: Settings, numbers: Sequence[str]) -> None:
    """Send these again.

    Raises:
        StartError: a number is none, or that ticket cannot be sent (then none is).
    """
    await _decide(settings, [(number, None) for number in numbers])


async def settle(settings: Settings, number: str, tracking_id: str) -> None:
    """Note that LAPOR! has this one, under this tracking id.

    Raises:
        StartError: the number is none, or there is nothing to settle.
    """
    await _decide(settings, [(number, tracking_id)])


async def _decide(settings: Settings, wishes: Sequence[tuple[str, str | None]]) -> None:
    async with opened(settings) as db, db.write() as session:
        for written, tracking_id in wishes:
            number = ticket_number.read(f"bdg {written}").number
            if number is None:
                raise StartError(f"{written!r} is no ticket number")
            try:
                if tracking_id is None:
                    await lapor.retry(session, number, utc_now())
                else:
                    await lapor.settle(session, number, tracking_id, utc_now())
            except (ConflictError, NotFoundError) as error:
                raise StartError(f"{ticket_number.show(number)}: {error}") from error


async def topics(settings: Settings) -> None:
    """Print LAPOR!'s topics: whether address and token are good is seen without sending a report.

    Raises:
        StartError: the bridge is off, or LAPOR! does not answer.
    """
    if not settings.lapor_on:
        raise StartError("SP4N_LAPOR_BASE_URL and SP4N_LAPOR_TOKEN are not both set")
    async with new_session() as session:
        client = LaporClient(session, settings.sp4n_lapor_base_url, settings.sp4n_lapor_token)
        try:
            found = await client.topics()
        except IntegrationError as error:
            raise StartError(f"LAPOR! gives no topics ({type(error).__name__}: {error})") from error
    print("\n".join(f"{topic.id:>6} {topic.parent:>6}  {topic.name}" for topic in found))
