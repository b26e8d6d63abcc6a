"""P4: blank is not zero, and a number is never guessed."""

from __future__ import annotations

import pytest

from engine.model.sheet import Cell
from engine.reconcile.reading import Count, Refusal, entry_refusal, read_count, read_entry


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell("blank", None, False, "", ""), "refused.blank"),
        (Cell("text", "dua", False, "", "dua"), "refused.text"),
        (Cell("text", "12", False, "TEXT", "12"), "refused.text"),
        (Cell("error", "N_A", True, "", "#N/A"), "refused.error"),
        (Cell("bool", True, False, "", "TRUE"), "refused.bool"),
        (Cell("number", 43831, False, "DATE", "2020-01-01"), "refused.date"),
        (Cell("number", 0.5, False, "PERCENT", "50%"), "refused.percent"),
        (Cell("number", 1.5, False, "", "1.5"), "refused.fraction"),
        (Cell("number", -3, False, "", "-3"), "refused.negative"),
        (Cell("number", 123456789, False, "", "123456789"), "refused.too_big"),
        (Cell("number", 1, False, "NUMBER", "1.000"), "refused.decimals"),
        (Cell("number", 0, False, "", "0"), Count(0, False)),
        (Cell("number", 1200, False, "NUMBER", "1,200"), Count(1200, False)),
        (Cell("number", 28.0, False, "NUMBER", "28 pcs"), Count(28, False)),
        (Cell("number", 9, True, "", "9"), Count(9, True)),
    ],
)
def test_stock_cell_in_an_english_sheet(cell: Cell, expected: Count | str) -> None:
    read = read_count(cell, ".")

    assert expected == (read.code if isinstance(read, Refusal) else read)


def test_a_thousand_with_a_dot_is_a_thousand_in_an_indonesian_sheet() -> None:
    assert Count(1000, False) == read_count(Cell("number", 1000, False, "NUMBER", "1.000"), ",")


@pytest.mark.parametrize(
    ("content", "units"),
    [
        ("", 0),
        ("+10", 10),
        ("-3", -3),
        ("7", 7),
        ("+", None),
        ("1.5", None),
        ("sepuluh", None),
        ("=1+1", None),
    ],
)
def test_entry(content: str, units: int | None) -> None:
    assert units == read_entry(content)


def test_an_error_is_named_as_the_cell_shows_it() -> None:
    """The API calls it `N_A`; a person, and a light read, see `#N/A`."""
    assert Refusal("refused.error", "#N/A", "#N/A") == read_count(Cell("error", "N_A", True, "", "#N/A"), ".")


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Cell("blank", None, False, "", ""), ""),
        (Cell("text", "+5", False, "TEXT", "+5"), ""),
        (Cell("text", "sepuluh", False, "TEXT", "sepuluh"), ""),
        (Cell("number", 5, False, "", "5"), ""),
        (Cell("number", -3.0, False, "NUMBER", "-3 pcs"), ""),
        (Cell("number", 1200, False, "NUMBER", "1,200"), ""),
        (Cell("number", 0.5, False, "NUMBER", "0.5"), ""),
        (Cell("number", 46143, False, "DATE", "2026-05-01"), "refused.entry_format"),
        (Cell("number", 5, False, "PERCENT", "500%"), "refused.entry_format"),
        (Cell("number", 1, False, "NUMBER", "1.000"), "refused.entry_format"),
        (Cell("number", 5, True, "", "5"), "refused.entry_formula"),
        (Cell("text", "+5", True, "", "+5"), "refused.entry_formula"),
    ],
)
def test_entry_cell_in_an_english_sheet(entry: Cell, code: str) -> None:
    """What is no number of units at all is left to `read_entry`."""
    refusal = entry_refusal(entry, ".")

    assert code == ("" if refusal is None else refusal.code)
