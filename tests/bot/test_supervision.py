"""Processes are started, restarted and ended: with the real supervisord and small programs of our own."""

import asyncio
import configparser
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import yaml

from bot import supervision
from bot.endpoints import endpoints_file
from bot.supervision import Program, log_file, programs, supervised, write_files
from core.settings import ROOT, Settings

MODEL = Path("models/sobat-0123456789ab.tar.gz")
# Says its process id, then sleeps; a stubborn one does not listen to SIGTERM.
SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        var_dir=tmp_path / "50% of var", rasa_url="http://127.0.0.1:5105", sobat_internal_port=8181
    )


@pytest.fixture(autouse=True)
def rasa_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "rasa_program", lambda: Path("/opt/rasa"))


def sleeper(code: str = SLEEPER) -> Program:
    return Program("sleeper", (sys.executable, "-c", code), "", 10, 2)


async def eventually[T](look: Callable[[], T | None]) -> T:
    async with asyncio.timeout(20):
        while (found := look()) is None:  # noqa: ASYNC110  other processes have no events
            await asyncio.sleep(0.05)
    return found


def pids(settings: Settings) -> list[int]:
    log = log_file(settings, "sleeper")
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def nth_pid(settings: Settings, number: int) -> Callable[[], int | None]:
    return lambda: pids(settings)[number] if len(pids(settings)) > number else None


def is_gone(pid: int) -> bool | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return None


async def after_sleeping(settings: Settings, code: str, use: Callable[[int], Awaitable[object]]) -> int:
    """Run the sleeper, hand its process id to ``use``, end the supervisor; returns the first id."""
    async with supervised(write_files(settings, [sleeper(code)])):
        first = await eventually(nth_pid(settings, 0))
        await use(first)
    return first


async def nothing(_pid: int) -> None:
    """The program is only started and ended."""


