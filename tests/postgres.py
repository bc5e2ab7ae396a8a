"""A PostgreSQL server of the tests' own: on a free port, its data in memory or a temporary folder."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

BOTH_ENGINES = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
START_SECONDS = 30
_USER = "sobat"
_INSTALLED = Path("/usr/lib/postgresql")
_MEMORY = Path("/dev/shm")
_PREFIX = "sobat-postgres-"
_ROOM = 512 * 1024**2
# A test's data need not survive a power cut; what the product asks for itself (synchronous_commit) stays.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "64MB",
    "max_connections": "200",
}


class Cluster:
    """A server in this folder; `stop` and `start` again as often as a test likes, on the same port."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "server.log"
        self._server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        initdb = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]
        place = [f"--pgdata={self._data}", f"--username={_USER}"]
        _call([*_unprivileged(), _program("initdb"), *place, *initdb])

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://{_USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers; it ends with this process, whatever ends that."""
        options = [f"--{name}={value}" for name, value in _OPTIONS.items()]
        command = [*_unprivileged("--pdeathsig=INT"), _program("postgres"), f"-D{self._data}", *options]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen([*command, f"--port={self.port}"], stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._server.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server at once; who is connected loses the connection."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(START_SECONDS)
            self._server = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """While this block runs, nobody listens on the port."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """While this block runs, the server takes connections and answers nothing."""
        processes = self._processes()
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    def _processes(self) -> Sequence[int]:
        assert self._server is not None
        main = self._server.pid
        return [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, as a copy of another that nobody is connected to; returns its address."""
        self.run(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy")
        return self.url(database)

    def drop(self, database: str) -> None:
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> str:
        """What one statement says, as psql prints bare values."""
        place = ["--host=127.0.0.1", f"--port={self.port}", f"--username={_USER}", f"--dbname={database}"]
        return _call([_program("psql"), "-qXAt", "--set=ON_ERROR_STOP=1", *place, "--command", statement])

    def _answers(self) -> bool:
        probe = [_program("pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(probe, check=False).returncode == 0


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server with nothing in it, for as long as the block runs."""
    _tidy()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_roomy_memory()))
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        made = Cluster(folder)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _tidy() -> None:
    """Remove what test runs left in memory that were killed."""
    for folder in _MEMORY.glob(f"{_PREFIX}*"):
        maker = folder.name.removeprefix(_PREFIX).split("-")[0]
        if not Path("/proc", maker).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _roomy_memory() -> Path | None:
    """Where a database is copied five times as fast as on a disk, unless it is too small for us."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


def _unprivileged(*options: str) -> Sequence[str]:
    """What runs a command under our own name, or as PostgreSQL's user when that is root."""
    user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *user, *options]


def _program(name: str) -> str:
    """One of PostgreSQL's programs, of the newest version that is installed, or on PATH."""
    versions = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, f"the tests need PostgreSQL's {name}; run `make services`, or install postgresql"
    return found


def _call(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
