"""Which fields lie in charts, slicers, tables and filter views, and in the requests about them.

Notation as in `shapes`. What belongs to data sources is `other`: this server looks into none.
"""

from __future__ import annotations

OBJECTS = {
    "AddChartRequest": "chart:EmbeddedChart",
    "AddChartResponse": "chart:EmbeddedChart",
    "AddFilterViewRequest": "filter:FilterView",
    "AddFilterViewResponse": "filter:FilterView",
    "AddSlicerRequest": "slicer:Slicer",
    "AddSlicerResponse": "slicer:Slicer",
    "AddTableRequest": "table:Table",
    "AddTableResponse": "table:Table",
    "BaselineValueFormat": (
        "comparisonType:<BaselineValueFormatComparisonType> description:str negativeColor:Color "
        "negativeColorStyle:ColorStyle position:TextPosition positiveColor:Color "
        "positiveColorStyle:ColorStyle textFormat:TextFormat"
    ),
    "BasicChartAxis": (
        "format:TextFormat position:<AxisPosition> title:str titleTextPosition:TextPosition "
        "viewWindowOptions:ChartAxisViewWindowOptions"
    ),
    "BasicChartDomain": "domain:ChartData reversed:bool",
    "BasicChartSeries": (
        "color:Color colorStyle:ColorStyle dataLabel:DataLabel lineStyle:LineStyle "
        "pointStyle:PointStyle series:ChartData styleOverrides:[BasicSeriesDataPointStyleOverride] "
        "targetAxis:<AxisPosition> type:<ChartType>"
    ),
    "BasicChartSpec": (
        "axis:[BasicChartAxis] chartType:<ChartType> compareMode:<CompareMode> "
        "domains:[BasicChartDomain] headerCount:int interpolateNulls:bool "
        "legendPosition:<LegendPosition> lineSmoothing:bool series:[BasicChartSeries] "
        "stackedType:<StackedType> threeDimensional:bool totalDataLabel:DataLabel"
    ),
    "BasicSeriesDataPointStyleOverride": "color:Color colorStyle:ColorStyle index:int pointStyle:PointStyle",
    "BubbleChartSpec": (
        "bubbleBorderColor:Color bubbleBorderColorStyle:ColorStyle bubbleLabels:ChartData "
        "bubbleMaxRadiusSize:int bubbleMinRadiusSize:int bubbleOpacity:num bubbleSizes:ChartData "
        "bubbleTextStyle:TextFormat domain:ChartData groupIds:ChartData "
        "legendPosition:<BubbleChartSpecLegendPosition> series:ChartData"
    ),
    "CandlestickChartSpec": "data:[CandlestickData] domain:CandlestickDomain",
    "CandlestickData": (
        "closeSeries:CandlestickSeries highSeries:CandlestickSeries lowSeries:CandlestickSeries "
        "openSeries:CandlestickSeries"
    ),
    "CandlestickDomain": "data:ChartData reversed:bool",
    "CandlestickSeries": "data:ChartData",
    "ChartAxisViewWindowOptions": "viewWindowMax:num viewWindowMin:num viewWindowMode:<ViewWindowMode>",
    "ChartCustomNumberFormatOptions": "prefix:str suffix:str",
    "ChartData": (
        "aggregateType:<AggregateType> columnReference:other groupRule:ChartGroupRule "
        "sourceRange:ChartSourceRange"
    ),
    "ChartDateTimeRule": "type:<ChartDateTimeRuleType>",
    "ChartGroupRule": "dateTimeRule:ChartDateTimeRule histogramRule:ChartHistogramRule",
    "ChartHistogramRule": "intervalSize:num maxValue:num minValue:num",
    "ChartSourceRange": "sources:[GridRange]",
    "ChartSpec": (
        "altText:str backgroundColor:Color backgroundColorStyle:ColorStyle basicChart:BasicChartSpec "
        "bubbleChart:BubbleChartSpec candlestickChart:CandlestickChartSpec "
        "dataSourceChartProperties:other filterSpecs:[FilterSpec] fontName:str "
        "hiddenDimensionStrategy:<ChartSpecHiddenDimensionStrategy> histogramChart:HistogramChartSpec "
        "maximized:bool orgChart:OrgChartSpec pieChart:PieChartSpec scorecardChart:ScorecardChartSpec "
        "sortSpecs:[SortSpec] subtitle:str subtitleTextFormat:TextFormat "
        "subtitleTextPosition:TextPosition title:str titleTextFormat:TextFormat "
        "titleTextPosition:TextPosition treemapChart:TreemapChartSpec waterfallChart:WaterfallChartSpec"
    ),
    "DataLabel": (
        "customLabelData:ChartData placement:<DataLabelPlacement> textFormat:TextFormat type:<DataLabelType>"
    ),
    "DeleteEmbeddedObjectRequest": "objectId:int",
    "DeleteFilterViewRequest": "filterId:int",
    "DeleteTableRequest": "tableId:str",
    "DuplicateFilterViewRequest": "filterId:int",
    "DuplicateFilterViewResponse": "filter:FilterView",
    "EmbeddedChart": "border:EmbeddedObjectBorder chartId:int position:EmbeddedObjectPosition spec:ChartSpec",
    "EmbeddedObjectBorder": "color:Color colorStyle:ColorStyle",
    "EmbeddedObjectPosition": "newSheet:bool overlayPosition:OverlayPosition sheetId:int",
    "FilterView": (
        "criteria:{FilterCriteria} filterSpecs:[FilterSpec] filterViewId:int namedRangeId:str "
        "range:GridRange sortSpecs:[SortSpec] tableId:str title:str"
    ),
    "HistogramChartSpec": (
        "bucketSize:num legendPosition:<HistogramChartSpecLegendPosition> outlierPercentile:num "
        "series:[HistogramSeries] showItemDividers:bool"
    ),
    "HistogramSeries": "barColor:Color barColorStyle:ColorStyle data:ChartData",
    "KeyValueFormat": "position:TextPosition textFormat:TextFormat",
    "LineStyle": "type:<LineStyleType> width:int",
    "OrgChartSpec": (
        "labels:ChartData nodeColor:Color nodeColorStyle:ColorStyle nodeSize:<OrgChartSpecNodeSize> "
        "parentLabels:ChartData selectedNodeColor:Color selectedNodeColorStyle:ColorStyle "
        "tooltips:ChartData"
    ),
    "OverlayPosition": (
        "anchorCell:GridCoordinate heightPixels:int offsetXPixels:int offsetYPixels:int widthPixels:int"
    ),
    "PieChartSpec": (
        "domain:ChartData legendPosition:<PieChartSpecLegendPosition> pieHole:num series:ChartData "
        "threeDimensional:bool"
    ),
    "PointStyle": "shape:<PointStyleShape> size:num",
    "ScorecardChartSpec": (
        "aggregateType:<AggregateType> baselineValueData:ChartData "
        "baselineValueFormat:BaselineValueFormat customFormatOptions:ChartCustomNumberFormatOptions "
        "keyValueData:ChartData keyValueFormat:KeyValueFormat "
        "numberFormatSource:<ScorecardChartSpecNumberFormatSource> scaleFactor:num"
    ),
    "Slicer": "position:EmbeddedObjectPosition slicerId:int spec:SlicerSpec",
    "SlicerSpec": (
        "applyToPivotTables:bool backgroundColor:Color backgroundColorStyle:ColorStyle columnIndex:int "
        "dataRange:GridRange filterCriteria:FilterCriteria horizontalAlignment:<HorizontalAlignment> "
        "textFormat:TextFormat title:str"
    ),
    "Table": (
        "columnProperties:[TableColumnProperties] name:str range:GridRange "
        "rowsProperties:TableRowsProperties tableId:str"
    ),
    "TableColumnDataValidationRule": "condition:BooleanCondition",
    "TableColumnProperties": (
        "columnIndex:int columnName:str columnType:<ColumnType> "
        "dataValidationRule:TableColumnDataValidationRule"
    ),
    "TableRowsProperties": (
        "firstBandColorStyle:ColorStyle footerColorStyle:ColorStyle headerColorStyle:ColorStyle "
        "secondBandColorStyle:ColorStyle"
    ),
    "TextPosition": "horizontalAlignment:<HorizontalAlignment>",
    "TextToColumnsRequest": "delimiter:str delimiterType:<DelimiterType> source:GridRange",
    "TreemapChartColorScale": (
        "maxValueColor:Color maxValueColorStyle:ColorStyle midValueColor:Color "
        "midValueColorStyle:ColorStyle minValueColor:Color minValueColorStyle:ColorStyle "
        "noDataColor:Color noDataColorStyle:ColorStyle"
    ),
    "TreemapChartSpec": (
        "colorData:ChartData colorScale:TreemapChartColorScale headerColor:Color "
        "headerColorStyle:ColorStyle hideTooltips:bool hintedLevels:int labels:ChartData levels:int "
        "maxValue:num minValue:num parentLabels:ChartData sizeData:ChartData textFormat:TextFormat"
    ),
    "UpdateChartSpecRequest": "chartId:int spec:ChartSpec",
    "UpdateDimensionGroupRequest": "dimensionGroup:DimensionGroup fields:mask",
    "UpdateEmbeddedObjectBorderRequest": "border:EmbeddedObjectBorder fields:mask objectId:int",
    "UpdateEmbeddedObjectPositionRequest": "fields:mask newPosition:EmbeddedObjectPosition objectId:int",
    "UpdateEmbeddedObjectPositionResponse": "position:EmbeddedObjectPosition",
    "UpdateFilterViewRequest": "fields:mask filter:FilterView",
    "UpdateSlicerSpecRequest": "fields:mask slicerId:int spec:SlicerSpec",
    "UpdateTableRequest": "fields:mask table:Table",
    "WaterfallChartColumnStyle": "color:Color colorStyle:ColorStyle label:str",
    "WaterfallChartCustomSubtotal": "dataIsSubtotal:bool label:str subtotalIndex:int",
    "WaterfallChartDomain": "data:ChartData reversed:bool",
    "WaterfallChartSeries": (
        "customSubtotals:[WaterfallChartCustomSubtotal] data:ChartData dataLabel:DataLabel "
        "hideTrailingSubtotal:bool negativeColumnsStyle:WaterfallChartColumnStyle "
        "positiveColumnsStyle:WaterfallChartColumnStyle subtotalColumnsStyle:WaterfallChartColumnStyle"
    ),
    "WaterfallChartSpec": (
        "connectorLineStyle:LineStyle domain:WaterfallChartDomain firstValueIsTotal:bool "
        "hideConnectorLines:bool series:[WaterfallChartSeries] "
        "stackedType:<WaterfallChartSpecStackedType> totalDataLabel:DataLabel"
    ),
}

