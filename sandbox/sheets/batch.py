"""Which requests a batchUpdate may hold, and how the batch is applied: in order, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.requests import (
    cells,
    copying,
    dimensions,
    finding,
    metadata,
    objects,
    rules,
    sorting,
    tables,
    tabs,
    views,
)

Json = dict[str, Any]
Handler = Callable[[Draft, Json], Json]

REQUESTS: Mapping[str, Handler] = {
    "addBanding": rules.add_banding,
    "addChart": objects.add_chart,
    "addConditionalFormatRule": rules.add_conditional_format_rule,
    "addDimensionGroup": dimensions.add_dimension_group,
    "addFilterView": views.add_filter_view,
    "addNamedRange": rules.add_named_range,
    "addProtectedRange": rules.add_protected_range,
    "addSheet": tabs.add_sheet,
    "addSlicer": objects.add_slicer,
    "addTable": tables.add_table,
    "appendCells": tables.append_cells,
    "appendDimension": dimensions.append_dimension,
    "autoResizeDimensions": dimensions.auto_resize_dimensions,
    "clearBasicFilter": sorting.clear_basic_filter,
    "copyPaste": copying.copy_paste,
    "createDeveloperMetadata": metadata.create_developer_metadata,
    "cutPaste": copying.cut_paste,
    "deleteBanding": rules.delete_banding,
    "deleteConditionalFormatRule": rules.delete_conditional_format_rule,
    "deleteDeveloperMetadata": metadata.delete_developer_metadata,
    "deleteDimension": dimensions.delete_dimension,
    "deleteDimensionGroup": dimensions.delete_dimension_group,
    "deleteDuplicates": sorting.delete_duplicates,
    "deleteEmbeddedObject": objects.delete_embedded_object,
    "deleteFilterView": views.delete_filter_view,
    "deleteNamedRange": rules.delete_named_range,
    "deleteProtectedRange": rules.delete_protected_range,
    "deleteRange": dimensions.delete_range,
    "deleteSheet": tabs.delete_sheet,
    "deleteTable": tables.delete_table,
    "duplicateFilterView": views.duplicate_filter_view,
    "duplicateSheet": tabs.duplicate_sheet,
    "findReplace": finding.find_replace,
    "insertDimension": dimensions.insert_dimension,
    "insertRange": dimensions.insert_range,
    "mergeCells": cells.merge_cells,
    "moveDimension": dimensions.move_dimension,
    "pasteData": copying.paste_data,
    "randomizeRange": sorting.randomize_range,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": sorting.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": sorting.sort_range,
    "textToColumns": finding.text_to_columns,
    "trimWhitespace": finding.trim_whitespace,
    "unmergeCells": cells.unmerge_cells,
    "updateBanding": rules.update_banding,
    "updateBorders": cells.update_borders,
    "updateCells": cells.update_cells,
    "updateChartSpec": objects.update_chart_spec,
    "updateConditionalFormatRule": rules.update_conditional_format_rule,
    "updateDeveloperMetadata": metadata.update_developer_metadata,
    "updateDimensionGroup": dimensions.update_dimension_group,
    "updateDimensionProperties": dimensions.update_dimension_properties,
    "updateEmbeddedObjectBorder": objects.update_embedded_object_border,
    "updateEmbeddedObjectPosition": objects.update_embedded_object_position,
    "updateFilterView": views.update_filter_view,
    "updateNamedRange": rules.update_named_range,
    "updateProtectedRange": rules.update_protected_range,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateSlicerSpec": objects.update_slicer_spec,
    "updateSpreadsheetProperties": tabs.update_spreadsheet_properties,
    "updateTable": tables.update_table,
}
REPLYING = frozenset(
    {
        "addBanding",
        "addChart",
        "addDimensionGroup",
        "addFilterView",
        "addNamedRange",
        "addProtectedRange",
        "addSheet",
        "addSlicer",
        "addTable",
        "createDeveloperMetadata",
        "deleteConditionalFormatRule",
        "deleteDeveloperMetadata",
        "deleteDimensionGroup",
        "deleteDuplicates",
        "duplicateFilterView",
        "duplicateSheet",
        "findReplace",
        "trimWhitespace",
        "updateConditionalFormatRule",
        "updateDeveloperMetadata",
        "updateEmbeddedObjectPosition",
    }
)
"""Requests whose reply carries a message of their own, possibly an empty one; the others answer `{}`."""


def apply(draft: Draft, requests: list[Json]) -> list[Json]:
    """Apply every request to the draft; the replies, one each. ApiError 400 names the request at fault."""
    if not requests:
        raise bad("Must specify at least one request.")
    replies = []
    for i, request in enumerate(requests):
        if len(request) != 1:
            raise bad(f"Invalid requests[{i}]: Must specify exactly one kind of request.")
        ((name, body),) = request.items()
        handler = REQUESTS.get(name)
        if handler is None:
            raise bad(f"Invalid requests[{i}].{name}: {name} is not supported by this local server.")
        try:
            reply = handler(draft, body)
        except ApiError as error:
            raise ApiError(error.code, f"Invalid requests[{i}].{name}: {error.message}") from error
        replies.append({name: reply} if name in REPLYING else {})
    return replies
