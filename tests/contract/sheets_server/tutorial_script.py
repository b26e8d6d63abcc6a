"""What three gspread tutorials have a beginner type, as a program of its own: only its first two lines are not theirs.

python tutorial_script.py URL SERVICE_ACCOUNT_FILE
"""

import re
import sys

from sandbox.sheets.lead import lead

lead(sys.argv[1])

import gspread  # noqa: E402
import pandas as pd  # noqa: E402
from gspread.utils import ExportFormat, ValidationConditionType  # noqa: E402
from gspread_formatting import (  # noqa: E402
    BooleanCondition,
    BooleanRule,
    CellFormat,
    Color,
    ConditionalFormatRule,
    GridRange,
    get_conditional_format_rules,
    get_effective_format,
)

gc = gspread.service_account(filename=sys.argv[2])

# The first steps: open, read, write, find, format.
sh = gc.create("Example spreadsheet")
print(sh.sheet1.get("A1"))
sh.share("otto@example.com", perm_type="user", role="writer")
sh = gc.open("Example spreadsheet")
sh = gc.open_by_key(sh.id)
sh = gc.open_by_url(sh.url)
worksheet = sh.add_worksheet(title="A worksheet", rows="100", cols="20")
worksheet = sh.get_worksheet(0)
worksheet = sh.worksheet("A worksheet")
worksheet = sh.sheet1
print([one.title for one in sh.worksheets()])
sh.del_worksheet(sh.worksheet("A worksheet"))
worksheet.update_acell("B1", "Bingo!")
worksheet.update_cell(2, 2, "=B1")
print(worksheet.acell("B1").value, worksheet.cell(2, 2).value)
print(worksheet.acell("B2", value_render_option="FORMULA").value)
print(worksheet.row_values(1), worksheet.col_values(2), worksheet.get_all_values())
cell = worksheet.find("Bingo!")
print(f"Found something at R{cell.row}C{cell.col}")
print(worksheet.findall(re.compile(r"(Bin|big)go")))
worksheet.batch_clear(["A1:B2", "C2:E2"])
worksheet.update([[1, 2], [3, 4]], "A1:B2")
worksheet.update_acell("B42", "it's down there somewhere, let me take another look.")
worksheet.format("A1:B1", {"textFormat": {"bold": True}})
black, white = {"red": 0.0, "green": 0.0, "blue": 0.0}, {"red": 1.0, "green": 1.0, "blue": 1.0}
look = {"backgroundColor": black, "textFormat": {"foregroundColor": white, "fontSize": 12, "bold": True}}
worksheet.format("A2:B2", {**look, "horizontalAlignment": "CENTER"})
print(worksheet.get("A1:B2"))

# A list kept in a sheet: records, rows that come and go.
sheet = gc.create("Copy of Legislators").sheet1
sheet.insert_row(["last_name", "first_name", "phone"], 1)
sheet.append_rows([["Brown", "Sherrod", "202-224-2315"], ["Cantwell", "Maria", "202-224-3441"]])
print(sheet.get_all_records())
sheet.insert_row(["I'm", "inserting", "a", "row", "into", "a,", "Spreadsheet", "with", "Python"], 2)
sheet.delete_rows(2)
sheet.update_cell(2, 4, '=UPPER(A2)&" "&LEN(B2)')
print(sheet.col_values(1), sheet.cell(2, 4).value)

# A data frame, formulas, and a sheet that looks like something.
ws = gc.create("Sales").sheet1
df = pd.DataFrame({"Product": ["Pen", "Book", "Bag"], "Qty": [10, 3, 7], "Price": [1.5, 12.0, 30.25]})
ws.update([df.columns.values.tolist(), *df.values.tolist()])
ws.update([["Total"], ["=B2*C2"], ["=B3*C3"], ["=B4*C4"]], "D1", value_input_option="USER_ENTERED")
ws.update_acell("D5", "=SUM(D2:D4)")
ws.update_acell("D6", '=IFERROR(VLOOKUP("Bag",$A$2:$C$4,3,FALSE),0)')
ws.freeze(rows=1)
ws.set_basic_filter()
ws.sort((2, "des"), range="A2:D4")
ws.format("C2:D6", {"numberFormat": {"type": "CURRENCY", "pattern": "$#,##0.00"}})
print(ws.get("A1:D6"))
print(pd.DataFrame(ws.get_all_records(head=1)).shape)
ws.merge_cells("A8:D8")
ws.update_acell("A8", "done")
ws.columns_auto_resize(0, 4)
ws.hide_columns(4, 5)
rules = get_conditional_format_rules(ws)
low = BooleanRule(
    condition=BooleanCondition("NUMBER_LESS", ["5"]), format=CellFormat(backgroundColor=Color(1, 0.6, 0.6))
)
rules.append(ConditionalFormatRule(ranges=[GridRange.from_a1_range("B2:B4", ws)], booleanRule=low))
rules.save()
print([get_effective_format(ws, f"B{row}").backgroundColor.green for row in (2, 3, 4)])
ws.update_note("A1", "from pandas")
ws.add_validation("F2:F4", ValidationConditionType.one_of_list, ["Yes", "No"], showCustomUi=True)
backup = ws.duplicate(new_sheet_name="Backup")
print(ws.get_note("A1"), backup.acell("D5").value, backup.title)
print(ws.spreadsheet.export(ExportFormat.CSV).decode().splitlines()[:2])
for wrong in (lambda: gc.open("no such sheet"), lambda: ws.get("ZZ1"), lambda: gc.del_spreadsheet("nothing")):
    try:
        wrong()
    except gspread.exceptions.GSpreadException as error:
        print(type(error).__name__, error)
gc.del_spreadsheet(ws.spreadsheet_id)
