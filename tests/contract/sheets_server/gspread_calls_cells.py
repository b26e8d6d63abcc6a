"""Scenes of gspread's calls on cells: reading and writing them one by one, by range, by record, with formats."""

from __future__ import annotations

import re

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import Dimension, GridRangeType, InsertDataOption, TableDirection, ValueRenderOption
from gspread_stage import Programme, Scene

cells = Programme()
TABLE = [["SKU", "Stok", "Nama"], ["A", 3, "Kaos"], ["B", 0, ""], ["C", 12, "Topi"]]


@cells.plays("Worksheet.acell", "Worksheet.cell", "Worksheet.update_acell", "Worksheet.update_cell")
def single_cells(scene: Scene) -> None:
    tab = scene.tab
    assert tab.update_acell("A1", "0042")["updatedRange"] == "Sheet1!A1"
    tab.update_cell(2, 1, "=A1*2")
    assert (tab.acell("A1").value, tab.cell(2, 1).value, tab.acell("B1").value) == ("42", "84", None)
    assert tab.acell("A2", value_render_option=ValueRenderOption.formula).value == "=A1*2"
    tab.update_cell(3, 1, "2020-01-01")
    assert tab.cell(3, 1, value_render_option=ValueRenderOption.unformatted).value == 43831
    assert tab.cell(3, 1, value_render_option=ValueRenderOption.formula).value == 43831
    tab.update_acell("A4", "baris\nbaru")
    assert tab.acell("A4").value == "baris\nbaru"


@cells.plays("Worksheet.update_cells", "Worksheet.range", "Worksheet.get_all_cells")
def lists_of_cells(scene: Scene) -> None:
    tab = scene.tab
    area = tab.range("A1:B2")
    for i, cell in enumerate(area):
        cell.value = str(i)
    tab.update_cells(area)
    assert [cell.value for cell in tab.range(1, 1, 2, 2)] == ["0", "1", "2", "3"]
    assert len(tab.get_all_cells()) == 26_000
    assert tab.get_all_cells()[:2] == area[:2]
    tab.update_cells(
        [gspread.Cell(1, 1, "=1/1024"), gspread.Cell(3, 3, "x")], value_input_option="USER_ENTERED"
    )
    assert tab.get("A1:C3") == [["0.0009765625", "1"], ["2", "3"], ["", "", "x"]]
    assert len(tab.range("B2:C")) == 999 * 2


@cells.plays(
    "Worksheet.update",
    "Worksheet.get",
    "Worksheet.get_values",
    "Worksheet.get_all_values",
    "Worksheet.row_values",
    "Worksheet.col_values",
)
def reading_blocks(scene: Scene) -> None:
    tab = scene.tab
    assert tab.get_all_values() == [[]]
    told = tab.update(TABLE, "A1")
    assert (told["updatedRange"], told["updatedCells"]) == ("Sheet1!A1:C4", 12)
    assert tab.get_all_values() == [
        ["SKU", "Stok", "Nama"],
        ["A", "3", "Kaos"],
        ["B", "0", ""],
        ["C", "12", "Topi"],
    ]
    assert tab.get_values("A2:B3") == [["A", "3"], ["B", "0"]]
    assert tab.get("A2:B3", value_render_option=ValueRenderOption.unformatted) == [["A", 3], ["B", 0]]
    assert tab.get("A1:D2", major_dimension=Dimension.cols) == [["SKU", "A"], ["Stok", "3"], ["Nama", "Kaos"]]
    assert tab.get("C3:E5", maintain_size=True) == [["", "", ""], ["Topi", "", ""], ["", "", ""]]
    assert tab.get("C2:D3", pad_values=True, return_type=GridRangeType.ListOfLists) == [["Kaos"]]
    assert (tab.row_values(3), tab.col_values(3)) == (["B", "0"], ["Nama", "Kaos", "", "Topi"])
    tab.merge_cells("C2:C3")
    assert tab.get("A2:C3", combine_merged_cells=True, pad_values=True) == [
        ["A", "3", "Kaos"],
        ["B", "0", "Kaos"],
    ]
    tab.update([["2,000,000.01", "3_1_0"]], "E1", raw=False)
    assert tab.row_values(1)[4:] == ["2,000,000.01", "3_1_0"]
    assert tab.get("E1", value_render_option=ValueRenderOption.unformatted) == [[2000000.01]]
    tab.update([["x", "y"]], "F1", major_dimension=Dimension.cols, include_values_in_response=True)
    assert tab.col_values(6) == ["x", "y"]
    with pytest.raises(APIError, match=r"Range \(Sheet1!AA1\) exceeds grid limits"):
        tab.get("AA1")
    with pytest.raises(APIError, match="Requested writing within range"):
        tab.update([[1, 2]], "A2:A3")


