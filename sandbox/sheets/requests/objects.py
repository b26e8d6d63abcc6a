"""Requests about charts and slicers: kept and given back as they are described, moved with the cells they show.

Nothing is drawn here. Of what Google adds to a chart of its own accord the size is documented (600 by 371 pixels) and
that hidden rows are skipped; other defaults are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.sheets import masks
from sandbox.sheets.areas import canonical
from sandbox.sheets.book import Book, Sheet
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import bad
from sandbox.sheets.objects import with_ranges
from sandbox.sheets.requests.cells import coordinate

Json = dict[str, Any]
KINDS = (
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "orgChart",
    "histogramChart",
    "waterfallChart",
    "treemapChart",
    "scorecardChart",
)
SIZE = {"widthPixels": 600, "heightPixels": 371}


def object_ids(book: Book) -> list[int]:
    """The ids of every chart and slicer of the spreadsheet: they share one series."""
    return [
        entry[name]
        for sheet in book.sheets
        for entries, name in ((sheet.charts, "chartId"), (sheet.slicers, "slicerId"))
        for entry in entries
    ]


def _checked_id(draft: Draft, given: int | None) -> int:
    taken = object_ids(draft.book)
    if given in taken:
        raise bad(f"An embedded object with id {given} already exists.")
    return given if given else draft.new_id(taken)


def _checked_position(draft: Draft, position: Json | None) -> tuple[Sheet, Json]:
    """The tab and the position over it; 400 where it names no cell."""
    overlay = (position or {}).get("overlayPosition")
    if overlay is None:
        raise bad("Only positions over the cells of a tab are supported by this local server.")
    anchor = overlay.get("anchorCell", {})
    sheet, row, column = coordinate(draft, anchor)
    cell: Json = {"sheetId": sheet.sheet_id} if sheet.sheet_id else {}
    cell |= {name: at for name, at in (("rowIndex", row), ("columnIndex", column)) if at}
    return sheet, {"overlayPosition": {**overlay, "anchorCell": cell}}


def _ranges(spec: Any) -> Iterator[Json]:
    """Every `sourceRange` of a chart's description."""
    if isinstance(spec, dict):
        for name, part in spec.items():
            if name == "sourceRange":
                yield part
            else:
                yield from _ranges(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from _ranges(part)


def _checked_spec(draft: Draft, spec: Json | None) -> Json:
    """A chart's description, with ranges as they are kept."""
    kinds = [name for name in KINDS if name in (spec or {})]
    if spec is None or len(kinds) != 1:
        raise bad("Must specify exactly one kind of chart in spec.")
    for source in _ranges(spec):
        for area in source.get("sources", []):
            box = draft.find(area).box
            if 1 not in (box.r1 - box.r0, box.c1 - box.c0):
                raise bad("Exactly one dimension of a chart's source range must have a length of 1.")
    kept: Json = with_ranges(spec, canonical)
    kept.setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    return kept


def add_chart(draft: Draft, request: Json) -> Json:
    """A chart over the cells of a tab."""
    given = request.get("chart", {})
    chart_id = _checked_id(draft, given.get("chartId"))
    sheet, position = _checked_position(draft, given.get("position"))
    position["overlayPosition"] = {**SIZE, **position["overlayPosition"]}
    rest = {name: part for name, part in given.items() if name in {"border"}}
    chart = {
        "chartId": chart_id,
        "spec": _checked_spec(draft, given.get("spec")),
        "position": position,
        **rest,
    }
    sheet.charts.append(chart)
    return {"chart": chart}


def _found(draft: Draft, object_id: int | None) -> tuple[list[Json], int]:
    for sheet in draft.book.sheets:
        for entries, name in ((sheet.charts, "chartId"), (sheet.slicers, "slicerId")):
            for i, entry in enumerate(entries):
                if entry[name] == object_id:
                    return entries, i
    raise bad(f"No embedded object with id: {object_id}")


def update_chart_spec(draft: Draft, request: Json) -> Json:
    """Describe a chart anew, whole."""
    charts, i = _found(draft, request.get("chartId"))
    if "spec" not in charts[i] or "chartId" not in charts[i]:
        raise bad(f"No chart with id: {request.get('chartId')}")
    charts[i] = {**charts[i], "spec": _checked_spec(draft, request.get("spec"))}
    return {}


def update_embedded_object_position(draft: Draft, request: Json) -> Json:
    """Move or resize a chart or slicer, also to another tab."""
    entries, i = _found(draft, request.get("objectId"))
    wanted = request.get("newPosition", {}).get("overlayPosition")
    if wanted is None:
        raise bad("Only positions over the cells of a tab are supported by this local server.")
    tree = masks.of_update(request.get("fields"), "OverlayPosition", "newPosition")
    overlay = masks.update(entries[i]["position"]["overlayPosition"], wanted, tree)
    sheet, position = _checked_position(draft, {"overlayPosition": overlay})
    moved = {**entries[i], "position": position}
    del entries[i]
    (sheet.charts if "chartId" in moved else sheet.slicers).append(moved)
    return {"position": position}


def update_embedded_object_border(draft: Draft, request: Json) -> Json:
    """The colour around a chart."""
    entries, i = _found(draft, request.get("objectId"))
    tree = masks.of_update(request.get("fields"), "EmbeddedObjectBorder", "border")
    entries[i] = {
        **entries[i],
        "border": masks.update(entries[i].get("border", {}), request.get("border", {}), tree),
    }
    return {}


def delete_embedded_object(draft: Draft, request: Json) -> Json:
    """Remove a chart or slicer."""
    entries, i = _found(draft, request.get("objectId"))
    del entries[i]
    return {}


# Slicers


def _checked_slicer(draft: Draft, spec: Json | None) -> Json:
    if spec is None or "dataRange" not in spec:
        raise bad("Must specify spec.dataRange.")
    draft.find(spec["dataRange"])
    return {**spec, "dataRange": canonical(spec["dataRange"])}


def add_slicer(draft: Draft, request: Json) -> Json:
    """A slicer; whom it hides rows from is a matter of who looks, so no row is hidden here."""
    given = request.get("slicer", {})
    slicer_id = _checked_id(draft, given.get("slicerId"))
    sheet, position = _checked_position(draft, given.get("position"))
    slicer = {"slicerId": slicer_id, "spec": _checked_slicer(draft, given.get("spec")), "position": position}
    sheet.slicers.append(slicer)
    return {"slicer": slicer}


def update_slicer_spec(draft: Draft, request: Json) -> Json:
    """Change the named fields of a slicer."""
    slicers, i = _found(draft, request.get("slicerId"))
    if "slicerId" not in slicers[i]:
        raise bad(f"No slicer with id: {request.get('slicerId')}")
    tree = masks.of_update(request.get("fields"), "SlicerSpec", "spec")
    spec = masks.update(slicers[i]["spec"], request.get("spec", {}), tree)
    slicers[i] = {**slicers[i], "spec": _checked_slicer(draft, spec)}
    return {}


def copied_objects(draft: Draft, source: Sheet, sheet: Sheet) -> None:
    """The charts and slicers of a copied tab, showing the copy; the caller has not put the tab in its place yet."""
    taken = object_ids(draft.book)

    def here(area: Json) -> Json:
        own = area.get("sheetId", 0) == source.sheet_id
        return canonical({**area, "sheetId": sheet.sheet_id}) if own else area

    def placed(entry: Json, name: str) -> Json:
        new_id = draft.new_id(taken)
        taken.append(new_id)
        overlay = entry["position"]["overlayPosition"]
        anchor = {**overlay["anchorCell"], "sheetId": sheet.sheet_id}
        return {**entry, name: new_id, "position": {"overlayPosition": {**overlay, "anchorCell": anchor}}}

    sheet.charts = [
        {**placed(chart, "chartId"), "spec": with_ranges(chart["spec"], here)} for chart in source.charts
    ]
    sheet.slicers = [
        {
            **placed(slicer, "slicerId"),
            "spec": {**slicer["spec"], "dataRange": here(slicer["spec"]["dataRange"])},
        }
        for slicer in source.slicers
    ]
