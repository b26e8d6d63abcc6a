"""Which background a tab's conditional formats give a cell: the first rule that holds, as Google documents.

| rule | judged |
|---|---|
| a boolean rule on numbers, texts, blanks | by `conditions.holds` |
| CUSTOM_FORMULA of operators and the functions in FUNCTIONS | here, with references moved along as if copied |
| any other formula, dates, gradients | not at all: no colour is better than a wrong one |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.sheets import formulas_tree as tree
from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import clipped, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.errors import ApiError
from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formats_model import CellError, Effective
from sandbox.sheets.formulas_parse import FormulaUnreadable, parse
from sandbox.sheets.formulas_tokens import Reference
from sandbox.sheets.requests.conditions import holds
from sandbox.sheets.zones import zone_of

Json = dict[str, Any]
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  A sheet's dates are local times without a zone.
MOVING = frozenset({"NOW", "TODAY"})


class Unjudged(Exception):
    """The formula is beyond what is computed here, or comes to an error."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the cells it covers, whether it holds at (row, column), and its format.

    `moving`: its outcome can change while its own row does not, with time or with another row.
    """

    boxes: tuple[Box, ...]
    holds: Callable[[int, int], bool]
    style: Json
    moving: bool


def rules_of(book: Book, sheet: Sheet, now: float) -> tuple[Rule, ...]:
    """The tab's rules that can be judged; `now` is unix seconds."""
    local = datetime.fromtimestamp(now, zone_of(str(book.props["timeZone"]))).replace(tzinfo=None)
    made = []
    for entry in sheet.conditional:
        boxes = tuple(
            clipped(span_of(area), sheet.grid.row_count, sheet.grid.column_count) for area in entry["ranges"]
        )
        boolean = entry.get("booleanRule")
        if boolean is None or not boxes:
            continue
        condition, style = boolean["condition"], boolean.get("format", {})
        if condition["type"] != "CUSTOM_FORMULA":
            made.append(Rule(boxes, _plain(sheet, condition), style, moving=False))
            continue
        text = str(condition["values"][0].get("userEnteredValue", ""))
        try:
            node = parse(text, locale_of(book.locale).decimal)
        except FormulaUnreadable:
            continue
        home = (boxes[0].r0, boxes[0].c0)
        made.append(Rule(boxes, _formula(sheet, node, home, local), style, moving=_moves(node)))
    return tuple(made)


def background(rules: Sequence[Rule], row: int, column: int) -> Json | None:
    """The format of the first rule that covers the cell and holds there; None where none does."""
    for rule in rules:
        if any(box.r0 <= row < box.r1 and box.c0 <= column < box.c1 for box in rule.boxes) and rule.holds(
            row, column
        ):
            return rule.style
    return None


def _plain(sheet: Sheet, condition: Json) -> Callable[[int, int], bool]:
    def judge(row: int, column: int) -> bool:
        try:
            return holds(condition, sheet.grid.get(row, column).effective)
        except ApiError:
            return False

    return judge


def _formula(
    sheet: Sheet, node: tree.Node, home: tuple[int, int], now: datetime
) -> Callable[[int, int], bool]:
    def judge(row: int, column: int) -> bool:
        at = _At(sheet, row - home[0], column - home[1], now)
        try:
            return truth(_value(node, at))
        except Unjudged:
            return False

    return judge


def _moves(node: tree.Node) -> bool:
    """Whether time or another row has a say."""
    match node:
        case tree.Call(name=name, arguments=arguments):
            return name in MOVING or any(_moves(one) for one in arguments)
        case tree.Binary(left=left, right=right):
            return _moves(left) or _moves(right)
        case tree.Prefix(operand=inner) | tree.Percent(operand=inner) | tree.Group(inner=inner):
            return _moves(inner)
        case tree.Area(reference=reference):
            return bool(reference.prefix) or reference.end is not None or reference.start.row_fixed
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _At:
    """Where a formula stands: by how much its references move, and the local time."""

    sheet: Sheet
    rows: int
    columns: int
    now: datetime


