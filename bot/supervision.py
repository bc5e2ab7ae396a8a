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

import yaml

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
    """The three processes with the addresses of the settings; Rasa from its own environment by default."""
    rasa, actions = urlsplit(settings.rasa_url), urlsplit(settings.actions_url)
    serve_rasa = (
        str(rasa_command or rasa_program()), "run", "--enable-api",
        "-i", str(rasa.hostname), "-p", str(rasa.port), "--model", str(model),
        "--endpoints", str(endpoints_file(settings)), "--credentials", "credentials.yml",
        "--logging-config-file", "bot/rasa_logging.yml",
    )  # fmt: skip
    return (
        Program("rasa", serve_rasa, f"{settings.rasa_url}/status", 10, 2, {**QUIET, **_ONE_THREAD}),
        Program("actions", _own("actions.server"), f"{actions.geturl()}/health", 10, 2),
        Program("gateway", _own("bot", "gateway"), _ready_url(settings), 20, 5),
    )


# Sentences are short: more threads only cost memory and fight over two cores.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


def _own(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _ready_url(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.sobat_internal_port}/readyz"


def endpoints_file(settings: Settings) -> Path:
    """Where this installation's copy of endpoints.yml lies."""
    return settings.var_dir.absolute() / "run" / "endpoints.yml"


def log_file(settings: Settings, program: str) -> Path:
    return settings.var_dir.absolute() / "log" / f"{program}.log"


def write_files(settings: Settings, wanted: Sequence[Program]) -> Path:
    """Write what the programs read at start; returns supervisord's configuration."""
    run = endpoints_file(settings).parent
    run.mkdir(parents=True, exist_ok=True)
    log_file(settings, "any").parent.mkdir(parents=True, exist_ok=True)
    endpoints_file(settings).write_text(_endpoints(settings))
    configuration = run / "supervisord.conf"
    configuration.write_text(supervisor_configuration(settings, wanted))
    return configuration


def _endpoints(settings: Settings) -> str:
    content = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    content["action_endpoint"]["url"] = f"{settings.actions_url}/webhook"
    content["tracker_store"]["db"] = str(settings.var_dir.absolute() / "rasa.db")
    return yaml.safe_dump(content)


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
