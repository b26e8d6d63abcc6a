"""What a CellData in a request does to one cell, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.book import Sheet
from sandbox.sheets.cells import EMPTY, Cell, Formula, Value, as_number, with_value
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.masks import Tree
from sandbox.sheets.pool import Shared
from sandbox.sheets.requests.conditions import checked_rule

Json = dict[str, Any]
READ_ONLY = frozenset({"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"})
COLOURS = ("backgroundColor", "foregroundColor", "tabColor")


def checked_cell(data: Json, tree: Tree) -> None:
    """400 where the request asks for what a cell cannot be given here."""
    if not READ_ONLY.isdisjoint(tree):
        raise bad(f"Invalid field: {min(READ_ONLY & tree.keys())} is read-only.")
    if data.keys() <= SETTERS.keys():
        return
    unsupported = data.keys() - SETTERS.keys() - READ_ONLY
    for name in sorted(unsupported):
        if masks.names(tree, name):
            raise bad(f"Cell field {name} is not supported by this local server.")


def value_of(extended: Json | None) -> Value:
    """The content an ExtendedValue stands for; None clears."""
    if not extended:
        return None
    if len(extended) > 1:
        raise bad("Only one of the fields of userEnteredValue may be set.")
    ((kind, value),) = extended.items()
    if kind == "numberValue":
        return as_number(value)
    if kind == "errorValue":
        raise bad("Error values cannot be set.")
    if kind == "formulaValue":
        if not str(value).startswith("="):
            raise bad(f"Formula must start with '=': {value}")
        return Formula(str(value))
    if isinstance(value, str | bool):
        return value
    raise bad(f"Invalid value: {value}")


def with_colour_twins(new: Json) -> Json:
    """Google keeps each colour twice, as `xColor` and `xColorStyle.rgbColor`; the newer name wins."""
    result = dict(new)
    for name, value in new.items():
        if name in COLOURS:
            result.setdefault(f"{name}Style", {"rgbColor": value})
        elif name.endswith("Style") and name[:-5] in COLOURS and "rgbColor" in (value or {}):
            result[name[:-5]] = value["rgbColor"]
        elif isinstance(value, dict):
            result[name] = with_colour_twins(value)
    return result


def twin_tree(tree: Tree) -> Tree:
    """The mask with both names of each colour it names."""
    result: Json = {}
    for name, below in tree.items():
        result[name] = twin_tree(below)
        if name in COLOURS:
            result[f"{name}Style"] = {}
        elif name.endswith("Style") and name[:-5] in COLOURS:
            result[name], result[name[:-5]] = {}, {}
    return result


def styled(draft: Draft, old: Shared | None, new: Json | None, tree: Tree) -> Shared | None:
    """A cell's format after the named parts of it were set."""
    given = with_colour_twins(new or {})
    stood = old.value if old is not None else {}
    return draft.pool.share(masks.update(stood, given, twin_tree(tree)))


def write_cell(draft: Draft, sheet: Sheet, row: int, column: int, data: Json, tree: Tree) -> None:
    """Set or clear the fields the mask names, in the cell at (row, column)."""
    old = sheet.grid.get(row, column)
    draft.put(sheet, row, column, written(draft, old, data, tree))


def _with_format(draft: Draft, cell: Cell, given: Any, tree: Tree) -> Cell:
    return cell._replace(style=styled(draft, cell.style, given, tree))


def _with_rule(draft: Draft, cell: Cell, given: Any, tree: Tree) -> Cell:
    return cell._replace(rule=draft.pool.share(checked_rule(given) if given else None))


SETTERS: Mapping[str, Callable[[Draft, Cell, Any, Tree], Cell]] = {
    "userEnteredValue": lambda draft, cell, given, tree: with_value(cell, value_of(given)),
    "userEnteredFormat": _with_format,
    "note": lambda draft, cell, given, tree: cell._replace(note=given or None),
    "dataValidation": _with_rule,
    "textFormatRuns": lambda draft, cell, given, tree: cell._replace(runs=draft.pool.share(given)),
}
"""What giving a field does; the value goes first, since it takes rich text with it."""


def written(draft: Draft, cell: Cell, data: Json, tree: Tree) -> Cell:
    """The cell after the fields the mask names were set or cleared."""
    for name, setter in SETTERS.items():
        if not tree or name in tree:
            cell = setter(draft, cell, data.get(name), masks.below(tree, name))
    return cell if cell != EMPTY else EMPTY
