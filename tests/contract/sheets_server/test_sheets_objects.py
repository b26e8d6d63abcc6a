"""Charts, slicers, tables and filter views: kept, given back, moved with the cells they speak of."""

from __future__ import annotations

from typing import Any

import pytest
from sheets_clients import Wire, area, columns, rows


def chart(where: Any = None) -> dict[str, Any]:
    """A column chart of A1:A5 and B1:B5, over E1."""
    return {
        "spec": {
            "title": "Stok",
            "basicChart": {
                "chartType": "COLUMN",
                "headerCount": 1,
                "domains": [{"domain": {"sourceRange": {"sources": [area(0, 5, 0, 1)]}}}],
                "series": [
                    {"series": {"sourceRange": {"sources": [area(0, 5, 1, 2)]}}, "targetAxis": "LEFT_AXIS"}
                ],
            },
        },
        "position": {"overlayPosition": where or {"anchorCell": {"rowIndex": 0, "columnIndex": 4}}},
    }


def add_chart(wire: Wire, given: Any = None) -> Any:
    return wire.batch({"addChart": {"chart": given or chart()}})["replies"][0]["addChart"]["chart"]


def sources(found: Any) -> list[Any]:
    spec = found["spec"]["basicChart"]
    return [
        *spec["domains"][0]["domain"]["sourceRange"]["sources"],
        *spec["series"][0]["series"]["sourceRange"]["sources"],
    ]


def test_a_chart_is_kept_and_given_back(wire: Wire) -> None:
    made = add_chart(wire)
    assert made["position"]["overlayPosition"] == {
        "anchorCell": {"columnIndex": 4},
        "widthPixels": 600,
        "heightPixels": 371,
    }
    assert wire.get("sheets.charts")["sheets"] == [{"charts": [made]}]
    spec = {**made["spec"], "title": "Sisa"}
    move = {"overlayPosition": {"anchorCell": {"rowIndex": 9}, "widthPixels": 300}}
    wire.batch(
        {"updateChartSpec": {"chartId": made["chartId"], "spec": spec}},
        {
            "updateEmbeddedObjectPosition": {
                "objectId": made["chartId"],
                "newPosition": move,
                "fields": "anchorCell,widthPixels",
            }
        },
        {
            "updateEmbeddedObjectBorder": {
                "objectId": made["chartId"],
                "border": {"colorStyle": {"rgbColor": {"red": 1}}},
                "fields": "colorStyle",
            }
        },
    )
    (kept,) = wire.get("sheets.charts")["sheets"][0]["charts"]
    assert kept["spec"]["title"] == "Sisa"
    assert kept["border"] == {"colorStyle": {"rgbColor": {"red": 1}}}
    assert kept["position"]["overlayPosition"] == {
        "anchorCell": {"rowIndex": 9},
        "widthPixels": 300,
        "heightPixels": 371,
    }
    wire.batch({"deleteEmbeddedObject": {"objectId": made["chartId"]}})
    assert wire.get("sheets.charts") == {"sheets": [{}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spec": {"title": "x"}}, "exactly one kind of chart"),
        ({"position": {"newSheet": True}}, "Only positions over the cells"),
        ({"position": {"overlayPosition": {"anchorCell": {"sheetId": 7}}}}, "No grid with id: 7"),
        ({"chartId": 1}, "An embedded object with id 1 already exists"),
    ],
)
def test_a_chart_that_is_none_is_refused(wire: Wire, change: Any, message: str) -> None:
    add_chart(wire, {**chart(), "chartId": 1})
    assert message in wire.refused({"addChart": {"chart": {**chart(), **change}}})


def test_a_charts_source_is_one_line(wire: Wire) -> None:
    wide = chart()
    wide["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"] = [area(0, 5, 1, 3)]
    assert "a length of 1" in wire.refused({"addChart": {"chart": wide}})
    unknown = chart()
    unknown["spec"]["basicChart"]["bars"] = 3
    assert "Unknown name \"bars\" at 'requests[0].add_chart.chart.spec.basic_chart'" in wire.refused(
        {"addChart": {"chart": unknown}}
    )


def test_a_chart_follows_its_cells_and_is_copied_with_its_tab(wire: Wire) -> None:
    made = add_chart(wire)
    wire.batch({"insertDimension": {"range": rows(0, 2)}}, {"insertDimension": {"range": columns(0, 1)}})
    (moved,) = wire.get("sheets.charts")["sheets"][0]["charts"]
    assert [(one["startRowIndex"], one["startColumnIndex"]) for one in sources(moved)] == [(2, 1), (2, 2)]
    assert moved["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 2, "columnIndex": 5}
    wire.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 9}})
    (twin,) = wire.get("sheets(properties.sheetId,charts)")["sheets"][0]["charts"]
    assert twin["chartId"] != made["chartId"]
    assert {one["sheetId"] for one in sources(twin)} == {9}
    wire.batch({"deleteSheet": {"sheetId": 0}})
    assert [one["charts"] for one in wire.get("sheets.charts")["sheets"]] == [[twin]]