async def test_program_that_is_killed_comes_back(settings: Settings) -> None:
    async def kill(pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert await eventually(nth_pid(settings, 1)) != pid

    await after_sleeping(settings, SLEEPER, kill)
    assert is_gone(pids(settings)[1])


@pytest.mark.parametrize("code", [SLEEPER, STUBBORN], ids=["obedient", "stubborn"])
async def test_leaving_ends_the_programs(settings: Settings, code: str) -> None:
    assert is_gone(await after_sleeping(settings, code, nothing))


async def test_supervisor_ends_when_its_parent_is_killed(settings: Settings, tmp_path: Path) -> None:
    configuration = write_files(settings, [sleeper()])
    code = (
        "import asyncio, sys; from pathlib import Path; from bot.supervision import supervised\n"
        "async def main():\n"
        "    async with supervised(Path(sys.argv[1])): await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(configuration), cwd=ROOT)
    pid = await eventually(nth_pid(settings, 0))
    parent.kill()
    await parent.wait()
    assert await eventually(lambda: is_gone(pid))


def test_each_program_takes_its_address_from_the_settings(settings: Settings) -> None:
    rasa, actions, gateway = programs(settings, MODEL)
    assert rasa.command[:7] == ("/opt/rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", "5105")
    assert [p.probe for p in (rasa, actions, gateway)] == [
        "http://127.0.0.1:5105/webhooks/rest/ready",
        "http://127.0.0.1:5055/health",
        "http://127.0.0.1:8181/readyz",
    ]


def test_gateway_stops_before_what_it_needs(settings: Settings) -> None:
    orders = {program.name: program.order for program in programs(settings, MODEL)}
    assert orders["gateway"] > orders["rasa"] == orders["actions"]


def test_stopping_takes_less_than_the_ten_seconds_promised(settings: Settings) -> None:
    longest = {program.order: program.stop_seconds for program in programs(settings, MODEL)}
    assert sum(longest.values()) < supervision.STOP_SECONDS


def test_endpoints_carry_this_installations_addresses(settings: Settings) -> None:
    write_files(settings, programs(settings, MODEL))
    content = yaml.safe_load(endpoints_file(settings).read_text())
    assert content["action_endpoint"]["url"] == "http://127.0.0.1:5055/webhook"
    assert content["tracker_store"]["db"] == str(settings.var_dir / "rasa.db")


@pytest.fixture
def shared(settings: Settings) -> Settings:
    """An installation that starts two of each."""
    return settings.model_copy(
        update={
            "sobat_processes": 2,
            "database_url": "postgresql+asyncpg://sobat:p%40ss@db:5433/sobat?ssl=require",
            "redis_url": "rediss://petugas:k%3Aunci@cache:6380/3",
        }
    )


def test_each_of_several_programs_has_a_name_and_an_address_of_its_own(shared: Settings) -> None:
    wanted = programs(shared, MODEL)
    assert {program.name: program.probe for program in wanted} == {
        "rasa_1": "http://127.0.0.1:5105/webhooks/rest/ready",
        "rasa_2": "http://127.0.0.1:5106/webhooks/rest/ready",
        "actions_1": "http://127.0.0.1:5055/health",
        "actions_2": "http://127.0.0.1:5056/health",
        "gateway_1": "http://127.0.0.1:8181/readyz",
        "gateway_2": "http://127.0.0.1:8182/readyz",
    }
    assert wanted[1].command[4:7] == ("127.0.0.1", "-p", "5106")
    assert wanted[3].environment["ACTIONS_URL"] == "http://127.0.0.1:5056"
    assert wanted[5].environment["SOBAT_INTERNAL_PORT"] == "8182"


def test_each_rasa_reads_endpoints_with_its_own_action_server(shared: Settings) -> None:
    wanted = programs(shared, MODEL)
    write_files(shared, wanted)
    second = wanted[1].command[wanted[1].command.index("--endpoints") + 1]
    content = yaml.safe_load(Path(second).read_text())
    assert content["action_endpoint"]["url"] == "http://127.0.0.1:5056/webhook"


def test_postgresql_and_redis_are_written_for_rasas_drivers(shared: Settings) -> None:
    write_files(shared, programs(shared, MODEL))
    content = yaml.safe_load(endpoints_file(shared, 1).read_text())
    address, _, query = content["tracker_store"]["url"].partition("?")
    assert address == "postgresql://sobat:p%40ss@db:5433/sobat"
    assert "sslmode=require" in query.split("&")
    lock_store = content["lock_store"]
    assert lock_store["type"] == "redis"
    assert [lock_store[name] for name in ("url", "port", "db")] == ["cache", 6380, 3]
    assert [lock_store[name] for name in ("username", "password")] == ["petugas", "k:unci"]
    assert lock_store["use_ssl"] is True


def test_nobody_else_reads_the_passwords_in_endpoints(shared: Settings) -> None:
    path = endpoints_file(shared, 1)
    path.parent.mkdir(parents=True)
    path.write_text("of an earlier release")
    path.chmod(0o644)
    write_files(shared, programs(shared, MODEL))
    assert path.stat().st_mode & 0o777 == 0o600


def test_redis_alone_locks_for_one_rasa_too(settings: Settings) -> None:
    alone = settings.model_copy(update={"redis_url": "redis://cache"})
    write_files(alone, programs(alone, MODEL))
    content = yaml.safe_load(endpoints_file(alone).read_text())
    assert (content["lock_store"]["port"], content["lock_store"]["db"]) == (6379, 0)
    assert content["tracker_store"]["db"] == str(alone.var_dir / "rasa.db")


def test_committed_endpoints_work_for_rasa_commands_as_they_stand() -> None:
    content = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    assert content["action_endpoint"]["url"] == f"{Settings.model_fields['actions_url'].default}/webhook"
    assert content["tracker_store"]["db"] == "var/rasa.db"


def test_supervisor_listens_nowhere_and_gives_nothing_up(settings: Settings) -> None:
    parser = configparser.RawConfigParser()
    parser.read(write_files(settings, programs(settings, MODEL)))
    assert not [name for name in parser.sections() if "http_server" in name]
    assert {parser[f"program:{n}"]["autorestart"] for n in ("rasa", "actions", "gateway")} == {"true"}
