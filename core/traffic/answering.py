"""The lines of an answer about traffic: numbered cameras, the state of the road, and how old all that is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.cameras import CameraHit, known
from core.jakarta import JAKARTA, MONTHS_IN, day_and_month, stamp
from core.language import spoken
from core.traffic import Flow
from core.traffic.phrases import text


def numbered(groups: Sequence[tuple[str, Sequence[CameraHit]]]) -> str:
    """The cameras with one number each, as on a map of them; several places get a heading each."""
    lines: list[str] = []
    number = 0
    for heading, hits in groups:
        if len(groups) > 1:
            lines.append(f"{heading}:")
        for hit in hits:
            number += 1
            lines.append(f"{number}. {hit.name}{away(hit)}\n{hit.page_url}")
    return "\n".join(lines)


def away(hit: CameraHit) -> str:
    """How far from the place: " (350 m)"; nothing for a camera on the very street that was named."""
    if hit.distance_m is None or (hit.rough and hit.named):
        return ""
    about = "± " if hit.rough else ""
    if hit.distance_m < 1000:
        return f" ({about}{round(hit.distance_m / 50) * 50 or 50} m)"
    return f" ({about}{hit.distance_m / 1000:.1f} km)".replace(".", ",")


def state(flows: Sequence[tuple[str, Flow]], source: str, now: datetime, language: str) -> str:
    """What is measured near the cameras of these names, by whom and when; "" when nothing is sure."""
    lines = [
        text(flow.level, language, camera=name, **_speeds(flow))
        for name, flow in flows
        if flow.level is not None
    ]
    if not lines:
        return ""
    oldest = min(flow.at for _, flow in flows if flow.level is not None)
    return "\n".join([*lines, text("measured", language, source=source, at=stamp(oldest, now, language))])


def _speeds(flow: Flow) -> dict[str, str]:
    if flow.level == "closed":
        return {}
    return {"speed": str(round(flow.speed_kmh)), "free": str(round(flow.free_flow_kmh))}


def last_look(checked_at: datetime | None, language: str) -> str:
    """When the pages of the cameras were last asked, or how old the list is."""
    if checked_at is None:
        return text("listed", language, month=list_month(language))
    return text("checked", language, date=_date(checked_at, language))


def list_month(language: str) -> str:
    """The month of the list of cameras: "Feb 2026"."""
    year, month = known()[2].split("-")
    return f"{MONTHS_IN[spoken(language)][int(month) - 1]} {year}"


def left_out(hits: Sequence[CameraHit], silent: Mapping[str, datetime], language: str) -> str:
    """A word about cameras of this place that do not answer, with the date since when; "" without any."""
    gone = [hit for hit in hits if hit.page_url in silent]
    if not gone:
        return ""
    since = min(silent[hit.page_url] for hit in gone)
    names = "; ".join(hit.name for hit in gone)
    return text("silent", language, date=_date(since, language), names=names)


def _date(at: datetime, language: str) -> str:
    return f"{day_and_month(at, language)} {at.astimezone(JAKARTA).year}"
