"""What else is rewritten when cells change place or tabs their names: every formula, and the formulas in rules.

| holds formulas                                     | its references                                | source  |
|----------------------------------------------------|-----------------------------------------------|---------|
| a cell                                             | follow                                        | seen    |
| a conditional format (CUSTOM_FORMULA, point)       | follow, as in the first cell of its ranges    | guessed |
| a validation rule (ONE_OF_RANGE, CUSTOM_FORMULA)   | follow, as in its own cell                    | guessed |

Where the first cell of a conditional format goes, or others come before it, its formula is that of the cell that is
first afterwards: each cell goes on being judged by what it was judged by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets.areas import SIDES, Shift, shifted_list
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Formula
from sandbox.sheets.formulas_moved import Cut, after_cut, movement
from sandbox.sheets.formulas_rewrite import Change as ReferenceChange
from sandbox.sheets.formulas_rewrite import deletion, insertion, rewritten
from sandbox.sheets.formulas_rewrite import shift as moved
from sandbox.sheets.formulas_tokens import Reference
from sandbox.sheets.pool import Pool, Shared

Json = dict[str, Any]
Change = Callable[[Sheet, str], str]
Anchors = tuple[tuple[int, int], tuple[int, int]]
"""(rows, columns) from a rule's first cell to one it keeps, and from where that one goes to the first cell then."""


def follow_shift(book: Book, pool: Pool, sheet: Sheet, shift: Shift) -> None:
    """References after rows or columns of a tab were inserted, deleted or moved."""
    changes = {host.sheet_id: _change_of(host.title, sheet.title, shift) for host in book.sheets}
    known: dict[int, dict[str, str]] = {host.sheet_id: {} for host in book.sheets}

    def change(host: Sheet, text: str) -> str:
        return rewritten(text, changes[host.sheet_id], known[host.sheet_id])

    heard = shift.axis == "ROWS" and shift.kind != "move" and shift.start < sheet.grid.row_count
    _follow_cells(book, change, heard=heard)
    follow_rules(book, pool, change, lambda host, rule: _anchors(rule, shift) if host is sheet else None)


def follow_cells_shift(book: Book, pool: Pool, sheet: Sheet, shift: Shift, across: range) -> None:
    """References after cells of these columns alone (in a shift of columns: rows) were inserted or deleted: what lies
    in them as a whole follows. The ranges of conditional formats stay where they are, and so do their formulas."""
    changes = {host.sheet_id: _change_of(host.title, sheet.title, shift) for host in book.sheets}

    def change(host: Sheet, text: str) -> str:
        def inside(reference: Reference) -> Reference | None:
            low, high = reference.columns() if shift.axis == "ROWS" else reference.rows()
            whole = across.start <= low and high is not None and high <= across.stop
            return changes[host.sheet_id](reference) if whole else reference

        return rewritten(text, inside)

    _follow_cells(book, change)
    _follow_validation(book, pool, change)


def _change_of(host_title: str, title: str, shift: Shift) -> ReferenceChange:
    """What a shift on the tab `title` does to references in formulas on another, or on itself."""
    axis, count = shift.axis, shift.end - shift.start
    if shift.kind == "insert":
        return insertion(host_title, title, axis, shift.start, count)
    if shift.kind == "delete":
        return deletion(host_title, title, axis, shift.start, count)
    return movement(host_title, title, axis, shift.start, shift.end, shift.destination)


def follow(book: Book, pool: Pool, change: Change) -> None:
    """Every formula, in cells and in rules, as `change` (its tab, its text) has it."""
    _follow_cells(book, change)
    follow_rules(book, pool, change, lambda host, rule: None)


def _follow_cells(book: Book, change: Change, *, heard: bool = False) -> None:
    """`heard`: the calculator hears of what happened by itself and need not be told of each formula."""
    for host in book.sheets:
        for row, column, cell, formula in list(host.grid.formula_cells()):
            text = change(host, formula.text)
            if text == formula.text:
                continue
            if heard:
                host.grid.put_moved(row, column, Formula(text))
            else:
                host.grid.put(row, column, cell._replace(value=Formula(text)))


