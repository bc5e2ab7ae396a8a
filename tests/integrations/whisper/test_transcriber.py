"""The gateway's side of the engine, against a real process that speaks its protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from core.errors import ServiceDownError, SettingsError
from core.messages import Heard, HearingEnd
from integrations.whisper.transcriber import WhisperTranscriber, check, command
from tests import listening

type Make = Callable[..., WhisperTranscriber]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[WhisperTranscriber] = []

    def one(mood: str = "well", *, at_once: int = 1, seconds: float = 20.0) -> WhisperTranscriber:
        started = listening.command(tmp_path / "asked", mood=mood)
        made.append(WhisperTranscriber(started, at_once=at_once, seconds=seconds, start_seconds=20))
        return made[-1]

    yield one
    for each in made:
        await each.close()


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[[str], Path]:
    def one(said: str) -> Path:
        path = tmp_path / f"{abs(hash(said))}.ogg"
        path.write_bytes(listening.recording(said))
        return path

    return one


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("jalan berlubang di Kopo", Heard(HearingEnd.WORDS, "jalan berlubang di Kopo")),
        ("unclear:lalan korepan", Heard(HearingEnd.UNCLEAR, "lalan korepan")),
        ("silent", Heard(HearingEnd.SILENT)),
        ("too_long", Heard(HearingEnd.TOO_LONG)),
        ("unreadable", Heard(HearingEnd.UNREADABLE)),
    ],
)
async def test_what_the_engine_says_is_read(
    make: Make, recorded: Callable[[str], Path], said: str, heard: Heard
) -> None:
    assert await make().hear(recorded(said)) == heard


async def test_one_process_hears_many(make: Make, recorded: Callable[[str], Path]) -> None:
    engine = make()
    await engine.prepare()
    first = engine._idle[0].pid
    assert [(await engine.hear(recorded(word))).text for word in ("satu", "dua")] == ["satu", "dua"]
    assert [process.pid for process in engine._idle] == [first]


async def test_who_takes_too_long_is_ended_and_replaced(make: Make, recorded: Callable[[str], Path]) -> None:
    engine = make(seconds=0.5)
    await engine.prepare()
    [first] = engine._idle
    assert await engine.hear(recorded("slow")) == Heard(HearingEnd.TOO_SLOW)
    assert first.returncode is not None
    await engine.prepare()
    assert (await engine.hear(recorded("halo"))).text == "halo"


@pytest.mark.parametrize("said", ["crash", "babble"])
async def test_an_engine_that_breaks_is_told_and_replaced(
    make: Make, recorded: Callable[[str], Path], said: str
) -> None:
    engine = make()
    with pytest.raises(ServiceDownError):
        await engine.hear(recorded(said))
    assert (await engine.hear(recorded("halo"))).text == "halo"


@pytest.mark.parametrize("mood", ["dumb", "rude"])
async def test_an_engine_that_does_not_start_is_told(make: Make, mood: str) -> None:
    with pytest.raises(ServiceDownError):
        await make(mood).prepare()


async def test_an_engine_that_hangs_at_its_start_is_ended(tmp_path: Path) -> None:
    stuck = listening.command(tmp_path / "asked", mood="stuck")
    with pytest.raises(ServiceDownError, match="too long"):
        await WhisperTranscriber(stuck, at_once=1, seconds=5, start_seconds=0.3).prepare()


async def test_a_missing_program_is_told() -> None:
    with pytest.raises(ServiceDownError, match="cannot be started"):
        await WhisperTranscriber(["/none/python"], at_once=1, seconds=5).prepare()


async def test_no_more_processes_run_than_may(make: Make, recorded: Callable[[str], Path]) -> None:
    engine = make(at_once=2)
    heard = await asyncio.gather(*(engine.hear(recorded(f"kata {n}")) for n in range(6)))
    assert [each.text for each in heard] == [f"kata {n}" for n in range(6)]
    assert len(engine._idle) <= 2


async def test_a_cancelled_hearing_leaves_no_process(make: Make, recorded: Callable[[str], Path]) -> None:
    engine = make()
    await engine.prepare()
    [process] = engine._idle
    task = asyncio.create_task(engine.hear(recorded("slow")))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process.returncode is not None


async def test_the_engine_gets_no_secrets(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:rahasia")
    shell = ["/bin/sh", "-c", f'env > {tmp_path}/env; echo "{{}}"']
    engine = WhisperTranscriber(shell, at_once=1, seconds=5)
    await engine.prepare()
    await engine.close()
    assert "rahasia" not in (tmp_path / "env").read_text()


def test_missing_packages_and_models_are_told_by_their_settings(tmp_path: Path) -> None:
    python = tmp_path / "python"
    with pytest.raises(SettingsError, match=r"VOICE_ENGINE.*make voice"):
        check(python, tmp_path)
    python.touch()
    with pytest.raises(SettingsError, match=r"VOICE_MODEL.*has no model\.bin, config\.json, tokenizer\.json"):
        check(python, tmp_path)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).touch()
    check(python, tmp_path)


def test_engines_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 9)
    assert '"threads": 4' in command(Path("p"), Path("m"), "id", 120, 2)[-1]
