"""The real engine as processes: its commands, and the service, which is started, stopped, killed and started again."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .frame import Broken

COMMAND_SECONDS = 120.0
STOP_SECONDS = 10.0
ADDRESS = re.compile(r"https?://\S+")
START = "from engine.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended: its exit code and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one JSON document on stdout; Broken where there is none."""
        lines = self.out.splitlines()
        if len(lines) != 1:
            raise Broken(f"stdout had {len(lines)} lines, exit {self.code}: {tail(self.err)}")
        return json.loads(lines[0])


@dataclass(frozen=True, slots=True)
class Running:
    """A command that has begun."""

    process: subprocess.Popen[str]

    def end(self, timeout: float = COMMAND_SECONDS) -> Ran:
        """Wait for its end; killed where it takes longer."""
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return Ran(self.process.returncode, out, err)


def tail(text: str, lines: int = 3) -> str:
    """The last lines of what a process said."""
    return " | ".join(" ".join(line.split()) for line in text.strip().splitlines()[-lines:])


def program() -> list[str]:
    """How the engine is started: `main.py` beside the package, or the installed package."""
    here = Path(__file__).resolve().parents[2] / "main.py"
    if here.is_file():
        return [sys.executable, str(here)]
    if importlib.util.find_spec("engine") is None:
        raise FileNotFoundError("the engine is not installed")
    return [sys.executable, "-c", START]


@dataclass(slots=True)
class Service:
    """One `run` process with its events and what it says on both streams."""

    process: subprocess.Popen[str]
    said: deque[str] = field(default_factory=lambda: deque(maxlen=200))

    @staticmethod
    def start(command: Sequence[str], env: dict[str, str]) -> Service:
        """Start the process and listen to it."""
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=env
        )
        service = Service(process)
        threading.Thread(target=service._listen, daemon=True).start()
        return service

    def _listen(self) -> None:
        stream = self.process.stdout
        if stream is None:
            return
        with stream:
            for line in stream:
                self.said.append(line.rstrip())

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL: no farewell, no clean-up."""
        self.process.kill()
        self.process.wait(timeout=STOP_SECONDS)

    def stop(self) -> int:
        """SIGTERM, and the exit code; killed where it does not end by itself."""
        if self.alive:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


@dataclass(slots=True)
class Engine:
    """The engine of one settings file. `events` is where the service appends its JSON lines."""

    settings: Path
    events: Path
    service: Service | None = None
    _commands: list[subprocess.Popen[str]] = field(default_factory=list, init=False, repr=False)
    _left: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def command(self, *words: str) -> list[str]:
        """The command line of one command."""
        return [*program(), "--config", str(self.settings), *words]

    def environment(self) -> dict[str, str]:
        """The tour's own environment, with plain wide output."""
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}

    def run(self, *words: str, timeout: float = COMMAND_SECONDS) -> Ran:
        """Run one command to its end."""
        return self.begin(*words).end(timeout)

    def begin(self, *words: str) -> Running:
        """Start one command; something else may happen until its `end` is asked for."""
        return Running(self._started(words, subprocess.PIPE))

    def must(self, *words: str) -> Ran:
        """Run one command that has to succeed; Broken with its last words where it does not."""
        ran = self.run(*words)
        if ran.code:
            raise Broken(f"`{' '.join(words)}` ended with {ran.code}: {tail(ran.err or ran.out)}")
        return ran

    def connecting(self, shop: str) -> subprocess.Popen[str]:
        """Start `connect`, which waits for the seller's consent."""
        return self._started(("connect", shop), subprocess.DEVNULL)

    def _started(self, words: Sequence[str], errors: int) -> subprocess.Popen[str]:
        """A command that ends with `leave`, however far it has come; Broken after that."""
        with self._lock:
            if self._left:
                raise Broken(f"`{' '.join(words)}` is not begun any more")
            self._commands = [one for one in self._commands if one.poll() is None]
            process = subprocess.Popen(  # noqa: S603
                self.command(*words),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env=self.environment(),
            )
            self._commands.append(process)
            return process

    def address(self, process: subprocess.Popen[str]) -> str:
        """The address of the consent page that a waiting `connect` prints; Broken where it prints none."""
        said = []
        for line in process.stdout or ():
            said.append(line)
            found = ADDRESS.search(line)
            if found:
                return found[0]
        process.wait(timeout=STOP_SECONDS)
        raise Broken(f"`connect` ended with {process.returncode} and no address: {tail(''.join(said))}")

    def up(self) -> Service:
        """The running service, started where there is none; Broken after `leave`."""
        with self._lock:
            if self._left:
                raise Broken("the service is not started any more")
            if self.service is None or not self.service.alive:
                command = self.command("run", "--events", str(self.events))
                self.service = Service.start(command, self.environment())
            return self.service

    def kill(self) -> None:
        """SIGKILL the service."""
        if self.service is not None:
            self.service.kill()

    def down(self) -> None:
        """Stop the service, if there is one."""
        if self.service is not None and self.service.alive:
            self.service.stop()
        self.service = None

    def leave(self) -> None:
        """Begin nothing any more, kill the commands that are still at work, and stop the service."""
        with self._lock:
            self._left = True
            for process in self._commands:
                if process.poll() is None:
                    process.kill()
        self.down()

    def last_words(self) -> str:
        """What the service said last, for a proof that failed."""
        if self.service is None:
            return "no service"
        state = "running" if self.service.alive else f"ended with {self.service.process.returncode}"
        return f"service {state}: {tail(chr(10).join(self.service.said), 2)}"
