"""Which fields a spreadsheet and its parts have in Sheets v4, and the names its enumerations allow.

Notation as in `shapes`.
"""

from __future__ import annotations

PARTS = {
    "BandedRange": (
        "bandedRangeId:int bandedRangeReference:str columnProperties:BandingProperties range:GridRange "
        "rowProperties:BandingProperties"
    ),
    "BandingProperties": (
        "firstBandColor:Color firstBandColorStyle:ColorStyle footerColor:Color "
        "footerColorStyle:ColorStyle headerColor:Color headerColorStyle:ColorStyle secondBandColor:Color "
        "secondBandColorStyle:ColorStyle"
    ),
    "BasicFilter": (
        "criteria:{FilterCriteria} filterSpecs:[FilterSpec] range:GridRange sortSpecs:[SortSpec] tableId:str"
    ),
    "BooleanCondition": "type:<ConditionType> values:[ConditionValue]",
    "BooleanRule": "condition:BooleanCondition format:CellFormat",
    "Border": "color:Color colorStyle:ColorStyle style:<BorderStyle> width:int",
    "Borders": "bottom:Border left:Border right:Border top:Border",
    "CellData": (
        "chipRuns:[other] dataSourceFormula:other dataSourceTable:other dataValidation:DataValidationRule "
        "effectiveFormat:CellFormat effectiveValue:ExtendedValue formattedValue:str hyperlink:str "
        "note:str pivotTable:other textFormatRuns:[TextFormatRun] userEnteredFormat:CellFormat "
        "userEnteredValue:ExtendedValue"
    ),
    "CellFormat": (
        "backgroundColor:Color backgroundColorStyle:ColorStyle borders:Borders "
        "horizontalAlignment:<HorizontalAlignment> hyperlinkDisplayType:<HyperlinkDisplayType> "
        "numberFormat:NumberFormat padding:Padding textDirection:<TextDirection> textFormat:TextFormat "
        "textRotation:TextRotation verticalAlignment:<VerticalAlignment> wrapStrategy:<WrapStrategy>"
    ),
    "Color": "alpha:num blue:num green:num red:num",
    "ColorStyle": "rgbColor:Color themeColor:<ThemeColor>",
    "ConditionValue": "relativeDate:<RelativeDate> userEnteredValue:str",
    "ConditionalFormatRule": "booleanRule:BooleanRule gradientRule:GradientRule ranges:[GridRange]",
    "DataFilter": "a1Range:str developerMetadataLookup:DeveloperMetadataLookup gridRange:GridRange",
    "DataFilterValueRange": "dataFilter:DataFilter majorDimension:<Dimension> values:[[any]]",
    "DataValidationRule": "condition:BooleanCondition inputMessage:str showCustomUi:bool strict:bool",
    "DeveloperMetadata": (
        "location:DeveloperMetadataLocation metadataId:int metadataKey:str metadataValue:str "
        "visibility:<Visibility>"
    ),
    "DeveloperMetadataLocation": (
        "dimensionRange:DimensionRange locationType:<LocationType> sheetId:int spreadsheet:bool"
    ),
    "DeveloperMetadataLookup": (
        "locationMatchingStrategy:<LocationMatchingStrategy> locationType:<LocationType> metadataId:int "
        "metadataKey:str metadataLocation:DeveloperMetadataLocation metadataValue:str "
        "visibility:<Visibility>"
    ),
    "DimensionGroup": "collapsed:bool depth:int range:DimensionRange",
    "DimensionProperties": (
        "dataSourceColumnReference:other developerMetadata:[DeveloperMetadata] hiddenByFilter:bool "
        "hiddenByUser:bool pixelSize:int"
    ),
    "DimensionRange": "dimension:<Dimension> endIndex:int sheetId:int startIndex:int",
    "Editors": "domainUsersCanEdit:bool groups:[str] users:[str]",
    "ErrorValue": "message:str type:<ErrorType>",
    "ExtendedValue": "boolValue:bool errorValue:ErrorValue formulaValue:str numberValue:num stringValue:str",
    "FilterCriteria": (
        "condition:BooleanCondition hiddenValues:[str] visibleBackgroundColor:Color "
        "visibleBackgroundColorStyle:ColorStyle visibleForegroundColor:Color "
        "visibleForegroundColorStyle:ColorStyle"
    ),
    "FilterSpec": "columnIndex:int dataSourceColumnReference:other filterCriteria:FilterCriteria",
    "GradientRule": "maxpoint:InterpolationPoint midpoint:InterpolationPoint minpoint:InterpolationPoint",
    "GridCoordinate": "columnIndex:int rowIndex:int sheetId:int",
    "GridData": (
        "columnMetadata:[DimensionProperties] rowData:[RowData] rowMetadata:[DimensionProperties] "
        "startColumn:int startRow:int"
    ),
    "GridProperties": (
        "columnCount:int columnGroupControlAfter:bool frozenColumnCount:int frozenRowCount:int "
        "hideGridlines:bool rowCount:int rowGroupControlAfter:bool"
    ),
    "GridRange": "endColumnIndex:int endRowIndex:int sheetId:int startColumnIndex:int startRowIndex:int",
    "InterpolationPoint": "color:Color colorStyle:ColorStyle type:<InterpolationPointType> value:str",
    "IterativeCalculationSettings": "convergenceThreshold:num maxIterations:int",
    "Link": "uri:str",
    "MatchedDeveloperMetadata": "dataFilters:[DataFilter] developerMetadata:DeveloperMetadata",
    "MatchedValueRange": "dataFilters:[DataFilter] valueRange:ValueRange",
    "NamedRange": "name:str namedRangeId:str range:GridRange",
    "NumberFormat": "pattern:str type:<NumberFormatType>",
    "Padding": "bottom:int left:int right:int top:int",
    "ProtectedRange": (
        "description:str editors:Editors namedRangeId:str protectedRangeId:int range:GridRange "
        "requestingUserCanEdit:bool tableId:str unprotectedRanges:[GridRange] warningOnly:bool"
    ),
    "RowData": "values:[CellData]",
    "Sheet": (
        "bandedRanges:[BandedRange] basicFilter:BasicFilter charts:[EmbeddedChart] columnGroups:[DimensionGroup] "
        "commentAnchors:[other] conditionalFormats:[ConditionalFormatRule] data:[GridData] "
        "developerMetadata:[DeveloperMetadata] filterViews:[FilterView] merges:[GridRange] "
        "properties:SheetProperties protectedRanges:[ProtectedRange] rowGroups:[DimensionGroup] "
        "slicers:[Slicer] tables:[Table]"
    ),
    "SheetProperties": (
        "dataSourceSheetProperties:other gridProperties:GridProperties hidden:bool index:int "
        "rightToLeft:bool sheetId:int sheetType:<SheetType> tabColor:Color tabColorStyle:ColorStyle "
        "title:str"
    ),
    "SortSpec": (
        "backgroundColor:Color backgroundColorStyle:ColorStyle dataSourceColumnReference:other "
        "dimensionIndex:int foregroundColor:Color foregroundColorStyle:ColorStyle sortOrder:<SortOrder>"
    ),
    "Spreadsheet": (
        "comments:[other] commentsViewMode:<CommentsViewMode> dataSourceSchedules:[other] "
        "dataSources:[other] developerMetadata:[DeveloperMetadata] namedRanges:[NamedRange] "
        "properties:SpreadsheetProperties sheets:[Sheet] spreadsheetId:str spreadsheetUrl:str"
    ),
    "SpreadsheetProperties": (
        "autoRecalc:<AutoRecalc> defaultFormat:CellFormat importFunctionsExternalUrlAccessAllowed:bool "
        "iterativeCalculationSettings:IterativeCalculationSettings locale:str "
        "spreadsheetTheme:SpreadsheetTheme timeZone:str title:str"
    ),
    "SpreadsheetTheme": "primaryFontFamily:str themeColors:[ThemeColorPair]",
    "TextFormat": (
        "bold:bool fontFamily:str fontSize:int foregroundColor:Color foregroundColorStyle:ColorStyle "
        "italic:bool link:Link strikethrough:bool underline:bool"
    ),
    "TextFormatRun": "format:TextFormat startIndex:int",
    "TextRotation": "angle:int vertical:bool",
    "ThemeColorPair": "color:ColorStyle colorType:<ThemeColor>",
    "ValueRange": "majorDimension:<Dimension> range:str values:[[any]]",
}

