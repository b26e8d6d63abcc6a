"""What may be pushed: every number that an engine sets in a shop is held against the world's own books.

| promise | a push is a violation where                                                                          |
|---------|------------------------------------------------------------------------------------------------------|
| P5      | nobody linked the listing, or nobody has said yet what goods under a new id are                        |
| P6      | it is one of so many in a turn that wiped rows took to zero that a person should have released them    |
| P7      | the orders of that shop could not be read in this turn                                                |
| P8, P9  | it raises the number above all that was true since the last turn that saw everything                  |
| P8      | it raises the number of goods whose SKU was changed, and nobody has said yet what that means         |
| P8      | the shop's `Kirim stok` or the SKU's `Aktif` was off before the turn began                            |

A number that is too low for a while is no violation: of several possible numbers the least is booked. Shops are read
one by one, and one may not answer for hours, so what is known of each may be of another moment since (a sick shop
delays no other). What left is therefore counted with what is owed: goods that left leave as much available as before,
and only the shop tells both at once. An order that changed while it was read moved out of the window that was asked
for, so one that is new since may be unknown although others are known that came later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from .books import At
from .calls import Call
from .clock import Violation
from .scene import Scene
from .worker import Turn, Worker

# The guards' default: below so many listings nothing is a stampede.
FEWEST = 3
# And so many seconds of what left count together.
WINDOW = 600.0
# A window ends by the engine's own clock, which may be wrong by so many seconds.
SKEW = 3.0


@dataclass(slots=True)
class Past:
    """What was true of one SKU, newest last: units that ever were on the shelf, sold by each shop, held back."""

    shelf: list[tuple[float, int]] = field(default_factory=list)
    sold: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    buffer: list[tuple[float, int]] = field(default_factory=list)


def _note(past: list[tuple[float, int]], now: float, value: int) -> None:
    if not past or past[-1][1] != value:
        past.append((now, value))


def _since(past: list[tuple[float, int]], since: float) -> list[int]:
    """Every value that held at some moment from then on."""
    found: list[int] = []
    for when, value in reversed(past):
        found.append(value)
        if when <= since:
            break
    return found


class Pushes:
    """Looks at what each write of an engine changes in a shop."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._past: dict[str, Past] = {}
        self._doubted: dict[str, float] = {}
        self._showed: dict[At, list[tuple[float, int]]] = {}
        self._before: Mapping[str, int] = {}
        self.changed: list[At] = []
        self._pushed: dict[tuple[str, float], set[str]] = {}
        self._zeroed: dict[str, dict[str, float]] = {}

    def note(self) -> None:
        """Remember what is true now; called whenever something may have changed it."""
        scene = self._scene
        self._doubted.update(dict.fromkeys(scene.doubtful, scene.now))
        owed = scene.books.reserved()
        sold = {shop: scene.books.sold(shop) for shop in scene.layer.shops}
        buffers = {row.sku: row.cells.get("buffer") for row in scene.single_rows()}
        for sku, units in scene.books.shelf.items():
            past = self._past.setdefault(sku, Past())
            _note(past.shelf, scene.now, units + sum(one[sku] for one in sold.values()) - owed[sku])
            for shop, units_sold in sold.items():
                _note(past.sold.setdefault(shop, []), scene.now, units_sold[sku])
            held = buffers.get(sku)
            _note(past.buffer, scene.now, held if isinstance(held, int) and held > 0 else 0)
        for shop in scene.layer.shops:
            for listing, shown in self._shown(shop).items():
                _note(self._showed.setdefault(At(shop, listing), []), scene.now, shown)

    def before(self, call: Call) -> None:
        """A shop is about to be written to."""
        if call.place in self._scene.layer.shops and call.kind == "write":
            self.note()
            self._before = self._shown(call.place)
            self.changed = []

    def after(self, call: Call, *, overtaken: bool) -> None:
        """It was: every number that changed is a push. `overtaken` where the worker was inside this call when another
        took its lease."""
        if call.place not in self._scene.layer.shops or call.kind != "write":
            return
        turn = next((one.turn for one in self._scene.workers() if one.name == call.worker), None)
        if turn is None:
            return
        for listing, units in self._shown(call.place).items():
            if units != self._before.get(listing):
                before = self._before.get(listing, 0)
                self._judge(At(call.place, listing), before, units, turn, overtaken=overtaken)
                self.changed.append(At(call.place, listing))
                self._pushed.setdefault((call.worker, turn.started), set()).add(call.place)

    def turned(self, worker: Worker, turn: Turn) -> None:
        """A turn has ended: what it pushed, it pushed with this turn's orders."""
        self.note()
        pushed = self._pushed.pop((worker.name, turn.started), set())
        if turn.report is not None:
            blind = pushed & set(turn.report.unreadable)
            if blind:
                raise Violation("P7", f"pushed to {sorted(blind)} without having read its orders")

    def shown(self, at: At) -> int:
        """What a listing shows."""
        return self._shown(at.shop)[at.listing]

    def _shown(self, shop: str) -> dict[str, int]:
        return {row["id"]: row["stock"] for row in self._scene.layer.shops[shop].business.listings()}

    # Judging

    def _judge(self, at: At, before: int, units: int, turn: Turn, *, overtaken: bool) -> None:
        scene = self._scene
        if at in scene.relisted:
            raise Violation(
                "P5", f"{at.shop} {at.listing} is new, nobody said what it is, and it was set to {units}"
            )
        link = scene.books.links.get(at)
        if link is None or (not link.parts and link.since < turn.started):
            raise Violation("P5", f"{at.shop} {at.listing} is not linked, and was set to {units}")
        if link.since >= scene.seen or not link.parts:
            return
        self._allowed(at, link.parts, turn)
        # What others did to a listing an engine only knows once it could read it, and what was a lowering when it was
        # sent may raise what another worker has set since.
        most = max(before, *_since(self._showed.get(at, []), scene.seen)) + self._bought(at, scene.seen)
        if units > most and not overtaken and self._unsaid(link.parts, turn):
            raise Violation(
                "P8", f"{at.shop} {at.listing} was raised to {units}, and nobody said what became of its SKU"
            )
        if units > before + self._bought(at, turn.started):
            # What lowers a number may still be too high: of an edit that is held only the orders' share leaves.
            self._explained(at, link.parts, units, turn)
        self._no_stampede(at, link.parts, before, units)

    def _bought(self, at: At, since: float) -> int:
        """Units that buyers took of a listing since then: the shop lowered its number behind the engine's back."""
        return sum(
            line.units
            for versions in self._scene.layer.shops[at.shop].business.book.versions.values()
            for line in versions[-1].lines
            if line.listing == at.listing and versions[-1].created_at >= since - SKEW
        )

    def _unsaid(self, parts: Mapping[str, int], turn: Turn) -> bool:
        """Whether a part has had another SKU in its row since before the turn, and nobody has said what that means."""
        goods = self._scene.books.goods
        return any(goods.unsaid(sku) and goods.renamed[sku] < turn.started for sku in parts)

    def _allowed(self, at: At, parts: Mapping[str, int], turn: Turn) -> None:
        scene = self._scene
        for cells in scene.layer.paper.rows("start"):
            off = cells.get("shop") == at.shop and cells.get("send_stock") is not True
            if off and scene.sending.get(at.shop, 0.0) < turn.started:
                raise Violation("P8", f"{at.shop} is not ticked, and was written to")
        for row in scene.single_rows():
            off = row.sku in parts and row.cells.get("active") is False
            # Whether a row with another SKU speaks for these goods nobody has said yet.
            off = off and not scene.books.goods.unsaid(row.sku)
            if off and scene.flagged.get(row.sku, 0.0) < turn.started:
                raise Violation("P8", f"{row.sku} is not active, and was pushed")

    def _explained(self, at: At, parts: Mapping[str, int], units: int, turn: Turn) -> None:
        scene = self._scene
        # A count ends a doubt, and an engine that has not read it still holds what it held.
        doubt = any(sku in scene.doubtful or self._doubted.get(sku, -1.0) >= scene.seen for sku in parts)
        if doubt or any(sku in scene.books.fed or sku in scene.books.goods.away for sku in parts):
            return
        fits = []
        moved = [
            scene.books.sold(
                shop, lambda one: one.created_at >= scene.seen and one.updated_at >= turn.started - SKEW
            )
            for shop in scene.layer.shops
        ]
        for sku, each in parts.items():
            past = self._past[sku]
            sold = sum(min(_since(told, scene.seen)) for told in past.sold.values())
            sold -= sum(one[sku] for one in moved)
            most = max(_since(past.shelf, scene.seen)) - sold
            fits.append((most - min(_since(past.buffer, scene.seen))) // each)
        if units > max(0, min(fits)):
            raise Violation(
                "P9", f"{at.shop} {at.listing} {dict(parts)} set to {units}, never over {min(fits)}"
            )

    def _sold_out(self, parts: Mapping[str, int]) -> bool:
        """Whether orders alone leave nothing of what was on the shelf before somebody set it to zero."""
        for sku, each in parts.items():
            past = self._past[sku]
            then = next((units for when, units in reversed(past.shelf) if when < self._scene.stampede), 0)
            sold = sum(told[-1][1] for told in past.sold.values())
            if (then - sold - past.buffer[-1][1]) // each <= 0:
                return True
        return False

    def _no_stampede(self, at: At, parts: Mapping[str, int], before: int, units: int) -> None:
        scene = self._scene
        zeroed = self._zeroed.setdefault(at.shop, {})
        wiped = scene.stampede > scene.released and set(parts) <= scene.wiped
        emptied = wiped and before and not units and all(not scene.books.shelf[sku] for sku in parts)
        if not emptied or self._sold_out(parts):
            zeroed.pop(at.listing, None)
            return
        zeroed[at.listing] = scene.now
        # The window is part of the cache, so it begins anew where that was lost.
        since = max(scene.now - WINDOW, scene.lost_at)
        together = sum(when > since for when in zeroed.values())
        linked = sum(place.shop == at.shop and bool(link.parts) for place, link in scene.books.links.items())
        if together > max(FEWEST, ceil(linked / 2)):
            raise Violation(
                "P6", f"{together} of {linked} listings of {at.shop} went to zero in ten minutes unasked"
            )
