"""What the methods on whole spreadsheets and on developer metadata do, from a checked request to its reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.sheets import batch, masks
from sandbox.sheets.book import Book
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import NOT_FOUND, ApiError, bad
from sandbox.sheets.lookup import Found, find, find_area
from sandbox.sheets.masks import Tree
from sandbox.sheets.render import sheet_properties, spreadsheet
from sandbox.sheets.requests import metadata, tabs
from sandbox.sheets.state import State

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: who asks, the path's parts, the checked parameters, the reply's mask and
    the checked body."""

    email: str
    path: tuple[str, ...]
    options: Json
    tree: Tree
    body: Json = field(default_factory=dict)


def get(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    ranges = call.options.get("ranges")
    found = [find(book, text) for text in ranges] if ranges else None
    return spreadsheet(book, call.tree, bool(call.options.get("includeGridData")), state.clock.now(), found)


def get_by_data_filter(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    filters = call.body.get("dataFilters", [])
    # Measured: no filters mean all sheets.
    found = [one for filter_ in filters for one in filtered(book, filter_)] if filters else None
    return spreadsheet(book, call.tree, bool(call.body.get("includeGridData")), state.clock.now(), found)


def create(state: State, call: Call) -> Json:
    given = call.body
    for name in given.keys() - {"properties", "sheets", "namedRanges", "developerMetadata"}:
        raise bad(f"Spreadsheet.{name} cannot be set on creation here.")
    props = dict(given.get("properties", {}))
    for name in ("defaultFormat", "spreadsheetTheme"):
        props.pop(name, None)
    unsupported = sorted(props.keys() - set(tabs.SETTINGS))
    if unsupported:
        raise bad(f"Property {unsupported[0]} is not supported by this local server.")
    sheets = given.get("sheets", [])
    for sheet in sheets:
        extra = sorted(sheet.keys() - {"properties"})
        if extra:
            raise bad(
                f"Sheet.{extra[0]} on creation is not supported by this local server: send a batchUpdate."
            )
    props.setdefault("title", "Untitled spreadsheet")
    book = state.create(props, [sheet.get("properties", {}) for sheet in sheets], call.email)
    requests = [{"addNamedRange": {"namedRange": entry}} for entry in given.get("namedRanges", [])]
    requests += [
        {"createDeveloperMetadata": {"developerMetadata": entry}}
        for entry in given.get("developerMetadata", [])
    ]
    if requests:
        state.change(book, call.email, lambda draft: batch.apply(draft, requests))
    book = state.books[book.book_id]
    return spreadsheet(book, call.tree, False, state.clock.now())


def batch_update(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email, "writer")
    body = call.body
    tree = call.tree
    ranges = body.get("responseRanges", [])

    def work(draft: Draft) -> Json:
        replies = batch.apply(draft, body.get("requests", []))
        reply: Json = masks.keep({"spreadsheetId": book.book_id, "replies": replies}, tree)
        if body.get("includeSpreadsheetInResponse") and masks.names(tree, "updatedSpreadsheet"):
            draft.settle()
            found = [find(draft.book, text) for text in ranges] if ranges else None
            below = masks.below(tree, "updatedSpreadsheet")
            grid = bool(body.get("responseIncludeGridData"))
            reply["updatedSpreadsheet"] = spreadsheet(draft.book, below, grid, draft.now, found)
        return reply

    return state.change(book, call.email, work)


def copy_to(state: State, call: Call) -> Json:
    """A tab of one spreadsheet, copied into another."""
    source_book = state.book(call.path[0], call.email)
    source = source_book.sheet_by_id(int(call.path[1]))
    if source is None:
        raise ApiError(404, NOT_FOUND)
    target = state.book(call.body.get("destinationSpreadsheetId", ""), call.email, "writer")

    def work(draft: Draft) -> Json:
        sheet_id = draft.new_id(sheet.sheet_id for sheet in draft.book.sheets)
        title = tabs.copy_title(draft.book, source.title)
        draft.room_for(source.grid.row_count * source.grid.column_count)
        sheet = tabs.copied_sheet(draft, source, sheet_id, title)
        draft.book.sheets.append(sheet)
        return sheet_properties(draft.book, sheet)

    return state.change(target, call.email, work)


# developer metadata


def metadata_get(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    for entry in book.metadata:
        if entry["metadataId"] == int(call.path[1]):
            return entry
    raise ApiError(404, f"No developer metadata with id: {call.path[1]}")


def metadata_search(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    filters = call.body.get("dataFilters", [])
    if not filters:
        raise bad("Must specify at least one dataFilter.")
    matched = []
    for entry in metadata.search(book, filters):
        hits = [one for one in filters if entry in metadata.search(book, [one])]
        matched.append({"developerMetadata": entry, "dataFilters": hits})
    return {"matchedDeveloperMetadata": matched} if matched else {}


def filtered(book: Book, filter_: Json) -> list[Found]:
    """The cells a data filter means; rows and columns with matching metadata are taken whole."""
    if len(filter_) != 1:
        raise bad("A data filter must have exactly one of developerMetadataLookup, a1Range, gridRange.")
    if "a1Range" in filter_:
        return [find(book, filter_["a1Range"])]
    if "gridRange" in filter_:
        return [find_area(book, filter_["gridRange"])]
    found = []
    for entry in metadata.search(book, [filter_]):
        location = entry["location"]
        place = location.get("dimensionRange", location)
        if location["locationType"] == "SPREADSHEET":
            found += [Found(sheet, sheet.whole) for sheet in book.sheets]
            continue
        sheet = book.sheet_by_id(place.get("sheetId", 0))
        if sheet is None:
            continue
        box = sheet.whole
        if location["locationType"] == "ROW":
            box = box._replace(r0=place["startIndex"], r1=place["endIndex"])
        elif location["locationType"] == "COLUMN":
            box = box._replace(c0=place["startIndex"], c1=place["endIndex"])
        found.append(Found(sheet, box))
    return found
