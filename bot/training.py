"""Trains the Rasa model when what it is made of changed, and finds the model that suits the data."""

import asyncio
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from core.errors import StartError
from core.settings import ROOT

# What a model is made of; the lock, because pickled parts do not survive other library versions.
SOURCES = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "bot/nlu",
    "requirements/rasa.txt",
)
NOT_IN_A_MODEL = "bot/nlu/server"  # what a server loads besides its model
KEPT_MODELS = 3
HEARTBEAT_SECONDS = 5

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
"""Environment in which Rasa says nothing about TensorFlow, telemetry and its own old dependencies."""

Say = Callable[[str], None]


def rasa_program(root: Path = ROOT) -> Path:
    """The `rasa` command of Rasa's own environment.

    Raises:
        StartError: that environment has not been built.
    """
    program = root / ".venv-rasa" / "bin" / "rasa"
    if not program.exists():
        raise StartError("Rasa's environment .venv-rasa is missing: run `make environments`")
    return program


def fingerprint(root: Path = ROOT) -> str:
    """Twelve hex digits that change with any file a model is made of."""
    digest = hashlib.sha256()
    for path in _source_files(root):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _source_files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            files = sorted(p for p in source.rglob("*") if p.suffix in (".yml", ".yaml", ".py"))
            yield from (p for p in files if not p.is_relative_to(root / NOT_IN_A_MODEL))
        elif source.exists():
            yield source


def newest_model(root: Path = ROOT) -> Path | None:
    """The model trained or confirmed last, whatever data it is from."""
    models = _by_age(root)
    return models[0] if models else None


def _by_age(root: Path) -> list[Path]:
    models = (root / "models").glob("sobat-*.tar.gz")
    return sorted(models, key=lambda path: path.stat().st_mtime, reverse=True)


async def ensure_model(say: Say, *, root: Path = ROOT, force: bool = False) -> Path:
    """The model for the data as it is now, trained if there is none.

    Raises:
        StartError: training failed; models that were there before are untouched.
    """
    model = root / "models" / f"sobat-{fingerprint(root)}.tar.gz"
    if model.exists() and not force:
        os.utime(model)  # data put back as it was: this model is the newest again
        say(f"The model is up to date ({model.name})")
        return model
    await _train(model, root, say)
    for old in _by_age(root)[KEPT_MODELS:]:
        old.unlink(missing_ok=True)
    return model


async def _train(model: Path, root: Path, say: Say) -> None:
    program = rasa_program(root)
    log = root / "var" / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    model.parent.mkdir(exist_ok=True)
    say("Training the model, because there is none for this data yet")
    started = time.monotonic()
    # Trained aside and moved when whole: a killed training leaves no half model behind.
    scratch = Path(tempfile.mkdtemp(prefix=".training-", dir=model.parent))
    try:
        code = await _run_training(program, scratch, model.name, log, say)
        made = scratch / model.name
        if code != 0 or not made.exists():
            raise StartError(f"training failed, see {log}; it ended with: {last_line(log)}")
        made.replace(model)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    say(f"Trained {model.name} in {time.monotonic() - started:.0f} s")


async def _run_training(program: Path, scratch: Path, name: str, log: Path, say: Say) -> int:
    # --force: Rasa's own cache does not see changes in modules that a component imports.
    command = [
        str(program), "train", "--force", "--config", "config.yml", "--domain", "domain.yml",
        "--data", "data/nlu", "data/rules", "data/stories",
        "--out", str(scratch), "--fixed-model-name", name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=program.parents[2], stdout=output, stderr=output, env={**os.environ, **QUIET}
        )
    try:
        return await _wait(process, say)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _wait(process: asyncio.subprocess.Process, say: Say) -> int:
    started = time.monotonic()
    while True:
        try:
            return await asyncio.wait_for(process.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            say(f"  still training ({time.monotonic() - started:.0f} s)")


def last_line(log: Path) -> str:
    """The last line with something on it, or an honest word that there is none."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "(it wrote nothing)"