OBJECT_ENUMS = {
    "AggregateType": "CHART_AGGREGATE_TYPE_UNSPECIFIED AVERAGE COUNT MAX MEDIAN MIN SUM",
    "AxisPosition": "BASIC_CHART_AXIS_POSITION_UNSPECIFIED BOTTOM_AXIS LEFT_AXIS RIGHT_AXIS",
    "BaselineValueFormatComparisonType": (
        "COMPARISON_TYPE_UNDEFINED ABSOLUTE_DIFFERENCE PERCENTAGE_DIFFERENCE"
    ),
    "BubbleChartSpecLegendPosition": (
        "BUBBLE_CHART_LEGEND_POSITION_UNSPECIFIED BOTTOM_LEGEND LEFT_LEGEND RIGHT_LEGEND TOP_LEGEND "
        "NO_LEGEND INSIDE_LEGEND"
    ),
    "ChartDateTimeRuleType": (
        "CHART_DATE_TIME_RULE_TYPE_UNSPECIFIED SECOND MINUTE HOUR HOUR_MINUTE HOUR_MINUTE_AMPM "
        "DAY_OF_WEEK DAY_OF_YEAR DAY_OF_MONTH DAY_MONTH MONTH QUARTER YEAR YEAR_MONTH YEAR_QUARTER "
        "YEAR_MONTH_DAY"
    ),
    "ChartSpecHiddenDimensionStrategy": (
        "CHART_HIDDEN_DIMENSION_STRATEGY_UNSPECIFIED SKIP_HIDDEN_ROWS_AND_COLUMNS SKIP_HIDDEN_ROWS "
        "SKIP_HIDDEN_COLUMNS SHOW_ALL"
    ),
    "ChartType": "BASIC_CHART_TYPE_UNSPECIFIED BAR LINE AREA COLUMN SCATTER COMBO STEPPED_AREA",
    "ColumnType": (
        "COLUMN_TYPE_UNSPECIFIED DOUBLE CURRENCY PERCENT DATE TIME DATE_TIME TEXT BOOLEAN DROPDOWN "
        "FILES_CHIP PEOPLE_CHIP FINANCE_CHIP PLACE_CHIP RATINGS_CHIP"
    ),
    "CompareMode": "BASIC_CHART_COMPARE_MODE_UNSPECIFIED DATUM CATEGORY",
    "DataLabelPlacement": (
        "DATA_LABEL_PLACEMENT_UNSPECIFIED CENTER LEFT RIGHT ABOVE BELOW INSIDE_END INSIDE_BASE OUTSIDE_END"
    ),
    "DataLabelType": "DATA_LABEL_TYPE_UNSPECIFIED NONE DATA CUSTOM",
    "DelimiterType": "DELIMITER_TYPE_UNSPECIFIED COMMA SEMICOLON PERIOD SPACE CUSTOM AUTODETECT",
    "HistogramChartSpecLegendPosition": (
        "HISTOGRAM_CHART_LEGEND_POSITION_UNSPECIFIED BOTTOM_LEGEND LEFT_LEGEND RIGHT_LEGEND TOP_LEGEND "
        "NO_LEGEND INSIDE_LEGEND"
    ),
    "LegendPosition": (
        "BASIC_CHART_LEGEND_POSITION_UNSPECIFIED BOTTOM_LEGEND LEFT_LEGEND RIGHT_LEGEND TOP_LEGEND NO_LEGEND"
    ),
    "LineStyleType": (
        "LINE_DASH_TYPE_UNSPECIFIED INVISIBLE CUSTOM SOLID DOTTED MEDIUM_DASHED MEDIUM_DASHED_DOTTED "
        "LONG_DASHED LONG_DASHED_DOTTED"
    ),
    "OrgChartSpecNodeSize": "ORG_CHART_LABEL_SIZE_UNSPECIFIED SMALL MEDIUM LARGE",
    "PieChartSpecLegendPosition": (
        "PIE_CHART_LEGEND_POSITION_UNSPECIFIED BOTTOM_LEGEND LEFT_LEGEND RIGHT_LEGEND TOP_LEGEND "
        "NO_LEGEND LABELED_LEGEND"
    ),
    "PointStyleShape": "POINT_SHAPE_UNSPECIFIED CIRCLE DIAMOND HEXAGON PENTAGON SQUARE STAR TRIANGLE X_MARK",
    "ScorecardChartSpecNumberFormatSource": "CHART_NUMBER_FORMAT_SOURCE_UNDEFINED FROM_DATA CUSTOM",
    "StackedType": "BASIC_CHART_STACKED_TYPE_UNSPECIFIED NOT_STACKED STACKED PERCENT_STACKED",
    "ViewWindowMode": "DEFAULT_VIEW_WINDOW_MODE VIEW_WINDOW_MODE_UNSUPPORTED EXPLICIT PRETTY",
    "WaterfallChartSpecStackedType": "WATERFALL_STACKED_TYPE_UNSPECIFIED STACKED SEQUENTIAL",
}
