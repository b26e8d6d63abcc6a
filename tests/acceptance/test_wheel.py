"""The wheel is the whole product: installed elsewhere, without the source tree, it speaks, serves and proves itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.acceptance]


class Installed:
    """A fresh environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, venv: Path, folder: Path) -> None:
        self.bin = venv / "bin"
        self.venv = venv
        self.folder = folder
        # Nothing of the developer's own environment leads back to the source tree.
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SELARAS_"))
        }
        self.environment = {**kept, "HOME": str(folder), "LANG": "en_US.UTF-8", "COLUMNS": "200"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.bin / words[0]), *words[1:]],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.bin / words[0]), *words[1:]],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    made = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(made), str(ROOT)],
        check=True,
        timeout=300,
    )
    (wheel,) = made.glob("*.whl")
    venv = made / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=300)
    python = str(venv / "bin" / "python")
    subprocess.run(
        [*pip, "--python", python, "install", "--no-deps", "--no-index", str(wheel)], check=True, timeout=300
    )
    # The libraries are those that the tests run with; a folder that is named in a .pth file has its own .pth
    # files left alone, so that an editable install of this source tree is not seen.
    (packages,) = (venv / "lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    folder = made / "empty"
    folder.mkdir()
    return Installed(venv, folder)


def test_it_is_the_wheel_that_runs(installed: Installed) -> None:
    code = "import engine, sandbox; print(engine.__file__); print(sandbox.__file__)"
    for place in installed.run("python", "-c", code).stdout.split():
        assert Path(place).is_relative_to(installed.venv)


def test_help_names_every_command(installed: Installed) -> None:
    done = installed.run("selaras", "--help")
    assert done.returncode == 0, done.stderr
    for command in ("demo", "init", "connect", "check", "plan", "sync", "run", "status", "explain", "undo"):
        assert f" {command} " in done.stdout


def test_a_missing_settings_file_is_told_in_words_of_the_wheel(installed: Installed) -> None:
    done = installed.run("selaras", "status")
    assert done.returncode == 2
    assert done.stderr.startswith("The setting in selaras.toml"), done.stderr


def test_the_world_says_how_to_join_and_ends_when_it_is_told(installed: Installed) -> None:
    world = installed.begin("selaras", "demo", "--world-only", "--json")
    try:
        assert world.stdout is not None
        told = json.loads(world.stdout.readline())
        assert set(told) == {"sheets", "shops", "control", "settings"}
        assert {shop["kind"] for shop in told["shops"]} == {"shopee", "tiktok"}
        assert httpx.get(f"{told['control']}/books", trust_env=False).json()["listings"]
        assert Path(told["settings"]).is_file()
        world.send_signal(signal.SIGTERM)
        rest, _ = world.communicate(timeout=30)
        assert (world.returncode, rest) == (0, "")
    finally:
        world.kill()
        world.communicate()


def test_the_tour_proves_its_first_step_there(installed: Installed) -> None:
    done = installed.run("python", "-m", "sandbox", "tour", "--only", "1", "--json")
    (step,) = json.loads(done.stdout)["steps"]
    assert step["held"], step["proof"]
    assert done.returncode == 0
    assert list(installed.folder.iterdir()) == [], "nothing is left behind where it was called"
