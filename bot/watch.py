"""Shows at the terminal what goes wrong in the supervised programs, from their log files."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.logtail import LogTail, last_lines

LINES_AT_ONCE = 5  # of one program; the log has the rest
LINE_LENGTH = 300
_ENDED = re.compile(r"exited: (\w+) \((.*?)(?:; (?:not )?expected)?\)")
_PROBLEM = re.compile(r'\b(?:ERROR|CRITICAL)\b|\[(?:error|critical)\s*\]|"level": ?"(?:error|critical)"')


class Watch:
    """Follows the log files named; `endings` counts how often each program ended by itself."""

    def __init__(self, logs: Mapping[str, Path], say: Callable[[str], None]) -> None:
        self._logs = logs
        self._tails = {name: LogTail(path) for name, path in logs.items()}
        self._say = say
        self.endings: Counter[str] = Counter()

    def look(self) -> None:
        """Say what is new since the last look."""
        for name, tail in self._tails.items():
            lines = tail.new_lines()
            if name == "supervisord":
                self._report_endings(lines)
            else:
                self._report_problems(name, [line for line in lines if _PROBLEM.search(line)])

    def _report_endings(self, lines: list[str]) -> None:
        for found in filter(None, map(_ENDED.search, lines)):
            name, reason = found.groups()
            self.endings[name] += 1
            self._say(f"  {name} ended ({reason}); it is being started again, see {self._logs[name]}")

    def _report_problems(self, name: str, lines: list[str]) -> None:
        for line in lines[:LINES_AT_ONCE]:
            self._say(f"  {name}: {_plain(line)[:LINE_LENGTH]}")
        if len(lines) > LINES_AT_ONCE:
            self._say(f"  {name}: and {len(lines) - LINES_AT_ONCE} more, see {self._logs[name]}")

    def show_end_of_log(self, name: str) -> None:
        """The last lines a program wrote, for whoever has to find out why it fails."""
        for line in last_lines(self._logs[name], 15):
            self._say(f"  {name}| {line}")


def _plain(line: str) -> str:
    """A JSON log line as a person reads it; any other line as it is."""
    try:
        record = json.loads(line)
        return f"{record['level']}: {record['message']} ({record['logger']})"
    except (ValueError, TypeError, KeyError):
        return line
