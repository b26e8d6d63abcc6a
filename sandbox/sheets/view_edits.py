"""What a person does on the sheet's page, each deed one change of the spreadsheet, and how it is taken back.

| `do` | fields |
|---|---|
| type | `rows` as seen, `cells` [[index into rows, column, text]]: typed, or pasted |
| copy | `from`, `rows`, `column`, `width`: cells of the sheet that were copied (`view_copies`) |
| fill | `rows`, `columns`, `over`: cells continued over neighbours, nearest first (`view_copies`) |
| insert | `row`, `count`?, `below`?: blank rows |
| delete | `rows` |
| move | `rows` (neighbours), `before`: a row, or nothing for the end |
| carry | `column`, `count`, `before`: neighbouring columns to before another (the number of columns: to the end) |
| sort | `column`, `descending`?: everything below the frozen rows |
| filter | `column`, `hidden`: texts to hide there (none: the column shows all) |
| unfilter | |
| width | `column`, `pixels` |
| undo | `id` of an edit |

`heads` {column: text} in any of them says what row 1 showed there; where it shows something else by now, nothing is
done. An undone edit leaves alone what others have changed meanwhile, and tells how many places that were.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.sheets import view_copies
from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import Cell
from sandbox.sheets.draft import shown
from sandbox.sheets.person import Person
from sandbox.sheets.requests.cells import grow
from sandbox.sheets.requests.sorting import rearrange, sort_rows
from sandbox.sheets.view_rows import Seen, Stale
from sandbox.sheets.view_work import (
    CELLS_AT_ONCE,
    WIDEST_COLUMN,
    Done,
    Work,
    column_of,
    restore,
    whole,
)

Json = dict[str, Any]
KEPT = 500
WIDEST, NARROWEST = 2000, 20


class Edits:
    """The edits of one server that can still be undone. Not locked: the server does that."""

    def __init__(self) -> None:
        self._count = 0
        self._backs: OrderedDict[int, tuple[str, int, Callable[[Work], Done]]] = OrderedDict()
        self._reborn: dict[tuple[str, int], dict[int, int]] = {}

    def do(self, book_id: str, person: Person, body: Json) -> Json:
        """Do it. Returns {"undo": id or None, "skipped": n, "sheetId"}; Stale, Rejected or ApiError where refused."""
        name = body.get("do")
        if name == "undo":
            kept = self._backs.pop(whole(body, "id"), None)
            if kept is None or kept[0] != book_id:
                raise Stale("there is nothing to take back")
            return self._change(book_id, person, kept[1], kept[2])
        act = DEEDS.get(name) if isinstance(name, str) else None
        if act is None:
            raise ValueError(f"`do` is one of: {', '.join(DEEDS)}, undo")

        def checked(work: Work) -> Done:
            _check_heads(work, body.get("heads", {}))
            return act(work, body)

        return self._change(book_id, person, whole(body, "sheetId"), checked)

    def _change(self, book_id: str, person: Person, sheet_id: int, act: Callable[[Work], Done]) -> Json:
        reborn = self._reborn.setdefault((book_id, sheet_id), {})
        done: Done = person.change(lambda draft: act(Work(draft, draft.sheet(sheet_id), reborn)))
        if done.back is not None:
            self._count += 1
            self._backs[self._count] = (book_id, sheet_id, done.back)
            while len(self._backs) > KEPT:
                self._backs.popitem(last=False)
        return {
            "undo": self._count if done.back is not None else None,
            "skipped": done.skipped,
            "sheetId": sheet_id,
        }


def _check_heads(work: Work, heads: Any) -> None:
    if not isinstance(heads, dict):
        raise ValueError("`heads` maps columns to texts")
    for column, text in heads.items():
        if shown(work.sheet.grid.get(0, int(column)), work.draft.book.locale) != text:
            raise Stale("the columns have moved")


def _type(work: Work, body: Json) -> Done:
    cells = body.get("cells")
    if not isinstance(cells, list) or len(cells) > CELLS_AT_ONCE:
        raise ValueError(f"`cells` is a list of {CELLS_AT_ONCE} at most")
    rows = work.rows
    places = [rows.find(Seen.of_json(one)) for one in body.get("rows", [])]
    wanted = [_cell(one, places) for one in cells]
    if not wanted:
        return Done(None)
    sheet, draft = work.sheet, work.draft
    grow(draft, sheet, max(row for row, _, _ in wanted) + 1, max(column for _, column, _ in wanted) + 1)
    before = [sheet.grid.get(row, column) for row, column, _ in wanted]
    for row, column, text in wanted:
        draft.type_text(sheet, row, column, text)
    draft.settle()
    if len(wanted) == 1:
        Person.obey(draft, sheet, wanted[0][0], wanted[0][1])
    changed = [
        (work.uid(row), column, old, sheet.grid.get(row, column))
        for (row, column, _), old in zip(wanted, before, strict=True)
    ]
    return Done(lambda later: restore(later, changed))


def _cell(told: Any, places: list[int]) -> tuple[int, int, str]:
    match told:
        case [int(index), int(column), str(text)] if (
            0 <= index < len(places) and 0 <= column <= WIDEST_COLUMN
        ):
            return places[index], column, text
    raise ValueError("a cell is [index into rows, column, text]")


def _insert(work: Work, body: Json) -> Done:
    row = Seen.of_json(body.get("row"))
    count = whole({"count": 1, **body}, "count", 1, 1000)
    start = min(work.rows.find(row) + bool(body.get("below")), work.sheet.grid.row_count)
    work.do("insertDimension", range=work.lines(start, start + count), inheritFromBefore=start > 0)
    made = [work.uid(at) for at in range(start, start + count)]
    return Done(lambda later: _take_out(later, made, blank_only=True))


def _delete(work: Work, body: Json) -> Done:
    rows = work.rows
    places = {rows.find(Seen.of_json(one)) for one in body.get("rows", [])}
    return _take_out(work, [work.uid(at) for at in sorted(places)], blank_only=False)


Kept = list[tuple[int, int, list[Cell], Json | None]]


def _take_out(work: Work, uids: list[int], *, blank_only: bool) -> Done:
    """Delete rows; with `blank_only` those that hold something by now stay."""
    kept: Kept = []
    skipped = 0
    for uid in uids:
        rows = work.rows
        at = rows.place(uid)
        line = work.sheet.grid.row_to_change(at)
        if blank_only and rows.first(at):
            skipped += 1
            continue
        kept.append((at, line.uid, line.cells[:], line.props))
        work.do("deleteDimension", range=work.lines(at, at + 1))
    return Done((lambda later: _put_back(later, kept)) if kept else None, skipped)


def _put_back(work: Work, kept: Kept) -> Done:
    """Deleted rows again, in the places where they were; each was taken out when those before it were gone."""
    grid, made = work.sheet.grid, []
    for place, uid, cells, props in reversed(kept):
        at = min(place, grid.row_count)
        work.draft.insert(work.sheet, "ROWS", at, at + 1, joins_before=at > 0)
        for column, cell in enumerate(cells):
            work.draft.put(work.sheet, at, column, cell._replace(result=None))
        grid.set_row_props(at, props)
        work.reborn[uid] = work.uid(at)
        made.append(work.reborn[uid])
    return Done(lambda later: _take_out(later, made[::-1], blank_only=False))


def _move(work: Work, body: Json) -> Done:
    rows = work.rows
    places = sorted(rows.find(Seen.of_json(one)) for one in body.get("rows", []))
    if not places or places != list(range(places[0], places[-1] + 1)):
        raise Stale("the rows do not stand together any more")
    end = work.sheet.grid.row_count
    target = rows.find(Seen.of_json(body["before"])) if body.get("before") is not None else end
    return _bring(work, [work.uid(at) for at in places], target)


def _bring(work: Work, uids: list[int], target: int) -> Done:
    """Neighbouring rows to before the row that stands at `target`."""
    places = [work.rows.place(uid) for uid in uids]
    start, end = places[0], places[-1] + 1
    if places != list(range(start, end)):
        raise Stale("the rows do not stand together any more")
    behind = work.uid(end) if end < work.sheet.grid.row_count else None
    if not start <= target <= end:
        work.draft.move(work.sheet, "ROWS", start, end, target)

    def back(later: Work) -> Done:
        return _bring(later, uids, later.sheet.grid.row_count if behind is None else later.rows.place(behind))

    return Done(back)


def _carry(work: Work, body: Json) -> Done:
    width = work.sheet.grid.column_count
    start = column_of(work, body)
    count = whole(body, "count", 1, width - start)
    return _carried(work, start, count, whole(body, "before", 0, width))


def _carried(work: Work, start: int, count: int, before: int) -> Done:
    """Columns [start, start + count) to before the one that stands at `before`."""
    if start <= before <= start + count:
        return Done(None)
    work.draft.move(work.sheet, "COLUMNS", start, start + count, before)
    now, home = (before - count, start) if before > start else (before, start + count)
    heads = _heads(work)

    def back(later: Work) -> Done:
        if _heads(later) != heads:
            raise Stale("the columns have moved")
        return _carried(later, now, count, home)

    return Done(back)


def _heads(work: Work) -> list[str]:
    return [shown(cell, work.draft.book.locale) for cell in work.sheet.grid.cells_of(0)]


def _sort(work: Work, body: Json) -> Done:
    column = column_of(work, body)
    box = work.sheet.whole._replace(r0=work.frozen())
    before = _firsts(work, box)
    order = "DESCENDING" if body.get("descending") else "ASCENDING"
    sort_rows(work.draft, work.sheet, box, [{"dimensionIndex": column, "sortOrder": order}])
    return Done(lambda later: _reorder(later, before))


def _firsts(work: Work, box: Box) -> list[str]:
    rows = work.rows
    return [rows.first(at) for at in range(box.r0, box.r1)]


def _reorder(work: Work, wanted: list[str]) -> Done:
    """The rows below the frozen ones in the order in which their first texts stood; new ones behind them."""
    box = work.sheet.whole._replace(r0=work.frozen())
    now = _firsts(work, box)
    places: dict[str, list[int]] = {}
    for at, text in enumerate(now, box.r0):
        places.setdefault(text, []).append(at)
    for known in places.values():
        known.reverse()
    order = [places[text].pop() for text in wanted if places.get(text)]
    order += sorted(at for known in places.values() for at in known)
    rearrange(work.draft.pool, work.sheet, box, order)
    return Done(lambda later: _reorder(later, now))


def _filter(work: Work, body: Json) -> Done:
    column, hidden = column_of(work, body), body.get("hidden", [])
    if not isinstance(hidden, list) or not all(isinstance(text, str) for text in hidden):
        raise ValueError("`hidden` is a list of texts")
    before = work.sheet.basic_filter
    criteria = dict((before or {}).get("criteria", {}))
    criteria.pop(str(column), None)
    if hidden:
        criteria[str(column)] = {"hiddenValues": hidden}
    area = {"sheetId": work.sheet.sheet_id, "startRowIndex": max(0, work.frozen() - 1)}
    _set_filter(work, {"range": area, "criteria": criteria} if criteria or before else None)
    return Done(lambda later: _refilter(later, before))


def _unfilter(work: Work, _: Json) -> Done:
    return _refilter(work, None)


def _refilter(work: Work, wanted: Json | None) -> Done:
    before = work.sheet.basic_filter
    _set_filter(work, wanted)
    return Done(lambda later: _refilter(later, before))


def _set_filter(work: Work, wanted: Json | None) -> None:
    if wanted is None:
        work.do("clearBasicFilter", sheetId=work.sheet.sheet_id)
    else:
        work.do("setBasicFilter", filter=wanted)


def _width(work: Work, body: Json) -> Done:
    column, pixels = column_of(work, body), whole(body, "pixels", NARROWEST, WIDEST)
    return _resize(work, column, pixels)


def _resize(work: Work, column: int, pixels: int) -> Done:
    before = int((work.sheet.grid.columns[column] or {}).get("pixelSize", 100))
    area = work.lines(column, column + 1, "COLUMNS")
    work.do("updateDimensionProperties", range=area, properties={"pixelSize": pixels}, fields="pixelSize")
    return Done(lambda later: _resize(later, column, before))


DEEDS: Mapping[str, Callable[[Work, Json], Done]] = {
    "type": _type,
    "copy": view_copies.copy,
    "fill": view_copies.fill,
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "carry": _carry,
    "sort": _sort,
    "filter": _filter,
    "unfilter": _unfilter,
    "width": _width,
}
