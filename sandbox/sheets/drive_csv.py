"""Spreadsheets as other files: export as CSV, TSV and Excel, import of CSV.

Other formats are refused in the words Drive has for a conversion that it does not offer (documented).
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.draft import Draft, shown
from sandbox.sheets.drive_items import SPREADSHEET, DriveCall, book_for
from sandbox.sheets.drive_xlsx import xlsx
from sandbox.sheets.errors import DriveError
from sandbox.sheets.lookup import Found
from sandbox.sheets.requests.cells import grow
from sandbox.sheets.state import State
from sandbox.sheets.values_calls import clear_range
from sandbox.wire import Response

Json = dict[str, Any]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def files_export(state: State, call: DriveCall) -> Response:
    """The first tab as CSV: rectangular, lines joined by CR LF, none at the end (measured). Excel holds all tabs."""
    book = book_for(state, call)
    kind = call.params.get("mimeType", "")
    if kind == EXCEL:
        return Response(200, {"Content-Type": EXCEL}, xlsx(book))
    if kind not in {"text/csv", "text/tab-separated-values"}:
        raise DriveError(400, "The requested conversion is not supported.", "badRequest", "convertTo")
    sheet = book.sheets[0]
    used = [(r, c) for r, c, cell in sheet.grid.within(sheet.whole) if cell.effective is not None]
    height, width = (max(r for r, _ in used) + 1, max(c for _, c in used) + 1) if used else (0, 0)
    lines = [[shown(sheet.grid.get(r, c), book.locale) for c in range(width)] for r in range(height)]
    if kind == "text/tab-separated-values":
        text = "\r\n".join("\t".join(re.sub(r"[\t\r\n]", " ", field) for field in line) for line in lines)
    else:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(lines)
        text = out.getvalue().removesuffix("\r\n")
    return Response(200, {"Content-Type": kind}, text.encode())


def files_import(state: State, call: DriveCall) -> Json:
    """A CSV upload: the spreadsheet becomes one tab with what is in the file, each field as typed."""
    book = book_for(state, call, "writer")
    if not call.request.headers.get("content-type", "").startswith("text/csv"):
        raise DriveError(400, "Only CSV uploads are supported by this local server.", "invalid")
    lines = list(csv.reader(io.StringIO(call.request.body.decode("utf-8-sig"), newline="")))

    def fill(draft: Draft) -> None:
        sheet = draft.book.sheets[0]
        draft.book.sheets = [sheet]
        clear_range(draft, Found(sheet, Box(0, sheet.grid.row_count, 0, sheet.grid.column_count)))
        grow(draft, sheet, len(lines), max((len(line) for line in lines), default=0))
        for r, line in enumerate(lines):
            for c, text in enumerate(line):
                draft.type_text(sheet, r, c, text)

    state.change(book, call.email, fill)
    return {"kind": "drive#file", "id": book.book_id, "title": book.title, "mimeType": SPREADSHEET}
