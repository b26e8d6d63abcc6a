"""The cells of one tab: sparse rows that are copied only when a draft first changes them.

A draft of a tab works in the list of rows of the tab it came from and notes what stood there, so a small batch on a
large tab costs what it changes, and a refused one is undone by putting that back (`take_back`). Only a draft that
inserts, deletes or moves rows gets a list of its own. Rows carry a number of their own under which they are stored, so
moving them rewrites their order and not their content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Cell, Formula, Value, with_value

CHUNK = 1024
"""Rows whose order is stored together."""
CALC_CELLS = 2000


class Row:
    """One row that is not blank: cells from column A on (no trailing EMPTY), and its dimension properties.

    `width` is how many cells there are up to the last with content; None where that has to be looked at again.
    """

    __slots__ = ("cells", "draft", "props", "uid", "width")

    def __init__(self, uid: int, cells: list[Cell], props: dict[str, Any] | None, draft: object) -> None:
        self.uid = uid
        self.cells = cells
        self.props = props
        self.draft = draft
        self.width: int | None = None


class Grid:
    """Rows and columns of a tab. Indexes are zero-based; every change goes through a method, which notes what changed.

    `stored_*` say what has to be written to the state file (`stored_cells` the single cells, by their row's number and
    column, that changed in rows which are not to be written whole), `calc_*` what the calculator has to hear of.
    """

    def __init__(self, row_count: int, column_count: int) -> None:
        self.rows: list[Row | None] = [None] * row_count
        self.columns: list[dict[str, Any] | None] = [None] * column_count
        self.next_uid = 1
        self.formulas = 0
        self.draft: object = object()
        self._rows_are_own = True
        self._before: dict[int, Row | None] = {}
        self.stored_rows: dict[int, Row | None] = {}
        self.stored_cells: dict[tuple[int, int], Row] = {}
        self.stored_chunks: set[int] = set()
        self.stored_order_from: int | None = 0
        self.calc_cells: set[tuple[int, int]] = set()
        self.calc_shifts: list[tuple[int, int]] = []
        self.calc_all = False
        self.calc_size = False

    def fork(self) -> Grid:
        """A draft of this grid; this one must be neither read nor changed until the draft is kept or taken back."""
        twin = Grid.__new__(Grid)
        twin.rows = self.rows
        twin.columns = list(self.columns)
        twin.next_uid = self.next_uid
        twin.formulas = self.formulas
        twin.draft = object()
        twin._rows_are_own = False
        self._before = twin._before = {}
        twin.stored_rows = {}
        twin.stored_cells = {}
        twin.stored_chunks = set()
        twin.stored_order_from = None
        twin.calc_cells = set(self.calc_cells)
        twin.calc_shifts = list(self.calc_shifts)
        twin.calc_all = self.calc_all
        twin.calc_size = self.calc_size
        return twin

    def take_back(self) -> None:
        """Make this grid what it was before its draft, which is thrown away."""
        for row, line in self._before.items():
            self.rows[row] = line
        self._before = {}

    @property
    def changed(self) -> bool:
        """Whether rows or their order differ from what the state file holds by more than single cells."""
        return bool(self.stored_rows or self.stored_chunks) or self.stored_order_from is not None

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def column_count(self) -> int:
        return len(self.columns)

    def get(self, row: int, column: int) -> Cell:
        """The cell; EMPTY where nothing was ever put (also outside the grid)."""
        line = self.rows[row] if row < len(self.rows) else None
        if line is None or column >= len(line.cells):
            return EMPTY
        return line.cells[column]

    def cells_of(self, row: int) -> list[Cell]:
        """The row's cells from column A on, to read only."""
        line = self.rows[row]
        return [] if line is None else line.cells

    def filled_of(self, row: int) -> list[Cell]:
        """The row's cells from column A to the last with content; formats and ticks not set are none."""
        line = self.rows[row]
        if line is None:
            return []
        if line.width is None:
            line.width = len(line.cells)
            while line.width and line.cells[line.width - 1][:2] == (None, None):
                line.width -= 1
        return line.cells[: line.width]

    @property
    def filled_rows(self) -> int:
        """How many rows there are up to the last with content."""
        rows = self.rows
        count = len(rows)
        while count:
            line = rows[count - 1]
            if line is not None and line.width != 0 and self.filled_of(count - 1):
                break
            count -= 1
        return count

    def within(self, box: Box) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell in the box that is not EMPTY, by rows."""
        for r in range(box.r0, min(box.r1, len(self.rows))):
            line = self.rows[r]
            if line is None:
                continue
            for c in range(box.c0, min(box.c1, len(line.cells))):
                cell = line.cells[c]
                if cell is not EMPTY:
                    yield r, c, cell

    def formula_cells(self) -> Iterator[tuple[int, int, Cell, Formula]]:
        """Every formula of the tab."""
        if not self.formulas:
            return
        for r, line in enumerate(self.rows):
            if line is not None:
                for c, cell in enumerate(line.cells):
                    if isinstance(cell.value, Formula):
                        yield r, c, cell, cell.value

    def kept(self) -> None:
        """The draft has become the spreadsheet, and the state file holds what it changed."""
        self.stored_rows, self.stored_cells, self.stored_chunks = {}, {}, set()
        self.stored_order_from = None
        self._before = {}

    def count_formulas(self) -> None:
        """Count them, once the rows were put in from the state file."""
        lines = [line for line in self.rows if line is not None]
        self.formulas = sum(isinstance(cell.value, Formula) for line in lines for cell in line.cells)

    def _own_rows(self) -> list[Row | None]:
        """The list of rows, this draft's own, so that its length and order may change."""
        if not self._rows_are_own:
            self.rows = self.rows[:]
            self._rows_are_own = True
        return self.rows

    def _set_row(self, row: int, line: Row) -> None:
        if not self._rows_are_own:
            self._before.setdefault(row, self.rows[row])
        self.rows[row] = line

    def row_to_change(self, row: int, stored: bool = True) -> Row:
        """The row, this draft's own, made where it was blank."""
        line = self.rows[row]
        if line is None:
            line = Row(self.next_uid, [], None, self.draft)
            self.next_uid += 1
            self._set_row(row, line)
            self.stored_chunks.add(row // CHUNK)
        elif line.draft is not self.draft:
            line = Row(line.uid, line.cells[:], line.props, self.draft)
            self._set_row(row, line)
        line.width = None
        if stored:
            self.stored_rows[line.uid] = line
        return line

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replace one cell inside the grid."""
        line = self.rows[row]
        old = line.cells[column] if line is not None and column < len(line.cells) else EMPTY
        self._put_over(row, column, old, cell)

    def put_value(self, row: int, column: int, value: Value) -> None:
        """Replace what one cell inside the grid holds, as `with_value` has it."""
        line = self.rows[row]
        old = line.cells[column] if line is not None and column < len(line.cells) else EMPTY
        self._put_over(row, column, old, with_value(old, value))

    def _put_over(self, row: int, column: int, old: Cell, cell: Cell) -> None:
        value, stood = cell[0], old[0]
        same = value == stood and type(value) is type(stood)
        if same and cell[1] is None and old[1] is not None:
            # The calculator hears of changes only, so what has not changed keeps its result.
            cell = cell._replace(result=old.result)
        if value is None and cell == EMPTY:
            cell = EMPTY
        if cell is old:
            return
        line = self.row_to_change(row, stored=self.rows[row] is None)
        if line.uid not in self.stored_rows:
            self.stored_cells[line.uid, column] = line
        cells = line.cells
        if column < len(cells) and cell is not EMPTY:
            cells[column] = cell
        else:
            self._place(cells, column, cell)
        if not same:
            if type(value) is Formula or type(stood) is Formula:
                self.formulas += isinstance(value, Formula) - isinstance(stood, Formula)
            if not self.calc_all:
                self._tell_calculator(row, column)

    def _tell_calculator(self, row: int, column: int) -> None:
        """Past a point, reading all formulas of the tab again is cheaper than naming each changed cell."""
        self.calc_cells.add((row, column))
        if len(self.calc_cells) > CALC_CELLS:
            self.calc_cells.clear()
            self.calc_all = True

    def put_moved(self, row: int, column: int, formula: Formula) -> None:
        """A formula whose references followed rows that came or went, which the calculator hears of by itself."""
        line = self.row_to_change(row, stored=False)
        if line.uid not in self.stored_rows:
            self.stored_cells[line.uid, column] = line
        line.cells[column] = line.cells[column]._replace(value=formula)

    def put_result(self, row: int, column: int, result: Any) -> None:
        """What a formula came to; not stored, since it is computed again on loading."""
        if row >= self.row_count or column >= self.column_count:
            return
        cell = self.get(row, column)._replace(result=result)
        self._place(self.row_to_change(row, stored=False).cells, column, EMPTY if cell == EMPTY else cell)

    def clear_spilled(self) -> None:
        """Forget the results that array formulas left in cells without a formula of their own: such cells may have been
        moved away from their array, and only the calculator knows where the results belong now."""
        left = [
            (r, c)
            for r, line in enumerate(self.rows)
            if line is not None
            for c, cell in enumerate(line.cells)
            if cell.result is not None and type(cell.value) is not Formula
        ]
        for row, column in left:
            self.put_result(row, column, None)

    @staticmethod
    def _place(cells: list[Cell], column: int, cell: Cell) -> None:
        if column < len(cells):
            cells[column] = cell
        elif cell is not EMPTY:
            cells.extend([EMPTY] * (column - len(cells)))
            cells.append(cell)
        while cells and cells[-1] is EMPTY:
            cells.pop()

    def replace_row_part(self, row: int, c0: int, cells: list[Cell]) -> None:
        """Put a run of cells; for sorts and copies, which tell the calculator as a whole."""
        if self.rows[row] is None and all(cell is EMPTY for cell in cells):
            return
        line = self.row_to_change(row)
        held = line.cells
        held.extend([EMPTY] * (c0 - len(held)))
        gone = held[c0 : c0 + len(cells)]
        held[c0 : c0 + len(cells)] = cells
        self._trim(line)
        self.formulas += sum(isinstance(cell.value, Formula) for cell in cells)
        self.formulas -= sum(isinstance(cell.value, Formula) for cell in gone) if self.formulas else 0
        self.calc_all = True

    def _drop(self, lines: list[Row | None]) -> None:
        for line in lines:
            if line is not None:
                self.stored_rows[line.uid] = None
                self.formulas -= sum(isinstance(cell.value, Formula) for cell in line.cells)

    def _order_changed(self, row: int) -> None:
        first = row // CHUNK
        known = self.stored_order_from
        self.stored_order_from = first if known is None else min(first, known)

    def _rows_shifted(self, at: int, count: int) -> None:
        """Tell the calculator of `count` rows inserted before `at`, or with a negative one deleted from there on."""
        if not self.calc_all:
            self.calc_shifts.append((at, count))
            behind = at - min(count, 0)
            self.calc_cells = {
                (row + count if row >= behind else row, column)
                for row, column in self.calc_cells
                if row < at or row >= behind
            }

    def insert_rows(self, at: int, count: int) -> None:
        """Blank rows before `at`."""
        if at < self.row_count:
            self._rows_shifted(at, count)
        self._own_rows()[at:at] = [None] * count
        self._order_changed(at)
        self.calc_size = True

    def delete_rows(self, start: int, end: int) -> None:
        rows = self._own_rows()
        self._drop(rows[start:end])
        del rows[start:end]
        self._rows_shifted(start, start - end)
        self._order_changed(start)
        self.calc_size = True

    def move_rows(self, start: int, end: int, destination: int) -> None:
        """Rows [start, end) to before `destination`, counted before the move."""
        rows = self._own_rows()
        moved = rows[start:end]
        del rows[start:end]
        at = destination if destination <= start else destination - len(moved)
        rows[at:at] = moved
        self._order_changed(min(start, at))
        self.calc_all = True

    def _each_row_from(self, column: int) -> Iterator[Row]:
        for r, line in enumerate(self.rows):
            if line is not None and len(line.cells) > column:
                yield self.row_to_change(r)
        self.calc_all = True

    def insert_columns(self, at: int, count: int) -> None:
        self.columns[at:at] = [None] * count
        for line in self._each_row_from(at):
            line.cells[at:at] = [EMPTY] * count

    def delete_columns(self, start: int, end: int) -> None:
        del self.columns[start:end]
        for line in self._each_row_from(start):
            self.formulas -= sum(isinstance(cell.value, Formula) for cell in line.cells[start:end])
            del line.cells[start:end]
            self._trim(line)

    def move_columns(self, start: int, end: int, destination: int) -> None:
        width = end - start
        at = destination if destination <= start else destination - width
        moved_props = self.columns[start:end]
        del self.columns[start:end]
        self.columns[at:at] = moved_props
        for line in self._each_row_from(min(start, at)):
            cells = line.cells
            cells.extend([EMPTY] * (max(end, at + width) - len(cells)))
            moved = cells[start:end]
            del cells[start:end]
            cells[at:at] = moved
            self._trim(line)

    @staticmethod
    def _trim(line: Row) -> None:
        while line.cells and line.cells[-1] is EMPTY:
            line.cells.pop()

    def set_row_props(self, row: int, props: dict[str, Any] | None) -> None:
        if (self.rows[row] is None and not props) or (line := self.row_to_change(row)).props == props:
            return
        line.props = props or None
