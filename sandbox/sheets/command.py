"""`python -m sandbox sheets`: the local Google alone, on a loopback port, until it is told to stop."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.serve import SystemClock, start
from sandbox.sheets.server import SheetsServer

ACCOUNT = "engine"
ROBOT = "robot"


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox sheets", description="Serve the local Google alone."
    )
    made.add_argument("--port", type=int, default=0, help="loopback port; 0 takes a free one")
    made.add_argument(
        "--json",
        action="store_true",
        help="print one JSON line: url, credentials, service_account (files), api_key",
    )
    made.add_argument(
        "--state", type=Path, help="SQLite file that keeps everything; default: nothing is kept"
    )
    made.add_argument("--locale", default="en_US", choices=["en_US", "id_ID"], help="of new spreadsheets")
    made.add_argument("--no-quotas", action="store_true", help="never answer 429 by itself")
    made.add_argument(
        "--numbers", default="match", choices=["match", "never"], help="findReplace on number cells"
    )
    return made


def write_credentials(path: Path, credentials: dict[str, str]) -> None:
    """A credential file only its owner can read; an older one is replaced whole."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(credentials, file)
    part.replace(path)


def _signed_in(server: SheetsServer, home: Path, url: str) -> dict[str, str]:
    """The ways to sign in, each as its file or key: a user's, a service account's, and a key for what is public."""
    files = {}
    for name, account, file in (
        ("credentials", ACCOUNT, "sheets-credentials.json"),
        ("service_account", ROBOT, "sheets-service-account.json"),
    ):
        if not server.has_account(account):
            server.add_account(account, service=account == ROBOT)
        write_credentials(home / file, server.credentials(account, url))
        files[name] = str(home / file)
    return {**files, "api_key": server.api_key(ACCOUNT)}


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. 0, or 1 where the port is taken."""
    options = parser().parse_args(argv)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    server = SheetsServer(
        SystemClock(),
        random.Random(),
        options.state,
        quotas=not options.no_quotas,
        numbers=options.numbers,
        locale=options.locale,
    )
    try:
        running = start(server.guarded, options.port)
    except OSError as error:
        print(f"Port {options.port} cannot be used: {error.strerror or error}", file=sys.stderr)
        server.close()
        return 1
    with tempfile.TemporaryDirectory(prefix="selaras-sheets-") as folder:
        home = options.state.parent if options.state is not None else Path(folder)
        where = _signed_in(server, home.resolve(), running.url)
        if options.json:
            print(json.dumps({"url": running.url, **where}), flush=True)
        else:
            print(f"The local Google answers at {running.url}", flush=True)
            for what, value in where.items():
                print(f"{what}: {value}", flush=True)
        stop.wait()
        running.stop()
        server.close()
    return 0
