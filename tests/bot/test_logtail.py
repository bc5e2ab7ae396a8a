"""A growing file is read line by line, whatever happens to it meanwhile."""

from pathlib import Path

import pytest

from bot.logtail import LogTail


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "a.log"


def append(log: Path, text: str) -> None:
    with log.open("a") as file:
        file.write(text)


def test_file_may_appear_later(log: Path) -> None:
    tail = LogTail(log)
    assert tail.new_lines() == []
    append(log, "one\n")
    assert tail.new_lines() == ["one"]


def test_unfinished_line_comes_when_it_is_whole(log: Path) -> None:
    tail = LogTail(log)
    append(log, "one\ntw")
    assert tail.new_lines() == ["one"]
    append(log, "o\n")
    assert tail.new_lines() == ["two"]


def test_rotation_starts_the_new_file_from_its_beginning(log: Path) -> None:
    tail = LogTail(log)
    append(log, "a long first line\n")
    tail.new_lines()
    log.rename(log.with_suffix(".1"))
    append(log, "next\n")
    assert tail.new_lines() == ["next"]


def test_emptied_file_is_read_from_its_beginning(log: Path) -> None:
    append(log, "a long first line\n")
    tail = LogTail(log)
    log.write_text("new\n")
    assert tail.new_lines() == ["new"]


def test_bytes_that_are_no_text_do_no_harm(log: Path) -> None:
    tail = LogTail(log)
    log.write_bytes(b"caf\xff\n")
    assert tail.new_lines() == ["caf\ufffd"]
