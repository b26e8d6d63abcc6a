"""Which requests a batchUpdate may hold, and how the batch is applied: in order, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.requests import cells, copying, dimensions, finding, metadata, rules, sorting, tabs

Json = dict[str, Any]
Handler = Callable[[Draft, Json], Json]

REQUESTS: Mapping[str, Handler] = {
    "addBanding": rules.add_banding,
    "addConditionalFormatRule": rules.add_conditional_format_rule,
    "addDimensionGroup": dimensions.add_dimension_group,
    "addNamedRange": rules.add_named_range,
    "addProtectedRange": rules.add_protected_range,
    "addSheet": tabs.add_sheet,
    "appendCells": cells.append_cells,
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
    "deleteNamedRange": rules.delete_named_range,
    "deleteProtectedRange": rules.delete_protected_range,
    "deleteRange": dimensions.delete_range,
    "deleteSheet": tabs.delete_sheet,
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
    "trimWhitespace": finding.trim_whitespace,
    "unmergeCells": cells.unmerge_cells,
    "updateBanding": rules.update_banding,
    "updateBorders": cells.update_borders,
    "updateCells": cells.update_cells,
    "updateConditionalFormatRule": rules.update_conditional_format_rule,
    "updateDeveloperMetadata": metadata.update_developer_metadata,
    "updateDimensionProperties": dimensions.update_dimension_properties,
    "updateNamedRange": rules.update_named_range,
    "updateProtectedRange": rules.update_protected_range,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateSpreadsheetProperties": tabs.update_spreadsheet_properties,
}
REPLYING = frozenset(
    {
        "addBanding",
        "addDimensionGroup",
        "addNamedRange",
        "addProtectedRange",
        "addSheet",
        "createDeveloperMetadata",
        "deleteConditionalFormatRule",
        "deleteDeveloperMetadata",
        "deleteDimensionGroup",
        "deleteDuplicates",
        "duplicateSheet",
        "findReplace",
        "trimWhitespace",
        "updateConditionalFormatRule",
        "updateDeveloperMetadata",
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
