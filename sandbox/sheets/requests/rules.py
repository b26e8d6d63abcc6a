"""Requests about what lies over ranges: protection, conditional formats, banding, named ranges."""

from __future__ import annotations

import re
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.a1 import CELL_LIKE, parse_cells
from sandbox.sheets.areas import canonical
from sandbox.sheets.book import Sheet
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.requests.conditions import NOT_IN_FORMATS, checked_condition
from sandbox.sheets.requests.tabs import new_protected_id
from sandbox.sheets.requests.writing import with_colour_twins

Json = dict[str, Any]
NAME = re.compile(r"[A-Za-z_\u00c0-\uffff][\w.]{0,249}")
FORMATS = frozenset({"backgroundColor", "backgroundColorStyle", "textFormat"})


def checked_area(draft: Draft, area: Json | None) -> tuple[Sheet, Json]:
    """A range that lies on a tab, as it is kept."""
    found = draft.find(area)
    return found.sheet, canonical(area or {})


# Protection


def _protected_state(draft: Draft, rule: Json) -> Json:
    """A protection as it is kept; who made it can always edit, and without editors nobody but the owner else."""
    for name in ("namedRangeId", "tableId"):
        if name in rule:
            raise bad(f"{name} is not supported by this local server.")
    _, area = checked_area(draft, rule.get("range"))
    kept = {**rule, "range": area, "requestingUserCanEdit": True}
    if "unprotectedRanges" in rule:
        kept["unprotectedRanges"] = [checked_area(draft, part)[1] for part in rule["unprotectedRanges"]]
    if rule.get("warningOnly"):
        # Documented: editors are ignored where it only warns.
        kept.pop("editors", None)
    else:
        kept.pop("warningOnly", None)
        editors = dict(rule.get("editors", {}))
        editors["users"] = list(dict.fromkeys([*editors.get("users", []), draft.email]))
        kept["editors"] = {name: value for name, value in editors.items() if value}
    return {name: value for name, value in kept.items() if value not in ("", None)}


def add_protected_range(draft: Draft, request: Json) -> Json:
    """Protect a range or, without sides, a whole tab."""
    rule = request.get("protectedRange", {})
    sheet, _ = checked_area(draft, rule.get("range"))
    taken = {known["protectedRangeId"] for tab in draft.book.sheets for known in tab.protected}
    rule_id = rule.get("protectedRangeId") or new_protected_id(draft)
    if rule_id in taken:
        raise bad(f"A protected range with id {rule_id} already exists.")
    kept = {"protectedRangeId": rule_id, **_protected_state(draft, {**rule, "protectedRangeId": rule_id})}
    sheet.protected.append(kept)
    return {"protectedRange": kept}


def _protected(draft: Draft, rule_id: int | None) -> tuple[Sheet, int]:
    for sheet in draft.book.sheets:
        for i, rule in enumerate(sheet.protected):
            if rule["protectedRangeId"] == rule_id:
                return sheet, i
    raise bad(f"No protected range with id: {rule_id}")


def update_protected_range(draft: Draft, request: Json) -> Json:
    """Change the named fields of a protection."""
    tree = masks.of_update(request.get("fields"), "ProtectedRange", "protectedRange")
    given = request.get("protectedRange", {})
    sheet, i = _protected(draft, given.get("protectedRangeId"))
    old = sheet.protected[i]
    updated = _protected_state(draft, masks.update(old, given, tree))
    updated["protectedRangeId"] = old["protectedRangeId"]
    del sheet.protected[i]
    draft.sheet(updated["range"].get("sheetId", 0)).protected.append(updated)
    return {}


def delete_protected_range(draft: Draft, request: Json) -> Json:
    sheet, i = _protected(draft, request.get("protectedRangeId"))
    del sheet.protected[i]
    return {}


# Conditional formats


def _checked_format_rule(draft: Draft, rule: Json | None) -> tuple[Sheet, Json]:
    if rule is None or not rule.get("ranges"):
        raise bad("ConditionalFormatRule.ranges must not be empty.")
    areas = [checked_area(draft, area) for area in rule["ranges"]]
    if len({sheet.sheet_id for sheet, _ in areas}) > 1:
        raise bad("All ranges of a conditional format must be on the same sheet.")
    kept: Json = {"ranges": [area for _, area in areas]}
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise bad("Must specify exactly one of booleanRule and gradientRule.")
    if "booleanRule" in rule:
        boolean = rule["booleanRule"]
        condition = checked_condition(boolean.get("condition"), NOT_IN_FORMATS)
        unsupported = boolean.get("format", {}).keys() - FORMATS
        if unsupported:
            raise bad(f"ConditionalFormatRule.booleanRule.format cannot set {sorted(unsupported)[0]}.")
        kept["booleanRule"] = with_colour_twins({**boolean, "condition": condition})
    else:
        gradient = rule["gradientRule"]
        if "minpoint" not in gradient or "maxpoint" not in gradient:
            raise bad("GradientRule must have a minpoint and a maxpoint.")
        kept["gradientRule"] = gradient
    return areas[0][0], kept


def add_conditional_format_rule(draft: Draft, request: Json) -> Json:
    """A rule at its index (default first); those behind it move down."""
    sheet, rule = _checked_format_rule(draft, request.get("rule"))
    index = request.get("index", 0)
    if not 0 <= index <= len(sheet.conditional):
        raise bad(f"Cannot add conditional format rule at index {index}.")
    sheet.conditional.insert(index, rule)
    return {}


