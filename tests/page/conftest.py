"""A real headless Chromium, and pages to look at: with a world alone, and with the real engine behind it.

The browser is Debian's (`apt-get install chromium`), driven by playwright; where no browser can be had, these tests
are skipped and say so.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")

from page_seen import Seen, until
from playwright.sync_api import Browser, Playwright, sync_playwright

from sandbox.page.server import Page
from sandbox.page.story import Story
from sandbox.page.upstream import Refused, Upstream
from sandbox.serve import serving
from sandbox.world import World

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 90.0
STOP_SECONDS = 30.0


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no browser: install one, on Debian with `apt-get install chromium`")
    made = playwright.chromium.launch(executable_path=found, headless=True, args=[*FLAGS])
    yield made
    made.close()


@pytest.fixture
def seen(browser: Browser) -> Iterator[Seen]:
    """A visitor with a fresh profile, whose console has to stay clean."""
    made = Seen(browser)
    yield made
    made.close()


class Quiet:
    """A world without an engine, and its page: the sheet is the test's own."""

    def __init__(self, world: World, url: str, story: Path) -> None:
        self.world = world
        self.url = url
        self.story = story
        self.person = world.sheets.person(world.spreadsheet_id)
        tab = {"sheetId": self.person.tab("SKU").sheet_id, "gridProperties": {"frozenRowCount": 1}}
        self.person.do(
            {"updateSheetProperties": {"properties": tab, "fields": "gridProperties.frozenRowCount"}}
        )

    def events(self, *events: dict[str, object]) -> None:
        """The engine tells something."""
        with self.story.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(event) + "\n" for event in events)


def unknown(sku: str) -> dict[str, object]:
    raise Refused(404, f"the SKU {sku!r} is not known")


@contextmanager
def without_engine(folder: Path) -> Iterator[Quiet]:
    with World.start(folder / "world", seed=7, quota=None) as world:
        upstream = Upstream(world.sheets_url, world.spreadsheet_id, world.url)
        story = folder / "events.jsonl"
        page = Page(upstream, Story(story), unknown, lambda: {"phase": "running", "detail": ""})
        with serving(page.handle) as running:
            yield Quiet(world, running.url, story)
        upstream.close()


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Quiet]:
    with without_engine(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """One world for every test in which next to nothing may change."""
    with without_engine(tmp_path_factory.mktemp("calm")) as made:
        yield made


class Demo:
    """The demo as `selaras demo` starts it on a terminal: world, engine and page in processes of their own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "sandbox", "page", "--port", "0", "--json", "--keep", str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the demo said nothing"
        self.told = json.loads(line)
        self.url = self.told["page"]

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=STOP_SECONDS) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    made = Demo(tmp_path_factory.mktemp("demo") / "kept")
    yield made
    made.close()


@pytest.fixture(scope="module")
def sending(demo: Demo, browser: Browser) -> Demo:
    """The demo with `Kirim stok` ticked for every shop, on the page itself."""
    seen = Seen(browser)
    seen.open(demo.url)
    until(lambda: "Mulai" in seen.tabs(), "the engine lays out its tabs", START_SECONDS)
    seen.tab("Mulai")
    until(
        lambda: seen.text("Toko", 3) != "" and seen.phase() == "running",
        "both shops are there",
        START_SECONDS,
    )
    for row in (2, 3):
        seen.cell("Kirim stok", row).click()
    until(lambda: seen.column("Kirim stok")[:2] == ["dicentang"] * 2 and seen.saved(), "both are ticked")
    seen.close()
    return demo
