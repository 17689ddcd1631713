"""A PostgreSQL for tests: the one of TRAINER_TEST_POSTGRES_URL, else a private server.

Where there is neither, its tests are skipped; with TRAINER_TEST_POSTGRES_REQUIRED they fail. Each
test has a database of its own, which is dropped after it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

IDLE_MILLISECONDS = 600_000  # after which the server closes a session of a test
_names = (f"trainer_test_{os.getpid()}_{number}" for number in count(1))


@dataclass
class Server:
    """A private server in a temporary folder, run by an unprivileged user.

    Attributes:
        binaries: The folder of `initdb` and `postgres`.
        folder: Where its files lie.
        port: On 127.0.0.1.
    """

    binaries: Path
    folder: Path
    port: int

    @classmethod
    def make(cls, binaries: Path) -> Server:
        """A new server, not started yet."""
        folder = Path(tempfile.mkdtemp(prefix="trainer-postgres-"))
        if user := _user():
            shutil.chown(folder, user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            server = cls(binaries, folder, probe.getsockname()[1])
        server.run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        return server

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of the server and wait for it."""
        command = [str(self.binaries / program), *arguments]
        log = self.folder / "output.txt"
        with log.open("ab") as output:
            subprocess.run(
                command,
                cwd=self.folder,
                user=_user(),
                env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
                stdout=output,
                stderr=output,
                check=True,
                timeout=60,
            )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self.run("pg_ctl", "start", "-w", "-D", "data", "-l", "log.txt", "-o", options)

    def stop(self) -> None:
        """Stop it at once, as a crash would; what was committed stays."""
        self.run("pg_ctl", "stop", "-w", "-D", "data", "-m", "immediate")

    @property
    def url(self) -> str:
        """Its URL for an administrator."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"


def _user() -> str | None:
    """Who runs the server, which refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@pytest.fixture(scope="session")
def private_server() -> Iterator[Server]:
    """A server that a test may stop and start."""
    binaries = _binaries()
    if binaries is None:
        reason = "no PostgreSQL is installed (no initdb on the PATH) to start a server of our own"
        if os.environ.get("TRAINER_TEST_POSTGRES_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = Server.make(binaries)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder)


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """The URL of a server on which tests make databases and roles."""
    given = os.environ.get("TRAINER_TEST_POSTGRES_URL")
    return given or request.getfixturevalue("private_server").url


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of a new, empty database on a server; it is dropped at the end."""
    import psycopg

    name = next(_names)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a new, empty database, which cuts off no test that stalls."""
    monkeypatch.setattr("trainer.store.engine.IDLE_MILLISECONDS", IDLE_MILLISECONDS)
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
def on_private_server(private_server: Server) -> Iterator[str]:
    """The URL of a new, empty database on a server that a test may stop and start."""
    with new_database(private_server.url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'trainer.db'}"
    return str(request.getfixturevalue("postgres"))
