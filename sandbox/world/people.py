"""What people do to the sheet, and that each edit and its line in the books are one change.

Looking for the cell and typing into it happen in the same draft, so no other edit comes in between: what the books
call a row's key stood in that row when it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.sheets import Rejected, SheetsServer
from sandbox.sheets.a1 import cell_name, column_name, parse_cells
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import ApiError
from sandbox.sheets.faults import Fault
from sandbox.wire import Clock

from .books import Books
from .hand import Hand, rows_of
from .moves import (
    BLOCK,
    COUNT,
    FLAG,
    KEY,
    OBJECT,
    ROW,
    TEXT,
    Json,
    Move,
    Refusal,
    checked,
    conflict,
    missing,
    wrong,
)

WHO = "people"
SPOT: Mapping[str, Any] = {"tab": TEXT, "row_key": KEY, "row": ROW, "column": TEXT, "cell": TEXT}
LINE: Mapping[str, Any] = {"tab": TEXT, "row_key": KEY, "row": ROW}
QUESTIONS = {"Konflik": ("Keputusan", "Oleh"), "Conflicts": ("Decision", "By")}


class People:
    """The people of one spreadsheet. `moves` is what they can do at the sheet."""

    def __init__(self, google: SheetsServer, spreadsheet_id: str, books: Books, clock: Clock) -> None:
        self.google = google
        self.spreadsheet_id = spreadsheet_id
        self.books = books
        self.clock = clock
        self.moves = {
            name: Move(text, self._doer(name, act), fields, needed)
            for name, (text, act, fields, needed) in EDITS.items()
        }
        self.moves["read"] = Move("What a tab shows, header row first.", self._read, {"tab": TEXT}, ("tab",))
        self.moves["before_next_write"] = Move(
            "Do an edit (`do`) in the instant before the next write of an account takes effect.",
            self._before_next_write,
            {"do": OBJECT, "account": TEXT},
            ("do",),
        )

    def _doer(self, name: str, act: Callable[[Hand, Json], Json]) -> Callable[[Json], Json]:
        return lambda fields: self._edit(name, act, fields)

    def _edit(self, name: str, act: Callable[[Hand, Json], Json], fields: Json) -> Json:
        person = self.google.person(self.spreadsheet_id)

        def change(draft: Draft) -> Json:
            inside = replace(
                person,
                read_book=lambda: draft.book,
                look=lambda work: work(draft.book),
                change=lambda work: work(draft),
            )
            titles = [sheet.title for sheet in draft.book.sheets]
            tab = fields.get("tab") or next((one for one in QUESTIONS if one in titles), titles[0])
            hand = Hand(inside, tab, self.clock.now())
            facts = act(hand, {**fields, "tab": tab})
            draft.settle()
            return self.books.enter(hand.at, WHO, name, facts, hand.typed)

        try:
            entry: Json = person.change(change)
        except Rejected as error:
            raise conflict(str(error), "rejected") from error
        except ApiError as error:
            raise wrong(error.message) if error.code == 400 else conflict(error.message) from error
        return entry

    def _read(self, fields: Json) -> Json:
        person = self.google.person(self.spreadsheet_id)
        return {"tab": fields["tab"], "rows": rows_of(person, fields["tab"])}

    def _before_next_write(self, fields: Json) -> Json:
        do = dict(fields["do"])
        action = do.pop("action", None)
        if action not in self.moves or action in ("read", "before_next_write"):
            raise wrong("`do` is an edit of its own, with its `action`")
        move = self.moves[action]
        checked(move, do)

        def act() -> None:
            try:
                move.act(do)
            except Refusal as refusal:
                # The engine's call goes on all the same; the books say why the person could not.
                self.books.enter(self.clock.now(), WHO, action, {"refused": str(refusal)})

        account = fields.get("account", "engine")
        self.google.faults.plan(Fault("edit", "writes", account=account or None, edit=act))
        return self.books.enter(self.clock.now(), WHO, "before_next_write", {"do": fields["do"]})


def _type(hand: Hand, fields: Json) -> Json:
    row, column = hand.place(fields)
    hand.type(row, column, fields["text"])
    return {"tab": hand.tab, "cell": cell_name(row - 1, column)}


def _block(hand: Hand, fields: Json) -> Json:
    row, column = hand.place(fields)
    start = cell_name(row - 1, column)
    hand.person.paste(hand.tab, start, fields["block"])
    hand.note(
        [
            (row + down, column + across, text)
            for down, line in enumerate(fields["block"])
            for across, text in enumerate(line)
        ]
    )
    return {"tab": hand.tab, "cell": start}


def _append(hand: Hand, fields: Json) -> Json:
    row = len(hand.rows) + 1
    cells = [(row, hand.column(header), str(text)) for header, text in fields["values"].items()]
    if row > hand.person.tab(hand.tab).grid.row_count:
        sheet_id = hand.person.tab(hand.tab).sheet_id
        hand.person.do({"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": 1}})
    for _, column, text in cells:
        hand.person.type(hand.tab, cell_name(row - 1, column), text)
    hand.note(cells)
    return {"tab": hand.tab, "row": row}


def _clear(hand: Hand, fields: Json) -> Json:
    if "cells" in fields:
        cells = fields["cells"]
    else:
        row, column = hand.place(fields)
        cells = cell_name(row - 1, column)
    span = parse_cells(cells)
    if span is None:
        raise wrong(f"{cells!r} names no cells")
    hand.person.clear(hand.tab, cells)
    width = max((len(line) for line in hand.rows), default=0)
    rows = range(span.r0 or 0, min(span.r1 or len(hand.rows), len(hand.rows)))
    columns = range(span.c0 or 0, min(span.c1 or width, width))
    hand.note([(row + 1, column, "") for row in rows for column in columns])
    return {"tab": hand.tab, "cells": cells}


def _ticker(text: str) -> Callable[[Hand, Json], Json]:
    return lambda hand, fields: _type(hand, {**fields, "text": text})


def _sort(hand: Hand, fields: Json) -> Json:
    letter = column_name(hand.column(fields["column"]))
    hand.person.sort(hand.tab, letter, descending=fields.get("descending", False))
    return {"tab": hand.tab, "column": fields["column"], "descending": fields.get("descending", False)}


def _insert(hand: Hand, fields: Json) -> Json:
    row, count = hand.row_of(fields), fields.get("count", 1)
    hand.person.insert_rows(hand.tab, row, count)
    return {"tab": hand.tab, "row": row, "count": count}


def _delete(hand: Hand, fields: Json) -> Json:
    row = hand.row_of(fields)
    hand.person.delete_rows(hand.tab, row)
    return {"tab": hand.tab, "row": row, "key": hand.key(row)}


def _cut(hand: Hand, fields: Json) -> Json:
    row, to = hand.row_of(fields), fields.get("to", len(hand.rows) + 1)
    hand.person.cut_rows(hand.tab, row, 1, to)
    return {"tab": hand.tab, "row": row, "to": to, "key": hand.key(row)}


def _copy(hand: Hand, fields: Json) -> Json:
    row = hand.row_of(fields)
    hand.person.duplicate_rows(hand.tab, row)
    return {"tab": hand.tab, "row": row, "key": hand.key(row)}


def _move_column(hand: Hand, fields: Json) -> Json:
    column, before = (column_name(hand.column(fields[name])) for name in ("column", "before"))
    hand.person.move_column(hand.tab, column, before)
    return {"tab": hand.tab, "column": fields["column"], "before": fields["before"]}


def _choose(hand: Hand, fields: Json) -> Json:
    if hand.tab not in QUESTIONS:
        raise missing("there is no tab of questions yet")
    decision, by = QUESTIONS[hand.tab]
    row, column = hand.row(fields["row_key"]), hand.column(decision)
    rule = hand.person.tab(hand.tab).grid.get(row - 1, column).rule
    values = rule.value["condition"].get("values", []) if rule is not None else []
    choices = [str(one.get("userEnteredValue", "")) for one in values]
    if ("text" in fields) == ("index" in fields):
        raise wrong("either `text` or `index`")
    if "index" in fields and fields["index"] >= len(choices):
        raise missing(f"question {fields['row_key']!r} has the choices: {', '.join(choices) or 'none'}")
    text = fields["text"] if "text" in fields else choices[fields["index"]]
    hand.type(row, column, text)
    if "by" in fields:
        hand.type(row, hand.column(by), fields["by"])
    return {"tab": hand.tab, "row_key": fields["row_key"], "chosen": text, "choices": choices}


def _set_locale(hand: Hand, fields: Json) -> Json:
    change = {"properties": {"locale": fields["locale"]}, "fields": "locale"}
    hand.person.do({"updateSpreadsheetProperties": change})
    return {"locale": fields["locale"]}


EDITS: Mapping[str, tuple[str, Callable[[Hand, Json], Json], Mapping[str, Any], tuple[str, ...]]] = {
    "type": ("Type into a cell.", _type, {**SPOT, "text": TEXT}, ("tab", "text")),
    "type_block": (
        "Paste rows of texts from outside.",
        _block,
        {**SPOT, "block": BLOCK},
        ("tab", "block"),
    ),
    "append": (
        "Type a new row below the last one; `values` by header.",
        _append,
        {"tab": TEXT, "values": OBJECT},
        ("tab", "values"),
    ),
    "clear": ("Empty a cell, or the range `cells`.", _clear, {**SPOT, "cells": TEXT}, ("tab",)),
    "tick": ("Tick a checkbox.", _ticker("TRUE"), SPOT, ("tab",)),
    "untick": ("Untick a checkbox.", _ticker("FALSE"), SPOT, ("tab",)),
    "sort": (
        "Sort the rows below the header by a column.",
        _sort,
        {"tab": TEXT, "column": TEXT, "descending": FLAG},
        ("tab", "column"),
    ),
    "insert_rows": ("Insert blank rows above a row.", _insert, {**LINE, "count": COUNT}, ("tab",)),
    "delete_row": ("Delete a row.", _delete, LINE, ("tab",)),
    "cut_paste_row": (
        "Cut a row and paste it over row `to` (left out: below the last one).",
        _cut,
        {**LINE, "to": ROW},
        ("tab",),
    ),
    "copy_row": ("Insert a copy of a row below it.", _copy, LINE, ("tab",)),
    "move_column": (
        "Drag a column to left of another.",
        _move_column,
        {"tab": TEXT, "column": TEXT, "before": TEXT},
        ("tab", "column", "before"),
    ),
    "choose": (
        "Answer a question: `text`, or `index` (from 0) among the cell's choices; `by` says who.",
        _choose,
        {
            "row_key": KEY,
            "text": TEXT,
            "index": {"type": "integer", "minimum": 0},
            "by": TEXT,
            "tab": TEXT,
        },
        ("row_key",),
    ),
    "set_locale": (
        "Change the spreadsheet's locale in its settings.",
        _set_locale,
        {"locale": {"type": "string", "enum": ["en_US", "id_ID"]}},
        ("locale",),
    ),
}
