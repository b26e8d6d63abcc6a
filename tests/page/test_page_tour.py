"""The tour's first step where the visitor is faster than the engine, and what else the page asks of a first visit."""

from __future__ import annotations

import pytest
from page_seen import Seen, until

pytestmark = [pytest.mark.browser]
HEADERS = ["Toko", "Koneksi", "Kirim stok"]


def engine_writes_its_first_tab(quiet) -> None:
    """The tab in which a shop is allowed to be sent to, as the engine lays it out."""
    quiet.person.add_tab("Mulai")
    quiet.person.paste("Mulai", "A1", [HEADERS, ["shopee", "terhubung", "FALSE"]])
    tab = quiet.person.tab("Mulai").sheet_id
    frozen = {"sheetId": tab, "gridProperties": {"frozenRowCount": 1}}
    area = {"sheetId": tab, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    quiet.person.do(
        {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}},
        {"setDataValidation": {"range": area, "rule": {"condition": {"type": "BOOLEAN"}}}},
    )


@pytest.fixture
def touring(quiet, seen: Seen) -> Seen:
    seen.open(quiet.url, "?theme=light")
    seen.page.get_by_role("button", name="Mulai tur").click()
    until(lambda: "Sebentar lagi" in seen.page.locator(".tourcard").inner_text(), "nothing to tick yet")
    return seen


def test_whoever_begins_before_the_engine_is_taken_to_the_box_when_it_is_there(quiet, touring: Seen) -> None:
    engine_writes_its_first_tab(quiet)
    until(lambda: touring.page.locator("#cell-1-2.pointed").count() == 1, "the box to tick")
    assert "Centang Kirim stok" in touring.page.locator(".tourcard").inner_text()
    touring.cell("Kirim stok", 2).click()
    until(lambda: "done" in (touring.page.locator(".tourcard").get_attribute("class") or ""), "done")


def test_a_visitor_who_goes_elsewhere_is_not_taken_back(quiet, touring: Seen) -> None:
    engine_writes_its_first_tab(quiet)
    until(lambda: touring.page.locator("#cell-1-2.pointed").count() == 1, "the box to tick")
    touring.tab("SKU")
    touring.page.wait_for_timeout(2000)
    assert touring.page.locator('#tabs [aria-selected="true"]').inner_text() == "SKU"


def test_the_banner_does_not_say_what_the_tour_says(quiet, touring: Seen) -> None:
    engine_writes_its_first_tab(quiet)
    until(lambda: touring.page.locator("#cell-1-2.pointed").count() == 1, "the box to tick")
    assert touring.page.locator("#off").inner_text() == ""
    touring.page.get_by_role("button", name="Tinggalkan tur").click()
    until(lambda: "shopee" in touring.page.locator("#off").inner_text(), "the banner")


def test_a_number_of_the_sheet_can_be_asked_where_it_is_from(quiet, seen: Seen) -> None:
    seen.open(quiet.url)
    until(lambda: len(seen.stocks()) == 3, "the storefronts")
    ask = seen.page.get_by_role("button", name="Dari mana angka ini?", exact=True)
    seen.cell("Nama", 2).click()
    assert ask.count() == 0
    seen.cell("Stok", 2).click()
    ask.click()
    until(lambda: "KAOS-HTM-S" in seen.page.locator(".dialog h2").inner_text(), "its account")
    seen.press("Escape")
    seen.cell("Stok", 3).click()
    seen.press("Shift+F10")
    seen.page.get_by_role("menuitem", name="Dari mana angka ini?").click()
    until(lambda: "KAOS-HTM-M" in seen.page.locator(".dialog h2").inner_text(), "by the menu")
    seen.press("Escape")
    seen.page.locator(".goods .asks").first.click()
    until(lambda: seen.page.locator(".dialog h2").count() == 1, "a number in the list of goods")


def test_another_tab_shows_its_own_cell_at_once(quiet, seen: Seen) -> None:
    quiet.person.add_tab("Lain")
    quiet.person.type("Lain", "A1", "dari sini")
    seen.open(quiet.url)
    until(lambda: "Lain" in seen.tabs(), "both tabs")
    seen.tab("Lain")
    until(lambda: seen.page.locator("#content").inner_text() == "dari sini", "its first cell")
    seen.tab("SKU")
    assert seen.page.locator("#content").inner_text() == "SKU"


def test_the_other_language_is_spoken_everywhere(quiet, seen: Seen) -> None:
    seen.open(quiet.url)
    until(lambda: seen.text("SKU", 2) != "", "the sheet")
    seen.type("Stok", 2, "41")
    until(seen.saved, "saved")
    seen.page.get_by_role("button", name="English").click()
    until(lambda: seen.page.locator("#saved").inner_text() == "Saved", "English")
