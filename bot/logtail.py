"""Reads what others append to a log file, across its rotation."""

from pathlib import Path


class LogTail:
    """New lines of one file since the last look, from its present end on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode, self._offset = self._identity()

    def _identity(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return 0, 0
        return status.st_ino, status.st_size

    def new_lines(self) -> list[str]:
        """Whole lines only; a line still being written comes with the next look."""
        inode, size = self._identity()
        if inode != self._inode or size < self._offset:
            self._inode, self._offset = inode, 0
        if size == self._offset:
            return []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read(size - self._offset)
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return whole.decode(errors="replace").splitlines()


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a file that may not exist."""
    try:
        return path.read_text(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []
