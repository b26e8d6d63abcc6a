"""Which calls of a computed function are refused all the same, because the engine and a real sheet would part ways.

| call                                            | why it is refused                                          |
|-------------------------------------------------|------------------------------------------------------------|
| `SUMIF(A1:A9; x; B1)`                           | the summed range is widened to the size of the first       |
| `COUNTIF(A1:A9*2; x)` and its like              | only a range can be searched                               |
| `XLOOKUP` with several columns to return        | the result would fill several cells                        |
| `INDEX` with row or column 0, or one left out   | likewise                                                   |
| `TEXT` with a pattern that is computed, or rare | pattern languages differ                                   |
| `DATEVALUE`, `CODE`, some `CHAR` in id_ID       | they would look into texts whose `.` and `,` are exchanged |
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from sandbox.sheets import formulas_tree as tree
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.formulas_texts import text_pattern_is_safe
from sandbox.sheets.formulas_tokens import Reference

_SEARCHED = {
    **dict.fromkeys(("COUNTIF", "COUNTBLANK"), (slice(0, 1),)),
    **dict.fromkeys(("COUNTIFS", "SUMIF", "AVERAGEIF"), (slice(0, None, 2),)),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), (slice(0, 1), slice(1, None, 2))),
    "RANK": (slice(1, 2),),
}
"""Where the ranges stand among the arguments of the functions that search ranges cell by cell."""

_NEVER_ZERO = frozenset({"MATCH", "XMATCH", "ROW", "COLUMN", "ROWS", "COLUMNS"})


class Uncomputable(Exception):
    """This calculator cannot say what the formula comes to; `error` is shown instead."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.error = CellError(type_, message)


def not_computed(what: str) -> Uncomputable:
    """A real sheet computes this; this one does not."""
    return Uncomputable("ERROR", f"{what} is not computed by the local sheet.")


def check_call(node: tree.Call, comma: bool, shape: Callable[[Reference], tuple[int, int]]) -> None:
    """Raises Uncomputable for the calls in the table above. `shape` gives (rows, columns) of a reference."""
    if node.name in _SEARCHED:
        _check_searched(node, shape)
    elif node.name == "XLOOKUP":
        _check_xlookup(node, shape)
    elif node.name == "INDEX":
        _check_index(node, shape)
    elif node.name == "TEXT":
        pattern = node.arguments[1]
        if not isinstance(pattern, tree.Text) or not text_pattern_is_safe(pattern.value, comma):
            raise not_computed("TEXT with this pattern")
    elif comma and node.name in ("DATEVALUE", "CODE", "CHAR") and not _plain_char(node):
        raise not_computed(f"{node.name} in this locale")


def _plain_char(node: tree.Call) -> bool:
    code = node.arguments[0]
    return node.name == "CHAR" and isinstance(code, tree.Number) and float(code.text) not in (44, 46)


def _check_searched(node: tree.Call, shape: Callable[[Reference], tuple[int, int]]) -> None:
    shapes = set()
    for argument in chain.from_iterable(node.arguments[place] for place in _SEARCHED[node.name]):
        if not isinstance(argument, tree.Area):
            raise not_computed(f"{node.name} over anything but a range")
        shapes.add(shape(argument.reference))
    if len(shapes) > 1:
        raise not_computed(f"{node.name} over ranges of different sizes")


def _check_xlookup(node: tree.Call, shape: Callable[[Reference], tuple[int, int]]) -> None:
    areas = [argument for argument in node.arguments[1:3] if isinstance(argument, tree.Area)]
    if len(areas) < 2 or any(1 not in shape(area.reference) for area in areas):
        raise not_computed("XLOOKUP with this result")


def _check_index(node: tree.Call, shape: Callable[[Reference], tuple[int, int]]) -> None:
    area, *indexes = node.arguments
    if not isinstance(area, tree.Area):
        raise not_computed("INDEX over anything but a range")
    rows, columns = shape(area.reference)
    enough = 2 if rows > 1 and columns > 1 else 1 if rows > 1 or columns > 1 else 0
    if len(indexes) < enough or any(isinstance(index, tree.Omitted) or _is_zero(index) for index in indexes):
        raise not_computed("INDEX with a whole row or column")


def _is_zero(node: tree.Node) -> bool:
    return isinstance(node, tree.Number) and float(node.text) == 0


def index_argument(node: tree.Node, text: str) -> str:
    """A row or column for INDEX. One that may turn out 0 would ask for a whole row, so it becomes an error then."""
    safe = isinstance(node, tree.Number) or (isinstance(node, tree.Call) and node.name in _NEVER_ZERO)
    return text if safe else f"IF(({text})=0,#REF!,{text})"


def has_range(node: tree.Node) -> bool:
    """Whether a range of several cells stands anywhere in the expression."""
    match node:
        case tree.Area():
            return node.reference.end is not None
        case tree.Call():
            return any(has_range(argument) for argument in node.arguments)
        case tree.Group():
            return has_range(node.inner)
        case tree.Prefix() | tree.Percent():
            return has_range(node.operand)
        case tree.Binary():
            return has_range(node.left) or has_range(node.right)
    return isinstance(node, tree.Rows)