def test_a_slicer_is_kept_changed_and_removed(wire: Wire) -> None:
    spec = {"dataRange": area(0, 9, 0, 2), "columnIndex": 1, "title": "Stok"}
    where = {"overlayPosition": {"anchorCell": {"columnIndex": 5}}}
    (reply,) = wire.batch({"addSlicer": {"slicer": {"spec": spec, "position": where}}})["replies"]
    slicer = reply["addSlicer"]["slicer"]
    change = {"slicerId": slicer["slicerId"], "spec": {"title": "Sisa"}, "fields": "title"}
    wire.batch({"updateSlicerSpec": change}, {"insertDimension": {"range": rows(0, 1)}})
    (kept,) = wire.get("sheets.slicers")["sheets"][0]["slicers"]
    assert (kept["spec"]["title"], kept["spec"]["dataRange"]["startRowIndex"]) == ("Sisa", 1)
    wire.batch({"deleteEmbeddedObject": {"objectId": slicer["slicerId"]}})
    assert wire.get("sheets.slicers") == {"sheets": [{}]}
    assert "No embedded object" in wire.refused({"deleteEmbeddedObject": {"objectId": 5}})


# Tables

CHOICES = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "ya"}]}}


def table(**more: Any) -> dict[str, Any]:
    """A table over A1:C4: text, ticks and choices."""
    return {
        "name": "Pesanan",
        "tableId": "pesanan",
        "range": area(0, 4, 0, 3),
        "columnProperties": [
            {"columnIndex": 1, "columnName": "Siap", "columnType": "BOOLEAN"},
            {
                "columnIndex": 2,
                "columnName": "Kirim",
                "columnType": "DROPDOWN",
                "dataValidationRule": CHOICES,
            },
        ],
        **more,
    }


def test_a_table_writes_its_headers_and_knows_its_columns(wire: Wire) -> None:
    wire.write("A1", [["SKU"], ["A"]])
    (reply,) = wire.batch({"addTable": {"table": table()}})["replies"]
    made = reply["addTable"]["table"]
    assert [column["columnName"] for column in made["columnProperties"]] == ["SKU", "Siap", "Kirim"]
    assert wire.values("A1:C4")["values"] == [
        ["SKU", "Siap", "Kirim"],
        ["A", "FALSE"],
        ["", "FALSE"],
        ["", "FALSE"],
    ]
    mask = "sheets.data.rowData.values.dataValidation.condition.type"
    (row,) = wire.get(mask, "A2:C2")["sheets"][0]["data"][0]["rowData"]
    assert [cell.get("dataValidation", {}).get("condition", {}).get("type") for cell in row["values"]] == [
        None,
        "BOOLEAN",
        "ONE_OF_LIST",
    ]
    assert wire.get("sheets.tables")["sheets"][0]["tables"] == [made]


def test_cells_are_appended_to_a_table_and_what_stands_below_makes_room(wire: Wire) -> None:
    wire.write("A1", [["SKU"], ["A"], ["B"], ["C"], ["", "", "", "di samping"], ["bawah"]])
    wire.batch({"addTable": {"table": table()}})

    def append(*skus: str) -> None:
        lines = [{"values": [{"userEnteredValue": {"stringValue": sku}}]} for sku in skus]
        wire.batch({"appendCells": {"tableId": "pesanan", "rows": lines, "fields": "userEnteredValue"}})

    append("D", "E")
    assert wire.values("A1:D8")["values"] == [
        ["SKU", "Siap", "Kirim"],
        ["A", "FALSE"],
        ["B", "FALSE"],
        ["C", "FALSE"],
        ["D", "FALSE", "", "di samping"],
        ["E", "FALSE"],
        [],
        ["bawah"],
    ]
    (kept,) = wire.get("sheets.tables")["sheets"][0]["tables"]
    assert kept["range"]["endRowIndex"] == 6
    assert "No table with id: lain" in wire.refused(
        {"appendCells": {"tableId": "lain", "rows": [], "fields": "note"}}
    )


