"""How the page looks to everybody: both languages, light and dark, wide and narrow, by ear and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from page_seen import Seen, until
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser]
NARROW = {"width": 390, "height": 800}


@pytest.fixture
def see(quiet, browser: Browser) -> Iterator[Any]:
    made: list[Seen] = []

    def see(query: str = "?tour=off&theme=light", **options: Any) -> Seen:
        seen = Seen(browser, **options)
        made.append(seen)
        seen.open(quiet.url, query)
        until(lambda: len(seen.stocks()) == 3, "the storefronts")
        return seen

    yield see
    for one in made:
        one.close()


def faults(seen: Seen) -> list[tuple[str, str, str]]:
    """What axe finds serious or critical: rule, impact, the first element."""
    axe = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    seen.page.evaluate((resources.files(axe) / "axe.min.js").read_text(encoding="utf-8"))
    found = seen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (one["id"], one["impact"], one["nodes"][0]["html"][:120])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_serious(quiet, see, theme: str, size: dict[str, int]) -> None:
    quiet.events({"event": "seen", "shop": "", "sku": "topi-bsb-nv", "value": 5, "time": 1.0})
    seen = see(f"?tour=off&theme={theme}", viewport=size, bypass_csp=True)
    places = ["sheet", "shops", "story"] if size is NARROW else ["sheet"]
    for place in places:
        if size is NARROW:
            seen.page.locator(f'.places [data-place="{place}"]').click()
        for view in ("goods", "orders", "trouble") if place == "shops" or size is not NARROW else ("goods",):
            if seen.page.locator(f'[data-view="{view}"]').is_visible():
                seen.page.locator(f'[data-view="{view}"]').click()
            assert faults(seen) == []


def test_axe_finds_nothing_serious_in_dialogs_and_the_tour(see) -> None:
    seen = see("?theme=light", bypass_csp=True)
    until(lambda: seen.page.locator(".welcome").count() == 1, "the welcome")
    assert faults(seen) == []
    seen.page.get_by_role("button", name="Mulai tur").click()
    until(lambda: seen.page.locator(".tourcard").count() == 1, "the first step")
    assert faults(seen) == []
    seen.page.get_by_role("button", name="Tinggalkan tur").click()
    seen.page.locator('[data-more="shopee"]').click()
    assert faults(seen) == []
    seen.press("Escape")
    seen.page.locator("#cell-1-0").click(button="right")
    assert faults(seen) == []
    seen.press("Escape", "Control+f")
    until(lambda: seen.page.get_by_role("search").count() == 1, "the search")
    assert faults(seen) == []


def test_the_page_speaks_both_languages(see) -> None:
    seen = see("?tour=off&language=en")
    assert seen.page.get_by_role("button", name="Buy 1 at Shopee").count() == 1
    assert seen.page.evaluate("document.documentElement.lang") == "en"
    seen.page.get_by_role("button", name="Bahasa Indonesia").click()
    until(lambda: seen.page.get_by_role("button", name="Beli 1 di Shopee").count() == 1, "Indonesian")
    seen.page.reload()
    until(lambda: len(seen.stocks()) == 3, "the page again")
    assert seen.page.evaluate("document.documentElement.lang") == "en", "the address says so"


def test_both_languages_have_the_same_words() -> None:
    folder = resources.files("sandbox.page") / "static"
    told = [json.loads((folder / f"words.{name}.json").read_text(encoding="utf-8")) for name in ("id", "en")]
    assert list(told[0]) == list(told[1])
    assert all(words.strip() for one in told for words in one.values())


def test_dark_is_dark(see) -> None:
    colour = "getComputedStyle(document.querySelector('#cell-1-0')).backgroundColor"
    script = f"[...{colour}.matchAll(/[0-9.]+/g)].map(Number)"
    light, dark = see("?tour=off&theme=light"), see("?tour=off&theme=dark")
    assert min(light.page.evaluate(script)[:3]) > 230
    assert max(dark.page.evaluate(script)[:3]) < 60
    dark.page.get_by_role("button", name="Terang atau gelap").click()
    assert min(dark.page.evaluate(script)[:3]) > 230


def test_nothing_is_wider_than_a_narrow_screen(quiet, see) -> None:
    listing = {"shop": "tiktok", "listing": "7:8", "sku": "kaos-htm-s", "value": 1234, "time": 1.0}
    steps = [{"event": name, **listing, "note": "done"} for name in ("planned", "pushed", "read_back")]
    quiet.events({"event": "seen", "shop": "", "sku": "kaos-htm-s", "value": 1234, "time": 1.0}, *steps)
    seen = see(viewport=NARROW, is_mobile=True, has_touch=True)
    for place in ("sheet", "shops", "story"):
        seen.page.locator(f'.places [data-place="{place}"]').click()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], place
    lane = seen.page.locator(".lane").bounding_box()
    assert lane
    assert lane["x"] + lane["width"] <= NARROW["width"]


def test_a_narrow_screen_shows_one_part_at_a_time(see) -> None:
    seen = see(viewport=NARROW)
    assert seen.page.locator("#sheet").is_visible()
    assert not seen.page.locator("#shops").is_visible()
    seen.page.get_by_role("button", name="Toko", exact=True).click()
    assert seen.page.locator("#shops").is_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    seen.page.get_by_role("button", name="Lembar", exact=True).click()
    seen.type("Stok", 2, "44")
    until(lambda: seen.text("Stok", 2) == "44", "typed on a narrow screen")


def test_the_welcome_comes_once_and_can_be_left(see) -> None:
    seen = see("")
    until(lambda: seen.page.locator(".welcome").count() == 1, "the welcome")
    seen.press("Escape")
    until(lambda: seen.page.locator(".welcome").count() == 0, "gone")
    seen.page.reload()
    until(lambda: len(seen.stocks()) == 3, "the page again")
    seen.page.wait_for_timeout(700)
    assert seen.page.locator(".welcome").count() == 0


def test_every_control_is_reached_by_the_keyboard(see) -> None:
    seen = see()
    names = []
    for _ in range(40):
        seen.press("Escape", "Tab")
        names.append(
            seen.page.evaluate(
                "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
            )
        )
    for wanted in ("tourstart", "theme", "tool", "scroller", "stock", "primary"):
        assert any(wanted in name.split() or wanted in name for name in names), (wanted, names)
