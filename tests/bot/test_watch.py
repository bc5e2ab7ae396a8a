"""What goes wrong in a supervised program is shown at the terminal, and nothing else."""

import json
from pathlib import Path

import pytest

from bot.watch import LINES_AT_ONCE, Watch

LOGS = ("supervisord", "rasa", "gateway")


class Terminal:
    """A watch over empty logs, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.logs = {name: folder / f"{name}.log" for name in LOGS}
        self.said: list[str] = []
        self.watch = Watch(self.logs, self.said.append)

    def write(self, name: str, *lines: str) -> list[str]:
        """Append the lines to a log, look once, return what was said about them."""
        with self.logs[name].open("a") as log:
            log.writelines(f"{line}\n" for line in lines)
        self.said.clear()
        self.watch.look()
        return self.said


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_program_that_ended_is_shown_and_counted(terminal: Terminal) -> None:
    said = terminal.write("supervisord", "2026 WARN exited: rasa (terminated by SIGKILL; not expected)")
    assert said == [
        f"  rasa ended (terminated by SIGKILL); it is being started again, see {terminal.logs['rasa']}"
    ]
    assert terminal.watch.endings["rasa"] == 1


def test_ordinary_supervisor_lines_are_not_shown(terminal: Terminal) -> None:
    assert terminal.write("supervisord", "2026 INFO spawned: 'rasa' with pid 7") == []


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24 06:00:00 ERROR    rasa.core.agent - No model",
        "2026-11-24 [error    ] could not connect",
        "CRITICAL: disk full",
    ],
)
def test_error_lines_are_shown_with_their_program(terminal: Terminal, line: str) -> None:
    assert terminal.write("rasa", line) == [f"  rasa: {line}"]


def test_json_error_is_shown_as_a_sentence(terminal: Terminal) -> None:
    record = {"time": "t", "level": "error", "logger": "bot.rasa", "message": "rasa does not answer"}
    said = terminal.write("gateway", json.dumps(record))
    assert said == ["  gateway: error: rasa does not answer (bot.rasa)"]


def test_information_and_warnings_stay_in_the_log(terminal: Terminal) -> None:
    assert (
        terminal.write("gateway", '{"level": "info", "message": "no ERROR-free day"}'.lower(), "a line") == []
    )


def test_flood_of_errors_is_cut_short(terminal: Terminal) -> None:
    said = terminal.write("rasa", *["ERROR again"] * 40)
    assert len(said) == LINES_AT_ONCE + 1
    assert said[-1].startswith("  rasa: and 35 more, see ")


def test_each_line_is_shown_once(terminal: Terminal) -> None:
    terminal.write("rasa", "ERROR one")
    assert terminal.write("rasa", "ERROR two") == ["  rasa: ERROR two"]


def test_what_stood_in_the_log_before_is_old_news(tmp_path: Path) -> None:
    (tmp_path / "rasa.log").write_text("ERROR of yesterday\n")
    assert Terminal(tmp_path).write("rasa", "fine") == []


def test_end_of_a_log_can_be_shown(terminal: Terminal) -> None:
    terminal.write("rasa", *[f"line {n}" for n in range(30)])
    terminal.said.clear()
    terminal.watch.show_end_of_log("rasa")
    assert terminal.said[-1] == "  rasa| line 29"
    assert len(terminal.said) == 15


def test_program_without_a_log_shows_nothing(terminal: Terminal) -> None:
    terminal.watch.show_end_of_log("gateway")
    assert terminal.said == []
