"""What formulas come to: which cells must be computed again, and their effective values.

| formula                                            | shown                          | source                       |
|----------------------------------------------------|--------------------------------|------------------------------|
| arithmetic, SUM, IF, SUMIFS, VLOOKUP and the like  | as the engine computes         | documented, tried one by one |
| `=Z1` of a blank cell, a lookup that finds a blank | blank, never 0                 | seen by many                 |
| `=1+`, `=SUM(A1,B1)` in id_ID                      | #ERROR!                        | seen by many                 |
| a function or name nobody knows                    | #NAME?                         | documented                   |
| QUERY, FILTER, LET and others not computed here    | #ERROR!, as all that read it   | this sandbox's choice        |
| IMPORTXML, GOOGLEFINANCE; IMPORTRANGE              | #N/A; #REF!; nothing is loaded | documented; wording guessed  |
| a reference that goes round in a circle            | #REF!                          | documented                   |
| an array that meets a filled cell                  | #REF!                          | documented                   |

Lookups by approximate match (VLOOKUP without FALSE) suppose a sorted column, as the documentation asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formats_model import Effective
from sandbox.sheets.formulas_circles import circles
from sandbox.sheets.formulas_depend import Dependents
from sandbox.sheets.formulas_engine import Engine
from sandbox.sheets.formulas_grid import Grid
from sandbox.sheets.formulas_loaded import Loaded
from sandbox.sheets.formulas_lookups import Lookups
from sandbox.sheets.formulas_places import Rect, Surroundings, spilled_into
from sandbox.sheets.formulas_rewrite import (
    after_delete,
    after_insert,
    after_remove_sheet,
    after_rename,
    shift,
)
from sandbox.sheets.formulas_shift import RowShift, Torn, moved, settled, untouched
from sandbox.sheets.formulas_sources import CIRCULAR, UNKNOWN, Source, Unit, source_of
from sandbox.sheets.formulas_tallies import Tallies
from sandbox.sheets.formulas_translate import Ask
from sandbox.sheets.values import Entered
from sandbox.sheets.zones import zone_of

__all__ = [
    "Calculator",
    "Cell",
    "Grid",
    "after_delete",
    "after_insert",
    "after_remove_sheet",
    "after_rename",
    "shift",
]

Cell = tuple[int, int, int]
"""(sheet_id, row, column), zero-based."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers carry no time zone
_DAY_SECONDS = 86_400


