"""Developer metadata: on the spreadsheet, on a tab, or on exactly one row or column, which it follows."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.book import Book
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.lookup import find, find_area
from sandbox.sheets.requests.dimensions import dimension, size_of

Json = dict[str, Any]
SINGLE = "DimensionRange must represent a single row or column"


def checked_location(draft: Draft, given: Json | None) -> Json:
    """A location as it is kept, with its type; ApiError 400 where it is none."""
    places = [
        name for name in ("spreadsheet", "sheetId", "dimensionRange") if (given or {}).get(name) is not None
    ]
    if given is None or len(places) != 1:
        raise bad(
            "Must specify exactly one of location.spreadsheet, location.sheetId, location.dimensionRange."
        )
    if places == ["spreadsheet"]:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if places == ["sheetId"]:
        sheet = draft.sheet(given["sheetId"])
        return {"locationType": "SHEET", "sheetId": sheet.sheet_id}
    sheet, axis, start, end = dimension(draft, given["dimensionRange"])
    if end - start != 1:
        raise bad(SINGLE)
    if end > size_of(sheet, axis):
        raise bad(f"location.dimensionRange.startIndex[{start}] is outside of the grid.")
    area: Json = {"sheetId": sheet.sheet_id} if sheet.sheet_id else {}
    area |= {"dimension": axis, "startIndex": start, "endIndex": end}
    return {"locationType": "ROW" if axis == "ROWS" else "COLUMN", "dimensionRange": area}


def create_developer_metadata(draft: Draft, request: Json) -> Json:
    given = request.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise bad("Must specify metadataKey.")
    visibility = given.get("visibility", "")
    if visibility not in {"DOCUMENT", "PROJECT"}:
        raise bad("Must specify visibility.")
    taken = {entry["metadataId"] for entry in draft.book.metadata}
    metadata_id = given.get("metadataId") or draft.new_id(taken)
    if metadata_id in taken:
        raise bad(f"Developer metadata with id {metadata_id} already exists.")
    entry = {
        "metadataId": metadata_id,
        "metadataKey": given["metadataKey"],
        **({"metadataValue": given["metadataValue"]} if given.get("metadataValue") else {}),
        "location": checked_location(draft, given.get("location")),
        "visibility": visibility,
    }
    draft.book.metadata.append(entry)
    return {"developerMetadata": entry}


def update_developer_metadata(draft: Draft, request: Json) -> Json:
    """Change the named fields of every entry the filters match."""
    tree = masks.of_update(request.get("fields"), "DeveloperMetadata", "developerMetadata")
    if "metadataId" in tree:
        raise bad("Invalid field: metadataId cannot be changed.")
    given = request.get("developerMetadata", {})
    matched = search(draft.book, request.get("dataFilters", []))
    changed = []
    for i, entry in enumerate(draft.book.metadata):
        if entry not in matched:
            continue
        updated = masks.update(entry, given, tree)
        updated["metadataId"] = entry["metadataId"]
        if masks.names(tree, "location"):
            updated["location"] = checked_location(draft, given.get("location"))
        if not updated.get("metadataKey") or not updated.get("visibility"):
            raise bad("metadataKey and visibility must not be empty.")
        draft.book.metadata[i] = updated
        changed.append(updated)
    return {"developerMetadata": changed} if changed else {}


def delete_developer_metadata(draft: Draft, request: Json) -> Json:
    """Remove every entry the filter matches."""
    if "dataFilter" not in request:
        raise bad("Must specify dataFilter.")
    gone = search(draft.book, [request["dataFilter"]])
    draft.book.metadata = [entry for entry in draft.book.metadata if entry not in gone]
    return {"deletedDeveloperMetadata": gone} if gone else {}


def search(book: Book, filters: list[Json]) -> list[Json]:
    """The entries at least one filter matches, in order of creation."""
    for filter_ in filters:
        if len(filter_) != 1:
            raise bad("A data filter must have exactly one of developerMetadataLookup, a1Range, gridRange.")
    return [entry for entry in book.metadata if any(_matches(book, entry, filter_) for filter_ in filters)]


def _matches(book: Book, entry: Json, filter_: Json) -> bool:
    if "developerMetadataLookup" in filter_:
        return _looked_up(entry, filter_["developerMetadataLookup"])
    found = find(book, filter_["a1Range"]) if "a1Range" in filter_ else find_area(book, filter_["gridRange"])
    place = entry["location"].get("dimensionRange")
    if entry["location"]["locationType"] == "SHEET":
        return bool(entry["location"]["sheetId"] == found.sheet.sheet_id) and found.box == found.sheet.whole
    if place is None or place.get("sheetId", 0) != found.sheet.sheet_id:
        return False
    low, high = (found.box.r0, found.box.r1) if place["dimension"] == "ROWS" else (found.box.c0, found.box.c1)
    return bool(low <= place["startIndex"] < high)


def _looked_up(entry: Json, lookup: Json) -> bool:
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and entry.get(name) != lookup[name]:
            return False
    location = entry["location"]
    if "locationType" in lookup and location["locationType"] != lookup["locationType"]:
        return False
    wanted = lookup.get("metadataLocation")
    if wanted is None:
        return True
    exact = lookup.get("locationMatchingStrategy") != "INTERSECTING_LOCATION"
    return _at(location, wanted) if exact else _meets(location, wanted)


def _at(location: Json, wanted: Json) -> bool:
    if wanted.get("spreadsheet"):
        return bool(location["locationType"] == "SPREADSHEET")
    if "sheetId" in wanted:
        return bool(location["locationType"] == "SHEET" and location["sheetId"] == wanted["sheetId"])
    place, sought = location.get("dimensionRange"), wanted.get("dimensionRange", {})
    return place is not None and _whole(place) == _whole(sought)


def _whole(place: Json) -> tuple[Any, ...]:
    return tuple(place.get(name, 0) for name in ("sheetId", "dimension", "startIndex", "endIndex"))


def _meets(location: Json, wanted: Json) -> bool:
    if wanted.get("spreadsheet") or location["locationType"] == "SPREADSHEET":
        return True
    place = location.get("dimensionRange", location)
    sought = wanted.get("dimensionRange", wanted)
    if place.get("sheetId", 0) != sought.get("sheetId", 0):
        return False
    if "dimension" not in place or "dimension" not in sought or place["dimension"] != sought["dimension"]:
        return True
    start, end = sought.get("startIndex", 0), sought.get("endIndex", place["endIndex"])
    return bool(start <= place["startIndex"] < end)
