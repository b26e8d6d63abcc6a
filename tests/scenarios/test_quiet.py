"""Nothing changed: nothing is written, neither to Google nor to the shop nor into the cache."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bench import Bench, bench

STOCK = {"KAOS-M": 10, "TOPI": 5, "TAS": 3}
# How far shops were read and until when the lease holds move by themselves.
MOVES_BY_ITSELF = {"lease": {"expires"}, "shop": {"horizon"}}
MOVES_IN_MORE = {"shop": {"scan_cursor", "checked_at"}}


def rows(cache: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without what moves by itself."""
    found: dict[str, list[dict[str, Any]]] = {}
    with closing(sqlite3.connect(f"file:{cache}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            table = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            short = next((one for one in MOVES_BY_ITSELF if name.endswith(one)), "")
            for row in table:
                for column in MOVES_BY_ITSELF.get(short, ()):
                    del row[column]
                if row.get("more") and short in MOVES_IN_MORE:
                    more = json.loads(row["more"])
                    row["more"] = {key: more[key] for key in more if key not in MOVES_IN_MORE[short]}
            found[name] = table
    return found


def busy(one: Bench) -> None:
    """A seller with open orders, an open question, junk in a cell, a refused entry and a feed."""
    one.run()
    one.tick()
    one.run()
    one.wait()
    one.shop.buy("shopee", [(one.listings["KAOS-M"], 2)])
    one.type("TOPI", "Stok", "habis")
    one.type("TAS", "Stok", "=1+1")
    one.run(2)
    one.type("TAS", "+/-", "lima")
    person = one.person()
    person.paste("SKU", "A5", [["PAYUNG", "Payung", "", "8"]])
    one.run(2)
    person.delete_rows("SKU", person.row("SKU", "SKU", "PAYUNG"))
    one.run(3)
    assert one.asked("vanished")


def test_a_quiet_hour_writes_nothing_but_beats(tmp_path: Path) -> None:
    with bench(tmp_path, STOCK) as one:
        busy(one)
        one.wait(700)
        one.run(3)
        before, stored = one.requests(), rows(tmp_path / "cache.db")
        for _ in range(8):
            one.wait(20)
            report = one.run(1)
            assert not report.wrote
            assert not report.again
        assert before == one.requests()
        assert stored == rows(tmp_path / "cache.db")
        assert {"lease", "shop"} <= {name.removeprefix("selaras_") for name in stored}

        one.wait(600)
        one.run(4)
        assert before["sheets"] + 1 == one.requests()["sheets"], "one beat in ten minutes"
        assert before["shop"] == one.requests()["shop"]


def both(one: Bench) -> None:
    one.type("KAOS-M", "Stok", "habis")
    one.type("KAOS-M", "+/-", "lima")


def copied(one: Bench) -> None:
    one.person().duplicate_rows("SKU", 2)
    one.type("KAOS-M", "Stok", "6")


NEEDS_A_PERSON: dict[str, Callable[[Bench], None]] = {
    "junk in both cells of a row": both,
    "a copied row with another number": copied,
    "an error": lambda one: one.type("KAOS-M", "Stok", "=1/0"),
    "a date": lambda one: one.type("KAOS-M", "Stok", "2026-03-01"),
    "a first count that is missing": lambda one: one.person().paste("SKU", "A6", [["BARU", "", "", ""]]),
}


@pytest.mark.parametrize("act", NEEDS_A_PERSON.values(), ids=NEEDS_A_PERSON.keys())
def test_what_waits_for_a_person_costs_nothing_meanwhile(
    tmp_path: Path, act: Callable[[Bench], None]
) -> None:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run(3)
        one.wait()
        act(one)
        one.run(4)
        before = one.sheets.counts()["engine"]
        one.run(4)
        after = one.sheets.counts()["engine"]

        assert (4, 0) == (after["reads"] - before["reads"], after["writes"] - before["writes"])


def test_a_quiet_cycle_is_one_light_read(tmp_path: Path) -> None:
    with bench(tmp_path, STOCK) as one:
        one.run()
        one.tick()
        one.run(3)
        one.wait(31)
        one.run(1)
        before = one.sheets.counts()["engine"]["reads"], one.shop.counts()["engine"]["reads"]
        one.run(5)
        after = one.sheets.counts()["engine"]["reads"], one.shop.counts()["engine"]["reads"]

        assert 5 == after[0] - before[0]
        assert 5 * 4 >= after[1] - before[1], "one order poll, and one page of listings with its details"
