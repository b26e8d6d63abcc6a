"""Decides how cells are named towards Google: A1 texts and zero-based, half-open grid ranges."""

from __future__ import annotations

from collections.abc import Iterable

from .base import Json


def letters(column: int) -> str:
    """The letters of a zero-based column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def quoted(title: str) -> str:
    """A tab's title as A1 texts need it."""
    return "'" + title.replace("'", "''") + "'"


def a1(title: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> str:
    """The cells from (row, column) to (last_row, last_column), zero-based and inclusive; both default to one cell."""
    end_row = row if last_row is None else last_row
    end_column = column if last_column is None else last_column
    text = f"{quoted(title)}!{letters(column)}{row + 1}"
    return text if (end_row, end_column) == (row, column) else f"{text}:{letters(end_column)}{end_row + 1}"


def columns_a1(title: str, first: int, last: int) -> str:
    """Whole columns from `first` to `last`, inclusive."""
    return f"{quoted(title)}!{letters(first)}:{letters(last)}"


def whole_a1(title: str) -> str:
    """All that a tab can hold in the columns that are looked at; Google cuts it to the grid."""
    return f"{quoted(title)}!A:ZZ"


def header_a1(title: str) -> str:
    """The header row of a tab."""
    return f"{quoted(title)}!A1:ZZ1"


def grid(
    sheet_id: int, row: int, column: int, end_row: int | None = None, end_column: int | None = None
) -> Json:
    """A GridRange from (row, column) up to, not including, the ends; one cell by default."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": row,
        "endRowIndex": row + 1 if end_row is None else end_row,
        "startColumnIndex": column,
        "endColumnIndex": column + 1 if end_column is None else end_column,
    }


def rows_below(sheet_id: int, row: int, column: int) -> Json:
    """One column from `row` to the end of the grid, whatever it grows to."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": row,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Sorted numbers as runs (first, last), both inclusive."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
