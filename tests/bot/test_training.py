"""The model follows the data: trained when it changed, kept when it did not, never half written."""

import os
import stat
from pathlib import Path

import pytest

from bot.training import ensure_model, fingerprint, newest_model
from core.errors import StartError

# Stand-ins for `rasa train`: the arguments after --out and --fixed-model-name say where the model goes.
TRAINS = '#!/bin/sh\nwhile [ "$1" != --out ]; do shift; done\necho model > "$2/$4.tar.gz"\necho run >> runs\n'
FAILS = "#!/bin/sh\necho Loading\necho 'No examples for intent greet'\nexit 1\n"
HALF = '#!/bin/sh\nwhile [ "$1" != --out ]; do shift; done\necho half > "$2/$4.tar.gz"\nexit 1\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("data/nlu", "data/rules", "data/stories", "bot/nlu", "models", ".venv-rasa/bin"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "config.yml",
        "domain.yml",
        "data/nlu/weather.yml",
        "data/rules/weather.yml",
        "bot/nlu/linear.py",
    ):
        (tmp_path / name).write_text("as it was")
    install(tmp_path, TRAINS)
    return tmp_path


def install(root: Path, script: str) -> None:
    program = root / ".venv-rasa/bin/rasa"
    program.write_text(script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def runs(root: Path) -> int:
    return len((root / "runs").read_text().split())


def ignore(_text: str) -> None:
    """Nobody reads along."""


async def test_same_data_is_trained_once(root: Path) -> None:
    first = await ensure_model(ignore, root=root)
    assert await ensure_model(ignore, root=root) == first
    assert runs(root) == 1


async def test_forced_training_runs_again(root: Path) -> None:
    await ensure_model(ignore, root=root)
    await ensure_model(ignore, root=root, force=True)
    assert runs(root) == 2


async def test_what_only_a_server_loads_needs_no_training(root: Path) -> None:
    before = fingerprint(root)
    (root / "bot/nlu/server").mkdir()
    (root / "bot/nlu/server/rest.py").write_text("new")
    assert fingerprint(root) == before


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/nlu/weather.yml", "bot/nlu/linear.py"])
async def test_changed_file_makes_a_new_model(root: Path, name: str) -> None:
    first = await ensure_model(ignore, root=root)
    (root / name).write_text("changed")
    assert await ensure_model(ignore, root=root) != first
    assert runs(root) == 2


def test_moved_file_changes_the_fingerprint(root: Path) -> None:
    before = fingerprint(root)
    (root / "data/nlu/weather.yml").rename(root / "data/nlu/rain.yml")
    assert fingerprint(root) != before


def test_what_is_no_source_does_not_change_the_fingerprint(root: Path) -> None:
    before = fingerprint(root)
    (root / "data/nlu/notes.txt").write_text("a thought")
    assert fingerprint(root) == before


async def test_data_put_back_makes_its_model_the_newest_again(root: Path) -> None:
    first = await ensure_model(ignore, root=root)
    os.utime(first, (1, 1))
    (root / "config.yml").write_text("changed")
    await ensure_model(ignore, root=root)
    (root / "config.yml").write_text("as it was")
    await ensure_model(ignore, root=root)
    assert newest_model(root) == first


async def test_only_the_newest_three_models_are_kept(root: Path) -> None:
    for age in range(5):
        old = root / "models" / f"sobat-{age}.tar.gz"
        old.write_text("old")
        os.utime(old, (age, age))
    await ensure_model(ignore, root=root)
    assert len(list((root / "models").glob("*.tar.gz"))) == 3
    assert not (root / "models/sobat-0.tar.gz").exists()


@pytest.mark.parametrize("script", [FAILS, HALF], ids=["no model", "half a model"])
async def test_failed_training_leaves_the_models_alone(root: Path, script: str) -> None:
    first = await ensure_model(ignore, root=root)
    (root / "config.yml").write_text("changed")
    install(root, script)
    with pytest.raises(StartError):
        await ensure_model(ignore, root=root)
    assert list((root / "models").iterdir()) == [first]


async def test_failed_training_says_why_in_one_line(root: Path) -> None:
    install(root, FAILS)
    with pytest.raises(StartError, match=r"training failed, .*train\.log.*No examples for intent greet$"):
        await ensure_model(ignore, root=root)


async def test_missing_environment_is_told(root: Path) -> None:
    (root / ".venv-rasa/bin/rasa").unlink()
    with pytest.raises(StartError, match="make environments"):
        await ensure_model(ignore, root=root)


async def test_training_says_what_it_does(root: Path) -> None:
    said: list[str] = []
    await ensure_model(said.append, root=root)
    await ensure_model(said.append, root=root)
    assert [line.split()[0] for line in said] == ["Training", "Trained", "The"]


def test_no_model_is_newest_where_there_is_none(root: Path) -> None:
    assert newest_model(root) is None
