"""Recorded payloads of the information sources, and a recorded forecast moved to another time and place."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.jakarta import JAKARTA

_FIXTURES = Path(__file__).parent / "integrations"
_STEP = timedelta(hours=3)


def fixture(name: str) -> str:
    """The text of a recorded or invented payload, such as "bmkg/forecast.json"."""
    folder, file = name.split("/")
    return (_FIXTURES / folder / "fixtures" / file).read_text(encoding="utf-8")


def kelurahan() -> dict[str, dict[str, str]]:
    rows = csv.DictReader(fixture("bmkg/kelurahan.csv").splitlines())
    return {row["adm4"]: row for row in rows}


def forecast(place: dict[str, str], now: datetime, *, rain: bool = False) -> dict[str, Any]:
    """The recorded document for another place, from the current step to the end of the day after tomorrow.

    Each step keeps its hour of the day, so that nights stay cool; the recorded second day is tomorrow.
    """
    document = json.loads(fixture("bmkg/forecast_rain_invented.json" if rain else "bmkg/forecast.json"))
    recorded = {_local(step): step for day in document["data"][0]["cuaca"] for step in day}
    local = now.astimezone(JAKARTA)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    issued = (now - timedelta(hours=4)).replace(minute=0, second=0, microsecond=0)
    issued = issued.replace(hour=issued.hour // 12 * 12)
    first_day = min(_local(step) for step in recorded.values()).date()
    steps = [today + timedelta(hours=3 * count - 1) for count in range(25)]
    days: dict[object, list[dict[str, Any]]] = {}
    for at in steps:
        if at + _STEP <= local:
            continue
        wanted = (at - today).days if at >= today else 0
        moment = datetime.combine(first_day + timedelta(days=wanted), at.time())
        source = recorded.get(moment) or recorded[moment + timedelta(days=1)]
        days.setdefault(at.date(), []).append(source | _step_times(at, issued))
    document["data"][0]["cuaca"] = list(days.values())
    names = {"adm3": place["adm4"][:8], "desa": place["kelurahan"]} | {
        key: place[key] for key in ("adm4", "kecamatan")
    }
    document["lokasi"] |= names
    document["data"][0]["lokasi"] |= names
    return dict(document)


def _local(step: dict[str, Any]) -> datetime:
    return datetime.strptime(step["local_datetime"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  local by name


def _step_times(at: datetime, issued: datetime) -> dict[str, str]:
    utc = at.astimezone(UTC)
    return {
        "datetime": f"{utc:%Y-%m-%dT%H:%M:%SZ}",
        "utc_datetime": f"{utc:%Y-%m-%d %H:%M:%S}",
        "local_datetime": f"{at:%Y-%m-%d %H:%M:%S}",
        "analysis_date": f"{issued:%Y-%m-%dT%H:%M:%S}",
    }


def model(now: datetime) -> dict[str, Any]:
    """An air model's document (invented figures): the last forty hours, and twelve to come."""
    hour = int(now.timestamp()) // 3600 * 3600
    hours = range(-40, 13)
    figures = {"pm2_5": [30.0 + each % 24 for each in hours], "pm10": [45.0 + each % 24 for each in hours]}
    units = {"time": "unixtime", "pm2_5": "μg/m³", "pm10": "μg/m³"}
    return {"hourly_units": units, "hourly": {"time": [hour + 3600 * each for each in hours], **figures}}
