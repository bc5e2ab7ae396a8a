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


async def measure(
    db: Database, path: str, folder: Path, times: int
) -> tuple[Sequence[float], Sequence[float]]:
    """Milliseconds of each drawing, and of each answer from what is kept."""
    cold: list[float] = []
    kept: list[float] = []
    for number in range(times):
        drawer = Pictures(db, folder / str(number), lambda: NOW)
        for found in (cold, kept):
            begun = time.perf_counter()
            assert await drawer.png(path, "light" if number % 2 else "dark")
            found.append((time.perf_counter() - begun) * 1000)
        drawer.close()
    return cold, kept


def line(name: str, milliseconds: Sequence[float]) -> str:
    p95 = sorted(milliseconds)[math.ceil(len(milliseconds) * 0.95) - 1]
    return f"{name:<22}{statistics.median(milliseconds):>9.1f}{p95:>9.1f}"


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
        print(f"{'milliseconds':<22}{'median':>9}{'p95':>9}")
        for name, path in offered().items():
            await measure(db, path, Path(folder) / f"first-{name}", 2)  # fonts and outlines are read once
            cold, kept = await measure(db, path, Path(folder) / name, times)
            print(line(f"{name}, drawn", cold), line(f"{name}, kept", kept), sep="\n")
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
