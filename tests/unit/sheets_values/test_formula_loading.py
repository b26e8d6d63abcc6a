"""Which ranges are read once, and which formulas read a cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.sheets.formulas_depend import Dependents
from sandbox.sheets.formulas_loaded import Loaded

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda span: range(span[0], span[0] + span[1]))


@given(st.lists(SPANS, max_size=12))
def test_each_row_is_missing_exactly_once(spans: list[range]) -> None:
    loaded, held = Loaded(), set[int]()
    for span in spans:
        missing = [row for part in loaded.add(1, span, 2) for row in part]
        assert sorted(missing) == sorted(set(span) - held)
        held |= set(span)
        assert {row for row in range(50) if (1, row, 2) in loaded} == held


def test_columns_and_tabs_are_held_apart_and_forgotten_together() -> None:
    loaded = Loaded()
    loaded.add(1, range(5), 0)
    loaded.add(2, range(5), 0)
    assert (1, 3, 0) in loaded
    assert (1, 3, 1) not in loaded
    loaded.forget(1)
    assert (1, 3, 0) not in loaded
    assert (2, 3, 0) in loaded


RECTS = st.tuples(
    st.integers(0, 1), st.integers(0, 40), st.integers(1, 40), st.integers(0, 3), st.integers(1, 4)
).map(lambda r: (r[0], r[1], r[1] + r[2], r[3], r[3] + r[4]))
CELLS = st.tuples(st.integers(0, 1), st.integers(0, 80), st.integers(0, 7))


@given(st.lists(RECTS, max_size=8), st.lists(CELLS, max_size=5))
def test_readers_are_found_by_the_cells_they_read(
    rects: list[tuple[int, int, int, int, int]], changed: list[tuple[int, int, int]]
) -> None:
    readers = Dependents()
    for place, rect in enumerate(rects):
        readers.add((9, place, 0), [rect])
    expected = {
        (9, place, 0)
        for place, (sheet, top, bottom, left, right) in enumerate(rects)
        if any(cell[0] == sheet and top <= cell[1] < bottom and left <= cell[2] < right for cell in changed)
    }
    assert readers.of(changed) == expected
    for place, rect in enumerate(rects):
        readers.discard((9, place, 0), [rect])
    assert readers.of(changed) == set()


def test_readers_of_readers_are_found() -> None:
    readers = Dependents()
    readers.add((0, 1, 0), [(0, 0, 1, 0, 1), (0, 0, 2, 0, 1)])
    readers.add((0, 2, 0), [(0, 1, 2, 0, 1)])
    assert readers.all_of([(0, 0, 0)]) == {(0, 1, 0), (0, 2, 0)}
