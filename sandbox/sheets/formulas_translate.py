"""What the engine is asked for a formula: one engine formula per result cell, and the cells each of them reads.

The engine differs from Google Sheets in ways that would give wrong numbers, so nothing reaches it unseen:

| in the formula                          | handed to the engine                                                      |
|-----------------------------------------|---------------------------------------------------------------------------|
| a range where one value belongs         | the cell in the formula's own row or column, else #VALUE!                 |
| the same inside ARRAYFORMULA            | one formula per result cell, each with its own cell of the range          |
| an open range (`A2:A`)                  | the range up to the end of the grid                                       |
| a reference beyond the grid, a lost tab | #REF!                                                                     |
| TODAY(), NOW()                          | the injected time, as a number                                            |
| IMPORTRANGE and its like                | the error of a sheet that cannot load                                     |
| a lookup for an equal key               | MATCH, and INDEX around it: only MATCH tells a blank cell from a 0        |
| TEXT with a number pattern              | the number rounded first                                                  |
| text in id_ID                           | with `.` and `,` exchanged, and back in the result: `"1.000"+1` is 1001   |
| anything not known to agree             | nothing: the formula is Uncomputable                                      |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sandbox.sheets import formulas_tree as tree
from sandbox.sheets.formulas_checks import Uncomputable, check_call, has_range, index_argument, not_computed
from sandbox.sheets.formulas_functions import (
    BLANK_KEEPING,
    BLANK_ROWS_IGNORED,
    FUNCTIONS,
    LIFTED,
    LOOKUPS,
    NOT_COMPUTED,
    NOT_EXPANDED,
    NOT_LOADED,
    SPECIAL,
)
from sandbox.sheets.formulas_lookups import Lookup
from sandbox.sheets.formulas_places import LOST, Facts, Places, Rect, Surroundings
from sandbox.sheets.formulas_search import LOST_KEY, TABLES, escaped_key, is_exact
from sandbox.sheets.formulas_tallies import FUNCTIONS as TALLIED
from sandbox.sheets.formulas_tallies import Tally
from sandbox.sheets.formulas_texts import exchange, literal, shown_decimals

if TYPE_CHECKING:
    from sandbox.sheets.formulas_shift import RowShift

BLANK_CELL = "blank_!A1"
"""A cell of the engine that is never filled."""

LEFT_OUT = {"IFERROR": BLANK_CELL, "CEILING": "1", "FLOOR": "1"}
"""Second arguments that a real sheet lets people leave out and the engine does not."""
_MOST_RESULTS = 50_000


class Ask(NamedTuple):
    """One engine formula. `reads` are the rectangles it depends on; `keeps_blank` marks that a 0 may be a blank;
    `lookups` and `tallies` are the calls in it that may be answered ahead; `counts_rows`: one more blank row in a range
    may change the result; `shifts` are those that all but `reads` have still to follow (`formulas_shift`)."""

    text: str
    reads: frozenset[Rect]
    keeps_blank: bool
    lookups: tuple[Lookup, ...] = ()
    tallies: tuple[Tally, ...] = ()
    counts_rows: bool = True
    shifts: tuple[RowShift, ...] = ()


def translate(node: tree.Node, around: Surroundings, facts: Facts) -> Iterator[tuple[int, int, Ask]]:
    """(row offset, column offset, question) for each result cell: (0, 0) first, more only for an ARRAYFORMULA.

    Raises Uncomputable. `facts` is filled as far as the translation came.
    """
    if not isinstance(node, tree.Call) or node.name != "ARRAYFORMULA" or len(node.arguments) != 1:
        yield 0, 0, _Translation(around, facts).ask(node)
        return
    inner = node.arguments[0]
    first = _Translation(around, facts, (0, 0))
    ask = first.ask(inner)
    height = max((rows for rows, _ in first.places.spans), default=1)
    width = max((columns for _, columns in first.places.spans), default=1)
    if height * width > _MOST_RESULTS:
        raise Uncomputable("ERROR", "The result of the array formula is too large for this sheet.")
    for row in range(height):
        for column in range(width):
            pick = (row, column)
            yield row, column, ask if pick == (0, 0) else _Translation(around, facts, pick).ask(inner)


class _Translation:
    """One walk over a formula's tree, for one result cell."""

    def __init__(self, around: Surroundings, facts: Facts, pick: tuple[int, int] | None = None) -> None:
        self._around = around
        self._facts = facts
        self._arrays = pick is not None
        self._lookups: list[Lookup] = []
        self._tallies: list[Tally] = []
        self._counts_rows = False
        self.places = Places(around, facts, pick)

    def ask(self, node: tree.Node) -> Ask:
        text = self._value(node)
        return Ask(
            "=" + text,
            frozenset(self.places.reads),
            _keeps_blank(node),
            tuple(self._lookups),
            tuple(self._tallies),
            self._counts_rows or self._arrays,
        )

    def _value(self, node: tree.Node) -> str:
        """Engine text of an expression that must be one value."""
        match node:
            case tree.Area():
                return self.places.one_cell(node.reference)
            case tree.Call():
                return self._call(node)
            case tree.Rows():
                raise not_computed("An array")
            case tree.Name():
                raise Uncomputable("NAME", f"Unknown range name: '{node.text.upper()}'.")
        return self._operation(node, self._value)

    def _operation(self, node: tree.Node, part: Callable[[tree.Node], str]) -> str:
        """Literals, and operators over parts that are translated as `part` has them."""
        match node:
            case tree.Number():
                return self._number(float(node.text))
            case tree.Text():
                return literal(exchange(node.value, self._around.comma))
            case tree.Boolean():
                return "TRUE" if node.value else "FALSE"
            case tree.Failure():
                return node.text
            case tree.Omitted():
                return BLANK_CELL
            case tree.Group():
                return f"({part(node.inner)})"
            case tree.Prefix():
                return f"{node.sign}{part(node.operand)}"
            case tree.Percent():
                return f"{part(node.operand)}%"
            case tree.Binary():
                return f"{part(node.left)}{node.sign}{part(node.right)}"
        raise TypeError(f"{type(node).__name__} is no operation")

    @staticmethod
    def _number(value: float) -> str:
        if value == float("inf"):
            raise Uncomputable("NUM", "A number is too large.")
        return repr(value)

    def _whole(self, node: tree.Node) -> str:
        """Engine text of an argument that takes a range as a whole."""
        if isinstance(node, tree.Group):
            return self._whole(node.inner)
        if isinstance(node, tree.Area):
            return self.places.whole(node.reference)
        if isinstance(node, tree.Rows):
            return self._constants(node)
        return self._lifted(node) if self._arrays and has_range(node) else self._value(node)

    def _lifted(self, node: tree.Node) -> str:
        """Engine text of an expression that is computed for every cell of its ranges and stays an array."""
        if isinstance(node, tree.Area):
            return self._whole(node)
        if not isinstance(node, tree.Call):
            return (
                self._value(node)
                if isinstance(node, tree.Name | tree.Rows)
                else self._operation(node, self._lifted)
            )
        if not has_range(node):
            return self._value(node)
        if node.name not in LIFTED:
            raise not_computed(f"{node.name} over a range")
        kinds = self._kinds(node)
        parts = [
            self._whole(argument) if kind == "r" else self._lifted(argument)
            for argument, kind in zip(node.arguments, kinds, strict=True)
        ]
        return f"{node.name}({','.join(parts)})"

    def _constants(self, node: tree.Rows) -> str:
        if not all(
            isinstance(cell, tree.Number | tree.Text | tree.Boolean) for row in node.rows for cell in row
        ):
            raise not_computed("An array of anything but constants")
        return "{" + ";".join(",".join(self._value(cell) for cell in row) for row in node.rows) + "}"

    def _kinds(self, node: tree.Call) -> list[str]:
        """The kind of each argument of a computed function; Uncomputable for other functions and wrong counts."""
        signature = FUNCTIONS.get(node.name)
        if signature is None:
            if node.name in NOT_COMPUTED or node.name in SPECIAL:
                raise not_computed(node.name)
            raise Uncomputable("NAME", f"Unknown function: '{node.name}'.")
        if not signature.accepts(len(node.arguments)):
            raise Uncomputable("N_A", f"Wrong number of arguments to {node.name}.")
        return list(islice(signature.kinds(), len(node.arguments)))

    def _call(self, node: tree.Call) -> str:
        if node.name in NOT_LOADED:
            return NOT_LOADED[node.name]
        if node.name in SPECIAL:
            return self._special(node)
        kinds = self._kinds(node)
        check_call(node, self._around.comma, self.places.shape)
        if "r" in kinds and node.name not in BLANK_ROWS_IGNORED:
            exact = node.name in ("VLOOKUP", "XLOOKUP") and is_exact(node)
            self._counts_rows = self._counts_rows or not exact
        if self._arrays and node.name in NOT_EXPANDED:
            singles = (one for one, kind in zip(node.arguments, kinds, strict=True) if kind == "s")
            if any(has_range(one) for one in singles):
                raise not_computed(f"{node.name} for each cell of a range")
        if node.name == "SUMPRODUCT":
            return f"SUMPRODUCT({','.join(self._lifted(argument) for argument in node.arguments)})"
        parts = [
            self._whole(argument) if kind == "r" else self._value(argument)
            for argument, kind in zip(node.arguments, kinds, strict=True)
        ]
        if node.name == "INDEX":
            parts[1:] = map(index_argument, node.arguments[1:], parts[1:])
        if node.name == "TEXT":
            parts = self._text_parts(node, parts)
        if len(parts) == 1 and node.name in LEFT_OUT:
            parts.append(LEFT_OUT[node.name])
        text = f"{node.name}({','.join(parts)})"
        if node.name in TALLIED and not self._arrays:
            self._note_tally(node, text)
        return self._search(node, parts) if node.name in LOOKUPS else text

    def _note_tally(self, node: tree.Call, text: str) -> None:
        """Remember a conditional sum or count over single columns."""
        arguments = list(node.arguments)
        summed: tree.Node | None = None
        if node.name == "SUMIFS":
            summed = arguments.pop(0)
        elif node.name == "SUMIF":
            summed = arguments.pop() if len(arguments) == 3 else arguments[0]
        columns = [*arguments[::2], *([summed] if summed is not None else [])]
        rects = [self.places.rect(one.reference) for one in columns if isinstance(one, tree.Area)]
        known = [rect for rect in rects if rect is not None and rect[4] - rect[3] == 1]
        wanted = [self._criterion(one) for one in arguments[1::2]]
        if len(known) != len(columns) or None in wanted:
            return
        tests = tuple((rect, one) for rect, one in zip(known, wanted, strict=False) if one is not None)
        self._tallies.append(Tally(text, tests, known[-1] if summed is not None else None))

    def _criterion(self, node: tree.Node) -> tuple[int, int, int] | float | str | None:
        """What a criterion equals: a cell, a text or number as written; None for anything that is computed."""
        if isinstance(node, tree.Text):
            return exchange(node.value, self._around.comma)
        if isinstance(node, tree.Number):
            return float(node.text)
        rect = self.places.rect(node.reference) if isinstance(node, tree.Area) else None
        chosen = None if rect is None else self.places.chosen(rect)
        return None if rect is None or chosen is None or isinstance(chosen, str) else (rect[0], *chosen)

    def _text_parts(self, node: tree.Call, parts: list[str]) -> list[str]:
        """TEXT cuts decimals off in the engine (0.999 as 0.00), so the number is rounded before."""
        pattern = node.arguments[1]
        decimals = (
            shown_decimals(pattern.value, self._around.comma) if isinstance(pattern, tree.Text) else None
        )
        if decimals is None:
            return parts
        return [f"IFERROR(ROUND({parts[0]},{decimals}),{parts[0]})", parts[1]]

    def _search(self, node: tree.Call, parts: list[str]) -> str:
        """A lookup for an equal key becomes MATCH, the one search in which the engine does not take a blank for 0."""
        key, table = node.arguments[:2]
        plain = f"{node.name}({','.join(parts)})"
        if not isinstance(table, tree.Area) or not is_exact(node):
            return plain
        along_row = node.name == "HLOOKUP"
        searched = self.places.edge(table.reference, along_row) if node.name in TABLES else parts[1]
        match = f"MATCH({escaped_key(node, parts[0])},{searched},0)"
        if not along_row:
            self._note_lookup(key, table, match, node.name in TABLES)
        nothing = parts[3] if node.name == "XLOOKUP" and len(parts) > 3 else LOST_KEY
        if node.name in TABLES:
            line = index_argument(node.arguments[2], parts[2])
            found = f"INDEX({parts[1]},{f'{line},{match}' if along_row else f'{match},{line}'})"
        elif node.name == "XLOOKUP":
            found = f"IF(ISNA({match}),{nothing},INDEX({parts[2]},{match}))"
        else:
            found = match
        # The engine finds an empty text for a blank key, where a real sheet finds nothing.
        return f"IF(ISBLANK({parts[0]}),{nothing},{found})" if isinstance(key, tree.Area) else found

    def _note_lookup(self, key: tree.Node, table: tree.Area, match: str, first_column_only: bool) -> None:
        """Remember an exact search for one cell's value in one column."""
        rect = self.places.rect(table.reference)
        key_rect = self.places.rect(key.reference) if isinstance(key, tree.Area) else None
        if rect is None or key_rect is None:
            return
        chosen = self.places.chosen(key_rect)
        sheet_id, first_row, end_row, first_column, end_column = rect
        if not isinstance(chosen, str) and (first_column_only or end_column - first_column == 1):
            keys = (sheet_id, first_row, end_row, first_column, first_column + 1)
            self._lookups.append(Lookup(match, (key_rect[0], *chosen), keys))

    def _special(self, node: tree.Call) -> str:
        """TODAY, NOW, ROW, COLUMN, ROWS and COLUMNS become numbers here."""
        if node.name in ("TODAY", "NOW") and not node.arguments:
            self._facts.clock.add(node.name)
            return repr(self._around.today if node.name == "TODAY" else self._around.now)
        self._facts.placed = True
        along = 0 if node.name.startswith("ROW") else 1
        if node.name in ("ROW", "COLUMN") and not node.arguments:
            return str(self._around.cell[1 + along] + 1)
        if (
            len(node.arguments) != 1
            or not isinstance(area := node.arguments[0], tree.Area)
            or node.name == "ARRAYFORMULA"
        ):
            raise not_computed(f"{node.name} here")
        rect = self.places.rect(area.reference)
        if rect is None:
            return LOST
        if node.name in ("ROWS", "COLUMNS"):
            return str(rect[2 + 2 * along] - rect[1 + 2 * along])
        chosen = self.places.chosen(rect)
        return chosen if isinstance(chosen, str) else str(chosen[along] + 1)


def _keeps_blank(node: tree.Node) -> bool:
    """Whether a 0 from the engine may stand for a blank cell that is handed on."""
    if isinstance(node, tree.Group):
        return _keeps_blank(node.inner)
    return isinstance(node, tree.Area) or (isinstance(node, tree.Call) and node.name in BLANK_KEEPING)
