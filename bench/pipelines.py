"""Our pipeline and the stock one: trained from the same data, served as the product serves Rasa."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from bench.figures import OUT
from bench.processes import end_of, running
from bot.supervision import programs, write_files
from bot.training import QUIET, rasa_program
from core.settings import ROOT, Settings

NAMES = ("ours", "stock")
_STOCK = ROOT / "bench" / "stock_config.yml"
CONFIGS = {"ours": ROOT / "config.yml", "stock": _STOCK, "stock-nlu": _STOCK}  # the last without policies
LONGEST_TRAINING = 1800  # seconds, and for each epoch of the stock networks:
LONGEST_EPOCH = 300
_KINDS = (".yml", ".py")
ALL_EPOCHS = 100  # what stock_config.yml says


@dataclass(frozen=True)
class Training:
    """What one training took; ``fingerprint`` tells which data and configuration it belongs to."""

    fingerprint: str
    wall_seconds: float
    user_seconds: float
    system_seconds: float
    peak_rss_mb: float
    model_mb: float


def rasa_command() -> Path:
    """`rasa` of the project's own environment, or the one that RASA_BIN names."""
    named = os.environ.get("RASA_BIN")
    return Path(named) if named else rasa_program()


def model_file(name: str) -> Path:
    return OUT / "models" / f"{name}.tar.gz"


def train(name: str, *, epochs: int, reuse: bool) -> Training:
    """Train one pipeline, or take the figures of an earlier training on exactly these files.

    Raises:
        RuntimeError: training failed or took far too long.
    """
    model = model_file(name)
    notes = model.with_suffix(".json")
    wanted = _fingerprint(name, epochs)
    if reuse and model.exists() and notes.exists():
        known = Training(**json.loads(notes.read_text()))
        if known.fingerprint == wanted:
            print(f"{name}: the model in {model.relative_to(ROOT)} is reused", flush=True)
            return known
    print(f"{name}: training ...", flush=True)
    made = _train(name, model, wanted, epochs)
    notes.write_text(json.dumps(asdict(made)))
    print(f"{name}: trained in {made.wall_seconds:.0f} s", flush=True)
    return made


def _fingerprint(name: str, epochs: int) -> str:
    """Changes with whatever this model is made of; our components are no part of the stock one."""
    digest = hashlib.sha256(_config_text(name, epochs).encode())
    folders = ("data/nlu", "data/rules", "data/stories", *(("bot/nlu",) if name == "ours" else ()))
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*") if path.suffix in _KINDS]
    for path in (ROOT / "domain.yml", *sorted(files)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _config_text(name: str, epochs: int) -> str:
    content = yaml.safe_load(CONFIGS[name].read_text("utf-8"))
    for component in (*content["pipeline"], *content["policies"]):
        if "epochs" in component:
            component["epochs"] = epochs
    return yaml.safe_dump(content, sort_keys=False)


def _train(name: str, model: Path, wanted: str, epochs: int) -> Training:
    model.parent.mkdir(parents=True, exist_ok=True)
    config, log = model.parent / f"{name}.yml", model.parent / f"{name}.log"
    config.write_text(_config_text(name, epochs))
    parts = ["nlu", "--nlu", "data/nlu"] if name.endswith("-nlu") else [
        "--force", "--data", "data/nlu", "data/rules", "data/stories",
    ]  # fmt: skip
    command = [
        str(rasa_command()), "train", *parts, "--config", str(config), "--domain", "domain.yml",
        "--out", str(model.parent), "--fixed-model-name", name,
    ]  # fmt: skip
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **QUIET}, stdout=output, stderr=output
        )
    code, usage = _wait(process, started + LONGEST_TRAINING + LONGEST_EPOCH * epochs)
    if code != 0:
        raise RuntimeError(f"training {name} failed:\n{end_of(log)}")
    return Training(
        fingerprint=wanted,
        wall_seconds=round(time.monotonic() - started, 1),
        user_seconds=round(usage.ru_utime, 1),
        system_seconds=round(usage.ru_stime, 1),
        peak_rss_mb=round(usage.ru_maxrss / 1024, 1),
        model_mb=round(model.stat().st_size / 1024**2, 2),
    )


def _wait(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[int, resource.struct_rusage]:
    """Like ``process.wait``, and with what the process used."""
    try:
        while time.monotonic() < deadline:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, usage
            time.sleep(0.2)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
    raise RuntimeError("training took far too long and was ended")


@contextmanager
def served(name: str, settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    """`rasa run` for this model with the flags and variables of the product, at the settings' RASA_URL."""
    write_files(settings, ())
    program = programs(settings, model_file(name), rasa_command())[0]
    variables = {"MALLOC_ARENA_MAX": "2", **program.environment}
    with running(program.command, variables, log_file(settings)) as process:
        yield process


def log_file(settings: Settings) -> Path:
    return settings.var_dir / "log" / "rasa.log"
