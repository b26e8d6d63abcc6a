"""Which fields the bodies of the calls have: the requests and replies of Sheets v4.

Notation as in `shapes`. A request this server does not speak is `other` in `Request`.
"""

from __future__ import annotations

CALLS = {
    "AddBandingRequest": "bandedRange:BandedRange",
    "AddBandingResponse": "bandedRange:BandedRange",
    "AddConditionalFormatRuleRequest": "index:int rule:ConditionalFormatRule",
    "AddDimensionGroupRequest": "range:DimensionRange",
    "AddDimensionGroupResponse": "dimensionGroups:[DimensionGroup]",
    "AddNamedRangeRequest": "namedRange:NamedRange",
    "AddNamedRangeResponse": "namedRange:NamedRange",
    "AddProtectedRangeRequest": "protectedRange:ProtectedRange",
    "AddProtectedRangeResponse": "protectedRange:ProtectedRange",
    "AddSheetRequest": "properties:SheetProperties",
    "AddSheetResponse": "properties:SheetProperties",
    "AppendCellsRequest": "fields:mask rows:[RowData] sheetId:int tableId:str",
    "AppendDimensionRequest": "dimension:<Dimension> length:int sheetId:int",
    "AppendValuesResponse": "spreadsheetId:str tableRange:str updates:UpdateValuesResponse",
    "AutoResizeDimensionsRequest": "dataSourceSheetDimensions:other dimensions:DimensionRange",
    "BatchClearValuesByDataFilterRequest": "dataFilters:[DataFilter]",
    "BatchClearValuesByDataFilterResponse": "clearedRanges:[str] spreadsheetId:str",
    "BatchClearValuesRequest": "ranges:[str]",
    "BatchClearValuesResponse": "clearedRanges:[str] spreadsheetId:str",
    "BatchGetValuesByDataFilterRequest": (
        "dataFilters:[DataFilter] dateTimeRenderOption:<ResponseDateTimeRenderOption> "
        "majorDimension:<Dimension> valueRenderOption:<ResponseValueRenderOption>"
    ),
    "BatchGetValuesByDataFilterResponse": "spreadsheetId:str valueRanges:[MatchedValueRange]",
    "BatchGetValuesResponse": "spreadsheetId:str valueRanges:[ValueRange]",
    "BatchUpdateSpreadsheetRequest": (
        "commentsViewMode:<CommentsViewMode> includeSpreadsheetInResponse:bool requests:[Request] "
        "responseIncludeGridData:bool responseRanges:[str]"
    ),
    "BatchUpdateSpreadsheetResponse": (
        "commentUpdateState:<CommentUpdateState> replies:[Response] spreadsheetId:str "
        "updatedSpreadsheet:Spreadsheet"
    ),
    "BatchUpdateValuesByDataFilterRequest": (
        "data:[DataFilterValueRange] includeValuesInResponse:bool "
        "responseDateTimeRenderOption:<ResponseDateTimeRenderOption> "
        "responseValueRenderOption:<ResponseValueRenderOption> valueInputOption:<ValueInputOption>"
    ),
    "BatchUpdateValuesByDataFilterResponse": (
        "responses:[UpdateValuesByDataFilterResponse] spreadsheetId:str totalUpdatedCells:int "
        "totalUpdatedColumns:int totalUpdatedRows:int totalUpdatedSheets:int"
    ),
    "BatchUpdateValuesRequest": (
        "data:[ValueRange] includeValuesInResponse:bool "
        "responseDateTimeRenderOption:<ResponseDateTimeRenderOption> "
        "responseValueRenderOption:<ResponseValueRenderOption> valueInputOption:<ValueInputOption>"
    ),
    "BatchUpdateValuesResponse": (
        "responses:[UpdateValuesResponse] spreadsheetId:str totalUpdatedCells:int totalUpdatedColumns:int "
        "totalUpdatedRows:int totalUpdatedSheets:int"
    ),
    "ClearBasicFilterRequest": "sheetId:int",
    "ClearValuesRequest": "",
    "ClearValuesResponse": "clearedRange:str spreadsheetId:str",
    "CopyPasteRequest": (
        "destination:GridRange pasteOrientation:<PasteOrientation> pasteType:<PasteType> source:GridRange"
    ),
    "CopySheetToAnotherSpreadsheetRequest": "destinationSpreadsheetId:str",
    "CreateDeveloperMetadataRequest": "developerMetadata:DeveloperMetadata",
    "CreateDeveloperMetadataResponse": "developerMetadata:DeveloperMetadata",
    "CutPasteRequest": "destination:GridCoordinate pasteType:<PasteType> source:GridRange",
    "DeleteBandingRequest": "bandedRangeId:int",
    "DeleteConditionalFormatRuleRequest": "index:int sheetId:int",
    "DeleteConditionalFormatRuleResponse": "rule:ConditionalFormatRule",
    "DeleteDeveloperMetadataRequest": "dataFilter:DataFilter",
    "DeleteDeveloperMetadataResponse": "deletedDeveloperMetadata:[DeveloperMetadata]",
    "DeleteDimensionGroupRequest": "range:DimensionRange",
    "DeleteDimensionGroupResponse": "dimensionGroups:[DimensionGroup]",
    "DeleteDimensionRequest": "range:DimensionRange",
    "DeleteDuplicatesRequest": "comparisonColumns:[DimensionRange] range:GridRange",
    "DeleteDuplicatesResponse": "duplicatesRemovedCount:int",
    "DeleteNamedRangeRequest": "namedRangeId:str",
    "DeleteProtectedRangeRequest": "protectedRangeId:int",
    "DeleteRangeRequest": "range:GridRange shiftDimension:<Dimension>",
    "DeleteSheetRequest": "sheetId:int",
    "DuplicateSheetRequest": "insertSheetIndex:int newSheetId:int newSheetName:str sourceSheetId:int",
    "DuplicateSheetResponse": "properties:SheetProperties",
    "FindReplaceRequest": (
        "allSheets:bool find:str includeFormulas:bool matchCase:bool matchEntireCell:bool range:GridRange "
        "replacement:str searchByRegex:bool sheetId:int"
    ),
    "FindReplaceResponse": (
        "formulasChanged:int occurrencesChanged:int rowsChanged:int sheetsChanged:int valuesChanged:int"
    ),
    "GetSpreadsheetByDataFilterRequest": (
        "commentsViewMode:<CommentsViewMode> dataFilters:[DataFilter] excludeTablesInBandedRanges:bool "
        "includeGridData:bool"
    ),
    "InsertDimensionRequest": "inheritFromBefore:bool range:DimensionRange",
    "InsertRangeRequest": "range:GridRange shiftDimension:<Dimension>",
    "MergeCellsRequest": "mergeType:<MergeType> range:GridRange",
    "MoveDimensionRequest": "destinationIndex:int source:DimensionRange",
    "PasteDataRequest": "coordinate:GridCoordinate data:str delimiter:str html:bool type:<PasteType>",
    "RandomizeRangeRequest": "range:GridRange",
    "RepeatCellRequest": "cell:CellData fields:mask range:GridRange",
    "Request": (
        "addBanding:AddBandingRequest addChart:AddChartRequest addCommentReply:other "
        "addConditionalFormatRule:AddConditionalFormatRuleRequest addDataSource:other "
        "addDimensionGroup:AddDimensionGroupRequest addFilterView:AddFilterViewRequest "
        "addNamedRange:AddNamedRangeRequest addProtectedRange:AddProtectedRangeRequest "
        "addSheet:AddSheetRequest addSlicer:AddSlicerRequest addTable:AddTableRequest "
        "appendCells:AppendCellsRequest appendDimension:AppendDimensionRequest autoFill:other "
        "autoResizeDimensions:AutoResizeDimensionsRequest cancelDataSourceRefresh:other "
        "clearBasicFilter:ClearBasicFilterRequest copyPaste:CopyPasteRequest "
        "createDeveloperMetadata:CreateDeveloperMetadataRequest cutPaste:CutPasteRequest "
        "deleteBanding:DeleteBandingRequest deleteComment:other deleteCommentReply:other "
        "deleteConditionalFormatRule:DeleteConditionalFormatRuleRequest deleteDataSource:other "
        "deleteDeveloperMetadata:DeleteDeveloperMetadataRequest deleteDimension:DeleteDimensionRequest "
        "deleteDimensionGroup:DeleteDimensionGroupRequest deleteDuplicates:DeleteDuplicatesRequest "
        "deleteEmbeddedObject:DeleteEmbeddedObjectRequest deleteFilterView:DeleteFilterViewRequest "
        "deleteNamedRange:DeleteNamedRangeRequest deleteProtectedRange:DeleteProtectedRangeRequest "
        "deleteRange:DeleteRangeRequest deleteSheet:DeleteSheetRequest deleteTable:DeleteTableRequest "
        "duplicateFilterView:DuplicateFilterViewRequest duplicateSheet:DuplicateSheetRequest "
        "findReplace:FindReplaceRequest insertComment:other insertDimension:InsertDimensionRequest "
        "insertRange:InsertRangeRequest mergeCells:MergeCellsRequest moveDimension:MoveDimensionRequest "
        "pasteData:PasteDataRequest randomizeRange:RandomizeRangeRequest refreshDataSource:other "
        "repeatCell:RepeatCellRequest setBasicFilter:SetBasicFilterRequest "
        "setDataValidation:SetDataValidationRequest sortRange:SortRangeRequest "
        "textToColumns:TextToColumnsRequest trimWhitespace:TrimWhitespaceRequest "
        "unmergeCells:UnmergeCellsRequest updateBanding:UpdateBandingRequest "
        "updateBorders:UpdateBordersRequest updateCells:UpdateCellsRequest "
        "updateChartSpec:UpdateChartSpecRequest updateCommentPost:other "
        "updateConditionalFormatRule:UpdateConditionalFormatRuleRequest updateDataSource:other "
        "updateDeveloperMetadata:UpdateDeveloperMetadataRequest "
        "updateDimensionGroup:UpdateDimensionGroupRequest "
        "updateDimensionProperties:UpdateDimensionPropertiesRequest "
        "updateEmbeddedObjectBorder:UpdateEmbeddedObjectBorderRequest "
        "updateEmbeddedObjectPosition:UpdateEmbeddedObjectPositionRequest "
        "updateFilterView:UpdateFilterViewRequest updateNamedRange:UpdateNamedRangeRequest "
        "updateProtectedRange:UpdateProtectedRangeRequest "
        "updateSheetProperties:UpdateSheetPropertiesRequest updateSlicerSpec:UpdateSlicerSpecRequest "
        "updateSpreadsheetProperties:UpdateSpreadsheetPropertiesRequest updateTable:UpdateTableRequest"
    ),
    "Response": (
        "addBanding:AddBandingResponse addChart:AddChartResponse addCommentReply:other "
        "addDataSource:other addDimensionGroup:AddDimensionGroupResponse "
        "addFilterView:AddFilterViewResponse addNamedRange:AddNamedRangeResponse "
        "addProtectedRange:AddProtectedRangeResponse addSheet:AddSheetResponse "
        "addSlicer:AddSlicerResponse addTable:AddTableResponse cancelDataSourceRefresh:other "
        "createDeveloperMetadata:CreateDeveloperMetadataResponse "
        "deleteConditionalFormatRule:DeleteConditionalFormatRuleResponse "
        "deleteDeveloperMetadata:DeleteDeveloperMetadataResponse "
        "deleteDimensionGroup:DeleteDimensionGroupResponse deleteDuplicates:DeleteDuplicatesResponse "
        "duplicateFilterView:DuplicateFilterViewResponse duplicateSheet:DuplicateSheetResponse "
        "findReplace:FindReplaceResponse insertComment:other refreshDataSource:other "
        "trimWhitespace:TrimWhitespaceResponse "
        "updateConditionalFormatRule:UpdateConditionalFormatRuleResponse updateDataSource:other "
        "updateDeveloperMetadata:UpdateDeveloperMetadataResponse "
        "updateEmbeddedObjectPosition:UpdateEmbeddedObjectPositionResponse"
    ),
    "SearchDeveloperMetadataRequest": "dataFilters:[DataFilter]",
    "SearchDeveloperMetadataResponse": "matchedDeveloperMetadata:[MatchedDeveloperMetadata]",
    "SetBasicFilterRequest": "filter:BasicFilter",
    "SetDataValidationRequest": "filteredRowsIncluded:bool range:GridRange rule:DataValidationRule",
    "SortRangeRequest": "range:GridRange sortSpecs:[SortSpec]",
    "TrimWhitespaceRequest": "range:GridRange",
    "TrimWhitespaceResponse": "cellsChangedCount:int",
    "UnmergeCellsRequest": "range:GridRange",
    "UpdateBandingRequest": "bandedRange:BandedRange fields:mask",
    "UpdateBordersRequest": (
        "bottom:Border innerHorizontal:Border innerVertical:Border left:Border range:GridRange "
        "right:Border top:Border"
    ),
    "UpdateCellsRequest": "fields:mask range:GridRange rows:[RowData] start:GridCoordinate",
    "UpdateConditionalFormatRuleRequest": "index:int newIndex:int rule:ConditionalFormatRule sheetId:int",
    "UpdateConditionalFormatRuleResponse": (
        "newIndex:int newRule:ConditionalFormatRule oldIndex:int oldRule:ConditionalFormatRule"
    ),
    "UpdateDeveloperMetadataRequest": (
        "dataFilters:[DataFilter] developerMetadata:DeveloperMetadata fields:mask"
    ),
    "UpdateDeveloperMetadataResponse": "developerMetadata:[DeveloperMetadata]",
    "UpdateDimensionPropertiesRequest": (
        "dataSourceSheetRange:other fields:mask properties:DimensionProperties range:DimensionRange"
    ),
    "UpdateNamedRangeRequest": "fields:mask namedRange:NamedRange",
    "UpdateProtectedRangeRequest": "fields:mask protectedRange:ProtectedRange",
    "UpdateSheetPropertiesRequest": "fields:mask properties:SheetProperties",
    "UpdateSpreadsheetPropertiesRequest": "fields:mask properties:SpreadsheetProperties",
    "UpdateValuesByDataFilterResponse": (
        "dataFilter:DataFilter updatedCells:int updatedColumns:int updatedData:ValueRange "
        "updatedRange:str updatedRows:int"
    ),
    "UpdateValuesResponse": (
        "spreadsheetId:str updatedCells:int updatedColumns:int updatedData:ValueRange updatedRange:str "
        "updatedRows:int"
    ),
}
