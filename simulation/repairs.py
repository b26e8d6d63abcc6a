"""Decides whether a batch left people's cells alone, or owes them something that the engine has to put back.

| a batch changed a cell of a person's                     | then                                              |
|----------------------------------------------------------|---------------------------------------------------|
| as it may: swapped a number, cleared an entry, ticked    | all is well                                       |
| otherwise, and nobody had moved or typed since it read   | P1 is broken at once                              |
| otherwise, after rows or columns moved or somebody typed | it is owed until the next turn that ends well     |
| and then the cell holds what it held                     | all is well again                                 |
| and a person has typed there since                       | whoever typed is right                            |

Google cannot refuse a batch because columns were dragged or rows sorted since its read, so the moment between a batch
and its repair is allowed, and nothing longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .clock import Violation
from .goods import folded
from .places import Cell
from .scene import Scene
from .worker import Turn

PERSONAL = ("sku", "name", "variant", "stock", "entry", "buffer", "active", "notes")
Rows = Sequence[dict[str, Cell]]


class Debt(NamedTuple):
    """A cell of a SKU's row that a batch changed, what stood there, when, and whose batch it was."""

    sku: str
    column: str
    old: Cell
    at: float
    worker: str


@dataclass(slots=True)
class Repairs:
    """What the engines of one run still owe. `stood` are rows as they were before the first batch of this turn, or
    as people typed them since; `left` is how the last batch left them."""

    scene: Scene
    owed: dict[tuple[str, str], Debt] = field(default_factory=dict)
    stood: dict[str, dict[str, Cell]] = field(default_factory=dict)
    left: dict[str, dict[str, Cell]] = field(default_factory=dict)

    def batch(self, before: Rows, after: Rows, worker: str, turn: Turn | None) -> None:
        """A batch has taken effect: what it did to people's cells is well, owed, or a violation.

        `turn` is the one that sent it, None where nobody waits for it any more.
        """
        wrong = list(self._wrong(before, after, worker, loose=self._unsettled(turn)))
        for debt, text in wrong:
            if not self._excused(debt, turn):
                raise Violation("P3" if debt.column == "sku" else "P1", text)
            self.owed.setdefault((debt.sku, debt.column), debt)
            self.scene.peril.owing.add(worker)
            self.scene.trace.bite("repair.owed")
        self.scene.astray = self.scene.now if wrong else self.scene.astray

    @staticmethod
    def _unsettled(turn: Turn | None) -> bool:
        """Whether rows or columns may not stand where the batch thought; or it landed when nobody waited for it."""
        return turn is None or "moved" in turn.spoilt

    def _excused(self, debt: Debt, turn: Turn | None) -> bool:
        if turn is None or self._unsettled(turn):
            return True
        return self._typed(debt) >= min(turn.started, self.scene.completed)

    def _typed(self, debt: Debt) -> float:
        """When somebody last typed into such a cell of the row, or changed the row as a whole."""
        scene = self.scene
        sku = scene.books.goods.whose(debt.sku) or debt.sku
        times = {"buffer": scene.flagged, "active": scene.flagged, "notes": scene.noted}
        times |= dict.fromkeys(("sku", "stock", "entry"), scene.edited)
        return times.get(debt.column, {}).get(sku, 0.0)

    def _wrong(self, before: Rows, after: Rows, worker: str, *, loose: bool) -> Iterator[tuple[Debt, str]]:
        old, new = ([row for row in rows if personal(row)] for rows in (before, after))
        if loose or self.owed:
            yield from self._wrong_by_sku(old, new, worker)
            return
        known = self.scene.books.goods.known
        for number, row in enumerate(old):
            sku = str(row.get("sku"))
            if number >= len(new):
                yield self._debt(worker, sku, "sku", row, f"a batch lost the row {row}")
                continue
            for column in PERSONAL:
                if not allowed(column, row.get(column), new[number].get(column)):
                    told = f"{new[number].get(column)!r}, it was {row.get(column)!r}"
                    yield self._debt(worker, sku, column, row, f"a batch made {column} of {sku!r} {told}")
        for row in new[len(old) :]:
            if not isinstance(row.get("sku"), str) or folded(str(row["sku"])) not in known:
                yield self._debt(worker, "", "sku", row, f"a batch made the row {row}")

    def _wrong_by_sku(self, old: Rows, new: Rows, worker: str) -> Iterator[tuple[Debt, str]]:
        """Where it is not sure which row is which, each SKU that stands once is compared with itself."""
        there, stood = by_sku(new), by_sku(old)
        self.stood = {**self.stood, **{sku: self._as_typed(sku, row) for sku, row in stood.items()}}
        self.left = {**self.left, **there}
        for sku, row in stood.items():
            now = there.get(sku)
            if now is None:
                yield self._debt(worker, sku, "sku", row, f"a batch lost the row {row}")
                continue
            for column in PERSONAL:
                if (sku, column) in self.owed or now.get(column) == self.stood[sku].get(column):
                    continue
                if not allowed(column, row.get(column), now.get(column)):
                    told = f"{now.get(column)!r}, it was {row.get(column)!r}"
                    yield self._debt(worker, sku, column, row, f"a batch made {column} of {sku!r} {told}")

    def _as_typed(self, sku: str, row: dict[str, Cell]) -> dict[str, Cell]:
        """What stood there before the first batch, and what differs from how the last one left it."""
        left = self.left.get(sku, row)
        return {
            **self.stood.get(sku, row),
            **{name: row[name] for name in row if row[name] != left.get(name)},
        }

    def _debt(self, worker: str, sku: str, column: str, row: dict[str, Cell], text: str) -> tuple[Debt, str]:
        return Debt(sku, column, row.get(column), self.scene.now, worker), text

    def settle(self, worker: str) -> None:
        """A turn has ended well: whatever this engine owed is there again, or a person has typed over it."""
        self.stood, self.left = {}, {}
        if not self.owed:
            return
        there = by_sku([row for row in self.scene.layer.paper.rows("skus") if personal(row)])
        for key, debt in list(self.owed.items()):
            if debt.worker == worker:
                self._settled(debt, there.get(debt.sku))
                del self.owed[key]

    def _settled(self, debt: Debt, row: dict[str, Cell] | None) -> None:
        scene = self.scene
        goods = scene.books.goods.whose(debt.sku) or debt.sku
        if self._typed(debt) >= debt.at or goods in scene.binned:
            return
        if row is not None and allowed(debt.column, debt.old, row.get(debt.column)):
            scene.trace.bite("repair.made")
        elif row is None and debt.column != "sku":
            # It stands twice by now, and nobody can tell which of the rows was hit.
            return
        elif row is None:
            raise Violation("P3", f"the row of {debt.sku!r} was hit by a batch, and is not there again")
        else:
            text = f"{debt.column} of {debt.sku!r} held {debt.old!r}, was hit by a batch, and holds"
            raise Violation("P1", f"{text} {row.get(debt.column)!r}")


def by_sku(rows: Rows) -> dict[str, dict[str, Cell]]:
    """The rows whose SKU stands once."""
    found: dict[str, list[dict[str, Cell]]] = {}
    for row in rows:
        if isinstance(row.get("sku"), str):
            found.setdefault(str(row["sku"]), []).append(row)
    return {sku: same[0] for sku, same in found.items() if len(same) == 1}


def personal(row: dict[str, Cell]) -> bool:
    """Whether the row is somebody's: a number alone may be what a plain write left in a blank row."""
    return any(row.get(column) not in (None, "") for column in ("sku", "name", "variant", "notes"))


def allowed(column: str, old: Cell, new: Cell) -> bool:
    """Whether a batch may make this of a person's cell."""
    if old == new and type(old) is type(new):
        return True
    if column == "stock":
        return _number(old) and _number(new)
    if column == "entry":
        return new in (None, "") and old not in (None, "")
    if column == "active":
        return isinstance(new, bool) and old in (None, True, False)
    return False


def _number(value: Cell) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
