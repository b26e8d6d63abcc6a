"""What a hand does with a selection on the page: filled on, copied from the menu, carried off, drawn over an edge."""

from __future__ import annotations

import pytest
from page_seen import Seen, until

pytestmark = [pytest.mark.browser]


@pytest.fixture
def sheet(quiet, seen: Seen) -> Seen:
    seen.open(quiet.url)
    until(lambda: seen.text("SKU", 2) == "KAOS-HTM-S", "the seller's sheet")
    return seen


def shown(quiet, cells: str) -> list[list[str]]:
    return quiet.person.read("SKU", cells)


def test_the_corner_of_the_selection_continues_a_series(quiet, sheet: Seen) -> None:
    quiet.person.paste("SKU", "D2", [["10"], ["20"]])
    until(lambda: sheet.text("Stok", 3) == "20", "both numbers")
    sheet.cell("Stok", 2).click()
    sheet.press("Shift+ArrowDown")
    sheet.drag(sheet.page.locator(".knob"), sheet.cell("Stok", 6))
    until(lambda: shown(quiet, "D2:D6") == [["10"], ["20"], ["30"], ["40"], ["50"]], "the series")
    assert sheet.at() == "D2:D6"
    sheet.press("Control+z")
    until(lambda: shown(quiet, "D4:D6") == [["48"], ["36"], ["52"]], "undone as one")


def test_the_corner_of_one_number_copies_it_and_beside_it_too(quiet, sheet: Seen) -> None:
    sheet.cell("Stok", 2).click()
    sheet.drag(sheet.page.locator(".knob"), sheet.cell("Stok", 4))
    until(lambda: shown(quiet, "D2:D4") == [["40"]] * 3, "copied down")
    sheet.drag(sheet.page.locator(".knob"), sheet.page.locator("#cell-3-5"))
    until(lambda: shown(quiet, "D4:F4") == [["40"] * 3], "copied to the right")


def test_escape_leaves_a_filling(quiet, sheet: Seen) -> None:
    sheet.cell("Stok", 2).click()
    knob, target = sheet.page.locator(".knob").bounding_box(), sheet.cell("Stok", 5).bounding_box()
    assert knob
    assert target
    sheet.page.mouse.move(knob["x"] + 4, knob["y"] + 4)
    sheet.page.mouse.down()
    sheet.page.mouse.move(target["x"] + 9, target["y"] + 9, steps=3)
    assert sheet.page.locator(".fillframe").count() == 1
    sheet.press("Escape")
    sheet.page.mouse.up()
    assert sheet.page.locator(".fillframe").count() == 0
    sheet.type("Stok", 2, "41")
    until(lambda: shown(quiet, "D2:D3") == [["41"], ["55"]], "only what was typed")


def test_two_clicks_on_the_corner_fill_down_beside_what_is_there(quiet, sheet: Seen) -> None:
    quiet.person.type("SKU", "E2", "=D2*2")
    until(lambda: sheet.page.locator("#cell-1-4").inner_text() == "80", "the formula")
    sheet.page.locator("#cell-1-4").click()
    sheet.page.locator(".knob").dblclick()
    until(lambda: shown(quiet, "E33:E34") == [[str(2 * int(shown(quiet, "D33")[0][0]))], [""]], "to the last")
    assert shown(quiet, "E3") == [["110"]]


@pytest.mark.parametrize(
    ("select", "key", "cells", "after"),
    [
        (["Shift+ArrowDown", "Shift+ArrowDown"], "Control+d", "D2:D4", [["40"]] * 3),
        (["ArrowDown"], "Control+d", "D2:D3", [["40"]] * 2),
        (["Shift+ArrowRight", "Shift+ArrowRight"], "Control+r", "D2:F2", [["40"] * 3]),
        (["ArrowRight"], "Control+r", "D2:E2", [["40"] * 2]),
    ],
)
def test_filling_by_the_keyboard(
    quiet, sheet: Seen, select: list[str], key: str, cells: str, after: list[list[str]]
) -> None:
    sheet.cell("Stok", 2).click()
    sheet.press(*select, key)
    until(lambda: shown(quiet, cells) == after, "filled")


def test_the_engines_columns_are_warned_about_before_they_are_filled(quiet, sheet: Seen) -> None:
    tab = quiet.person.tab("SKU").sheet_id
    area = {"sheetId": tab, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    quiet.person.do({"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}})
    until(lambda: sheet.page.locator("#cell-1-2.own").count() == 1, "the guard")
    sheet.cell("Varian", 2).click()
    sheet.drag(sheet.page.locator(".knob"), sheet.cell("Varian", 3))
    sheet.page.get_by_role("button", name="Batal").click()
    assert shown(quiet, "C3") == [["Hitam, M"]]


def test_the_menu_copies_and_pastes(quiet, sheet: Seen) -> None:
    quiet.person.number_format("SKU", "D2", "NUMBER", '0 "pcs"')
    until(lambda: sheet.text("Stok", 2) == "40 pcs", "its format")
    sheet.cell("Stok", 2).click(button="right")
    sheet.page.get_by_role("menuitem", name="Salin").click()
    until(lambda: sheet.page.locator(".cell.copied").count() == 1, "what is copied")
    sheet.cell("Stok", 4).click(button="right")
    sheet.page.get_by_role("menuitem", name="Tempel").click()
    until(lambda: shown(quiet, "D4") == [["40 pcs"]], "with its format")


def test_columns_are_dragged_to_another_place(quiet, sheet: Seen) -> None:
    letter = sheet.page.locator(".letter").nth(1)
    letter.click()
    sheet.drag(letter, sheet.page.locator(".letter").nth(3), at=(0.8, 0.5))
    until(lambda: shown(quiet, "A1:D1") == [["SKU", "Varian", "Stok", "Nama"]], "behind the fourth")
    until(lambda: sheet.headers()[:4] == ["SKU", "Varian", "Stok", "Nama"], "and on the page")
    sheet.press("Control+z")
    until(lambda: shown(quiet, "A1:D1") == [["SKU", "Nama", "Varian", "Stok"]], "back where it was")


def test_columns_are_selected_by_drawing_over_their_letters(sheet: Seen) -> None:
    letters = sheet.page.locator(".letter")
    sheet.drag(letters.nth(1), letters.nth(3))
    assert sheet.at().startswith("B1:D")


def test_a_selection_drawn_over_the_edge_scrolls_on(sheet: Seen) -> None:
    start, box = sheet.cell("Stok", 5).bounding_box(), sheet.page.locator(".scroller").bounding_box()
    assert start
    assert box
    sheet.page.mouse.move(start["x"] + 9, start["y"] + 9)
    sheet.page.mouse.down()
    sheet.page.mouse.move(start["x"] + 9, box["y"] + box["height"] + 20, steps=3)
    until(lambda: int(sheet.at().split("D")[-1]) > 60, "rows far below")
    sheet.page.mouse.up()
    assert sheet.at().startswith("D5:D")