def test_a_table_is_updated_follows_and_is_deleted_with_its_cells(wire: Wire) -> None:
    wire.write("A1", [["SKU"], ["A"], ["B"], ["C"], ["bawah"]])
    wire.batch({"addTable": {"table": table()}})
    wire.batch(
        {"updateTable": {"table": {"tableId": "pesanan", "name": "Order"}, "fields": "name"}},
        {"insertDimension": {"range": columns(1, 2)}},
        {"insertDimension": {"range": rows(0, 1)}},
    )
    (kept,) = wire.get("sheets.tables")["sheets"][0]["tables"]
    assert (kept["name"], kept["range"]) == (
        "Order",
        {k: v for k, v in area(1, 5, 0, 4).items() if k != "sheetId"},
    )
    assert [column["columnName"] for column in kept["columnProperties"]] == [
        "SKU",
        "Column 2",
        "Siap",
        "Kirim",
    ]
    wire.batch({"deleteTable": {"tableId": "pesanan"}})
    assert wire.values("A1:D6")["values"] == [[], [], [], [], [], ["bawah"]]
    assert wire.get("sheets.tables") == {"sheets": [{}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tableId": "b"}, "A table with the name Pesanan already exists"),
        ({"tableId": "b", "name": "Lain"}, "must not overlap the table Pesanan"),
        ({"name": "Lain", "range": area(10, 12, 0, 3)}, "A table with id pesanan already exists"),
        ({"tableId": "b", "name": "", "range": area(10, 12, 0, 3)}, "Must specify table.name"),
        ({"tableId": "b", "name": "x", "range": {"startRowIndex": 9}}, "all four sides"),
        (
            {
                "tableId": "b",
                "name": "x",
                "range": area(10, 12, 0, 3),
                "columnProperties": [{"columnType": "DROPDOWN"}],
            },
            "must have a ONE_OF_LIST condition",
        ),
    ],
)
def test_a_table_that_is_none_is_refused(wire: Wire, change: Any, message: str) -> None:
    wire.batch({"addTable": {"table": table()}})
    assert message in wire.refused({"addTable": {"table": {**table(), **change}}})


# Filter views, groups, text to columns


def test_a_filter_view_says_its_criteria_both_ways_and_hides_nothing(wire: Wire) -> None:
    wire.write("A1", [["n"], [1], [2]])
    given = {"range": area(0, 3, 0, 1), "criteria": {"0": {"hiddenValues": ["1"]}}}
    (reply,) = wire.batch({"addFilterView": {"filter": given}})["replies"]
    view = reply["addFilterView"]["filter"]
    assert view["title"] == "Filter 1"
    assert view["filterSpecs"] == [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["1"]}}]
    (copy,) = wire.batch({"duplicateFilterView": {"filterId": view["filterViewId"]}})["replies"]
    twin = copy["duplicateFilterView"]["filter"]
    change = {"filterViewId": twin["filterViewId"], "title": "Semua", "filterSpecs": []}
    wire.batch({"updateFilterView": {"filter": change, "fields": "title,filterSpecs,criteria"}})
    views = wire.get("sheets.filterViews")["sheets"][0]["filterViews"]
    assert [(one["title"], one.get("criteria")) for one in views] == [
        ("Filter 1", {"0": {"hiddenValues": ["1"]}}),
        ("Semua", None),
    ]
    (block,) = wire.get("sheets.data.rowMetadata.hiddenByFilter", "A1:A3")["sheets"][0]["data"]
    assert block["rowMetadata"] == [{}, {}, {}]
    wire.batch({"deleteFilterView": {"filterId": view["filterViewId"]}})
    assert "No filter view" in wire.refused({"deleteFilterView": {"filterId": view["filterViewId"]}})


@pytest.mark.parametrize("kind", ["addFilterView", "setBasicFilter"])
def test_criteria_are_keyed_by_column(wire: Wire, kind: str) -> None:
    given = {"range": area(0, 3, 0, 1), "criteria": {"n": {"hiddenValues": ["1"]}}}
    assert "criteria has the key n" in wire.refused({kind: {"filter": given}})


def test_a_group_is_collapsed_and_opened(wire: Wire) -> None:
    wire.batch({"addDimensionGroup": {"range": rows(1, 3)}})
    group = {"range": rows(1, 3), "depth": 1, "collapsed": True}
    wire.batch({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    assert wire.get("sheets.rowGroups")["sheets"][0]["rowGroups"][0]["collapsed"] is True
    deeper = {**group, "depth": 2}
    assert "no group of that depth" in wire.refused(
        {"updateDimensionGroup": {"dimensionGroup": deeper, "fields": "collapsed"}}
    )


@pytest.mark.parametrize(
    ("how", "text", "cells"),
    [
        ({"delimiterType": "COMMA"}, "a, 2,x", ["a", "2", "x"]),
        ({"delimiterType": "CUSTOM", "delimiter": "|"}, "a|b", ["a", "b"]),
        ({"delimiterType": "AUTODETECT"}, "a;b;c", ["a", "b", "c"]),
        ({"delimiterType": "SEMICOLON"}, "a, b", ["a, b"]),
    ],
)
def test_text_is_split_into_columns(wire: Wire, how: Any, text: str, cells: list[str]) -> None:
    wire.write("Y1", [[text]])
    wire.batch({"textToColumns": {"source": area(0, 1, 24, 25), **how}})
    assert wire.values("Y1:1")["values"] == [cells]
    assert "exactly one column" in wire.refused({"textToColumns": {"source": area(0, 1, 0, 2), **how}})
