"""The sheet in memory against the local Google: the same moves leave the same cells."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gateway_stage import GoogleStage, MemoryStage, Socket, Stage, memory_stage

from engine.errors import SheetRefused
from engine.sheets import requests as ask
from engine.sheets.ranges import grid

TEXTS = [
    "", "28", "1,200", "1.200", "1.000", "1.5", "1,5", "50%", "12.5%", "2026-03-01", "2026-3-1", "2/3", "2-3", "0042",
    "-7", "(5)", "+10", "TRUE", "SALAH", "28 pcs", "habis", "'007", "'=1", "=5+5", "=7-2*3", "=1/0", "=NA()", "#N/A",
    "1.2.3", "2,000,000", "-3", "0", "1200000", "0.25", "31/2",
]  # fmt: skip


class Both:
    """One stage of each kind."""

    def __init__(self, google: GoogleStage, memory: MemoryStage) -> None:
        self.google = google
        self.memory = memory

    def each(self) -> tuple[Stage, Stage]:
        return self.google, self.memory

    def seen(self, stage: Stage, title: str = "Sheet1") -> tuple[object, ...]:
        """All that a light and a full read tell of a tab."""
        # A minute later the local Google has its quota back.
        stage.clock.time += 60
        gateway = stage.gateway()
        (rows,) = gateway.values([f"'{title}'!A:ZZ"])
        (block,) = gateway.cells([f"'{title}'!A1:L40"])
        cells = {
            (row, column): cell
            for row, line in enumerate(block.cells)
            for column, cell in enumerate(line)
            if cell.kind != "blank" or cell.format
        }
        marks = sorted((mark.key, mark.value, mark.column or 0) for mark in gateway.book().marks)
        sizes = [(tab.title, tab.rows, tab.columns, tab.hidden) for tab in gateway.book().tabs]
        kept = {place: cell for place, cell in cells.items() if cell.kind != "blank"}
        return list(rows), kept, marks, sizes

    def alike(self, title: str = "Sheet1") -> None:
        one, other = (self.seen(stage, title) for stage in self.each())
        for there, here in zip(one, other, strict=True):
            assert there == here


@pytest.fixture(params=["en_US", "id_ID"])
def both(request: pytest.FixtureRequest, google: Socket, tmp_path: Path) -> Iterator[Both]:
    with ExitStack() as stack:
        yield Both(
            stack.enter_context(google.stage(tmp_path, locale=request.param)),
            stack.enter_context(memory_stage(locale=request.param)),
        )


def test_what_people_type_is_read_alike(both: Both) -> None:
    for stage in both.each():
        for row, text in enumerate(TEXTS, 1):
            stage.person.type("Sheet1", f"A{row}", text)
    both.alike()


def test_rows_that_a_filter_hides_are_read_written_and_moved_alike(both: Both) -> None:
    for stage in both.each():
        for row, text in enumerate(["SKU", "A", "B", "C", "B", "D"], 1):
            stage.person.type("Sheet1", f"A{row}", text)
        stage.person.filter("Sheet1", "A", ["B"])
        rule = {"condition": {"type": "BOOLEAN"}, "strict": True}
        stage.batch(
            ask.put(0, 2, 1, [[7]]),
            ask.swap(0, 2, 0, "B", "E"),
            {"setDataValidation": {"range": grid(0, 1, 2, 6, 3), "rule": rule}},
            ask.checkbox(grid(0, 1, 3, 6, 4)),
        )
        stage.person.sort("Sheet1", "A", descending=True)
        ticks = [[stage.rule("Sheet1", row, column) is not None for row in range(1, 6)] for column in (2, 3)]
        assert ticks == [[False, True, True, False, True], [True] * 5]
    both.alike()


def test_a_swap_finds_the_same_cells(both: Both) -> None:
    for stage in both.each():
        for row, text in enumerate(TEXTS, 1):
            stage.person.type("Sheet1", f"A{row}", text)
        gateway = stage.gateway()
        finds = [text for text in TEXTS if text and not text.startswith(("=", "'"))] + [
            "50",
            "1200",
            "-5",
            "42",
        ]
        gateway.apply([ask.swap(0, row, 0, find, "77") for row in range(len(TEXTS)) for find in finds])
    both.alike()


def a_move(rng: random.Random, stages: tuple[Stage, Stage], columns: int) -> None:
    """One random edit, the same on both; formulas that speak of other cells are played differently."""
    row, column = rng.randrange(2, 16), rng.randrange(columns)
    cell = f"{chr(65 + column)}{row}"
    to, count = rng.choice([other for other in range(2, 16) if other != row]), rng.randrange(1, 4)
    text = rng.choice([one for one in TEXTS if not one.startswith("=")])
    moves = {
        "type": lambda p: p.type("Sheet1", cell, text),
        "formula": lambda p: p.type("Sheet1", f"H{row}", f"={count}+{row}"),
        "clear": lambda p: p.clear("Sheet1", f"{cell}:{chr(65 + column)}{row + count}"),
        "paste": lambda p: p.paste("Sheet1", cell, [[text, "5"], ["x", text]]),
        "sort": lambda p: p.sort("Sheet1", chr(65 + column), descending=count == 1),
        "part": lambda p: p.sort("Sheet1", "B", cells="B3:C9"),
        "insert": lambda p: p.insert_rows("Sheet1", row, count),
        "delete": lambda p: p.delete_rows("Sheet1", row, count),
        "move": lambda p: p.move_rows("Sheet1", row, count, row + count + 3),
        "up": lambda p: p.move_rows("Sheet1", row + 3, count, row),
        "cut": lambda p: p.cut_rows("Sheet1", row, 1, to),
        "duplicate": lambda p: p.duplicate_rows("Sheet1", row),
        "column": lambda p: p.move_column("Sheet1", "B", "E"),
        "back": lambda p: p.move_column("Sheet1", "D", "A"),
        "format": lambda p: p.number_format("Sheet1", cell, "TEXT", "@"),
        "copy": lambda p: p.copy("Sheet1", f"A{row}:C{row}", f"A{to}", values_only=count == 1),
    }
    name = rng.choice(sorted(moves))
    for stage in stages:
        moves[name](stage.person)


def engine_batch(rng: random.Random, stages: tuple[Stage, Stage]) -> None:
    """What the engine may send between people's moves."""
    row, column = rng.randrange(1, 15), rng.randrange(7)
    batch = [
        ask.copy(grid(0, row, column), grid(0, row + 20, 10)),
        ask.put(0, row, 8, [["text", 5, None]]),
        ask.swap(0, row, column, rng.choice(["5", "28", "x", "1.5"]), "9"),
        ask.insert_rows(0, row + 2, 1),
        ask.number_format(grid(0, row + 2, 0), "TEXT", "@"),
    ]
    replies = [stage.gateway().apply(batch, ["'Sheet1'!A1:C40"]) for stage in stages]
    one, other = replies
    assert [(block.row, block.column) for block in one.blocks] == [(b.row, b.column) for b in other.blocks]
    swapped = [reply.replies[2].get("findReplace", {}).get("occurrencesChanged", 0) for reply in replies]
    assert swapped[0] == swapped[1]


