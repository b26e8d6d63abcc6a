"""Nothing changed: nothing is written, neither to Google nor to the shop nor into the cache."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

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
