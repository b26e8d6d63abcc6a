"""What others write shows by itself, and what the keyboard alone can do from the sheet to the storefronts."""

from __future__ import annotations

import pytest
from page_seen import Seen, until

pytestmark = [pytest.mark.browser]


@pytest.fixture
def sheet(quiet, seen: Seen) -> Seen:
    seen.open(quiet.url)
    until(lambda: len(seen.stocks()) == 3, "the page")
    return seen


def flashing(sheet: Seen) -> list[str]:
    found: list[str] = sheet.page.evaluate(
        "[...document.querySelectorAll('.cell.flash')].map((one) => one.id)"
    )
    return found


def test_what_others_write_shows_by_itself_and_lights_up(quiet, sheet: Seen) -> None:
    quiet.person.type("SKU", "D3", "12")
    until(lambda: sheet.text("Stok", 3) == "12", "the number")
    assert flashing(sheet) == ["cell-2-3"]


def test_what_is_typed_here_does_not_light_up(quiet, sheet: Seen) -> None:
    sheet.type("Stok", 3, "12")
    until(sheet.saved, "saved")
    assert flashing(sheet) == []


def test_the_header_stays_in_sight(sheet: Seen) -> None:
    before = sheet.cell("Stok", 1).bounding_box()
    sheet.page.evaluate("document.querySelector('.scroller').scrollTop = 600")
    until(lambda: sheet.page.locator("#cell-30-3").count() == 1, "rows far below")
    assert sheet.cell("Stok", 1).bounding_box() == before


def walk_to(sheet: Seen, wanted: str, key: str = "Tab") -> None:
    """Tab until something is focused; Escape first lets the sheet go."""
    for _ in range(60):
        sheet.press("Escape", key)
        if sheet.page.evaluate(
            f"document.activeElement.matches({wanted!r}) && document.activeElement !== document.body"
        ):
            return
    raise AssertionError(f"{wanted} is not reached by {key}")


def test_a_day_by_the_keyboard_alone(quiet, sheet: Seen) -> None:
    walk_to(sheet, ".scroller")
    sheet.press("ArrowRight", "ArrowRight", "ArrowRight")
    sheet.page.keyboard.type("33")
    sheet.press("Enter", "Control+z")
    until(lambda: quiet.person.see("SKU", "D2") == "40", "typed and taken back")
    sheet.press("Control+y")
    until(lambda: quiet.person.see("SKU", "D2") == "33", "and done again")
    sheet.press("Shift+Space", "Shift+F10")
    until(lambda: sheet.page.get_by_role("menu").count() == 1, "the menu")
    sheet.press("Escape", "ArrowUp")
    until(lambda: sheet.stocks()["tokopedia"] == "40", "the product of the row above")
    walk_to(sheet, '[data-buy="tokopedia"]')
    sheet.press("Enter")
    until(lambda: sheet.stocks()["tokopedia"] == "39", "bought")
    walk_to(sheet, '[data-view="orders"]')
    sheet.press("Enter")
    walk_to(sheet, '[data-order="ship"]')
    sheet.press("Enter")
    until(lambda: sheet.page.locator('[data-order="deliver"]').count() == 1, "shipped")
    walk_to(sheet, '[data-stock="shopee"]', "Shift+Tab")
    sheet.press("Enter")
    until(lambda: sheet.page.locator(".explain").count() == 1, "the account of a number")
    sheet.press("Escape")
    until(lambda: sheet.page.locator("dialog").count() == 0, "closed")
    assert sheet.page.evaluate("document.activeElement.dataset.stock") == "shopee"


def test_the_story_goes_on_without_taking_the_focus_away(quiet, sheet: Seen) -> None:
    quiet.events({"event": "seen", "shop": "", "sku": "kaos-htm-s", "value": 33, "time": 1.0})
    until(lambda: sheet.page.locator(".thread .link").count() == 1, "the first card")
    sheet.page.locator(".thread .link").focus()
    quiet.events({"event": "seen", "shop": "", "sku": "topi-bsb-nv", "value": 7, "time": 99.0})
    until(lambda: sheet.page.locator(".thread").count() == 2, "the second")
    assert sheet.page.evaluate("document.activeElement.textContent") == "KAOS-HTM-S"


def test_entries_go_on_below_the_one_that_began_the_row(quiet, sheet: Seen) -> None:
    sheet.cell("Varian", 2).click()
    sheet.page.keyboard.type("Satu")
    sheet.press("Tab")
    sheet.page.keyboard.type("7")
    sheet.press("Enter")
    assert sheet.at() == "C3"
    sheet.press("Tab", "ArrowDown", "Tab", "Enter", "Escape")
    assert sheet.at() == "E4"
    until(lambda: quiet.person.read("SKU", "C2:D2") == [["Satu", "7"]], "both entries")


def test_a_click_above_the_sheet_edits_the_selected_cell(quiet, sheet: Seen) -> None:
    sheet.cell("Nama", 2).click()
    sheet.page.locator("#content").click()
    sheet.page.locator(".editor").fill("Kaos baru")
    sheet.press("Enter")
    until(lambda: quiet.person.see("SKU", "B2") == "Kaos baru", "typed")


def test_two_clicks_between_letters_fit_a_column_to_its_texts(quiet, sheet: Seen) -> None:
    quiet.person.type("SKU", "C5", "sebuah varian dengan nama yang sungguh panjang")
    until(lambda: "panjang" in sheet.text("Varian", 5), "the text")
    sheet.page.locator('.grip[data-column="2"]').dblclick()
    inside = (
        "(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('#cell-4-2'))"
    )
    until(lambda: sheet.page.evaluate(inside), "all of it in sight")


def test_a_text_is_found_wherever_it_is_on_the_tab(quiet, sheet: Seen) -> None:
    rows = [[f"SKU-{n:05}", f"Barang nomor {n}", "Satu", "1"] for n in range(2000)]
    quiet.person.paste("SKU", "A40", rows)
    until(lambda: sheet.page.locator(".scroller").get_attribute("aria-rowcount") == "2040", "many rows")
    sheet.page.locator(".scroller").focus()
    sheet.press("Control+f")
    sheet.page.keyboard.type("nomor 199")
    until(lambda: sheet.at() == "B239", "the first of them")
    assert sheet.page.locator(".find [role=status]").inner_text() == "1 dari 11"
    sheet.press("Enter")
    assert sheet.at() == "B2030"
    sheet.press("Shift+Enter", "Shift+Enter")
    assert sheet.at() == "B2039"
    sheet.press("Escape")
    assert "scroller" in sheet.focused()
    assert sheet.page.locator(".find").count() == 0


def test_the_tabs_by_the_keyboard_alone(quiet, sheet: Seen) -> None:
    quiet.person.add_tab("Lain")
    until(lambda: "Lain" in sheet.tabs(), "another tab")
    sheet.page.locator(".scroller").focus()
    walk_to(sheet, "#tabs [role=tab]")
    sheet.press("ArrowRight")
    until(lambda: "Lain" in (sheet.page.locator(".scroller").get_attribute("aria-label") or ""), "it")
    sheet.press("ArrowLeft")
    until(lambda: sheet.text("SKU", 2) == "KAOS-HTM-S", "and back")
