"""Schemathesis calls the running API by its published description, with good data and bad.

OPEN311_EXAMPLES=500 makes it try longer.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import Gateway
from bot.limits import Buckets
from core import agencies
from core.db import Database
from core.models import ApiFiling, Ticket
from tests.bot.conftest import Site
from tests.bot.open311.conftest import V2, FilesReport, read

EXAMPLES = os.environ.get("OPEN311_EXAMPLES", "8")
# Its description cannot say that two dates span 90 days at most, or that a place lies in the city.
NOT_CHECKED = "positive_data_acceptance"


async def described(site: Site, key: str, number: str, token: str, folder: Path) -> Path:
    """The published description, with a key and services, numbers and tokens that exist."""
    description: dict[str, Any] = await read(site, "openapi.json")
    codes = list(agencies.categories())
    fields = description["components"]["schemas"]["Filing"]["properties"]
    fields["api_key"] = {"type": "string", "enum": [key, "guess"]}
    fields["service_code"] = {"type": "string", "enum": [*codes, "dragons"]}
    fields["lat"]["anyOf"][0] |= {"minimum": -6.93, "maximum": -6.9}  # within the city
    fields["long"]["anyOf"][0] |= {"minimum": 107.59, "maximum": 107.63}
    fields["attribute[event_on]"] = {"type": "string", "enum": ["2026-11-20", "2026-11-23T21:00:00+07:00"]}
    paths = description["paths"]
    paths["/services/{service_code}.{format}"]["get"]["parameters"][0]["schema"]["enum"] = codes
    one = paths["/requests/{service_request_id}.{format}"]["get"]["parameters"][0]["schema"]
    one["enum"] = [number, number.lower(), "BDG-1000-0000"]
    paths["/tokens/{token}.{format}"]["get"]["parameters"][0]["schema"]["enum"] = [token, "0" * 40]
    path = folder / "openapi.json"
    path.write_text(json.dumps(description))
    return path


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_api_does_what_its_description_says(
    site: Site, gateway: Gateway, key: str, file: FilesReport, db: Database, tmp_path: Path
) -> None:
    endless = Buckets(per_second=1e6, burst=1e6)
    gateway.open311.reads = gateway.open311.long_reads = gateway.open311.writes = endless
    [filed] = await (await file()).json()
    async with db.read() as session:
        token = (await session.scalars(select(ApiFiling.token))).one()
    path = await described(site, key, filed["service_request_id"], token, tmp_path)
    run = ["run", str(path), f"--url=http://127.0.0.1:{site.port}{V2}", f"--max-examples={EXAMPLES}"]
    how = ["--phases=examples,coverage,fuzzing", f"--exclude-checks={NOT_CHECKED}", "--seed=1", "--no-color"]

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", *run, *how,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path,
    )  # fmt: skip
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()
    async with db.read() as session:
        assert (await session.scalars(select(func.count()).select_from(Ticket))).one() > 3