def follow_rules(
    book: Book, pool: Pool, change: Change, anchors: Callable[[Sheet, Json], Anchors | None]
) -> None:
    """The same for rules alone. `anchors` says for a conditional format where to read its formulas meanwhile."""
    for host in book.sheets:

        def here(text: str, host: Sheet = host) -> str:
            return change(host, text)

        host.conditional = [_changed_format(rule, here, anchors(host, rule)) for rule in host.conditional]
    _follow_validation(book, pool, change)


def _follow_validation(book: Book, pool: Pool, change: Change) -> None:
    if not pool.rules_refer:
        return
    for host in book.sheets:

        def here(text: str, host: Sheet = host) -> str:
            return change(host, text)

        _change_validation(host, pool, here)


def _anchors(rule: Json, shift: Shift) -> Anchors | None:
    """How far a cell that the rule keeps is from its first cell, before and after; None where it keeps none."""
    low, high = SIDES[shift.axis]
    after = [(one.get(low, 0), one.get(high)) for one in shifted_list(rule["ranges"], shift)]
    first = min(one.get(low, 0) for one in rule["ranges"])
    for one in sorted(rule["ranges"], key=lambda area: int(area.get(low, 0))):
        start = one.get(low, 0)
        # Only what went or moved can fail, and what took its place, so one behind them is found at the latest.
        end = max(shift.end, start) + shift.end - shift.start + 1
        for at in range(start, end if high not in one else min(one[high], end)):
            to = shift.index(at)
            if to is not None and any(lo <= to and (hi is None or to < hi) for lo, hi in after):
                before, behind = at - first, min(lo for lo, _ in after) - to
                return ((before, 0), (behind, 0)) if shift.axis == "ROWS" else ((0, before), (0, behind))
    return None


def follow_cut(book: Book, pool: Pool, source: Sheet, target: Sheet, cut: Cut) -> None:
    """References after a cut, done before the cells are taken: those that will move are written for their new tab."""
    for host in book.sheets:
        for row, column, cell, formula in list(host.grid.formula_cells()):
            moves = host is source and cut.box.holds(row, column)
            text = after_cut(formula.text, host.title, target.title if moves else host.title, cut)
            if text != formula.text:
                host.grid.put(row, column, cell._replace(value=Formula(text)))
    follow_rules(
        book,
        pool,
        lambda host, text: after_cut(text, host.title, host.title, cut),
        lambda host, rule: None,
    )


def _changed_format(rule: Json, change: Callable[[str], str], anchors: Anchors | None) -> Json:
    def anchored(text: str) -> str:
        if anchors is None:
            return change(text)
        before, behind = anchors
        return moved(change(moved(text, *before)), *behind)

    if "gradientRule" in rule:
        points = {
            name: {**point, "value": anchored(point["value"])}
            if str(point.get("value", "")).startswith("=")
            else point
            for name, point in rule["gradientRule"].items()
        }
        return {**rule, "gradientRule": points}
    boolean = rule["booleanRule"]
    condition = changed_condition(boolean["condition"], anchored)
    return {**rule, "booleanRule": {**boolean, "condition": condition}}


def carried_rule(pool: Pool, rule: Shared | None, by: tuple[int, int]) -> Shared | None:
    """A cell's validation rule as it reads so many rows and columns further. A range to choose from stays."""
    if rule is None or by == (0, 0) or rule.value["condition"]["type"] == "ONE_OF_RANGE":
        return rule
    condition = changed_condition(rule.value["condition"], lambda text: moved(text, *by))
    if condition == rule.value["condition"]:
        return rule
    return pool.share({**rule.value, "condition": condition})


def changed_condition(condition: Json, change: Callable[[str], str]) -> Json:
    """A condition with every value that is a formula changed."""
    values = []
    for value in condition.get("values", []):
        text = value.get("userEnteredValue", "")
        values.append({**value, "userEnteredValue": change(text)} if text.startswith("=") else value)
    return {**condition, "values": values} if values else condition


def _change_validation(sheet: Sheet, pool: Pool, change: Callable[[str], str]) -> None:
    """Cells share their rules, so each rule is rewritten once."""
    known: dict[int, Shared | None] = {}
    for row, column, cell in list(sheet.grid.within(sheet.whole)):
        rule = cell.rule
        if rule is None:
            continue
        if rule.id not in known:
            known[rule.id] = pool.share(
                {**rule.value, "condition": changed_condition(rule.value["condition"], change)}
            )
        if known[rule.id] is not rule:
            sheet.grid.put(row, column, cell._replace(rule=known[rule.id]))
