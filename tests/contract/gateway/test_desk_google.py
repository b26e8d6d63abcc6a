"""What the desk does to the local Google beyond what every gateway must be able to: warnings, colours, sharing."""

from __future__ import annotations

import random

import pytest
from gateway_stage import GoogleStage, Words, swap_of

from engine.errors import SheetRefused, SheetUnknown
from engine.sheets.desk import SheetDesk


def test_engine_columns_only_warn(google_stage: GoogleStage) -> None:
    google_stage.desk().layout()
    tab = google_stage.person.tab("SKU")
    warned = {rule["description"] for rule in tab.protected}
    assert warned == {f"selaras skus.{name}" for name in ("reserved", "available", "status", "receipt")}
    assert all(rule["warningOnly"] for rule in tab.protected)
    assert tab.props["gridProperties"]["frozenRowCount"] == 1


def test_the_start_tab_turns_red_by_itself(google_stage: GoogleStage) -> None:
    google_stage.desk().layout()
    formulas = [
        rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for rule in google_stage.person.tab("Mulai").conditional
    ]
    assert "=ISNUMBER($D1)*((NOW()-$D1)*86400>1200)" in formulas
    assert google_stage.person.read_book().props["autoRecalc"] == "MINUTE"


def test_status_texts_that_call_for_a_person_are_coloured(google_stage: GoogleStage) -> None:
    desk = google_stage.desk()
    desk.alarms = {"links": ('be"lum',)}
    desk.layout()
    formulas = [
        rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for rule in google_stage.person.tab("Tautan").conditional
    ]
    assert '=$G1="be""lum"' in formulas


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_on_a_write_is_unknown_even_if_it_landed(
    google_stage: GoogleStage, status: int
) -> None:
    desk = google_stage.opened(("A", "", "", 10))
    view = desk.read()
    google_stage.server.faults.status(status, method="writes", after=True)
    with pytest.raises(SheetUnknown):
        desk.write(swap_of("A", 1, 10, 8), view)
    assert google_stage.see("Stok", "A") == "8"


def test_a_sheet_that_is_not_shared_is_refused(google_stage: GoogleStage) -> None:
    private = google_stage.server.create_spreadsheet("Milik orang", shared=False)
    with pytest.raises(SheetRefused) as caught:
        SheetDesk(google_stage.gateway(book=private), Words(), google_stage.clock, random.Random(1)).open(
            "engine-a"
        )
    assert caught.value.params in ({"status": 403}, {"status": 404})


def test_colours_reach_rows_that_are_inserted_right_below_the_header(google_stage: GoogleStage) -> None:
    google_stage.desk().layout()
    google_stage.person.insert_rows("Tautan", 2, 3)
    rules = google_stage.person.tab("Tautan").conditional
    assert rules
    assert {area.get("startRowIndex", 0) for rule in rules for area in rule["ranges"]} == {0}
