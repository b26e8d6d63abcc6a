"""A person at the sheet: types, pastes, sorts, inserts, deletes, cuts and copies, as the browser would send it.

Rows are numbered from 1 as people see them, ranges are A1 texts without the tab's name, tabs are named by title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.sheets import batch
from sandbox.sheets.a1 import cell_name, column_name, parse_cells, quoted
from sandbox.sheets.areas import grid_range
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.draft import Draft, shown
from sandbox.sheets.judging import Judge
from sandbox.sheets.lookup import find
from sandbox.sheets.requests.copying import paste_block, split_text

Json = dict[str, Any]


class Rejected(ValueError):
    """The sheet would not take what was typed: a strict validation rule is against it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person with one spreadsheet open. Each method is one edit; ApiError where the sheet refuses it.

    `look` lets a function read the spreadsheet while nobody changes it; what `read_book` gives may change meanwhile.
    """

    name: str
    email: str
    read_book: Callable[[], Book]
    look: Callable[[Callable[[Book], Any]], Any]
    change: Callable[[Callable[[Draft], Any]], Any]

    # Looking

    def tab(self, sheet: str) -> Sheet:
        """The tab of that title. KeyError where there is none."""
        found = self.read_book().sheet_by_title(sheet)
        if found is None:
            raise KeyError(sheet)
        return found

    def read(self, sheet: str, cells: str) -> list[list[str]]:
        """What the cells show, every row and column of the range."""

        def texts(book: Book) -> list[list[str]]:
            found, box = find(book, f"{quoted(sheet)}!{cells}")
            return [
                [shown(found.grid.get(r, c), book.locale) for c in range(box.c0, box.c1)]
                for r in range(box.r0, box.r1)
            ]

        told: list[list[str]] = self.look(texts)
        return told

    def see(self, sheet: str, cell: str) -> str:
        """What one cell shows."""
        return self.read(sheet, cell)[0][0]

    def column(self, sheet: str, header: str) -> int:
        """The column (0 is A) under a header in row 1. KeyError where there is none."""
        headers = self.read(sheet, "1:1")[0]
        if header not in headers:
            raise KeyError(header)
        return headers.index(header)

    def row(self, sheet: str, header: str, text: str) -> int:
        """The first row (from 1) whose cell under the header shows this text. KeyError where none does."""
        letter = column_name(self.column(sheet, header))
        for number, (value,) in enumerate(self.read(sheet, f"{letter}:{letter}"), 1):
            if number > 1 and value == text:
                return number
        raise KeyError(text)

    def cell(self, sheet: str, header: str, key: str, key_header: str = "SKU") -> str:
        """The A1 name of the cell under `header` in the row where `key_header` shows `key`."""
        return cell_name(self.row(sheet, key_header, key) - 1, self.column(sheet, header))

    # Editing cells

    def type(self, sheet: str, cell: str, text: str, *, row: int | str | None = None) -> None:
        """Type into a cell. With `row`, `cell` is a header, and `row` a row number or a SKU. Rejected where a strict
        rule is against it."""
        if isinstance(row, str):
            cell = self.cell(sheet, cell, row)
        elif row is not None:
            cell = cell_name(row - 1, self.column(sheet, cell))

        def work(draft: Draft) -> None:
            found = find(draft.book, f"{quoted(sheet)}!{cell}")
            at = (found.box.r0, found.box.c0)
            draft.type_text(found.sheet, *at, text)
            draft.settle()
            self.obey(draft, found.sheet, *at)

        self.change(work)

    @staticmethod
    def obey(draft: Draft, sheet: Sheet, row: int, column: int) -> None:
        """Rejected where the cell's content breaks a strict rule of its own."""
        cell = sheet.grid.get(row, column)
        if cell.rule is None or not cell.rule.value.get("strict") or cell.effective is None:
            return
        condition = cell.rule.value["condition"]
        at = (row, column)
        if not Judge(draft.book, sheet, draft.now).condition(condition, at, [at])(
            row, column, cell.effective
        ):
            raise Rejected(
                cell.rule.value.get("inputMessage", "The data you entered violates the rule of this cell.")
            )

    def tick(self, sheet: str, cell: str, on: bool = True) -> None:
        """Tick or untick a checkbox."""
        self.type(sheet, cell, "TRUE" if on else "FALSE")

    def clear(self, sheet: str, cells: str) -> None:
        """Press Delete on a selection: contents go, formats stay."""
        self._do("updateCells", range=self._area(sheet, cells), fields="userEnteredValue")

    def paste(self, sheet: str, cell: str, block: str | list[list[str]]) -> None:
        """Paste text from outside: tab-separated lines, or rows of fields; each field as typed."""
        lines = split_text(block, "\t") if isinstance(block, str) else block

        def work(draft: Draft) -> None:
            found = find(draft.book, f"{quoted(sheet)}!{cell}")
            paste_block(draft, found.sheet, (found.box.r0, found.box.c0), lines)

        self.change(work)

    def copy(self, sheet: str, source: str, target: str, *, values_only: bool = False) -> None:
        """Copy a selection and paste it elsewhere on the tab."""
        self._do(
            "copyPaste",
            source=self._area(sheet, source),
            destination=self._area(sheet, target),
            pasteType="PASTE_VALUES" if values_only else "PASTE_NORMAL",
        )

    def cut(self, sheet: str, source: str, target: str) -> None:
        """Cut a selection and paste it at a cell."""
        span = parse_cells(target)
        if span is None:
            raise ValueError(target)
        start = {"sheetId": self.tab(sheet).sheet_id, "rowIndex": span.r0 or 0, "columnIndex": span.c0 or 0}
        self._do("cutPaste", source=self._area(sheet, source), destination=start, pasteType="PASTE_NORMAL")

    def note(self, sheet: str, cell: str, text: str) -> None:
        """Write a note on a cell."""
        rows = [{"values": [{"note": text}]}]
        self._do("updateCells", range=self._area(sheet, cell), rows=rows, fields="note")

    def number_format(self, sheet: str, cells: str, type_: str, pattern: str = "") -> None:
        """Choose a number format for a selection."""
        form = {"type": type_, **({"pattern": pattern} if pattern else {})}
        cell = {"userEnteredFormat": {"numberFormat": form}}
        self._do(
            "repeatCell", range=self._area(sheet, cells), cell=cell, fields="userEnteredFormat.numberFormat"
        )

    # Rows, columns, tabs

    def sort(
        self,
        sheet: str,
        column: str,
        *,
        descending: bool = False,
        cells: str | None = None,
        header_rows: int = 1,
    ) -> None:
        """Sort by a column letter or header: the whole tab below its header, or only `cells`."""
        tab = self.tab(sheet)
        span = parse_cells(f"{column}:{column}") if column.isalpha() and len(column) <= 2 else None
        index = (span.c0 or 0) if span is not None else self.column(sheet, column)
        if cells is None:
            area = {"sheetId": tab.sheet_id, "startRowIndex": header_rows}
        else:
            area = self._area(sheet, cells)
        order = "DESCENDING" if descending else "ASCENDING"
        self._do("sortRange", range=area, sortSpecs=[{"dimensionIndex": index, "sortOrder": order}])

    def filter(self, sheet: str, column: str, hidden: Sequence[str]) -> None:
        """Filter the whole tab: every row that shows one of these texts in the column (a letter) is hidden."""
        at = str(self._columns(sheet, column, 1)["startIndex"])
        area = {"sheetId": self.tab(sheet).sheet_id, "startRowIndex": 0}
        wanted = {"range": area, "criteria": {at: {"hiddenValues": list(hidden)}}}
        self._do("setBasicFilter", filter=wanted)

    def unfilter(self, sheet: str) -> None:
        """Take the filter away: every row shows again."""
        self._do("clearBasicFilter", sheetId=self.tab(sheet).sheet_id)

    def insert_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Insert blank rows above a row."""
        self._do("insertDimension", range=self._rows(sheet, row, count), inheritFromBefore=row > 1)

    def delete_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Delete rows."""
        self._do("deleteDimension", range=self._rows(sheet, row, count))

    def move_rows(self, sheet: str, row: int, count: int, before: int) -> None:
        """Drag rows to above another row."""
        self._do("moveDimension", source=self._rows(sheet, row, count), destinationIndex=before - 1)

    def cut_rows(self, sheet: str, row: int, count: int, to: int) -> None:
        """Cut whole rows and paste them over others; blank rows stay behind."""
        self.cut(sheet, f"{row}:{row + count - 1}", f"A{to}")

    def duplicate_rows(self, sheet: str, row: int, count: int = 1) -> None:
        """Insert as many rows below and paste a copy into them."""
        made = self._rows(sheet, row + count, count)
        area = self._area(sheet, f"{row}:{row + count - 1}")
        target = self._area(sheet, f"{row + count}:{row + 2 * count - 1}")
        self.do(
            {"insertDimension": {"range": made, "inheritFromBefore": True}},
            {"copyPaste": {"source": area, "destination": target, "pasteType": "PASTE_NORMAL"}},
        )

    def insert_columns(self, sheet: str, column: str, count: int = 1) -> None:
        """Insert blank columns left of a column letter."""
        self._do("insertDimension", range=self._columns(sheet, column, count))

    def delete_columns(self, sheet: str, column: str, count: int = 1) -> None:
        """Delete columns from a letter on."""
        self._do("deleteDimension", range=self._columns(sheet, column, count))

    def move_column(self, sheet: str, column: str, before: str) -> None:
        """Drag a column to left of another."""
        target = self._columns(sheet, before, 1)["startIndex"]
        self._do("moveDimension", source=self._columns(sheet, column, 1), destinationIndex=target)

    def rename_tab(self, sheet: str, title: str) -> None:
        """Give a tab another title."""
        properties = {"sheetId": self.tab(sheet).sheet_id, "title": title}
        self._do("updateSheetProperties", properties=properties, fields="title")

    def add_tab(self, title: str) -> None:
        """Add a blank tab."""
        self._do("addSheet", properties={"title": title})

    def delete_tab(self, sheet: str) -> None:
        """Delete a tab."""
        self._do("deleteSheet", sheetId=self.tab(sheet).sheet_id)

    def do(self, *requests: Json) -> list[Json]:
        """Any requests of a batchUpdate, as one edit; their replies."""
        replies: list[Json] = self.change(lambda draft: batch.apply(draft, list(requests)))
        return replies

    # Wire shapes

    def _do(self, kind: str, **body: Any) -> None:
        self.do({kind: body})

    def _area(self, sheet: str, cells: str) -> Json:
        span = parse_cells(cells)
        if span is None:
            raise ValueError(f"{cells!r} names no cells")
        return {"sheetId": 0, **grid_range(self.tab(sheet).sheet_id, span)}

    def _rows(self, sheet: str, row: int, count: int) -> Json:
        start = row - 1
        sheet_id = self.tab(sheet).sheet_id
        return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": start + count}

    def _columns(self, sheet: str, column: str, count: int) -> Json:
        span = parse_cells(f"{column}:{column}")
        if span is None or span.c0 is None:
            raise ValueError(f"{column!r} is no column")
        sheet_id = self.tab(sheet).sheet_id
        return {
            "sheetId": sheet_id,
            "dimension": "COLUMNS",
            "startIndex": span.c0,
            "endIndex": span.c0 + count,
        }
