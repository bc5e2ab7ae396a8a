"""`sobat run`: checks, migrates, trains, starts everything, says where to go, and stops it all again."""

import asyncio
import errno
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot import training
from bot.supervision import Program, log_file, programs, supervised, write_files
from bot.watch import Watch
from core.errors import StartError
from core.settings import ROOT, Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
START_SECONDS = 300  # a slow machine loads Rasa in a minute; longer means it hangs
HEARTBEAT_SECONDS = 10
ENDINGS_AT_START = 3  # a program that ends so often before all is ready will not come up by itself


def say(text: str) -> None:
    with suppress(OSError):  # its file is on a full disk, its reader has gone: no reason to end the product
        print(text, flush=True)


def run(settings: Settings) -> int:
    """Run the product until SIGTERM or Ctrl-C; 0 when it was stopped that way.

    Raises:
        StartError: something is in the way; the text says what to do.
    """
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    work = asyncio.create_task(_start_and_watch(settings))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Cancels once only: an impatient second Ctrl-C must not interrupt the orderly end.
        loop.add_signal_handler(number, lambda: work.cancelling() or work.cancel())
    try:
        await work
    except asyncio.CancelledError:
        say("Sobat Bandung has stopped.")
    return 0


async def _start_and_watch(settings: Settings) -> None:
    started = time.monotonic()
    check_ports(settings)
    await _sobat("check")
    say("==> Preparing the database")
    await _sobat("migrate")
    model = await _model()
    check_ports(settings)  # again: training took its time
    wanted = programs(settings, model)
    configuration = write_files(settings, wanted)
    watch = Watch(
        {name: log_file(settings, name) for name in ("supervisord", *(p.name for p in wanted))}, say
    )
    count = settings.sobat_processes
    say("==> Starting Rasa, the action server and the gateway" + (f", {count} of each" if count > 1 else ""))
    async with supervised(configuration) as supervisor:
        await _wait_until_ready(settings, wanted, watch)
        say(welcome(settings, await _sobat("setup-link"), time.monotonic() - started))
        while supervisor.returncode is None:
            watch.look()
            await asyncio.sleep(1)
    raise StartError(f"the supervisor ended by itself, see {log_file(settings, 'supervisord')}")


# --- Before anything starts -------------------------------------------------------------------------


def check_ports(settings: Settings) -> None:
    """Refuse to start on a port that something else holds, or for processes of another machine."""
    wanted = [
        ("SOBAT_PORT", settings.sobat_host, settings.sobat_port),
        *(("SOBAT_INTERNAL_PORT", "127.0.0.1", port) for port in settings.internal_ports),
        *(("RASA_URL", *_loopback("RASA_URL", url)) for url in settings.rasa_urls),
        *(("ACTIONS_URL", *_loopback("ACTIONS_URL", url)) for url in settings.actions_urls),
    ]
    users = Counter(port for _, _, port in wanted)
    for name, host, port in wanted:
        if users[port] > 1:
            others = " and ".join(other for other, _, taken in wanted if taken == port)
            raise StartError(f"{others} name the same port {port}: give each its own")
        _check_free(name, host, port)


def _loopback(name: str, address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    if parts.hostname not in LOOPBACK or parts.scheme != "http":
        raise StartError(f"{name}: `sobat run` starts this process here, so write http://127.0.0.1:PORT")
    if parts.port is None:
        raise StartError(f"{name}: add the port, as in http://127.0.0.1:5005")
    return parts.hostname, parts.port


def _check_free(name: str, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(_bind_reason(name, host, port, error)) from error


def _bind_reason(name: str, host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: stop what holds it, or choose another with {name} (in .env)"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than this user has: choose one above 1023 with {name}"
    return f"{name}: cannot listen on {host}:{port} ({error.strerror})"


async def _sobat(command: str) -> str:
    """What another of our commands prints.

    In a process of its own: what it loads (the database) would stay in this one's memory for good.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, problem = await process.communicate()
    if process.returncode != 0:
        raise StartError(problem.decode(errors="replace").strip().removeprefix("sobat: "))
    return printed.decode().strip()


async def _model() -> Path:
    say("==> Checking the model")
    try:
        return await training.ensure_model(say)
    except StartError as error:
        old = training.newest_model()
        if old is None:
            raise
        say(f"  {error}")
        say(f"  Going on with the earlier model {old.name}: it does not know your last changes.")
        return old


# --- Until all answer -------------------------------------------------------------------------------


async def _wait_until_ready(settings: Settings, wanted: Sequence[Program], watch: Watch) -> None:
    started = beat = time.monotonic()
    waiting = {program.name: program for program in wanted}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
        while waiting:
            for program in [p for p in waiting.values() if await _answers(http, p)]:
                say(f"  {program.name} is ready ({time.monotonic() - started:.0f} s)")
                del waiting[program.name]
            watch.look()
            _give_up_when_hopeless(settings, tuple(waiting), watch, time.monotonic() - started)
            if waiting and time.monotonic() - beat >= HEARTBEAT_SECONDS:
                beat = time.monotonic()
                say(f"  waiting for {', '.join(waiting)} ({beat - started:.0f} s)")
            await asyncio.sleep(0.2 if waiting else 0)


async def _answers(http: aiohttp.ClientSession, program: Program) -> bool:
    try:
        async with http.get(program.probe) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _give_up_when_hopeless(settings: Settings, waiting: Sequence[str], watch: Watch, seconds: float) -> None:
    for name in waiting:
        if watch.endings[name] >= ENDINGS_AT_START:
            watch.show_end_of_log(name)
            raise StartError(f"{name} does not start, see {log_file(settings, name)}")
    if waiting and seconds > START_SECONDS:
        watch.show_end_of_log(waiting[0])
        raise StartError(f"{', '.join(waiting)} did not answer within {START_SECONDS} s")


# --- What the person at the terminal reads ----------------------------------------------------------


def welcome(settings: Settings, setup_link: str, seconds: float) -> str:
    """Where to go now, and which channels are on or off and why."""
    host = settings.sobat_host if settings.sobat_host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = settings.public_base_url or f"http://{host}:{settings.sobat_port}"
    lines = [
        f"Sobat Bandung is ready ({seconds:.0f} s).",
        "",
        f"  Web chat   {address}/",
        f"  Console    {address}/console/",
        *([f"             first account: {setup_link}"] if setup_link else []),
        *(f"  {name:<9}  {state}" for name, state in channel_states(settings)),
        f"  Logs       {log_file(settings, '*')}",
        "",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def channel_states(settings: Settings) -> list[tuple[str, str]]:
    """Each messaging channel, the bridge and the ear for voice notes, with `on` or `off` and the reason."""
    telegram = (
        f"on ({settings.telegram_mode})" if settings.telegram_on else "off: TELEGRAM_BOT_TOKEN is empty"
    )
    missing = settings.whatsapp_missing
    whatsapp = f"off: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} empty" if missing else "on"
    voice = f"on ({settings.voice_engine})" if settings.voice_engine else "off: VOICE_ENGINE is empty"
    lapor = _bridge_state(settings)
    return [("Telegram", telegram), ("WhatsApp", whatsapp), ("LAPOR!", lapor), ("Voice", voice)]


def _bridge_state(settings: Settings) -> str:
    names = ("sp4n_lapor_base_url", "sp4n_lapor_token")
    missing = [name.upper() for name in names if not getattr(settings, name)]
    return f"off: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} empty" if missing else "on"
