"""How long each picture takes: drawn anew, and from what is kept. Run: python -m bench.pictures [times]"""

import asyncio
import math
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy.ext.asyncio import create_async_engine

from bot.pictures import Pictures
from core import air, cameras, pictures, weather
from core.db import Base, Database
from core.models import Snapshot
from core.places import locate

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
ADM4 = "32.73.01.1001"
PIN = (-6.9400, 107.7050)  # wide: most outlines in view
TIMES = 30


class Took(NamedTuple):
    """Milliseconds until the picture was there, and of the processor: what it takes on an idle machine."""

    waited: float
    worked: float


def forecast() -> dict[str, object]:
    """A document of invented weather, as BMKG writes it."""
    sky = ("Cerah", "Cerah Berawan", "Berawan", "Hujan Ringan", "Hujan Petir")
    start = NOW.replace(minute=0) - timedelta(hours=1)
    steps = [
        {
            "datetime": f"{start + n * timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}",
            "analysis_date": f"{start:%Y-%m-%dT%H:%M:%S}",
            "weather_desc": sky[n % 5],
            "t": 20 + n % 9,
            "tp": n % 5,
        }
        for n in range(24)
    ]
    return {"data": [{"lokasi": {"adm4": ADM4}, "cuaca": [steps]}]}


def model() -> dict[str, object]:
    hour = int(NOW.timestamp()) // 3600 * 3600
    figures = [30 + 18 * math.sin(n / 4) for n in range(40)]
    return {"hourly": {"time": [hour - 3600 * (39 - n) for n in range(40)], "pm2_5": figures}}


def offered() -> dict[str, str]:
    """A path of each picture."""
    found = air.parse_model(model(), NOW)
    assert found is not None
    each = {
        "forecast": pictures.forecast.picture(weather.parse(forecast()), ADM4, "Kel. Sukarasa", NOW, "id"),
        "air": pictures.air.picture(found, "id"),
        "cameras": pictures.cameras.picture(*PIN, cameras.nearest(locate(*PIN), 5), "id"),
    }
    return {name: picture.path for name, picture in each.items() if picture}


async def measure(db: Database, path: str, folder: Path, times: int) -> dict[str, list[Took]]:
    """How long each drawing took, and each answer from what is kept."""
    found: dict[str, list[Took]] = {"drawn": [], "kept": []}
    for number in range(times):
        drawer = Pictures(db, folder / str(number), lambda: NOW)
        for took in found.values():
            begun, worked = time.perf_counter(), time.process_time()
            assert await drawer.png(path, "light" if number % 2 else "dark")
            took.append(Took((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000))
        drawer.close()
    return found


def line(name: str, took: Sequence[Took]) -> str:
    waited = sorted(each.waited for each in took)
    p95 = waited[math.ceil(len(waited) * 0.95) - 1]
    worked = statistics.median(each.worked for each in took)
    return f"{name:<22}{statistics.median(waited):>9.1f}{p95:>9.1f}{worked:>14.1f}"


async def main(times: int) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        await engine.dispose()
        db = Database(url)
        async with db.write() as session:
            session.add(Snapshot(key=f"bmkg/forecast/{ADM4}", body=forecast(), fetched_at=NOW))
            session.add(Snapshot(key="open-meteo/air", body=model(), fetched_at=NOW))
        print(f"{'milliseconds':<22}{'median':>9}{'p95':>9}{'processor':>14}")
        for name, path in offered().items():
            await measure(db, path, Path(folder) / f"first-{name}", 2)  # fonts and outlines are read once
            for how, took in (await measure(db, path, Path(folder) / name, times)).items():
                print(line(f"{name}, {how}", took))
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
