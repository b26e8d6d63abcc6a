"""Everything that gspread's public API can send: each name is played by a scene, or refused as Google refuses it.

A new version of gspread with a new method fails the first test until somebody has played it.
"""

from __future__ import annotations

from typing import Any

import pytest
from gspread.exceptions import APIError
from gspread.utils import ExportFormat
from gspread_calls_books import books
from gspread_calls_cells import cells
from gspread_calls_files import files
from gspread_calls_tabs import tabs
from gspread_stage import Scene, Spy, public_names

SCENES = files.scenes | books.scenes | tabs.scenes | cells.scenes
SENDS_NOTHING = {
    "Cell.address",
    "Cell.col",
    "Cell.from_address",
    "Cell.numeric_value",
    "Cell.row",
    "Client.expiry",
    "Client.set_timeout",
    "HTTPClient.set_timeout",
    "Spreadsheet.creationTime",
    "Spreadsheet.id",
    "Spreadsheet.lastUpdateTime",
    "Spreadsheet.locale",
    "Spreadsheet.timezone",
    "Spreadsheet.title",
    "Spreadsheet.url",
    "ValueRange.first",
    "ValueRange.from_json",
    "ValueRange.major_dimension",
    "ValueRange.range",
    "Worksheet.col_count",
    "Worksheet.column_count",
    "Worksheet.frozen_col_count",
    "Worksheet.frozen_row_count",
    "Worksheet.get_tab_color",
    "Worksheet.id",
    "Worksheet.index",
    "Worksheet.isSheetHidden",
    "Worksheet.is_gridlines_hidden",
    "Worksheet.row_count",
    "Worksheet.spreadsheet",
    "Worksheet.tab_color",
    "Worksheet.title",
    "Worksheet.url",
    "api_key",
    "authorize",
    "oauth",
    "oauth_from_dict",
    "service_account",
    "service_account_from_dict",
}
"""Names that only look at what was read before, or build a client that has not asked anything yet."""


def test_every_public_name_of_gspread_is_played() -> None:
    played = {name for names, _ in SCENES.values() for name in names}
    assert played == public_names()


@pytest.mark.parametrize("title", sorted(SCENES))
def test_gspread(title: str, scene: Scene, running: tuple[Any, object]) -> None:
    names, play = SCENES[title]
    stage = running[0]
    spy = Spy(lambda: stage.arrived)
    with spy.watching(names):
        play(scene)
    assert set(spy.calls) == set(names)
    assert {name for name in names if not spy.sent[name]} == SENDS_NOTHING & set(names)


@pytest.mark.parametrize("kind", [ExportFormat.PDF, ExportFormat.OPEN_OFFICE_SHEET, ExportFormat.ZIPPED_HTML])
def test_a_format_that_is_not_offered_is_refused_as_drive_refuses(scene: Scene, kind: ExportFormat) -> None:
    with pytest.raises(APIError, match="The requested conversion is not supported") as caught:
        scene.gc.export(scene.book.id, kind)
    assert caught.value.code == 400
