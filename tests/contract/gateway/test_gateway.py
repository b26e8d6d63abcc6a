"""The four calls of a gateway by themselves: what they read, and how they refuse."""

from __future__ import annotations

import pytest
from gateway_stage import Stage

from engine.errors import SheetRefused
from engine.sheets import requests as ask
from engine.sheets.base import Gateway

STATE = ["'Sheet1'!A1:B2"]


@pytest.fixture
def gateway(stage: Stage) -> Gateway:
    return stage.gateway()


def test_a_book_its_values_and_its_cells(stage: Stage, gateway: Gateway) -> None:
    stage.person.type("Sheet1", "A1", "00:30")
    stage.person.type("Sheet1", "B2", "1,200")
    info = gateway.book()
    assert (info.locale, info.timezone, [tab.title for tab in info.tabs]) == (
        "en_US",
        "Asia/Jakarta",
        ["Sheet1"],
    )
    assert (info.tabs[0].rows, info.tabs[0].columns, info.marks) == (1000, 26, ())
    (rows,) = gateway.values(STATE)
    assert rows[1] == ("", 1200)
    assert gateway.values([]) == ()
    (block,) = gateway.cells(["'Sheet1'!B2"])
    assert (block.row, block.column, block.cells[0][0].shown) == (1, 1, "1,200")


def test_a_batch_is_refused_whole_with_the_tab_that_is_missing(stage: Stage, gateway: Gateway) -> None:
    with pytest.raises(SheetRefused) as caught:
        gateway.apply([ask.put(0, 0, 0, [["x"]]), ask.put(4711, 0, 0, [[1]])])
    assert caught.value.params == {"status": 400, "grid": 4711}
    assert stage.person.read("Sheet1", "A1") == [[""]]


def test_ranges_that_are_none_are_named(gateway: Gateway) -> None:
    with pytest.raises(SheetRefused) as caught:
        gateway.values(["'Gudang'!A1"])
    assert caught.value.params == {"status": 400, "range": "'Gudang'!A1"}
    with pytest.raises(SheetRefused) as caught:
        gateway.apply([ask.put(0, 5000, 0, [[1]])])
    assert caught.value.params == {"status": 400, "bounds": 1}
