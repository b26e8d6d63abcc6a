"""What a cell looks like in the end: its `effectiveFormat`, from the weakest say to the strongest.

| says | what | source |
|---|---|---|
| the spreadsheet's default format | everything | recorded |
| a banded range | the background: header, footer, first, second band; of each the row's first | documented |
| the cell's own format | what it names | recorded |
| the value's type | the alignment, where nothing named one | measured |
| the first conditional format of the tab that holds | background and text | documented |
| a colour scale (gradient) | the background of numbers, mixed between its points | documented |

A blank cell without a format of its own is left out of a reply, also where a rule or band covers it (guessed).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets.a1 import Box
from sandbox.sheets.areas import clipped, span_of
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Cell
from sandbox.sheets.formats import default_pattern
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.gradients import Gradient
from sandbox.sheets.judging import Judge
from sandbox.sheets.masks import Tree
from sandbox.sheets.theme import DEFAULT_FORMAT, THEME

Json = dict[str, Any]
Rule = Callable[[int, int, Cell], Json | None]
COLOURED = frozenset({"backgroundColor", "backgroundColorStyle", "textFormat"})


class Looks:
    """The looks of one tab's cells. Rules are judged only where `tree`, effectiveFormat's mask, asks for colours."""

    def __init__(self, book: Book, sheet: Sheet, tree: Tree, now: float, box: Box) -> None:
        self._locale = book.locale
        self._bands: list[Callable[[int, int], Json | None]] = []
        self._rules: list[Rule] = []
        if tree and COLOURED.isdisjoint(tree):
            return
        self._bands = [_band(sheet, band) for band in sheet.bands]
        if sheet.conditional:
            self._rules = rules_of(book, sheet, now, [(r, c) for r, c, _ in sheet.grid.within(box)])

    def of(self, row: int, column: int, cell: Cell) -> Json | None:
        """The format; None where the cell has neither content nor format."""
        style = cell.style.value if cell.style is not None else {}
        if not style and cell.effective is None:
            return None
        result = dict(DEFAULT_FORMAT)
        for band in self._bands:
            colour = band(row, column)
            if colour is not None:
                result |= colour
        _lay(result, style)
        form = style.get("numberFormat")
        if form and not form.get("pattern") and form.get("type"):
            result["numberFormat"] = {**form, "pattern": default_pattern(form["type"], self._locale)}
        result.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
        result.setdefault("horizontalAlignment", _alignment(cell))
        for rule in self._rules:
            found = rule(row, column, cell)
            if found is not None:
                _lay(result, found)
                break
        return result


def _lay(result: Json, style: Json) -> None:
    """A format over another, part by part."""
    for name, part in style.items():
        whole = name.endswith(("Color", "Style", "Format")) and name != "textFormat"
        result[name] = (
            {**result[name], **part} if isinstance(part, dict) and name in result and not whole else part
        )


def _alignment(cell: Cell) -> str:
    value = cell.effective
    if isinstance(value, bool | CellError):
        return "CENTER"
    return "RIGHT" if isinstance(value, float) else "LEFT"


def _area(sheet: Sheet, area: Json) -> Box:
    return clipped(span_of(area), sheet.grid.row_count, sheet.grid.column_count)


# Bands


def _band(sheet: Sheet, band: Json) -> Callable[[int, int], Json | None]:
    box = _area(sheet, band["range"])
    rows, columns = band.get("rowProperties", {}), band.get("columnProperties", {})

    def colour(row: int, column: int) -> Json | None:
        if not box.holds(row, column):
            return None
        along = [
            *_line(rows, row - box.r0, box.r1 - box.r0, 0),
            *_line(columns, column - box.c0, box.c1 - box.c0, 1),
        ]
        return min(along, key=lambda found: found[0])[1] if along else None

    return colour


def _line(properties: Json, at: int, count: int, rank: int) -> list[tuple[int, Json]]:
    """(priority, background) of one line of one dimension; nothing where it has no colour."""
    header = _painted(properties, "headerColor")
    footer = _painted(properties, "footerColor")
    if header is not None and at == 0:
        return [(rank, header)]
    if footer is not None and at == count - 1:
        return [(rank, footer)]
    second = (at - (header is not None)) % 2 == 1
    painted = _painted(properties, "secondBandColor" if second else "firstBandColor")
    return [] if painted is None else [((4 if second else 2) + rank, painted)]


def _painted(properties: Json, name: str) -> Json | None:
    style = properties.get(f"{name}Style") or ({"rgbColor": properties[name]} if name in properties else None)
    return None if style is None else {"backgroundColor": rgb(style), "backgroundColorStyle": style}


def rgb(style: Json) -> Json:
    """The red, green and blue of a ColorStyle."""
    if "themeColor" in style:
        themed = {entry["colorType"]: entry["color"]["rgbColor"] for entry in THEME["themeColors"]}
        return dict(themed.get(style["themeColor"], {}))
    return dict(style.get("rgbColor", {}))


# Conditional formats


def rules_of(book: Book, sheet: Sheet, now: float, places: list[tuple[int, int]]) -> list[Rule]:
    """The conditional formats of a tab, in order, each as what it gives a cell. They are judged for these places."""
    judge = Judge(book, sheet, now)
    return [_rule(judge, sheet, rule, places) for rule in sheet.conditional]


def _rule(judge: Judge, sheet: Sheet, rule: Json, places: list[tuple[int, int]]) -> Rule:
    boxes = [_area(sheet, area) for area in rule["ranges"]]

    def covers(row: int, column: int) -> bool:
        return any(box.holds(row, column) for box in boxes)

    if "gradientRule" in rule:
        gradient = Gradient(judge, sheet, boxes, rule["gradientRule"])
        return lambda row, column, cell: gradient.of(cell.effective) if covers(row, column) else None
    boolean = rule["booleanRule"]
    first = (min(box.r0 for box in boxes), min(box.c0 for box in boxes))
    covered = [place for place in places if covers(*place)]
    meets = judge.condition(boolean["condition"], first, covered)
    form = boolean.get("format", {})
    return lambda row, column, cell: (
        form if covers(row, column) and meets(row, column, cell.effective) else None
    )