@pytest.mark.parametrize("seed", range(6))
def test_random_moves_leave_the_same_sheet(both: Both, seed: int) -> None:
    rng = random.Random(seed)
    for stage in both.each():
        stage.gateway().apply([ask.mark("selaras.column", f"skus.{n}", 0, n) for n in range(5)])
        stage.person.paste("Sheet1", "A2", [[f"S{n}", str(n), "", "x", str(20 - n)] for n in range(6)])
    for _ in range(20):
        if rng.random() < 0.2:
            engine_batch(rng, both.each())
        else:
            a_move(rng, both.each(), 7)
        both.alike()


def test_a_batch_is_refused_alike(both: Both) -> None:
    batches = [
        [ask.put(4711, 0, 0, [[1]])],
        [ask.put(0, 0, 0, [["x"]]), ask.drop_tab(4711)],
        [ask.put(0, 0, 0, [["x"]]), ask.drop_tab(0)],
        [ask.put(0, 5000, 0, [[1]])],
        [ask.put(0, 0, 50, [[1]])],
        [ask.insert_rows(0, 5000, 1)],
        [ask.add_tab(5, "sheet1", 1, 1)],
        [ask.add_tab(0, "other", 1, 1)],
        [ask.put(0, 0, 0, [["x"]]), ask.add_tab(9, "new", 2, 2), ask.put(9, 2, 0, [[1]])],
        [ask.put(0, 0, 0, [["x" * 50_001]])],
    ]
    for batch in batches:
        params = []
        for stage in both.each():
            with pytest.raises(SheetRefused) as caught:
                stage.gateway().apply(batch)
            params.append(caught.value.params)
        assert params[0] == params[1]
        both.alike()
