"""What a visitor sees and does on the page, in the words of the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator

SECONDS = 15.0


def until(holds: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Wait until it holds; AssertionError with `what` where it never does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it never came true: {what}"
        time.sleep(0.05)


class Seen:
    """One visitor at one page. Rows are numbered as the sheet numbers them, columns named by their headers."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "id-ID", **options}
        self.context = browser.new_context(**settings)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        # The browser itself reports every answer above 399; those the page expects and shows are no trouble.
        refused = message.text.startswith("Failed to load resource") and "/api/" in message.location["url"]
        if message.type in ("error", "warning") and not refused:
            self.trouble.append(message.text)

    def open(self, url: str, query: str = "?tour=off&theme=light") -> None:
        self.page.goto(url + "/" + query)
        until(
            lambda: (
                self.page.locator(".gridhead .frozen").count() or self.page.locator(".gridbody .row").count()
            ),
            "a sheet",
        )

    def close(self) -> None:
        self.context.close()
        assert self.trouble == []

    # Looking

    def tabs(self) -> list[str]:
        return [text.rstrip("0123456789") for text in self.page.locator("#tabs [role=tab]").all_inner_texts()]

    def tab(self, title: str) -> None:
        tab = self.page.locator("#tabs [role=tab]", has_text=title).first
        tab.click()
        until(lambda: tab.get_attribute("aria-selected") == "true", f"the tab {title}")
        until(
            lambda: title in (self.page.locator(".scroller").get_attribute("aria-label") or ""),
            f"the sheet {title}",
        )

    def phase(self) -> str:
        return (self.page.locator("#engine").get_attribute("class") or "").split()[-1]

    def headers(self) -> list[str]:
        return self.page.evaluate(
            "[...document.querySelectorAll('[data-place=\"0\"] .cell')].map((one) => one.textContent)"
        )

    def cell(self, header: str, row: int) -> Locator:
        """A cell by its header and the row's place among those that show, from 1."""
        return self.page.locator(f"#cell-{row - 1}-{self.headers().index(header)}")

    def text(self, header: str, row: int) -> str:
        found = self.cell(header, row)
        return found.inner_text() if found.count() else ""

    def column(self, header: str) -> list[str]:
        """What stands below a header in the rows that are in the document; a tick by its name."""
        index = self.headers().index(header)
        script = """(index) => [...document.querySelectorAll('.gridbody .row')]
            .sort((one, other) => one.dataset.place - other.dataset.place)
            .map((row) => row.querySelector(`[data-column="${index}"]`))
            .map((cell) => cell.getAttribute('aria-label') ?? cell.textContent)"""
        found: list[str] = self.page.evaluate(script, index)
        return found

    def row(self, header: str, text: str) -> int:
        """The row, from 1, that shows a text below a header."""
        script = """([index, text]) => Number([...document.querySelectorAll('.gridbody .row')]
            .find((row) => row.querySelector(`[data-column="${index}"]`)?.textContent === text)?.dataset.place ?? -1)"""
        found: int = self.page.evaluate(script, [self.headers().index(header), text])
        return found + 1

    def stocks(self) -> dict[str, str]:
        """The large numbers of the storefronts."""
        script = "[...document.querySelectorAll('[data-stock]')].map((one) => [one.dataset.stock, one.textContent])"
        return dict(self.page.evaluate(script))

    def saved(self) -> bool:
        return self.page.locator("#saved").inner_text() == "Tersimpan"

    def toasts(self) -> str:
        return " ".join(self.page.locator("#toasts .toast").all_inner_texts())

    # Doing

    def type(self, header: str, row: int, text: str) -> None:
        self.cell(header, row).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def drag(self, start: Locator, end: Locator, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Press on one thing and let go over another; `at` is the place in the second, as shares of its size."""
        box, target = start.bounding_box(), end.bounding_box()
        assert box is not None
        assert target is not None
        x, y = target["x"] + at[0] * target["width"], target["y"] + at[1] * target["height"]
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(x, y, steps=4)
        self.page.mouse.up()

    def clipboard(self, text: str) -> None:
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)

    def at(self) -> str:
        """The selection, as the name box shows it."""
        return self.page.locator("#where").inner_text()

    def focused(self) -> str:
        found: str = self.page.evaluate("document.activeElement?.className ?? ''")
        return found

    def frame(self, *, idle: bool) -> float:
        """The median time of a frame in milliseconds, scrolling by 400 pixels a frame, or idle."""
        script = """async (idle) => {
            const box = document.querySelector('.scroller');
            const times = [];
            let last = performance.now();
            for (let step = 0; step < 40; step += 1) {
                if (!idle) box.scrollTop += 400;
                await new Promise((done) => requestAnimationFrame(done));
                times.push(performance.now() - last);
                last = performance.now();
            }
            return times.sort((one, other) => one - other)[20];
        }"""
        found: float = self.page.evaluate(script, idle)
        return found


def refused(act: Callable[[], object]) -> bool:
    """Whether the browser would not do it."""
    try:
        act()
    except Error:
        return True
    return False