@cells.plays("Worksheet.get_all_records", "Worksheet.expand")
def records_and_tables(scene: Scene) -> None:
    tab = scene.tab
    tab.update(TABLE, "A1")
    assert tab.get_all_records() == [
        {"SKU": "A", "Stok": 3, "Nama": "Kaos"},
        {"SKU": "B", "Stok": 0, "Nama": ""},
        {"SKU": "C", "Stok": 12, "Nama": "Topi"},
    ]
    assert tab.expand("B1", TableDirection.down) == [["Stok"], ["3"], ["0"], ["12"]]
    assert tab.expand("A1") == [
        ["SKU", "Stok", "Nama"],
        ["A", "3", "Kaos"],
        ["B", "0", ""],
        ["C", "12", "Topi"],
    ]


@cells.plays("Worksheet.batch_get", "Worksheet.batch_update", "Worksheet.batch_clear", "Worksheet.clear")
def many_ranges_at_once(scene: Scene) -> None:
    tab = scene.tab
    told = tab.batch_update(
        [{"range": "A1:B1", "values": [["x", "y"]]}, {"range": "C3", "values": [["=1+1"]]}],
        value_input_option="USER_ENTERED",
    )
    assert [one["updatedRange"] for one in told["responses"]] == ["Sheet1!A1:B1", "Sheet1!C3"]
    assert tab.batch_get(["A1:B1", "C3", "Z1"]) == [[["x", "y"]], [["2"]], []]
    tab.batch_clear(["A1", "C3"])
    assert tab.get_all_values() == [["", "y"]]
    assert tab.clear()["clearedRange"] == "Sheet1!A1:Z1000"
    assert tab.get_all_values() == [[]]
    with pytest.raises(APIError, match=r"Invalid data\[1\]: Unable to parse range"):
        tab.batch_update([{"range": "A1", "values": [["half"]]}, {"range": "A1:::", "values": [["x"]]}])
    assert tab.acell("A1").value is None


@cells.plays("Worksheet.append_row", "Worksheet.append_rows")
def appending(scene: Scene) -> None:
    tab = scene.tab
    first = tab.append_row(["x", "", "z"])
    assert "tableRange" not in first
    second = tab.append_row(["a", "b", "c"])
    # The table that Google finds is the last block of cells without a gap: the z alone.
    assert (second["tableRange"], second["updates"]["updatedRange"]) == ("Sheet1!C1", "Sheet1!C2:E2")
    tab.clear()
    tab.append_rows([["a", 1], ["b", 2]], value_input_option="USER_ENTERED")
    told = tab.append_rows([["c", 3]], table_range="A1", insert_data_option=InsertDataOption.insert_rows)
    assert told["updates"]["updatedRange"] == "Sheet1!A3:B3"
    assert tab.get_all_values() == [["a", "1"], ["b", "2"], ["c", "3"]]
    assert scene.tab.row_count == 1001


@cells.plays("Worksheet.find", "Worksheet.findall")
def finding(scene: Scene) -> None:
    tab = scene.tab
    tab.update(TABLE, "A1")
    found = tab.find("Kaos")
    assert found is not None
    assert found.address == "C2"
    assert tab.find("kaos") is None
    assert tab.find("kaos", case_sensitive=False) == found
    assert tab.find("A", in_column=2) is None
    assert [cell.address for cell in tab.findall(re.compile(r"^\d+$"))] == ["B2", "B3", "B4"]
    assert [cell.address for cell in tab.findall("B", in_row=3)] == ["A3"]


@cells.plays("Worksheet.format", "Worksheet.batch_format")
def formatting(scene: Scene) -> None:
    tab = scene.tab
    tab.update([[0.5, 43831]], "A1")
    tab.format(
        ["A1", "A2"],
        {
            "backgroundColor": {"red": 1},
            "horizontalAlignment": "CENTER",
            "textFormat": {"bold": True, "foregroundColor": {"blue": 1}, "fontSize": 14},
            "numberFormat": {"type": "PERCENT", "pattern": "0.0%"},
            "borders": {"bottom": {"style": "SOLID_THICK", "color": {"green": 1}}},
        },
    )
    tab.batch_format(
        [
            {"range": "B1", "format": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}},
            {"range": "C:C", "format": {"wrapStrategy": "WRAP", "textRotation": {"angle": 45}}},
        ]
    )
    assert tab.row_values(1) == ["50.0%", "01/01/2020"]
    params = {
        "fields": "sheets.data.rowData.values(userEnteredFormat,effectiveFormat)",
        "ranges": "Sheet1!A1:C1",
    }
    (row,) = scene.book.fetch_sheet_metadata(params)["sheets"][0]["data"][0]["rowData"]
    own = [cell["userEnteredFormat"] for cell in row["values"]]
    assert own[0]["backgroundColor"] == own[0]["backgroundColorStyle"]["rgbColor"] == {"red": 1}
    assert own[0]["textFormat"]["foregroundColorStyle"] == {"rgbColor": {"blue": 1}}
    assert own[0]["borders"]["bottom"]["style"] == "SOLID_THICK"
    assert own[1] == {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    assert own[2]["textRotation"] == {"angle": 45}
    assert row["values"][0]["effectiveFormat"]["textFormat"]["fontFamily"] == "arial,sans,sans-serif"
    with pytest.raises(APIError, match="colour"):
        tab.format("A1", {"colour": {"red": 1}})
