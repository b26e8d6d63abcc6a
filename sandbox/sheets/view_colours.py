"""Which colours a tab's conditional formats give the cells of some rows, and whether they can change by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.sheets import formulas_tree as tree
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Cell
from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formulas_parse import FormulaUnreadable, parse
from sandbox.sheets.looks import Rule, rules_of

Json = dict[str, Any]
MOVING = frozenset({"NOW", "TODAY"})


class Tints:
    """The conditional formats of a tab, judged for the cells of these rows (zero-based) and no others."""

    def __init__(self, book: Book, sheet: Sheet, now: float, rows: Iterable[int]) -> None:
        """`now` is unix seconds."""
        self._rules: list[Rule] = []
        if sheet.conditional:
            places = [(row, column) for row in rows for column in range(len(sheet.grid.cells_of(row)))]
            self._rules = rules_of(book, sheet, now, places)

    def of(self, row: int, column: int, cell: Cell) -> Json | None:
        """The format of the first rule that holds for the cell; None where none does."""
        for rule in self._rules:
            found = rule(row, column, cell)
            if found is not None:
                return found
        return None


def moves(book: Book, sheet: Sheet) -> bool:
    """Whether any rule's outcome for a row can change while the row does not: with time, or with another row."""
    return any(_rule_moves(rule, locale_of(book.locale).decimal) for rule in sheet.conditional)


def _rule_moves(rule: Json, decimal: str) -> bool:
    if "gradientRule" in rule:
        return True
    values = rule["booleanRule"]["condition"].get("values", [])
    texts = [str(value.get("userEnteredValue", "")) for value in values]
    return any("relativeDate" in value for value in values) or any(
        _text_moves(text, decimal) for text in texts if text.startswith("=")
    )


def _text_moves(text: str, decimal: str) -> bool:
    try:
        return _node_moves(parse(text, decimal))
    except FormulaUnreadable:
        return False


def _node_moves(node: tree.Node) -> bool:
    match node:
        case tree.Call(name=name, arguments=arguments):
            return name in MOVING or any(_node_moves(one) for one in arguments)
        case tree.Binary(left=left, right=right):
            return _node_moves(left) or _node_moves(right)
        case tree.Prefix(operand=inner) | tree.Percent(operand=inner) | tree.Group(inner=inner):
            return _node_moves(inner)
        case tree.Area(reference=reference):
            return bool(reference.prefix) or reference.end is not None or reference.start.row_fixed
        case _:
            return False