def _format_rule(sheet: Sheet, index: int) -> Json:
    if not 0 <= index < len(sheet.conditional):
        raise bad(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")
    return sheet.conditional[index]


def update_conditional_format_rule(draft: Draft, request: Json) -> Json:
    """Replace a rule, or move it to `newIndex`."""
    index = request.get("index", 0)
    if ("rule" in request) == ("newIndex" in request):
        raise bad("Must specify exactly one of rule and newIndex.")
    if "rule" in request:
        sheet, rule = _checked_format_rule(draft, request["rule"])
        old = _format_rule(sheet, index)
        sheet.conditional[index] = rule
        return {"oldRule": old, "oldIndex": index, "newRule": rule, "newIndex": index}
    sheet = draft.sheet(request.get("sheetId", 0))
    old = _format_rule(sheet, index)
    new_index = request["newIndex"]
    if not 0 <= new_index < len(sheet.conditional):
        raise bad(f"Cannot move conditional format rule to index {new_index}.")
    del sheet.conditional[index]
    sheet.conditional.insert(new_index, old)
    return {"newRule": old, "newIndex": new_index, "oldIndex": index}


def delete_conditional_format_rule(draft: Draft, request: Json) -> Json:
    """Remove a rule; those behind it move up."""
    sheet = draft.sheet(request.get("sheetId", 0))
    index = request.get("index", 0)
    rule = _format_rule(sheet, index)
    del sheet.conditional[index]
    return {"rule": rule}


# Banding


def _banded(draft: Draft, band: Json) -> tuple[Sheet, Json]:
    sheet, area = checked_area(draft, band.get("range"))
    if not ({"rowProperties", "columnProperties"} & band.keys()):
        raise bad("Must specify rowProperties or columnProperties.")
    return sheet, {**band, "range": area}


def add_banding(draft: Draft, request: Json) -> Json:
    sheet, band = _banded(draft, request.get("bandedRange", {}))
    taken = [known["bandedRangeId"] for tab in draft.book.sheets for known in tab.bands]
    band["bandedRangeId"] = band.get("bandedRangeId") or draft.new_id(taken)
    if band["bandedRangeId"] in taken:
        raise bad(f"A banded range with id {band['bandedRangeId']} already exists.")
    sheet.bands.append(band)
    return {"bandedRange": band}


def _band(draft: Draft, band_id: int | None) -> tuple[Sheet, int]:
    for sheet in draft.book.sheets:
        for i, band in enumerate(sheet.bands):
            if band["bandedRangeId"] == band_id:
                return sheet, i
    raise bad(f"No banded range with id: {band_id}")


def update_banding(draft: Draft, request: Json) -> Json:
    tree = masks.of_update(request.get("fields"), "BandedRange", "bandedRange")
    given = request.get("bandedRange", {})
    sheet, i = _band(draft, given.get("bandedRangeId"))
    _, updated = _banded(draft, masks.update(sheet.bands[i], given, tree))
    sheet.bands[i] = updated
    return {}


def delete_banding(draft: Draft, request: Json) -> Json:
    sheet, i = _band(draft, request.get("bandedRangeId"))
    del sheet.bands[i]
    return {}


# Named ranges


def _checked_name(draft: Draft, name: str, own: str | None = None) -> str:
    """A name no other range has and that cannot be taken for a cell; ApiError 400 otherwise."""
    if not NAME.fullmatch(name) or CELL_LIKE.fullmatch(name) or parse_cells(name) is not None:
        raise bad(f"Invalid name: {name}")
    for entry in draft.book.named:
        if entry["name"].casefold() == name.casefold() and entry["namedRangeId"] != own:
            raise bad(f"A named range with name {name} already exists.")
    return name


def add_named_range(draft: Draft, request: Json) -> Json:
    given = request.get("namedRange", {})
    _, area = checked_area(draft, given.get("range"))
    name = _checked_name(draft, given.get("name", ""))
    taken = {entry["namedRangeId"] for entry in draft.book.named}
    range_id = given.get("namedRangeId") or str(draft.new_id(int(i) for i in taken if i.isdecimal()))
    if range_id in taken:
        raise bad(f"A named range with id {range_id} already exists.")
    entry = {"namedRangeId": range_id, "name": name, "range": area}
    draft.book.named.append(entry)
    return {"namedRange": entry}


def _named(draft: Draft, range_id: str | None) -> int:
    for i, entry in enumerate(draft.book.named):
        if entry["namedRangeId"] == range_id:
            return i
    raise bad(f"No named range with id: {range_id}")


def update_named_range(draft: Draft, request: Json) -> Json:
    tree = masks.of_update(request.get("fields"), "NamedRange", "namedRange")
    given = request.get("namedRange", {})
    i = _named(draft, given.get("namedRangeId"))
    old = draft.book.named[i]
    updated = masks.update(old, given, tree)
    updated["namedRangeId"] = old["namedRangeId"]
    updated["name"] = _checked_name(draft, updated.get("name", ""), old["namedRangeId"])
    updated["range"] = checked_area(draft, updated.get("range"))[1]
    draft.book.named[i] = updated
    return {}


def delete_named_range(draft: Draft, request: Json) -> Json:
    del draft.book.named[_named(draft, request.get("namedRangeId"))]
    return {}