def _value(node: tree.Node, at: _At) -> Effective:
    match node:
        case tree.Number(text=text):
            return float(text)
        case tree.Text(value=value):
            return value
        case tree.Boolean(value=flag):
            return flag
        case tree.Area(reference=reference):
            return _cell(reference, at)
        case tree.Group(inner=inner):
            return _value(inner, at)
        case tree.Prefix(sign=sign, operand=operand):
            amount = _number(_value(operand, at))
            return -amount if sign == "-" else amount
        case tree.Percent(operand=operand):
            return _number(_value(operand, at)) / 100
        case tree.Binary(sign=sign, left=left, right=right):
            return _binary(sign, _value(left, at), _value(right, at))
        case tree.Call(name=name, arguments=arguments):
            return _call(name, arguments, at)
    raise Unjudged


def _cell(reference: Reference, at: _At) -> Effective:
    start = reference.start
    if reference.prefix or reference.end is not None or start.row is None or start.column is None:
        raise Unjudged
    row = start.row if start.row_fixed else start.row + at.rows
    column = start.column if start.column_fixed else start.column + at.columns
    return at.sheet.grid.get(row, column).effective


def truth(value: Effective) -> bool:
    """What counts as true: TRUE, and any number but zero. Unjudged for errors; text is never true."""
    if isinstance(value, CellError):
        raise Unjudged
    return value is True or (isinstance(value, float) and value != 0)


def _number(value: Effective) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool | float):
        return float(value)
    raise Unjudged


def _text(value: Effective) -> str:
    if isinstance(value, CellError):
        raise Unjudged
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return value or ""


def _binary(sign: str, left: Effective, right: Effective) -> Effective:
    if sign == "&":
        return _text(left) + _text(right)
    if sign in ARITHMETIC:
        try:
            return float(ARITHMETIC[sign](_number(left), _number(right)))
        except (ArithmeticError, TypeError) as error:
            raise Unjudged from error
    return COMPARISONS[sign](_ranked(left, right), _ranked(right, left))


def _ranked(value: Effective, beside: Effective) -> tuple[int, float, str]:
    """Numbers before texts before booleans; a blank is whatever it is compared with; text without case."""
    if isinstance(value, CellError):
        raise Unjudged
    if value is None:
        value = "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0.0
    if isinstance(value, bool):
        return (2, float(value), "")
    if isinstance(value, float):
        return (0, value, "")
    return (1, 0.0, value.casefold())


ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": lambda one, other: one**other,
}
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "<>": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}


def _call(name: str, arguments: tuple[tree.Node, ...], at: _At) -> Effective:
    if name == "IF" and len(arguments) in (2, 3):
        if truth(_value(arguments[0], at)):
            return _value(arguments[1], at)
        return _value(arguments[2], at) if len(arguments) == 3 else False
    if name in MOVING and not arguments:
        days = (at.now - EPOCH) / timedelta(days=1)
        return float(int(days)) if name == "TODAY" else days
    if name in ("AND", "OR") and arguments:
        found = [truth(_value(one, at)) for one in arguments]
        return all(found) if name == "AND" else any(found)
    act = FUNCTIONS.get(name)
    if act is None or len(arguments) != 1:
        raise Unjudged
    return act(_value(arguments[0], at))


FUNCTIONS: Mapping[str, Callable[[Effective], Effective]] = {
    "ISNUMBER": lambda value: isinstance(value, float) and not isinstance(value, bool),
    "ISTEXT": lambda value: isinstance(value, str),
    "ISBLANK": lambda value: value is None,
    "ISERROR": lambda value: isinstance(value, CellError),
    "NOT": lambda value: not truth(value),
    "ABS": lambda value: abs(_number(value)),
    "LEN": lambda value: float(len(_text(value))),
    "TRIM": lambda value: " ".join(_text(value).split()),
    "UPPER": lambda value: _text(value).upper(),
    "LOWER": lambda value: _text(value).lower(),
}