ENUMS = {
    "AutoRecalc": "RECALCULATION_INTERVAL_UNSPECIFIED ON_CHANGE MINUTE HOUR",
    "BorderStyle": "STYLE_UNSPECIFIED DOTTED DASHED SOLID SOLID_MEDIUM SOLID_THICK NONE DOUBLE",
    "CommentUpdateState": (
        "COMMENT_UPDATE_STATE_UNSPECIFIED NO_UPDATES_REQUESTED ALL_SAVED ALL_FAILED_UNKNOWN_REASON"
    ),
    "CommentsViewMode": (
        "COMMENTS_VIEW_MODE_UNSPECIFIED COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS "
        "COMMENTS_VIEW_MODE_OMITTED COMMENTS_VIEW_MODE_INCLUDED"
    ),
    "ConditionType": (
        "CONDITION_TYPE_UNSPECIFIED NUMBER_GREATER NUMBER_GREATER_THAN_EQ NUMBER_LESS NUMBER_LESS_THAN_EQ "
        "NUMBER_EQ NUMBER_NOT_EQ NUMBER_BETWEEN NUMBER_NOT_BETWEEN TEXT_CONTAINS TEXT_NOT_CONTAINS "
        "TEXT_STARTS_WITH TEXT_ENDS_WITH TEXT_EQ TEXT_IS_EMAIL TEXT_IS_URL DATE_EQ DATE_BEFORE DATE_AFTER "
        "DATE_ON_OR_BEFORE DATE_ON_OR_AFTER DATE_BETWEEN DATE_NOT_BETWEEN DATE_IS_VALID ONE_OF_RANGE "
        "ONE_OF_LIST BLANK NOT_BLANK CUSTOM_FORMULA BOOLEAN TEXT_NOT_EQ DATE_NOT_EQ FILTER_EXPRESSION"
    ),
    "Dimension": "DIMENSION_UNSPECIFIED ROWS COLUMNS",
    "ErrorType": "ERROR_TYPE_UNSPECIFIED ERROR NULL_VALUE DIVIDE_BY_ZERO VALUE REF NAME NUM N_A LOADING",
    "HorizontalAlignment": "HORIZONTAL_ALIGN_UNSPECIFIED LEFT CENTER RIGHT",
    "HyperlinkDisplayType": "HYPERLINK_DISPLAY_TYPE_UNSPECIFIED LINKED PLAIN_TEXT",
    "InterpolationPointType": "INTERPOLATION_POINT_TYPE_UNSPECIFIED MIN MAX NUMBER PERCENT PERCENTILE",
    "LocationMatchingStrategy": (
        "DEVELOPER_METADATA_LOCATION_MATCHING_STRATEGY_UNSPECIFIED EXACT_LOCATION INTERSECTING_LOCATION"
    ),
    "LocationType": "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED ROW COLUMN SHEET SPREADSHEET",
    "MergeType": "MERGE_ALL MERGE_COLUMNS MERGE_ROWS",
    "NumberFormatType": (
        "NUMBER_FORMAT_TYPE_UNSPECIFIED TEXT NUMBER PERCENT CURRENCY DATE TIME DATE_TIME SCIENTIFIC"
    ),
    "PasteOrientation": "NORMAL TRANSPOSE",
    "PasteType": (
        "PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA PASTE_DATA_VALIDATION "
        "PASTE_CONDITIONAL_FORMATTING"
    ),
    "RelativeDate": "RELATIVE_DATE_UNSPECIFIED PAST_YEAR PAST_MONTH PAST_WEEK YESTERDAY TODAY TOMORROW",
    "ResponseDateTimeRenderOption": "SERIAL_NUMBER FORMATTED_STRING",
    "ResponseValueRenderOption": "FORMATTED_VALUE UNFORMATTED_VALUE FORMULA",
    "SheetType": "SHEET_TYPE_UNSPECIFIED GRID OBJECT DATA_SOURCE",
    "SortOrder": "SORT_ORDER_UNSPECIFIED ASCENDING DESCENDING",
    "TextDirection": "TEXT_DIRECTION_UNSPECIFIED LEFT_TO_RIGHT RIGHT_TO_LEFT",
    "ThemeColor": (
        "THEME_COLOR_TYPE_UNSPECIFIED TEXT BACKGROUND ACCENT1 ACCENT2 ACCENT3 ACCENT4 ACCENT5 ACCENT6 LINK"
    ),
    "ValueInputOption": "INPUT_VALUE_OPTION_UNSPECIFIED RAW USER_ENTERED",
    "VerticalAlignment": "VERTICAL_ALIGN_UNSPECIFIED TOP MIDDLE BOTTOM",
    "Visibility": "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED DOCUMENT PROJECT",
    "WrapStrategy": "WRAP_STRATEGY_UNSPECIFIED OVERFLOW_CELL LEGACY_WRAP CLIP WRAP",
}
