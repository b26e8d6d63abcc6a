"""Requests about filter views: a filter that each looks through for himself, so it hides and moves nothing here.

`criteria` and `filterSpecs` say the same in two ways; replies hold both (documented).
"""

from __future__ import annotations

from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.areas import canonical
from sandbox.sheets.book import Sheet
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.requests.conditions import checked_condition, criteria_by_column

Json = dict[str, Any]


def _checked_view(draft: Draft, view: Json) -> tuple[Sheet, Json]:
    if "tableId" in view:
        raise bad("Filter views of tables are not supported by this local server.")
    kept = dict(view)
    if "namedRangeId" in view:
        named = [one for one in draft.book.named if one["namedRangeId"] == view["namedRangeId"]]
        if not named:
            raise bad(f"No named range with id: {view['namedRangeId']}")
        kept["range"] = named[0]["range"]
    sheet, _ = draft.find(kept.get("range"))
    kept["range"] = canonical(kept["range"])
    specs = kept.get("filterSpecs")
    if specs is None:
        specs = [
            {"columnIndex": column, "filterCriteria": criteria}
            for column, criteria in criteria_by_column(kept.get("criteria", {}))
        ]
    for spec in specs:
        if "condition" in spec.get("filterCriteria", {}):
            checked_condition(spec["filterCriteria"]["condition"])
    if specs:
        kept["filterSpecs"] = specs
        kept["criteria"] = {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}
    return sheet, kept


def _ids(draft: Draft) -> list[int]:
    return [view["filterViewId"] for sheet in draft.book.sheets for view in sheet.views]


def _found(draft: Draft, view_id: int | None) -> tuple[Sheet, int]:
    for sheet in draft.book.sheets:
        for i, view in enumerate(sheet.views):
            if view["filterViewId"] == view_id:
                return sheet, i
    raise bad(f"No filter view with id: {view_id}")


def add_filter_view(draft: Draft, request: Json) -> Json:
    """A filter view, called `Filter 1` and so on where it has no title (seen)."""
    given = request.get("filter", {})
    sheet, view = _checked_view(draft, given)
    view_id = given.get("filterViewId") or draft.new_id(_ids(draft))
    if view_id in _ids(draft):
        raise bad(f"A filter view with id {view_id} already exists.")
    title = view.get("title") or f"Filter {len(sheet.views) + 1}"
    rest = {name: part for name, part in view.items() if name not in {"filterViewId", "title"}}
    made = {"filterViewId": view_id, "title": title, **rest}
    sheet.views.append(made)
    return {"filter": made}


def duplicate_filter_view(draft: Draft, request: Json) -> Json:
    sheet, i = _found(draft, request.get("filterId"))
    old = sheet.views[i]
    made = {**old, "filterViewId": draft.new_id(_ids(draft)), "title": f"Copy of {old['title']}"}
    sheet.views.append(made)
    return {"filter": made}


def update_filter_view(draft: Draft, request: Json) -> Json:
    """Change the named fields; of `criteria` and `filterSpecs` the latter wins (documented)."""
    tree = masks.of_update(request.get("fields"), "FilterView", "filter")
    given = request.get("filter", {})
    sheet, i = _found(draft, given.get("filterViewId"))
    old = sheet.views[i]
    updated = masks.update(old, given, tree)
    updated["filterViewId"] = old["filterViewId"]
    if masks.names(tree, "criteria") and not (tree and "filterSpecs" in tree):
        updated.pop("filterSpecs", None)
    home, view = _checked_view(draft, updated)
    if home is not sheet:
        raise bad("A filter view cannot move to another sheet.")
    sheet.views[i] = view
    return {}


def delete_filter_view(draft: Draft, request: Json) -> Json:
    sheet, i = _found(draft, request.get("filterId"))
    del sheet.views[i]
    return {}
