"""What else is rewritten when cells change place or tabs their names: every formula, and the formulas in rules.

| holds formulas                                     | its references                                | source  |
|----------------------------------------------------|-----------------------------------------------|---------|
| a cell                                             | follow                                        | seen    |
| a conditional format (CUSTOM_FORMULA and the like) | follow, as in the first cell of its range     | guessed |
| a validation rule (ONE_OF_RANGE, CUSTOM_FORMULA)   | follow, as on the tab of the cell             | guessed |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets.areas import Shift
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Formula
from sandbox.sheets.formulas_moved import Cut, after_cut, movement
from sandbox.sheets.formulas_rewrite import Change as ReferenceChange
from sandbox.sheets.formulas_rewrite import deletion, insertion, rewritten
from sandbox.sheets.pool import Pool, Shared

Json = dict[str, Any]
Change = Callable[[Sheet, str], str]


def follow_shift(book: Book, pool: Pool, sheet: Sheet, shift: Shift) -> None:
    """References after rows or columns of a tab were inserted, deleted or moved."""
    changes = {host.sheet_id: _change_of(host.title, sheet.title, shift) for host in book.sheets}
    known: dict[int, dict[str, str]] = {host.sheet_id: {} for host in book.sheets}

    def change(host: Sheet, text: str) -> str:
        return rewritten(text, changes[host.sheet_id], known[host.sheet_id])

    follow(book, pool, change)


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
    for host in book.sheets:
        for row, column, cell, formula in list(host.grid.formula_cells()):
            text = change(host, formula.text)
            if text != formula.text:
                host.grid.put(row, column, cell._replace(value=Formula(text)))
    follow_rules(book, pool, change)


def follow_rules(book: Book, pool: Pool, change: Change) -> None:
    """The same for rules alone."""
    for host in book.sheets:

        def here(text: str, host: Sheet = host) -> str:
            return change(host, text)

        host.conditional = [_changed_format(rule, here) for rule in host.conditional]
        if pool.rules_refer:
            _change_validation(host, pool, here)


def follow_cut(book: Book, pool: Pool, source: Sheet, target: Sheet, cut: Cut) -> None:
    """References after a cut, done before the cells are taken: those that will move are written for their new tab."""
    for host in book.sheets:
        for row, column, cell, formula in list(host.grid.formula_cells()):
            moves = host is source and cut.box.holds(row, column)
            text = after_cut(formula.text, host.title, target.title if moves else host.title, cut)
            if text != formula.text:
                host.grid.put(row, column, cell._replace(value=Formula(text)))
    follow_rules(book, pool, lambda host, text: after_cut(text, host.title, host.title, cut))


def _changed_format(rule: Json, change: Callable[[str], str]) -> Json:
    boolean = rule.get("booleanRule")
    if boolean is None:
        return rule
    condition = changed_condition(boolean["condition"], change)
    return (
        rule
        if condition == boolean["condition"]
        else {**rule, "booleanRule": {**boolean, "condition": condition}}
    )


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
