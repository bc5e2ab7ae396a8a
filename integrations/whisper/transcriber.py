"""The gateway's side of the engine: keeps its processes, asks them, and ends those that take too long."""

import asyncio
import json
import logging
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import ServiceDownError, SettingsError
from core.messages import Heard, HearingEnd

START_SECONDS = 60.0  # a large model from a slow disk
PROGRAM = Path(__file__).with_name("listen.py")
_FILES = ("model.bin", "config.json", "tokenizer.json")
# What libraries read from the environment: no look for newer models, and no secret of ours for them.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")

logger = logging.getLogger(__name__)


def check(python: Path, model: Path) -> None:
    """Whether the engine could start.

    Raises:
        SettingsError: its packages or its model are not there.
    """
    if not python.is_file():
        raise SettingsError("VOICE_ENGINE: its packages are missing; run `make voice`, or leave it empty")
    missing = [name for name in _FILES if not (model / name).is_file()]
    if missing:
        raise SettingsError(
            f"VOICE_MODEL: {model} has no {', '.join(missing)}; it must be the folder of a Whisper model in "
            "CTranslate2's format (docs/voice.md)"
        )


def command(python: Path, model: Path, language: str, max_seconds: int, at_once: int) -> list[str]:
    """How one process of the engine is started; together they leave a core to the others."""
    threads = max(1, ((os.cpu_count() or 2) - 1) // at_once)
    options = {"model": str(model), "language": language, "max_seconds": max_seconds, "threads": threads}
    return [str(python), str(PROGRAM), json.dumps(options)]


class WhisperTranscriber:
    """Up to ``at_once`` processes, started when needed, each with the model in memory."""

    def __init__(
        self, command: Sequence[str], *, at_once: int, seconds: float, start_seconds: float = START_SECONDS
    ) -> None:
        self.at_once = at_once
        self._command = command
        self._seconds = seconds
        self._start_seconds = start_seconds
        self._room = asyncio.Semaphore(at_once)
        self._idle: list[Process] = []

    async def prepare(self) -> None:
        """Start one process; see `core.transcriber.Transcriber`."""
        async with self._room:
            if not self._idle:
                self._idle.append(await self._start())

    async def hear(self, recording: Path) -> Heard:
        """The words of a recording; see `core.transcriber.Transcriber`."""
        async with self._room:
            process = self._idle.pop() if self._idle else await self._start()
            try:
                async with asyncio.timeout(self._seconds):
                    heard = _read(await _ask(process, {"path": str(recording)}))
            except TimeoutError:
                await _end(process)
                return Heard(HearingEnd.TOO_SLOW)
            except BaseException:
                await _end(process)
                raise
            self._idle.append(process)
            return heard

    async def close(self) -> None:
        """End all processes."""
        while self._idle:
            await _end(self._idle.pop())

    async def _start(self) -> Process:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
                env=environment | {"HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        except OSError as error:
            raise ServiceDownError(f"the engine cannot be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(self._start_seconds):
                await _answer(process)
        except TimeoutError as error:
            await _end(process)
            raise ServiceDownError("the engine takes too long to load its model") from error
        except BaseException:
            await _end(process)
            raise
        return process


async def _ask(process: Process, question: Mapping[str, str]) -> Mapping[str, Any]:
    assert process.stdin is not None  # noqa: S101  we made it a pipe
    try:
        process.stdin.write(json.dumps(question).encode() + b"\n")
        await process.stdin.drain()
    except ConnectionError as error:
        raise ServiceDownError("the engine has ended") from error
    return await _answer(process)


async def _answer(process: Process) -> Mapping[str, Any]:
    assert process.stdout is not None  # noqa: S101  we made it a pipe
    try:
        line = await process.stdout.readline()
        said = json.loads(line) if line else None
    except ValueError as error:  # no JSON, or longer than a line may be
        raise ServiceDownError("the engine does not keep to its protocol") from error
    if said is None:
        raise ServiceDownError("the engine has ended")
    if not isinstance(said, dict):
        raise ServiceDownError("the engine does not keep to its protocol")
    return said


def _read(said: Mapping[str, Any]) -> Heard:
    try:
        end, text = HearingEnd(said.get("end", "")), said.get("text", "")
    except ValueError as error:
        raise ServiceDownError("the engine does not keep to its protocol") from error
    if not isinstance(text, str):
        raise ServiceDownError("the engine does not keep to its protocol")
    return Heard(end, text)


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()
