"""Which tab and cells of a spreadsheet a range text, a GridRange or a data filter means."""

from __future__ import annotations

from typing import Any, NamedTuple

from sandbox.sheets.a1 import Box, Span, parse_range, range_name
from sandbox.sheets.areas import clipped, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.errors import bad


class Found(NamedTuple):
    """A tab and the cells of it that a text means, cut to the grid."""

    sheet: Sheet
    box: Box

    @property
    def name(self) -> str:
        """Google's own way to write it."""
        return range_name(self.sheet.title, self.box)


def find(book: Book, text: str) -> Found:
    """The cells a range text means. ApiError 400 where it means none or starts past the grid (measured)."""
    named = parse_range(text, lambda name: book.named_range(name) is not None)
    if named is None:
        raise unparseable(text)
    if named.name is not None:
        area = book.named_range(named.name) or {}
        sheet, span = book.sheet_by_id(area.get("sheetId", 0)), span_of(area)
    else:
        sheet = book.sheets[0] if named.title is None else book.sheet_by_title(named.title)
        span = named.span
    if sheet is None:
        raise unparseable(text)
    return Found(sheet, inside(sheet, span, text))


def unparseable(text: str) -> Exception:
    return bad(f"Unable to parse range: {text}")


def inside(sheet: Sheet, span: Span, text: str) -> Box:
    """The span cut to the grid; ApiError 400 where it starts past it."""
    grid = sheet.grid
    if (span.r0 or 0) >= grid.row_count or (span.c0 or 0) >= grid.column_count:
        name = text if "!" not in text else text.rpartition("!")[2]
        raise bad(
            f"Range ({sheet.title}!{name}) exceeds grid limits. Max rows: {grid.row_count}, "
            f"max columns: {grid.column_count}"
        )
    return clipped(span, grid.row_count, grid.column_count)


def find_area(book: Book, area: dict[str, Any]) -> Found:
    """The cells a GridRange in a request means; a missing `sheetId` is 0, as in any protocol buffer."""
    sheet = grid_by_id(book, area.get("sheetId", 0))
    span = span_of(area)
    for low, high, size, noun in (
        ("startRowIndex", "endRowIndex", sheet.grid.row_count, "row"),
        ("startColumnIndex", "endColumnIndex", sheet.grid.column_count, "column"),
    ):
        start, end = area.get(low, 0), area.get(high)
        if start < 0 or (end is not None and end < 0):
            raise bad(f"range.{low}[{start}] must not be negative")
        if start >= size:
            raise bad(f"range.{low}[{start}] is after last {noun} in grid[{size}]")
        if end is not None and end <= start:
            raise bad(f"range.{high}[{end}] must be greater than range.{low}[{start}]")
    return Found(sheet, clipped(span, sheet.grid.row_count, sheet.grid.column_count))


def grid_by_id(book: Book, sheet_id: int) -> Sheet:
    """The tab; ApiError 400 as Google answers for one that is gone (recorded)."""
    sheet = book.sheet_by_id(sheet_id)
    if sheet is None:
        raise bad(f"No grid with id: {sheet_id}")
    return sheet
