"""What a browser is told of a tab: everything at first, from then on only the rows that have become others.

Rows travel under the number that the grid keeps for them, so an inserted row costs one row and an order, not all rows
below it. Whatever is told carries a stamp that only grows; a browser names the last stamp it has seen. A cell is

| place | holds |
|---|---|
| 0 | the text that it shows |
| 1 | `n` number, `b` tick, `e` error, `t` text, `` blank |
| 2 | what is attached, or missing: `e` text for the editor where it is not the shown one, `n` note, `s` style, `r` |
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.cells import Cell, Formula
from sandbox.sheets.draft import shown
from sandbox.sheets.formats_locale import locale_of
from sandbox.sheets.formats_model import CellError
from sandbox.sheets.grid import Row
from sandbox.sheets.values import parse_typed
from sandbox.sheets.view_colours import Tints, moves

Json = dict[str, Any]
WIDTH = 100
MOVING_SECONDS = 5.0
SHOWN_AS_TYPED = frozenset({"DATE", "TIME", "DATE_TIME", "PERCENT", "CURRENCY", "SCIENTIFIC"})


class TabView:
    """One tab as it was last told. Not locked: the server does that."""

    def __init__(self, born: str) -> None:
        self.born = born
        self.stamp = 0
        self._looks: object = None
        self._facts: object = None
        self._moving = False
        self._looked = 0.0
        self._version = -1
        self._order: list[int] = []
        self._order_stamp = 0
        self._rows: dict[int, tuple[Row, list[Any], int, bool]] = {}
        self.calls = 0

    def answer(self, book: Book, sheet: Sheet, since: int, born: str) -> Json:
        """What somebody who saw stamp `since` of the view `born` has to be told."""
        if born != self.born:
            since = 0
        answer: Json = {"born": self.born, "stamp": self.stamp, "version": book.version}
        if since and since == self.stamp:
            return answer
        answer |= {"tabs": tabs_of(book), "tab": facts_of(sheet), "locale": book.locale, "title": book.title}
        if self._order_stamp > since:
            answer["order"] = self._order
        answer["rows"] = {uid: packed for uid, (_, packed, stamp, _) in self._rows.items() if stamp > since}
        return answer

    def look(self, book: Book, sheet: Sheet, now: float) -> None:
        """Take in what has become of the tab. `calls` is then how many of its rows a rule colours."""
        due = self._moving and now - self._looked >= MOVING_SECONDS
        if book.version == self._version and not due:
            return
        self._moving = moves(book, sheet)
        looks, facts = (book.locale, sheet.conditional), (facts_of(sheet), tabs_of(book))
        all_again = self._moving or looks != self._looks
        changed = (looks, facts) != (self._looks, self._facts)
        self._looks, self._facts, self._looked, self._version = looks, facts, now, book.version
        stamp = self.stamp + 1
        lines = sheet.grid.rows
        order = [0 if line is None else line.uid for line in lines]
        rows = {
            line.uid: known for line in lines if line is not None and (known := self._known(line, all_again))
        }
        fresh = [(at, line) for at, line in enumerate(lines) if line is not None and line.uid not in rows]
        tints = Tints(book, sheet, now, [at for at, _ in fresh])
        for at, line in fresh:
            packed, called = pack_row(line, book.locale, tints, at)
            known = self._rows.get(line.uid)
            since = known[2] if known is not None and known[1] == packed else stamp
            rows[line.uid] = (line, packed, since, called)
            changed = changed or since == stamp
        self._rows = rows
        self.calls = sum(called for *_, called in rows.values())
        if order != self._order:
            self._order, self._order_stamp, changed = order, stamp, True
        self.stamp = stamp if changed else self.stamp

    def _known(self, line: Row, all_again: bool) -> tuple[Row, list[Any], int, bool] | None:
        """What was told of a row, where it still holds."""
        known = self._rows.get(line.uid)
        return None if all_again or known is None or known[0] is not line else known


class Views:
    """The views of one server, by spreadsheet and tab."""

    def __init__(self) -> None:
        self._views: dict[tuple[str, int], TabView] = {}

    def answer(self, book: Book, sheet_id: int | None, since: int, born: str, now: float) -> Json:
        """What is new on a tab; the first that is not hidden where none is named or the named one is gone."""
        sheet = book.sheet_by_id(sheet_id) if sheet_id is not None else None
        if sheet is None:
            sheet = next((one for one in book.sheets if not one.hidden), book.sheets[0])
        for one in book.sheets:
            if not one.hidden:
                self._view(book, one, now).look(book, one, now)
        answer = self._view(book, sheet, now).answer(book, sheet, since, born)
        answer["calls"] = {
            one.sheet_id: self._view(book, one, now).calls for one in book.sheets if not one.hidden
        }
        return answer

    def _view(self, book: Book, sheet: Sheet, now: float) -> TabView:
        key = (book.book_id, sheet.sheet_id)
        if key not in self._views:
            self._views[key] = TabView(f"{sheet.sheet_id}:{now:.6f}")
        return self._views[key]


def tabs_of(book: Book) -> list[Json]:
    """The tabs that people see, in order."""
    return [{"id": one.sheet_id, "title": one.title} for one in book.sheets if not one.hidden]


def facts_of(sheet: Sheet) -> Json:
    """What is true of the tab as a whole."""
    grid = sheet.props["gridProperties"]
    widths = [int((props or {}).get("pixelSize", WIDTH)) for props in sheet.grid.columns]
    hidden = [at for at, props in enumerate(sheet.grid.columns) if (props or {}).get("hiddenByUser")]
    guarded = [
        {
            "range": rule["range"],
            "warns": bool(rule.get("warningOnly")),
            "text": str(rule.get("description", "")),
        }
        for rule in sheet.protected
    ]
    return {
        "id": sheet.sheet_id,
        "title": sheet.title,
        "frozenRows": grid.get("frozenRowCount", 0),
        "frozenColumns": grid.get("frozenColumnCount", 0),
        "widths": widths,
        "hiddenColumns": hidden,
        "protected": guarded,
        "filter": sheet.basic_filter,
    }


def pack_row(line: Row, locale: str, tints: Tints, at: int) -> tuple[list[Any], bool]:
    """A row as it travels, [hidden or 0, cells], and whether a rule colours any of it."""
    hidden = int(any((line.props or {}).get(name) for name in ("hiddenByFilter", "hiddenByUser")))
    found = [tints.of(at, column, cell) for column, cell in enumerate(line.cells)]
    cells = [pack_cell(cell, locale, tint) for cell, tint in zip(line.cells, found, strict=True)]
    while cells and cells[-1] == ["", ""]:
        cells.pop()
    return [hidden, cells], any(tint is not None for tint in found)


def pack_cell(cell: Cell, locale: str, tint: Json | None) -> list[Any]:
    """A cell as it travels; see the table above."""
    text = shown(cell, locale)
    more: Json = {}
    entered = for_editor(cell, text, locale)
    if entered != text:
        more["e"] = entered
    if cell.note:
        more["n"] = cell.note
    if cell.style is not None or tint is not None:
        style = {**style_of(cell.style.value if cell.style is not None else {}), **style_of(tint or {})}
        if style:
            more["s"] = style
    if cell.rule is not None:
        more["r"] = rule_of(cell.rule.value)
    kind = kind_of(cell)
    return [text, kind, more] if more else [text, kind]


def kind_of(cell: Cell) -> str:
    """The letter of the table above."""
    value = cell.effective
    if value is None:
        return ""
    if isinstance(value, bool):
        return "b"
    if isinstance(value, CellError):
        return "e"
    return "t" if isinstance(value, str) else "n"


def for_editor(cell: Cell, text: str, locale: str) -> str:
    """What stands in the cell when somebody opens it: typed again it gives the same cell."""
    value = cell.value
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, str):
        return value if cell.plain_text else typed_text(value, locale)
    form = cell.style.number_format if cell.style is not None else None
    if not isinstance(value, float) or (form is not None and form.type in SHOWN_AS_TYPED):
        return text
    return f"{value:.15g}".replace(".", locale_of(locale).decimal)


@lru_cache(maxsize=100_000)
def typed_text(text: str, locale: str) -> str:
    """A text as it has to be typed so that it stays one: behind an apostrophe where it would become something else."""
    stays = parse_typed(text, locale, False, 2000).entered == ("string", text)
    return text if stays else f"'{text}"


def rule_of(rule: Json) -> Json:
    """A validation rule as the page needs it: a tick, choices, or only its words."""
    condition = rule["condition"]
    made: Json = {"kind": "other"}
    if condition["type"] == "BOOLEAN":
        made = {"kind": "tick"}
    elif condition["type"] == "ONE_OF_LIST":
        values = [str(one.get("userEnteredValue", "")) for one in condition.get("values", [])]
        made = {"kind": "choice", "values": values, "strict": bool(rule.get("strict"))}
    if rule.get("inputMessage"):
        made["text"] = str(rule["inputMessage"])
    return made


def style_of(form: Json) -> Json:
    """A CellFormat as short names: `bg`, `fg` (hex), `b`, `i`, `u`, `x` (struck), `a` (align), `w` (wraps)."""
    made: Json = {}
    words = form.get("textFormat", {})
    for name, colour in (("bg", form.get("backgroundColor")), ("fg", words.get("foregroundColor"))):
        if colour is not None:
            made[name] = hex_of(colour)
    for name, key in (("b", "bold"), ("i", "italic"), ("u", "underline"), ("x", "strikethrough")):
        if words.get(key):
            made[name] = 1
    if form.get("horizontalAlignment"):
        made["a"] = str(form["horizontalAlignment"]).lower()
    if form.get("wrapStrategy") == "WRAP":
        made["w"] = 1
    return made


def hex_of(colour: Json) -> str:
    """`#rrggbb` of a Color; a missing part is zero, as on the wire."""
    parts = (round(255 * min(1.0, max(0.0, float(colour.get(one, 0))))) for one in ("red", "green", "blue"))
    return "#" + "".join(f"{part:02x}" for part in parts)
