"""Which cells go round in a circle: each of them reads, at first hand or through others, itself.

What a reference could read counts, whether or not the formula gets that far (`IF(FALSE; A1; 0)` in A1 is a circle).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Cell = tuple[int, int, int]
Rect = tuple[int, int, int, int, int]
_Node = TypeVar("_Node", bound=Hashable)


def circles(reads: Mapping[Cell, Collection[Rect]]) -> set[Cell]:
    """The cells in a circle, given the rectangles each cell reads.

    Whole columns are compared first: a column that never leads back to itself holds no circle, and that is the rule.
    """
    columns: dict[tuple[int, int], set[tuple[int, int]]] = {(cell[0], cell[2]): set() for cell in reads}
    for cell, rects in reads.items():
        for rect in rects:
            read = ((rect[0], column) for column in range(rect[3], rect[4]))
            columns[cell[0], cell[2]].update(column for column in read if column in columns)
    suspects = looping(columns, columns.__getitem__)
    if not suspects:
        return set()
    rows: dict[tuple[int, int], list[int]] = {column: [] for column in suspects}
    for sheet_id, row, column in sorted(reads):
        if (sheet_id, column) in suspects:
            rows[sheet_id, column].append(row)
    cells = [cell for cell in reads if (cell[0], cell[2]) in suspects]
    return looping(cells, lambda cell: _inside(reads[cell], rows))


def _inside(rects: Iterable[Rect], rows: Mapping[tuple[int, int], list[int]]) -> set[Cell]:
    """The suspect cells in these rectangles."""
    found: set[Cell] = set()
    for sheet_id, first_row, end_row, first_column, end_column in rects:
        for column in range(first_column, end_column):
            known = rows.get((sheet_id, column), [])
            part = known[bisect_left(known, first_row) : bisect_left(known, end_row)]
            found.update((sheet_id, row, column) for row in part)
    return found


def looping(nodes: Iterable[_Node], successors: Callable[[_Node], Iterable[_Node]]) -> set[_Node]:
    """The nodes that lead back to themselves: Tarjan's strongly connected components, without recursion."""
    order: dict[_Node, int] = {}
    lowest: dict[_Node, int] = {}
    open_nodes: list[_Node] = []
    is_open: set[_Node] = set()
    found: set[_Node] = set()
    for root in nodes:
        if root in order:
            continue
        work = [(root, iter(successors(root)))]
        order[root] = lowest[root] = len(order)
        open_nodes.append(root)
        is_open.add(root)
        while work:
            node, following = work[-1]
            for successor in following:
                if successor == node:
                    found.add(node)
                elif successor not in order:
                    order[successor] = lowest[successor] = len(order)
                    open_nodes.append(successor)
                    is_open.add(successor)
                    work.append((successor, iter(successors(successor))))
                    break
                elif successor in is_open:
                    lowest[node] = min(lowest[node], order[successor])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] == order[node]:
                    found |= _close(node, open_nodes, is_open)
    return found


def _close(root: _Node, open_nodes: list[_Node], is_open: set[_Node]) -> set[_Node]:
    """Take a finished component off the open nodes; returned are its members if they are several."""
    component = {open_nodes.pop()}
    while root not in component:
        component.add(open_nodes.pop())
    is_open -= component
    return component if len(component) > 1 else set()
