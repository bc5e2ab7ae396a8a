"""Rasa, the action server and the gateway under supervisord, which restarts whatever dies."""

import asyncio
import configparser
import ctypes
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from bot.endpoints import endpoints_file, write_endpoints
from bot.training import QUIET, rasa_program
from core.settings import ROOT, Settings

STOP_SECONDS = 10  # after SIGTERM; what is still there then is killed
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """One process of the product: how it starts, how long it may take to stop, where it answers."""

    name: str
    command: Sequence[str]
    probe: str  # answers 200 when the program is ready
    order: int  # lower starts earlier and stops later
    stop_seconds: int
    environment: Mapping[str, str] = field(default_factory=dict)


def programs(settings: Settings, model: Path, rasa_command: Path | None = None) -> tuple[Program, ...]:
    """All processes with the addresses of the settings; Rasa from its own environment by default."""
    rasa = rasa_command or rasa_program()
    numbers = range(1, settings.sobat_processes + 1)
    return (
        *(_rasa(settings, number, rasa, model) for number in numbers),
        *(_actions(settings, number) for number in numbers),
        *(_gateway(settings, number) for number in numbers),
    )


def _rasa(settings: Settings, number: int, program: Path, model: Path) -> Program:
    address = urlsplit(settings.rasa_urls[number - 1])
    command = (
        str(program), "run", "--enable-api",
        "-i", str(address.hostname), "-p", str(address.port), "--model", str(model),
        "--endpoints", str(endpoints_file(settings, number)), "--credentials", "credentials.yml",
    )  # fmt: skip
    name = _name(settings, "rasa", number)
    environment = {**QUIET, **_ONE_THREAD, **(_SHARED_LOCKS if settings.redis_url else {})}
    return Program(name, command, f"{address.geturl()}/webhooks/rest/ready", 10, 1, environment)


def _actions(settings: Settings, number: int) -> Program:
    address = settings.actions_urls[number - 1]
    name = _name(settings, "actions", number)
    return Program(name, _own("actions.server"), f"{address}/health", 10, 1, {"ACTIONS_URL": address})


def _gateway(settings: Settings, number: int) -> Program:
    port = settings.internal_ports[number - 1]
    name = _name(settings, "gateway", number)
    probe = f"http://127.0.0.1:{port}/readyz"
    return Program(name, _own("bot", "gateway"), probe, 20, 7, {"SOBAT_INTERNAL_PORT": str(port)})


def _name(settings: Settings, kind: str, number: int) -> str:
    return kind if settings.sobat_processes == 1 else f"{kind}_{number}"


# Sentences are short: more threads only cost memory and fight over two cores.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}

# The lock of a killed Rasa stays in Redis: so many seconds until another goes on with that conversation.
# The gateway's lease already gives each conversation one turn at a time.
_SHARED_LOCKS = {"TICKET_LOCK_LIFETIME": "10"}


def _own(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def log_file(settings: Settings, program: str) -> Path:
    return settings.var_dir.absolute() / "log" / f"{program}.log"


def write_files(settings: Settings, wanted: Sequence[Program]) -> Path:
    """Write what the programs read at start; returns supervisord's configuration."""
    run = endpoints_file(settings).parent
    run.mkdir(parents=True, exist_ok=True)
    log_file(settings, "any").parent.mkdir(parents=True, exist_ok=True)
    write_endpoints(settings)
    configuration = run / "supervisord.conf"
    configuration.write_text(supervisor_configuration(settings, wanted))
    return configuration


def supervisor_configuration(settings: Settings, wanted: Sequence[Program]) -> str:
    """supervisord's file: it listens nowhere, and gives nothing up."""
    parser = configparser.RawConfigParser()
    run = endpoints_file(settings).parent
    parser["supervisord"] = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": _escaped(log_file(settings, "supervisord")),
        "pidfile": _escaped(run / "supervisord.pid"),
        "childlogdir": _escaped(run),
    }
    for program in wanted:
        parser[f"program:{program.name}"] = _program_section(settings, program)
    # Groups stop one after the other, programs of a group together.
    for order in sorted({program.order for program in wanted}):
        names = [program.name for program in wanted if program.order == order]
        parser[f"group:{'-'.join(names)}"] = {"programs": ",".join(names), "priority": str(order)}
    text = StringIO()
    parser.write(text)
    return text.getvalue()


def _program_section(settings: Settings, program: Program) -> dict[str, str]:
    variables = {"MALLOC_ARENA_MAX": "2", **program.environment}
    return {
        "command": _escaped(shlex.join(program.command)),
        "directory": _escaped(ROOT),
        "environment": ",".join(f'{name}="{_escaped(value)}"' for name, value in variables.items()),
        "autorestart": "true",
        "startsecs": "5",
        "startretries": "1000000000",  # waits one second longer after each early end, never gives up
        "stopwaitsecs": str(program.stop_seconds),
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": _escaped(_escaped(log_file(settings, program.name))),  # this one it expands twice
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "5",
    }


def _escaped(value: object) -> str:
    return str(value).replace("%", "%%")  # supervisord expands %(name)s


@asynccontextmanager
async def supervised(configuration: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """supervisord for as long as the block runs; on leaving, all its programs have ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration),
        cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,  # it complains there of a full disk, and must not die of that
        start_new_session=True,  # a Ctrl-C in the terminal reaches us alone, we end the rest in order
        preexec_fn=_end_with_parent,
    )  # fmt: skip
    try:
        yield process
    finally:
        await _end(process)


def _end_with_parent() -> None:
    if sys.platform == "linux":  # killed without warning, we still leave nothing running
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
