"""Decides where contents and looks of one tab go when cells are set and when rows or columns come, go, move, sort.

A row is three parallel things: its values as a light read gives them ('' is blank, trailing blanks are cut), its
looks (formats, rules, notes), and the formulas in it. Rows are never changed in place, so a batch that is refused
puts the old lists back and nothing was ever copied cell by cell. Rows behind the last one in use are not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from engine.model.sheet import Value

from .formula import Formula, Mistake, result
from .typed import Format


class Look(NamedTuple):
    """All of a cell but its content. `rule` are the choices of a dropdown; `tick` makes it a strict checkbox."""

    format: Format | None = None
    tick: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


BARE = Look()


class Row(NamedTuple):
    """One row; a filter may have `hidden` it, which stays with the place when cells are sorted."""

    values: tuple[Value, ...] = ()
    looks: tuple[Look, ...] = ()
    formulas: Mapping[int, Formula] | None = None
    hidden: bool = False


class Content(NamedTuple):
    """What stands in one cell: a value, or the formula that makes it."""

    value: Value = ""
    formula: Formula | None = None


BLANK = Content()


class Tab:
    """One tab: `rows` in use, of `height` by `width`; `looks` of the rows that are not in use, by column."""

    __slots__ = (
        "height",
        "hidden",
        "looks",
        "marks",
        "rows",
        "sheet_id",
        "title",
        "width",
    )

    def __init__(self, sheet_id: int, title: str, height: int, width: int, *, hidden: bool = False) -> None:
        self.sheet_id = sheet_id
        self.title = title
        self.height = height
        self.width = width
        self.hidden = hidden
        self.rows: list[Row] = []
        self.looks: tuple[Look, ...] = (BARE,) * width
        self.marks: tuple[tuple[str, str, int | None], ...] = ()

    def copy(self) -> Tab:
        """The same tab, to go back to."""
        made = Tab(self.sheet_id, self.title, self.height, self.width, hidden=self.hidden)
        made.rows, made.looks, made.marks = list(self.rows), self.looks, self.marks
        return made

    # Cells

    def at(self, row: int, column: int) -> Content:
        """The content of a cell."""
        if row >= len(self.rows):
            return BLANK
        line = self.rows[row]
        if line.formulas is not None and column in line.formulas:
            return Content(line.values[column] if column < len(line.values) else "", line.formulas[column])
        return Content(line.values[column]) if column < len(line.values) else BLANK

    def look(self, row: int, column: int) -> Look:
        """How a cell looks."""
        return (self.rows[row].looks if row < len(self.rows) else self.looks)[column]

    def set(self, row: int, column: int, contents: Sequence[Content]) -> None:
        """Contents of neighbours in a row, from `column` on; looks stay."""
        self._reach(row)
        line = self.rows[row]
        end = column + len(contents)
        values = list(line.values)
        if len(values) < end:
            values += [""] * (end - len(values))
        formulas = dict(line.formulas) if line.formulas else {}
        for at, content in enumerate(contents, column):
            formulas.pop(at, None)
            values[at] = "" if content.value is None else content.value
            if content.formula is not None:
                formulas[at] = content.formula
        self.rows[row] = _settled(line._replace(values=_trimmed(values, formulas), formulas=formulas or None))

    def dress(self, row: int, column: int, look: Look) -> None:
        """How one cell looks."""
        self._reach(row)
        line = self.rows[row]
        looks = (*line.looks[:column], look, *line.looks[column + 1 :])
        self.rows[row] = line._replace(looks=looks)

    def dress_area(
        self, r0: int, r1: int, c0: int, c1: int, change: Callable[[Look], Look], *, hidden: bool = True
    ) -> None:
        """A new look for an area. One that reaches the end also counts for the rows that are not in use yet.

        Rows that a filter hides keep theirs unless `hidden`.
        """
        to_the_end = r1 == self.height
        self._reach((r0 if to_the_end else r1) - 1)
        for row in range(r0, min(r1, len(self.rows))):
            line = self.rows[row]
            if line.hidden and not hidden:
                continue
            looks = (*line.looks[:c0], *map(change, line.looks[c0:c1]), *line.looks[c1:])
            self.rows[row] = line._replace(looks=looks)
        if to_the_end:
            self.looks = (*self.looks[:c0], *map(change, self.looks[c0:c1]), *self.looks[c1:])

    def hide(self, hidden: Callable[[int], bool]) -> None:
        """Hide the rows below the first of which this is true (rows from 0), and show all others."""
        self.rows = [row._replace(hidden=at > 0 and hidden(at)) for at, row in enumerate(self.rows)]

    def _reach(self, row: int) -> None:
        """Keep rows up to this one."""
        while len(self.rows) <= row:
            self.rows.append(Row((), self.looks))

    # Rows and columns

    def insert_rows(self, row: int, count: int, *, like: int | None) -> None:
        """Blank rows before `row` that look like row `like` (counted before), bare where None."""
        looks = (BARE,) * self.width
        if like is not None:
            looks = tuple(one._replace(note="") for one in self.line(like).looks)
        if row < len(self.rows):
            self.rows[row:row] = [Row((), looks)] * count
        elif looks != self.looks:
            self._reach(row - 1)
            self.rows += [Row((), looks)] * count
        self.height += count

    def delete_rows(self, row: int, count: int) -> None:
        del self.rows[row : row + count]
        self.height -= count

    def move_rows(self, row: int, count: int, before: int) -> None:
        """Rows to before another, counted before the move."""
        self._reach(max(row + count, before) - 1)
        moved = self.rows[row : row + count]
        rest = self.rows[:row] + self.rows[row + count :]
        target = before if before <= row else before - count
        self.rows = rest[:target] + moved + rest[target:]

    def line(self, row: int) -> Row:
        """One row, in use or not."""
        return self.rows[row] if row < len(self.rows) else Row((), self.looks)

    def sort(self, rows: Sequence[int], start: int, first: int, last: int) -> None:
        """Give row `start + i` the cells that row `rows[i]` has in columns [first, last)."""
        taken = [self.line(row) for row in rows]
        for at, source in enumerate(taken, start):
            if source is not self.line(at):
                self._reach(at)
                self.rows[at] = _patched(self.rows[at], source, first, last)

    def arrange_columns(self, order: Sequence[int | None]) -> None:
        """Column i is what column `order[i]` was; None is a new one."""
        where = {old: new for new, old in enumerate(order) if old is not None}
        self.looks = tuple(BARE if old is None else self.looks[old] for old in order)
        self.rows = [_rearranged(row, order, where) for row in self.rows]
        self.marks = tuple(
            (key, value, None if at is None else where[at])
            for key, value, at in self.marks
            if at is None or at in where
        )
        self.width = len(order)


def _trimmed(values: list[Value], formulas: Mapping[int, Formula]) -> tuple[Value, ...]:
    least = max(formulas, default=-1) + 1
    end = len(values)
    while end > least and values[end - 1] == "" and not isinstance(values[end - 1], bool):
        end -= 1
    return tuple(values[:end])


def _settled(row: Row) -> Row:
    """The row with its formulas computed: they may only speak of cells of their own row."""
    if row.formulas is None:
        return row
    values = list(row.values) + [""] * (max(row.formulas) + 1 - len(row.values))
    for _ in range(len(row.formulas)):
        for at, formula in sorted(row.formulas.items()):
            values[at] = result(formula, values)
    return row._replace(values=tuple(values))


def _patched(row: Row, source: Row, first: int, last: int) -> Row:
    """A row with the cells of another one in columns [first, last)."""

    def padded(one: Row) -> list[Value]:
        return list(one.values) + [""] * (len(row.looks) - len(one.values))

    values = padded(row)
    values[first:last] = padded(source)[first:last]
    looks = (*row.looks[:first], *source.looks[first:last], *row.looks[last:])
    formulas = {at: one for at, one in (row.formulas or {}).items() if not first <= at < last}
    formulas |= {at: one for at, one in (source.formulas or {}).items() if first <= at < last}
    return _settled(Row(_trimmed(values, formulas), looks, formulas or None, row.hidden))


def _rearranged(row: Row, order: Sequence[int | None], where: Mapping[int, int]) -> Row:
    values: list[Value] = [
        row.values[old] if old is not None and old < len(row.values) else "" for old in order
    ]
    looks = tuple(BARE if old is None else row.looks[old] for old in order)
    formulas = {where[at]: one.moved(where) for at, one in (row.formulas or {}).items() if at in where}
    return _settled(Row(_trimmed(values, formulas), looks, formulas or None, row.hidden))


def is_error(value: Value) -> bool:
    """Whether a value is the error that a formula came to."""
    return isinstance(value, Mistake)
