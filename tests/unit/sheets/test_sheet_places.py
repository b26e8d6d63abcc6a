"""Names of cells, moments as serial numbers, and which tab and column is which."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from engine.errors import LayoutBroken
from engine.sheets.base import BookInfo, Mark, TabInfo
from engine.sheets.columns import adoptable, find_columns, find_tab
from engine.sheets.ranges import a1, letters, quoted, runs
from engine.sheets.schema import GUIDE, LINKS, TABS, fold
from engine.sheets.times import from_serial, to_serial, zone_of
from engine.texts import Texts


class Words:
    def title(self, tab: str) -> str:
        return tab.upper()

    def header(self, tab: str, column: str) -> str:
        return column.upper()

    def note(self, tab: str, column: str) -> str:
        return f"{tab}.{column}"


WORDS = Words()
ANSWER, TOPIC = "guide.answer", "guide.topic"


def marks(*places: tuple[str, int], sheet: int = 1) -> tuple[Mark, ...]:
    return tuple(Mark("selaras.column", value, sheet, at) for value, at in places)


@pytest.mark.parametrize(
    ("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(column: int, text: str) -> None:
    assert letters(column) == text


def test_titles_are_quoted_and_one_cell_is_one_cell() -> None:
    assert quoted("Toko's") == "'Toko''s'"
    assert a1("SKU", 0, 0) == "'SKU'!A1"
    assert a1("SKU", 1, 3, 4, 3) == "'SKU'!D2:D5"


def test_runs_are_inclusive_and_sorted() -> None:
    assert runs([5, 1, 2, 3, 2, 9]) == [(1, 3), (5, 5), (9, 9)]
    assert runs([]) == []


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "UTC", "America/New_York"])
@pytest.mark.parametrize("moment", [0.0, 951_868_799.0, 1_790_000_000.0, 1_799_999_999.9])
def test_a_moment_comes_back_to_the_second(moment: float, zone: str) -> None:
    assert from_serial(to_serial(moment, ZoneInfo(zone)), ZoneInfo(zone)) == int(moment)


def test_a_serial_number_is_local_time() -> None:
    assert to_serial(0.0, ZoneInfo("UTC")) == 25_569.0
    assert to_serial(0.0, ZoneInfo("Asia/Jakarta")) == pytest.approx(25_569 + 7 / 24)


@pytest.mark.parametrize("serial", [1e12, -1e9, float("inf"), float("nan")])
def test_a_number_that_is_no_date_stays_a_number(serial: float) -> None:
    assert from_serial(serial, ZoneInfo("UTC")) is None


def test_a_zone_that_this_machine_does_not_know_is_utc() -> None:
    assert zone_of("Mars/Olympus").utcoffset(None) is not None
    assert zone_of("Asia/Jakarta") == ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("placed", "header", "expected"),
    [
        # One mark: there, whatever the header says.
        (marks((TOPIC, 2), (ANSWER, 0)), ("x", "", "TOPIC"), {"topic": 2, "answer": 0}),
        # No mark: the known header, in any case and with any blanks.
        ((), (" topic ", "Answer"), {"topic": 0, "answer": 1}),
        # A header whose column is marked as another one is not taken twice.
        (marks((ANSWER, 0)), ("TOPIC", "x"), {"answer": 0}),
        # A copied column: the one with the known header.
        (marks((TOPIC, 0), (TOPIC, 1)), ("x", "TOPIC"), {"topic": 1}),
        # Two columns of that header and no mark: unclear.
        ((), ("TOPIC", "TOPIC", "ANSWER"), {"answer": 2}),
        # Marks of another tab, and of another sheet, say nothing.
        (marks(("links.answer", 0)) + marks((TOPIC, 0), sheet=2), ("x",), {}),
    ],
)
def test_columns_are_found_by_mark_then_by_header(
    placed: tuple[Mark, ...], header: tuple[str, ...], expected: dict[str, int]
) -> None:
    found, missing = find_columns(GUIDE, 1, placed, header, WORDS)
    assert found == expected
    assert set(missing) == {"topic", "answer", "applies_to"} - expected.keys()


def book(tabs: list[tuple[int, str]], *placed: Mark) -> BookInfo:
    entries = tuple(TabInfo(sheet, title, 10, 10) for sheet, title in tabs)
    return BookInfo("id_ID", "Asia/Jakarta", "MINUTE", entries, placed)


def test_a_tab_is_found_by_its_marks_then_by_its_title() -> None:
    tabs = [(1, "LINKS"), (2, "x")]
    by_mark = find_tab(book(tabs, Mark("selaras.tab", "links", 2, None)), LINKS, WORDS)
    by_column = find_tab(book(tabs, *marks(("links.id", 0), sheet=2)), LINKS, WORDS)
    by_title = find_tab(book([(1, "links ")]), LINKS, WORDS)
    assert [found.sheet_id if found else None for found in (by_mark, by_column, by_title)] == [2, 2, 1]
    assert find_tab(book([(1, "x")]), LINKS, WORDS) is None


def test_of_a_tab_and_its_copy_the_one_with_the_title_is_meant() -> None:
    both = [Mark("selaras.tab", "links", sheet, None) for sheet in (1, 2)]
    found = find_tab(book([(1, "Copy of LINKS"), (2, "LINKS")], *both), LINKS, WORDS)
    assert found is not None
    assert found.sheet_id == 2
    with pytest.raises(LayoutBroken):
        find_tab(book([(1, "a"), (2, "b")], *both), LINKS, WORDS)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Nama", "SKU", "Stok"), {"sku": 1, "stock": 2, "name": 0}),
        (("Kode  Barang", "QTY", "Variasi"), {"sku": 0, "stock": 1, "variant": 2}),
        (("SKU", "Harga"), None),
        (("Stok",), None),
        ((), None),
    ],
)
def test_a_sellers_own_tab_is_known_by_its_headers(
    header: tuple[str, ...], expected: dict[str, int] | None
) -> None:
    assert adoptable(header) == expected


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_texts_have_every_column_in_the_order_of_the_layout(language: str) -> None:
    texts = Texts(language)
    assert {tab.name: tab.names for tab in TABS} == {
        name: tuple(column.name for column in tab.columns) for name, tab in texts.tabs.items()
    }
    for tab in TABS:
        headers = [fold(texts.header(tab.name, name)) for name in tab.names]
        assert len(set(headers)) == len(headers)