class Calculator:
    """Effective values of one workbook's formula cells.

    Literals stay with the server and are read through `grid` only where a formula refers to them, so a workbook without
    formulas costs nothing. Changes are announced as they happen and taken in by the next `recalculate`.
    """

    def __init__(self, locale: str, time_zone: str, now: Callable[[], float], grid: Grid) -> None:
        """`time_zone` is as `zone_of` takes it; `now` is Unix time in seconds, read at most once per `recalculate`.

        ValueError for a locale that is not spoken here.
        """
        self._comma = locale_of(locale).decimal == ","
        self._zone = zone_of(time_zone)
        self._now = now
        self._grid = grid
        self._engine = Engine(self._comma)
        self._loaded = Loaded()
        self._readers = Dependents()
        self._sheets: dict[str, int] = {}
        self._sizes: dict[int, tuple[int, int]] = {}
        self._sources: dict[Cell, Source] = {}
        self._units: dict[Cell, Unit] = {}
        self._clocked: set[Cell] = set()
        self._spilling: set[Cell] = set()
        self._vacated: set[Cell] = set()
        self._results: dict[Cell, Effective] = {}
        self._told: dict[Cell, Effective] = {}
        self._pending: dict[Cell, str | None] = {}
        self._anew: set[Cell] = set()
        self._stale: set[Cell] = set()
        self._changed: dict[Cell, float | str | bool | None] = {}
        self._times = (0.0, 0.0)

    def set_sheet(self, sheet_id: int, title: str) -> None:
        """A tab exists under this title (new)."""
        self._sheets[title.casefold()] = sheet_id
        self._renew(lambda source: source.missing)

    def rename_sheet(self, sheet_id: int, title: str) -> None:
        """The tab has a new title. Formula texts are the server's to rewrite, with `after_rename`."""
        self._sheets = {name: known for name, known in self._sheets.items() if known != sheet_id}
        self._sheets[title.casefold()] = sheet_id
        self._renew(lambda source: source.missing or any(rect[0] == sheet_id for rect in source.reads()))

    def remove_sheet(self, sheet_id: int) -> None:
        """The tab is gone with all its cells; references to it become #REF!."""
        self._sheets = {name: known for name, known in self._sheets.items() if known != sheet_id}
        self._clear_sheet(sheet_id)
        self._renew(lambda source: any(rect[0] == sheet_id for rect in source.reads()))

    def set_cell(self, sheet_id: int, row: int, column: int, entered: Entered) -> None:
        """The cell was given new content (already visible through `grid` if it is a literal or blank)."""
        cell = (sheet_id, row, column)
        kind, value = entered
        # The server has no result of the new content yet, even if it comes to the same as the old.
        self._told.pop(cell, None)
        if kind == "formula":
            self._pending[cell] = str(value)
            self._changed.pop(cell, None)
            return
        if not (self._sources or self._pending or self._anew):
            return
        if cell in self._sources or cell in self._pending:
            self._pending[cell] = None
        self._changed[cell] = value

    def reload_sheet(self, sheet_id: int, formulas: Iterable[tuple[int, int, str]]) -> None:
        """Any number of cells of the tab changed or moved: these (row, column, text) are all its formulas now.

        The server forgets the results it kept on this tab; the next `recalculate` tells all of them again.
        """
        self._clear_sheet(sheet_id)
        self._renew(lambda source: any(rect[0] == sheet_id for rect in source.reads()))
        for row, column, text in formulas:
            self._pending[sheet_id, row, column] = text

    def shift_rows(self, sheet_id: int, at: int, count: int) -> None:
        """`count` blank rows were inserted before row `at` of the tab, inside its grid, or with a negative one as many
        deleted from there on. In the server formulas and results have moved with their cells, and the texts read as
        they do afterwards (see `formulas_shift`)."""
        shift = RowShift(sheet_id, at, count)
        asks: dict[Cell, Ask] = {}
        for cell, source in list(self._sources.items()):
            if untouched(source, shift):
                continue
            try:
                asks[cell], stale = moved(source, cell, shift)
            except Torn:
                self._unregister(cell)
                self._anew.add(cell)
                continue
            if stale:
                self._stale.add(cell)
        self._move(shift, asks)

    def _move(self, shift: RowShift, asks: dict[Cell, Ask]) -> None:
        """Bring what is known of each cell to where the cell is. What the engine holds of the tab is read again."""
        sources, self._sources, self._units = self._sources, {}, {}
        for cell, source in sources.items():
            if cell in asks:
                to, unit = shift.kept(cell), Unit(ask=asks[cell])
                # Nothing but its ranges' ends in the grid is true of a formula that can be moved.
                self._sources[to] = Source({to: unit}, None, source.clock, source.sized, False, False)
                self._units[to] = unit
            else:
                self._sources[cell] = source
                self._units |= source.units
        self._readers = Dependents()
        for cell, unit in self._units.items():
            if unit.ask is not None:
                self._readers.add(cell, unit.ask.reads)
        self._results, self._told = shift.keys(self._results), shift.keys(self._told)
        self._pending, self._changed = shift.keys(self._pending), shift.keys(self._changed)
        self._vacated, self._stale = shift.cells(self._vacated), shift.cells(self._stale)
        self._anew = shift.cells(self._anew)
        if shift.sheet_id in self._sizes:
            height, width = self._sizes[shift.sheet_id]
            self._sizes[shift.sheet_id] = (height + shift.count, width)
        self._loaded.forget(shift.sheet_id)
        self._engine.drop_sheet(shift.sheet_id)
        self._engine.add_sheet(shift.sheet_id)

    def recalculate(self) -> dict[Cell, Effective]:
        """Effective values that changed since the last call, of formula cells and of the cells an array result spills
        into (None there once the spill is gone). Empty, at no cost, when nothing a formula depends on changed."""
        for cell in self._anew - self._pending.keys():
            self._pending[cell] = self._grid.formula(*cell)
        self._anew.clear()
        if not (self._sources or self._pending or self._vacated):
            return {}
        self._notice_sizes()
        self._notice_time()
        self._notice_spills()
        if not (self._pending or self._changed or self._vacated or self._stale):
            return {}
        seeds = self._settle_pending() | self._stale
        self._stale = set()
        for cell, value in self._changed.items():
            if cell in self._loaded:
                self._engine.put(cell, value)
        dirty = self._readers.all_of(seeds | self._changed.keys()) | (seeds & self._units.keys())
        self._compute(dirty)
        news = self._tell(dirty)
        if not self._sources:
            # With the last formula gone changes are no longer listened to, so nothing held may be believed later.
            self._engine, self._loaded = Engine(self._comma), Loaded()
        return news

    def _renew(self, concerned: Callable[[Source], bool]) -> None:
        """Read again the formulas whose meaning may have changed."""
        for cell, source in self._sources.items():
            if cell not in self._pending and concerned(source):
                self._pending[cell] = self._grid.formula(*cell)

    def _clear_sheet(self, sheet_id: int) -> None:
        for cell in [cell for cell in self._sources if cell[0] == sheet_id]:
            self._unregister(cell)
        for held in (self._pending, self._changed, self._told):
            for cell in [cell for cell in held if cell[0] == sheet_id]:
                del held[cell]
        self._anew = {cell for cell in self._anew if cell[0] != sheet_id}
        self._stale = {cell for cell in self._stale if cell[0] != sheet_id}
        self._loaded.forget(sheet_id)
        self._sizes.pop(sheet_id, None)
        self._engine.drop_sheet(sheet_id)

    def _notice_sizes(self) -> None:
        """A grid that grew or shrank changes what open references mean."""
        now = {sheet_id: self._grid.size(sheet_id) for sheet_id in self._sizes}
        resized = {sheet_id for sheet_id, size in self._sizes.items() if now[sheet_id] != size}
        self._sizes = now
        if resized:
            self._renew(lambda source: not resized.isdisjoint(source.sized))

    def _notice_time(self) -> None:
        """TODAY() and NOW() are computed again when the time they stand for is another."""
        if not self._pending and not self._clocked:
            return
        local = datetime.fromtimestamp(self._now(), self._zone).replace(tzinfo=None)
        now = (local - _EPOCH).total_seconds() / _DAY_SECONDS
        passed = {
            name
            for name, new, old in zip(("TODAY", "NOW"), (now // 1, now), self._times, strict=True)
            if new != old
        }
        self._times = (now // 1, now)
        if passed:
            self._renew(lambda source: not passed.isdisjoint(source.clock))

    def _notice_spills(self) -> None:
        """A cell filled or emptied inside the rectangle of an array result, by another too, decides whether it fits."""
        touched = self._changed.keys() | self._pending.keys() | self._vacated
        touched.update(*(self._sources[cell].units for cell in self._spilling & self._pending.keys()))
        while touched:
            cells, touched = touched, set()
            for host in self._spilling - self._pending.keys():
                source = self._sources[host]
                if any(spilled_into(cell, source.spill) for cell in cells):
                    self._pending[host] = self._grid.formula(*host)
                    touched.update(source.units)

    def _settle_pending(self) -> set[Cell]:
        """Take in the waiting formulas. Returned are all cells that have or had a result because of them."""
        waiting, self._pending = self._pending, {}
        seeds = set(self._vacated)
        for cell in waiting:
            if cell in self._sources:
                seeds |= self._unregister(cell)
        formulas = {cell: text for cell, text in waiting.items() if text is not None}
        for cell, text in formulas.items():
            seeds |= self._register(cell, text, formulas)
        return seeds | waiting.keys()

    def _unregister(self, cell: Cell) -> set[Cell]:
        """Forget a formula; the engine forgets its results."""
        source = self._sources.pop(cell)
        self._clocked.discard(cell)
        self._spilling.discard(cell)
        for result, unit in source.units.items():
            if unit.ask is not None:
                self._readers.discard(result, unit.ask.reads)
            del self._units[result]
            self._results.pop(result, None)
            self._engine.put(result, None)
            if result != cell:
                self._vacated.add(result)
        return set(source.units)

    def _register(self, cell: Cell, text: str, others: dict[Cell, str]) -> set[Cell]:
        today, now = self._times
        around = Surroundings(cell, self._sheets, self._size, self._comma, today, now)
        source = source_of(text, around, lambda spill: self._obstacle(cell, spill, others))
        self._sources[cell] = source
        self._engine.add_sheet(cell[0])
        if source.clock:
            self._clocked.add(cell)
        if source.spill is not None:
            self._spilling.add(cell)
        for result, unit in source.units.items():
            self._units[result] = unit
            if unit.ask is not None:
                self._readers.add(result, unit.ask.reads)
        return set(source.units)

    def _size(self, sheet_id: int) -> tuple[int, int]:
        if sheet_id not in self._sizes:
            self._sizes[sheet_id] = self._grid.size(sheet_id)
        return self._sizes[sheet_id]

    def _load(self, rect: Rect) -> None:
        """Let the engine hold the literals of a rectangle."""
        if not self._loaded.first_time(rect):
            return
        sheet_id, first_row, end_row, first_column, end_column = rect
        self._engine.add_sheet(sheet_id)
        for column in range(first_column, end_column):
            for rows in self._loaded.add(sheet_id, range(first_row, end_row), column):
                for row, _, value in self._grid.literals(sheet_id, rows, range(column, column + 1)):
                    self._engine.put((sheet_id, row, column), value)
                for row in rows:
                    result = self._results.get((sheet_id, row, column))
                    if result is not None:
                        self._engine.put((sheet_id, row, column), result)

    def _obstacle(self, host: Cell, spill: Rect, others: dict[Cell, str]) -> Cell | None:
        """The first cell of the rectangle that holds something of its own. Of two array results the older one stays."""
        sheet_id, first_row, end_row, first_column, end_column = spill
        rows, columns = range(first_row, end_row), range(first_column, end_column)
        taken = {(sheet_id, row, column) for row, column, _ in self._grid.literals(sheet_id, rows, columns)}
        cells = ((sheet_id, row, column) for row in rows for column in columns)
        taken.update(cell for cell in cells if cell in self._units or cell in others)
        return min(taken - {host}, default=None)

    def _compute(self, dirty: set[Cell]) -> None:
        """Results of these units. A result that turns out blank is taken back, and what read it as 0 computed again."""
        doubted = self._readers.all_of(cell for cell, unit in self._units.items() if unit.doubtful)
        asks = {cell: ask for cell in dirty if (ask := self._current(cell)) is not None}
        circular = circles({cell: ask.reads for cell, ask in asks.items()})
        while dirty:
            asked: dict[Cell, str] = {}
            lookups = Lookups(self._engine.settled, dirty)
            tallies = Tallies(self._engine.settled, self._engine.failed, dirty)
            for cell in dirty:
                if cell in asks and cell not in circular and cell not in doubted:
                    text = lookups.answered(asks[cell].text, asks[cell].lookups)
                    asked[cell] = tallies.answered(text, asks[cell].tallies)
                else:
                    self._results[cell] = CIRCULAR if cell in circular else self._units[cell].error or UNKNOWN
                    self._engine.put(cell, self._results[cell])
            results = self._engine.evaluate(asked)
            self._results.update(results)
            zeros = [cell for cell, value in results.items() if self._may_be_blank(cell, value)]
            blanks = self._engine.are_blank([asked[cell] for cell in zeros]) if zeros else []
            emptied = [cell for cell, blank in zip(zeros, blanks, strict=True) if blank]
            for cell in emptied:
                self._results[cell] = None
                self._engine.put(cell, None)
            dirty = self._readers.all_of(emptied)

    def _current(self, cell: Cell) -> Ask | None:
        """What is asked for this cell, with everything that it reads in the engine."""
        unit = self._units[cell]
        ask = unit.ask
        if ask is None:
            return None
        if ask.shifts:
            ask = settled(ask)
            self._units[cell] = self._sources[cell].units[cell] = Unit(ask=ask)
        for rect in ask.reads:
            self._load(rect)
        return ask

    def _may_be_blank(self, cell: Cell, value: Effective) -> bool:
        ask = self._units[cell].ask
        return ask is not None and ask.keeps_blank and value == 0 and not isinstance(value, bool)

    def _tell(self, dirty: set[Cell]) -> dict[Cell, Effective]:
        """What the server does not know yet."""
        news: dict[Cell, Effective] = {}
        for cell in dirty:
            value = self._results[cell]
            if cell not in self._told or not _same(self._told[cell], value):
                news[cell] = self._told[cell] = value
        for cell in self._vacated - self._units.keys():
            self._told.pop(cell, None)
            if self._changed.get(cell) is None:
                news[cell] = None
        for cell in self._changed.keys() - self._units.keys():
            self._told.pop(cell, None)
        self._vacated.clear()
        self._changed.clear()
        return news


def _same(one: Effective, other: Effective) -> bool:
    return type(one) is type(other) and one == other
